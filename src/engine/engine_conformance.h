#pragma once

#include "engine/engine.h"

#include <arrow/record_batch.h>
#include <arrow/scalar.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

namespace skep::engine {

/// What every Engine promises. An implementation's test instantiates it with a function that makes one.
class EngineConformance : public testing::TestWithParam<std::function<std::unique_ptr<Engine>()>> {
 protected:
  EngineConformance() : engine_(GetParam()()) {
    std::string pattern = (std::filesystem::temp_directory_path() / "skep-engine-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~EngineConformance() override { std::filesystem::remove_all(folder_); }

  static EngineRequest range(int64_t end) {
    EngineRequest request;
    request.plan = plan::make_plan({{"id", types::kBigint}}, plan::Range{0, end, 1});
    return request;
  }

  /// A table of words with their numbers: "one,1", "two,2", ...
  EngineRequest words(const std::string& content = "one,1\ntwo,2\nthree,3\n") {
    auto path = folder_ + "/words.csv";
    std::ofstream(path) << content;
    EngineRequest request;
    ScanDescriptor table;
    table.name = "default.words";
    table.columns = {{"word", types::kString}, {"n", types::kInteger}};
    table.format = ScanFormat::csv;
    table.files = {{.path = path}};
    request.plan = plan::make_plan(table.columns, plan::Scan{0, table.name, {0, 1}, {}});
    request.scans = {std::move(table)};
    return request;
  }

  /// range(count) with `call(id, argument)` in place of id.
  static EngineRequest over_range(int64_t count, const std::string& call, const types::DataType& type,
                                  types::Value argument) {
    auto request = range(count);
    auto input = std::move(request.plan);
    std::vector<plan::ExpressionPtr> arguments;
    arguments.push_back(plan::make_cast(plan::make_input(0, input->output[0]), argument.type));
    arguments.push_back(plan::make_constant(std::move(argument)));
    std::vector<plan::ExpressionPtr> expressions;
    expressions.push_back(plan::make_call(call, type, true, std::move(arguments)));
    request.plan = plan::make_plan({{"x", type}}, plan::Project{std::move(input), std::move(expressions)});
    return request;
  }

  static Result<int64_t> count_rows(RecordBatchStream& stream) {
    int64_t rows = 0;
    while (true) {
      auto batch = stream.next();
      if (!batch) return batch.error();
      if (!*batch) return rows;
      EXPECT_GT((*batch)->num_rows(), 0);
      rows += (*batch)->num_rows();
    }
  }

  std::string folder_;
  std::unique_ptr<Engine> engine_;
};

TEST_P(EngineConformance, ATablesRowsComeWithThePlansNamesAndTypes) {
  auto stream = engine_->run(words(), {});
  ASSERT_TRUE(stream) << stream.error().message;

  auto batch = (*stream)->next();

  ASSERT_TRUE(batch) << batch.error().message;
  EXPECT_EQ((*batch)->schema()->ToString(), "word: string\nn: int32");
  EXPECT_EQ((*batch)->num_rows(), 3);
  EXPECT_EQ((*batch)->column(0)->GetScalar(2).ValueOrDie()->ToString(), "three");
  EXPECT_EQ((*stream)->schema()[1].name, "n");
}

TEST_P(EngineConformance, AStreamEndsOnceAndForAll) {
  auto stream = engine_->run(range(100'000), {});
  ASSERT_TRUE(stream) << stream.error().message;

  EXPECT_EQ(*count_rows(**stream), 100'000);
  auto after = (*stream)->next();
  ASSERT_TRUE(after);
  EXPECT_EQ(*after, nullptr);
}

TEST_P(EngineConformance, AFaultOfTheDataHasSparksClass) {
  auto stream = engine_->run(over_range(1'000, "/", types::kDouble, types::Value::real(0)), {});
  ASSERT_TRUE(stream) << stream.error().message;

  auto rows = count_rows(**stream);

  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().code, ErrorCode::invalid_data);
  EXPECT_EQ(rows.error().error_class, "DIVIDE_BY_ZERO");
  EXPECT_EQ(rows.error().sql_state, "22012");
}

TEST_P(EngineConformance, ACancellationStopsARunningStream) {
  Cancellation cancellation;
  auto stream = engine_->run(range(100'000'000'000), cancellation);
  ASSERT_TRUE(stream) << stream.error().message;
  ASSERT_TRUE((*stream)->next());

  cancellation.request(ErrorCode::timed_out, "the statement took too long");

  auto rows = count_rows(**stream);
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().code, ErrorCode::timed_out);
  EXPECT_EQ(rows.error().message, "the statement took too long");
}

TEST_P(EngineConformance, StatementsRunBesideEachOther) {
  std::vector<std::thread> threads;
  std::atomic<int64_t> rows = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 5; ++j) {
        auto stream = engine_->run(range(10'000), {});
        if (stream) rows += *count_rows(**stream);
      }
    });
  }
  for (auto& thread : threads) thread.join();

  EXPECT_EQ(rows, 4 * 5 * 10'000);
}

TEST_P(EngineConformance, AWriteTellsWhatItWrote) {
  std::filesystem::create_directories(folder_ + "/out");
  WriteTarget target{.directory = folder_ + "/out", .file_prefix = "abc", .partition_count = 0, .column_names = {"id"}};

  auto files = engine_->write(range(1'000), target, {});

  ASSERT_TRUE(files) << files.error().message;
  ASSERT_EQ(files->size(), 1);
  EXPECT_EQ((*files)[0].rows, 1'000);
  EXPECT_TRUE(std::filesystem::exists((*files)[0].path));
}

TEST_P(EngineConformance, AWriteOfNoRowsMakesNoFile) {
  std::filesystem::create_directories(folder_ + "/out");
  WriteTarget target{.directory = folder_ + "/out", .file_prefix = "abc", .partition_count = 0, .column_names = {"id"}};

  auto files = engine_->write(range(0), target, {});

  ASSERT_TRUE(files) << files.error().message;
  EXPECT_TRUE(files->empty());
  EXPECT_TRUE(std::filesystem::is_empty(folder_ + "/out"));
}

TEST_P(EngineConformance, WrittenRowsCanBeReadBack) {
  std::filesystem::create_directories(folder_ + "/out");
  WriteTarget target{
      .directory = folder_ + "/out", .file_prefix = "abc", .partition_count = 0, .column_names = {"word", "n"}};
  auto files = engine_->write(words(), target, {});
  ASSERT_TRUE(files) << files.error().message;

  auto request = words();
  request.scans[0].format = ScanFormat::parquet;
  request.scans[0].files = {{.path = (*files)[0].path, .size = (*files)[0].bytes}};
  auto stream = engine_->run(std::move(request), {});

  ASSERT_TRUE(stream) << stream.error().message;
  EXPECT_EQ(*count_rows(**stream), 3);
}

TEST_P(EngineConformance, OpenedFilesAreCounted) {
  auto before = engine_->metrics();

  auto stream = engine_->run(words(), {});
  ASSERT_TRUE(stream) << stream.error().message;
  ASSERT_TRUE(count_rows(**stream));

  EXPECT_EQ(engine_->metrics().files_opened - before.files_opened, 1);
  EXPECT_EQ(engine_->metrics().rows_scanned - before.rows_scanned, 3);
}

TEST_P(EngineConformance, ExplainShowsAStatementWithoutRunningIt) {
  auto text = engine_->explain(range(10));

  ASSERT_TRUE(text) << text.error().message;
  EXPECT_FALSE(text->empty());
}

}  // namespace skep::engine
