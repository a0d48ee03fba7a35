#include "engine/duckdb/engine_fixture.h"

#include <arrow/array.h>
#include <arrow/scalar.h>

#include <string>
#include <thread>

namespace skep::engine {
namespace {

const types::Schema kOneBigint = {{"n", types::kBigint}};

class ResultStreamTest : public EngineFixture {};

int64_t count_rows(RecordBatchStream& stream) {
  int64_t rows = 0;
  while (true) {
    auto batch = stream.next();
    EXPECT_TRUE(batch) << batch.error().message;
    if (!batch || !*batch) return rows;
    rows += (*batch)->num_rows();
  }
}

TEST_F(ResultStreamTest, RowsComeAsArrowBatchesOfTheSchema) {
  types::Schema schema = {{"i", types::kInteger},
                          {"s", types::kString},
                          {"d", types::DataType::decimal(10, 2)},
                          {"t", types::kTimestamp},
                          {"n", types::kNull},
                          {"b", types::kBoolean},
                          {"l", types::DataType::array_of(types::kInteger)}};
  auto made = stream("select 1::int, 'x', 1.5::decimal(10,2), timestamptz '1970-01-01 00:00:01+00', null, true, [1, 2]",
                     schema);
  ASSERT_TRUE(made) << made.error().message;

  auto batch = (*made)->next();

  ASSERT_TRUE(batch) << batch.error().message;
  ASSERT_TRUE((*batch)->Validate().ok());
  EXPECT_EQ((*batch)->schema()->ToString(),
            "i: int32\ns: string\nd: decimal128(10, 2)\nt: timestamp[us, tz=UTC]\nn: null\nb: bool\n"
            "l: list<element: int32>");
  EXPECT_EQ((*batch)->column(1)->GetScalar(0).ValueOrDie()->ToString(), "x");
  EXPECT_EQ((*batch)->column(2)->GetScalar(0).ValueOrDie()->ToString(), "1.50");
  auto end = (*made)->next();
  ASSERT_TRUE(end);
  EXPECT_EQ(*end, nullptr);
}

TEST_F(ResultStreamTest, AResultWithoutRowsHasNoBatch) {
  auto made = stream("select i from range(0) t(i)", kOneBigint);
  ASSERT_TRUE(made);

  EXPECT_EQ(count_rows(**made), 0);
  EXPECT_EQ((*made)->arrow_schema()->ToString(), "n: int64");
}

TEST_F(ResultStreamTest, OtherTypesThanThePlansAreNeverGiven) {
  auto made = stream("select 1::int", kOneBigint);

  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::internal);
}

TEST_F(ResultStreamTest, ALateErrorComesAfterRowsAndStays) {
  auto made = stream("select case when i < 900000 then i else skep_to_bigint('x' || i) end from range(1000000) t(i)",
                     kOneBigint);
  ASSERT_TRUE(made) << made.error().message;

  int64_t rows = 0;
  auto batch = (*made)->next();
  for (; batch && *batch; batch = (*made)->next()) rows += (*batch)->num_rows();

  ASSERT_FALSE(batch);
  EXPECT_GT(rows, 0);
  EXPECT_EQ(batch.error().error_class, "CAST_INVALID_INPUT");
  EXPECT_EQ((*made)->next().error().error_class, "CAST_INVALID_INPUT");
}

TEST_F(ResultStreamTest, ACancelledStreamFailsWithTheReason) {
  Cancellation cancellation;
  auto made = stream("select a.i + b.i from range(1000000) a(i), range(1000000) b(i)", kOneBigint, cancellation);
  ASSERT_TRUE(made);
  ASSERT_TRUE((*made)->next());

  cancellation.request(ErrorCode::timed_out, "too late");

  auto batch = (*made)->next();
  ASSERT_FALSE(batch);
  EXPECT_EQ(batch.error().code, ErrorCode::timed_out);
  EXPECT_EQ(batch.error().message, "too late");
}

TEST_F(ResultStreamTest, ABlockedStreamIsCancelledWithinMilliseconds) {
  Cancellation cancellation;
  auto made =
      stream("select sum(a.i * b.i)::bigint from range(1000000) a(i), range(1000000) b(i)", kOneBigint, cancellation);
  ASSERT_TRUE(made);

  std::chrono::steady_clock::time_point asked;
  std::thread canceller([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    asked = std::chrono::steady_clock::now();
    cancellation.request(ErrorCode::cancelled, "enough");
  });
  auto batch = (*made)->next();
  auto took = std::chrono::steady_clock::now() - asked;
  canceller.join();

  ASSERT_FALSE(batch);
  EXPECT_EQ(batch.error().message, "enough");
  EXPECT_LT(took, std::chrono::milliseconds(500));
}

TEST_F(ResultStreamTest, ACancellationBeforeTheStartIsNotForgotten) {
  Cancellation cancellation;
  cancellation.request(ErrorCode::cancelled, "never mind");

  auto made = stream("select i from range(10) t(i)", kOneBigint, cancellation);

  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().message, "never mind");
}

TEST_F(ResultStreamTest, ACancellationBeforeTheStartLeavesNothingRunning) {
  Cancellation cancellation;
  cancellation.request(ErrorCode::cancelled, "never mind");
  for (int i = 0; i < 20; ++i) {
    auto made =
        stream("select sum(a.i * b.i)::bigint from range(1000000) a(i), range(1000000) b(i)", kOneBigint, cancellation);
    ASSERT_FALSE(made);

    auto next = stream("select " + std::to_string(i) + "::bigint", kOneBigint);
    ASSERT_TRUE(next);
    EXPECT_TRUE((*next)->next());
  }
}

TEST_F(ResultStreamTest, ADroppedStreamLeavesNothingRunning) {
  for (int i = 0; i < 20; ++i) {
    auto endless = stream(
        "select a.i from range(1000000) a(i), range(1000000) b(i) where a.i = 5 or (a.i * b.i) % 7 = 9", kOneBigint);
    ASSERT_TRUE(endless);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    endless->reset();

    auto next = stream("select " + std::to_string(i) + "::bigint", kOneBigint);
    ASSERT_TRUE(next);
    EXPECT_TRUE((*next)->next());
  }
}

TEST_F(ResultStreamTest, ADroppedStreamLeavesTheConnectionUsable) {
  for (int i = 0; i < 20; ++i) {
    auto made = stream("select i from range(10000000) t(i)", kOneBigint);
    ASSERT_TRUE(made);
    ASSERT_TRUE((*made)->next());
  }

  EXPECT_EQ(run("select 42"), "42");
}

TEST_F(ResultStreamTest, StreamsRunBesideEachOther) {
  std::vector<std::unique_ptr<RecordBatchStream>> streams;
  for (int i = 0; i < 12; ++i) streams.push_back(std::move(*stream("select i from range(100000) t(i)", kOneBigint)));
  for (auto& each : streams) ASSERT_TRUE(each->next());

  for (auto& each : streams) EXPECT_GT(count_rows(*each), 0);
}

TEST_F(ResultStreamTest, AStreamOutlivesTheSlotThatStartedIt) {
  auto made = stream("select i from range(100000) t(i)", kOneBigint);
  ASSERT_TRUE(made);

  slot_.reset();

  EXPECT_EQ(count_rows(**made), 100000);
}

class SmallMemory : public EngineFixture {
 protected:
  SmallMemory() : EngineFixture({.threads = 1, .memory_limit_bytes = 64 << 20}) {}
};

TEST_F(SmallMemory, ASortThatOutgrowsMemorySpills) {
  EXPECT_EQ(run("select count(*) from (select i from range(8000000) t(i) order by hash(i), i)"), "8000000");
  auto made = stream("select i from range(8000000) t(i) order by hash(i), i", kOneBigint);
  ASSERT_TRUE(made);

  EXPECT_EQ(count_rows(**made), 8000000);
}

TEST_F(SmallMemory, WhatCannotSpillSaysThatMemoryRanOut) {
  auto answer = run("select length(string_agg(repeat(i::varchar, 100), ',')) from range(8000000) t(i)");

  EXPECT_TRUE(answer.starts_with("error resource_exhausted: ")) << answer;
  EXPECT_NE(answer.find("skep.engine.memory"), std::string::npos) << answer;
}

}  // namespace
}  // namespace skep::engine
