#include "engine/duckdb/parquet_write.h"

#include "engine/duckdb/engine_fixture.h"

#include <algorithm>

namespace skep::engine {
namespace {

class ParquetWrite : public EngineFixture {
 protected:
  ParquetWrite() { std::filesystem::create_directories(folder_ / "out"); }

  Result<std::vector<EngineFile>> write(const std::string& sql, size_t columns, std::vector<std::string> names,
                                        Cancellation cancellation = {}) {
    WriteTarget target;
    target.directory = folder_ / "out";
    target.file_prefix = "0123-abcd";
    target.partition_count = columns - names.size();
    target.column_names = std::move(names);
    RunningQuery query(slot_, instance(), std::move(cancellation));
    return write_parquet(query, sql, columns, target);
  }

  std::string read_back(const std::string& select, const std::string& options = "") {
    return run(select + " from read_parquet('" + (folder_ / "out") + "/**/*.parquet'" + options + ")");
  }

  size_t files_on_disk() {
    size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / "out")) {
      count += entry.is_regular_file();
    }
    return count;
  }
};

TEST_F(ParquetWrite, AnUnpartitionedWriteIsOneFileWithTheGivenNames) {
  auto files = write("select i c0, 'x' c1 from range(1000) t(i)", 2, {"id", "a \"quoted\", name"});

  ASSERT_TRUE(files) << files.error().message;
  ASSERT_EQ(files->size(), 1);
  EXPECT_EQ((*files)[0].rows, 1000);
  EXPECT_EQ((*files)[0].bytes, static_cast<int64_t>(std::filesystem::file_size((*files)[0].path)));
  EXPECT_EQ((*files)[0].path, folder_ / "out/part-00000-0123-abcd.parquet");
  EXPECT_EQ(read_back("select sum(id), max(\"a \"\"quoted\"\", name\")"), "499500|x");
}

TEST_F(ParquetWrite, NoRowsGiveNoFile) {
  auto plain = write("select 1 c0 where false", 1, {"id"});
  ASSERT_TRUE(plain) << plain.error().message;
  EXPECT_TRUE(plain->empty());

  auto partitioned = write("select 1 c0, 'x' c1 where false", 2, {"id"});
  ASSERT_TRUE(partitioned) << partitioned.error().message;
  EXPECT_TRUE(partitioned->empty());
  EXPECT_EQ(files_on_disk(), 0);
}

TEST_F(ParquetWrite, PartitionValuesComeBackAsTheyWere) {
  std::vector<std::string> values = {"plain", "a=b/c",  "50%", "ä €", "__HIVE_DEFAULT_PARTITION__",
                                     " ",     "a'b\"c", "x\\y"};
  std::string rows;
  for (const auto& value : values) {
    rows += (rows.empty() ? "" : ", ") + std::string("(1, ") + duckdb::Value(value).ToSQLString() + ", '2020')";
  }

  auto files = write("select * from (values " + rows + ") t(c0, c1, c2)", 3, {"id"});

  ASSERT_TRUE(files) << files.error().message;
  std::vector<std::string> written;
  for (const auto& file : *files) {
    ASSERT_EQ(file.partition_values.size(), 2);
    EXPECT_EQ(file.partition_values[1], "2020");
    EXPECT_EQ(file.rows, 1);
    EXPECT_TRUE(std::filesystem::exists(file.path)) << file.path;
    written.push_back(file.partition_values[0]);
  }
  std::sort(written.begin(), written.end());
  std::sort(values.begin(), values.end());
  EXPECT_EQ(written, values);
  EXPECT_EQ(read_back("select count(*)", ", hive_partitioning = false"), "8");
}

TEST_F(ParquetWrite, PartitionColumnsAreNotStored) {
  ASSERT_TRUE(write("select 1 c0, 'x' c1", 2, {"id"}));

  EXPECT_EQ(read_back("select *", ", hive_partitioning = false"), "1");
}

TEST_F(ParquetWrite, ManyPartitionsAreWrittenInSmallMemory) {
  open({.threads = 2, .memory_limit_bytes = 256 << 20});

  auto files =
      write("select i c0, repeat('x', 50) c1, (i % 500)::varchar c2 from range(500000) t(i)", 3, {"id", "text"});

  ASSERT_TRUE(files) << files.error().message;
  int64_t rows = 0;
  for (const auto& file : *files) rows += file.rows;
  EXPECT_EQ(rows, 500'000);
  EXPECT_EQ(files->size(), files_on_disk());
  EXPECT_EQ(read_back("select count(*), sum(id)", ", hive_partitioning = false"), "500000|124999750000");
}

TEST_F(ParquetWrite, TypesAreStoredInTheirStandardForms) {
  ASSERT_TRUE(
      write("select true c0, timestamptz '2020-06-01 12:00:00+00' c1, timestamp '2020-06-01 12:00:00' c2, "
            "1.5::decimal(9,2) c3, 1.5::decimal(38,10) c4, date '2020-01-01' c5, [1, 2] c6, map {'a': 1} c7, "
            "'\\xAA'::blob c8, {'x': 1} c9",
            10, {"b", "t", "n", "d9", "d38", "d", "l", "m", "bin", "s"}));

  auto schema =
      run("select name, type, coalesce(converted_type, ''), coalesce(logical_type, '') from parquet_schema('" +
          (folder_ / "out/part-00000-0123-abcd.parquet") + "') where num_children is null");

  EXPECT_NE(schema.find("t|INT64|TIMESTAMP_MICROS|TimestampType(isAdjustedToUTC=1"), std::string::npos) << schema;
  EXPECT_NE(schema.find("n|INT64|TIMESTAMP_MICROS|TimestampType(isAdjustedToUTC=0"), std::string::npos) << schema;
  EXPECT_NE(schema.find("d9|INT32|DECIMAL"), std::string::npos) << schema;
  EXPECT_NE(schema.find("d38|FIXED_LEN_BYTE_ARRAY|DECIMAL"), std::string::npos) << schema;
  EXPECT_NE(schema.find("element|INT32"), std::string::npos) << schema;
}

TEST_F(ParquetWrite, AFailureOfTheRowsIsTheirs) {
  auto files = write("select skep_to_int('x' || i) c0 from range(10) t(i)", 1, {"id"});

  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().error_class, "CAST_INVALID_INPUT");
}

TEST_F(ParquetWrite, ACancelledWriteFailsWithTheReason) {
  Cancellation cancellation;
  cancellation.request(ErrorCode::cancelled, "enough");

  auto files = write("select i c0 from range(100000000) t(i)", 1, {"id"}, cancellation);

  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().message, "enough");
}

}  // namespace
}  // namespace skep::engine
