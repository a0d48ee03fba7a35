#include "engine/duckdb/engine_fixture.h"

namespace skep::engine {
namespace {

using types::DataType;
using types::Value;

/// A table of three files of different shapes in two partitions, one of which is NULL.
class ParquetScan : public EngineFixture {
 protected:
  ParquetScan() {
    write("1.parquet", "select 1::int a, 'x' b");
    write("elsewhere/2.parquet", "select 2::bigint A, 'y' b, 2.5::double c, {'p': 1} s");
    write("3.parquet", "select 'z' b, 9 extra, 3::smallint a, 7 part, {'q': 2, 'p': 5} s");
    table_.name = "default.t";
    table_.columns = {{"a", types::kBigint},
                      {"b", types::kString},
                      {"c", types::kDouble},
                      {"s", DataType::struct_of({{"p", types::kBigint}, {"q", types::kInteger}})},
                      {"part", types::kString}};
    table_.partition_count = 1;
    table_.partitions = {{Value::string("a=b/c é")}, {Value::null(types::kString)}};
    table_.files = {file("1.parquet", 0), file("elsewhere/2.parquet", 0), file("3.parquet", 1)};
  }

  void write(const std::string& name, const std::string& query) {
    auto path = folder_ / name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    ASSERT_EQ(run("copy (" + query + ") to '" + path + "' (format parquet)").substr(0, 5) == "error", false);
  }

  ScanFile file(const std::string& name, uint32_t partition) {
    return {.path = folder_ / name, .partition = partition};
  }

  ScanDescriptor table_;
};

TEST_F(ParquetScan, FilesOfDifferentShapesGiveTheDeclaredColumns) {
  EXPECT_EQ(scan(table_, "select * from $T order by c0"),
            "1|x|NULL|NULL|a=b/c é;"
            "2|y|2.5|{'p': 1, 'q': NULL}|a=b/c é;"
            "3|z|NULL|{'p': 5, 'q': 2}|NULL");
}

TEST_F(ParquetScan, FiltersHoldOnColumnsThatAFileLacks) {
  EXPECT_EQ(scan(table_, "select c0 from $T where c2 is null order by c0"), "1;3");
  EXPECT_EQ(scan(table_, "select c0 from $T where c2 > 1"), "2");
  EXPECT_EQ(scan(table_, "select c0 from $T where c3.q is null order by 1"), "1;2");
  EXPECT_EQ(scan(table_, "select c3.q from $T where c3.p = 5"), "2");
}

TEST_F(ParquetScan, ColumnsThatAreNotAskedForAreNotNeeded) {
  EXPECT_EQ(scan(table_, "select count(*) from $T"), "3");
  EXPECT_EQ(scan(table_, "select c4, count(*) from $T group by all order by all nulls first"), "NULL|1;a=b/c é|2");
}

TEST_F(ParquetScan, AFilterOnAPartitionOpensItsFilesOnly) {
  EXPECT_EQ(scan(table_, "select c0 from $T where c4 is null"), "3");
  EXPECT_EQ(counters_->files_opened, 1);

  EXPECT_EQ(scan(table_, "select c0 from $T where c4 = 'a=b/c é' and c2 > 1"), "2");
  EXPECT_EQ(counters_->files_opened, 3);
}

TEST_F(ParquetScan, AJoinOnAPartitionOpensTheJoinedPartitionsOnly) {
  EXPECT_EQ(scan(table_, "select c0 from $T join (values ('a=b/c é')) v(x) on c4 = x order by 1"), "1;2");
  EXPECT_EQ(counters_->files_opened, 2);
}

TEST_F(ParquetScan, ATableWithoutFilesHasNoRows) {
  table_.files.clear();

  EXPECT_EQ(scan(table_, "select * from $T"), "");
  EXPECT_EQ(scan(table_, "select count(*), max(c4) from $T"), "0|NULL");
}

TEST_F(ParquetScan, AMissingFileIsNamed) {
  table_.files.push_back(file("gone.parquet", 0));

  auto answer = scan(table_, "select * from $T");

  EXPECT_TRUE(answer.starts_with("error FAILED_READ_FILE.NO_HINT: ")) << answer;
  EXPECT_NE(answer.find(folder_ / "gone.parquet"), std::string::npos) << answer;
}

TEST_F(ParquetScan, AMissingFileOfAnotherPartitionIsNotMissed) {
  table_.files.push_back(file("gone.parquet", 0));

  EXPECT_EQ(scan(table_, "select count(*) from $T where c4 is null"), "1");
}

TEST_F(ParquetScan, ACorruptFileIsNamed) {
  for (const char* content : {"", "no parquet at all, but long enough to have a footer"}) {
    std::ofstream(folder_ / "bad.parquet") << content;
    auto table = table_;
    table.files.push_back(file("bad.parquet", 0));

    auto answer = scan(table, "select * from $T");

    EXPECT_TRUE(answer.starts_with("error FAILED_READ_FILE.NO_HINT: ")) << answer;
    EXPECT_NE(answer.find(folder_ / "bad.parquet"), std::string::npos) << answer;
  }
}

TEST_F(ParquetScan, TimestampsOfEveryPhysicalFormAreInstants) {
  write("tz.parquet", "select timestamptz '2020-06-01 12:00:00+00' t");
  write("naive.parquet", "select timestamp '2020-06-01 13:00:00' t");
  write("nano.parquet", "select timestamp_ns '2020-06-01 14:00:00.000001' t");
  write("milli.parquet", "select timestamp_ms '2020-06-01 15:00:00' t");
  ScanDescriptor table;
  table.columns = {{"t", types::kTimestamp}};
  table.files = {file("tz.parquet", 0), file("naive.parquet", 0), file("nano.parquet", 0), file("milli.parquet", 0)};

  EXPECT_EQ(scan(table, "select epoch_us(c0) - 1591012800000000 from $T order by 1"),
            "0;3600000000;7200000001;10800000000");
  EXPECT_EQ(scan(table, "select count(*) from $T where c0 >= timestamptz '2020-06-01 13:00:00+00'"), "3");
}

TEST_F(ParquetScan, PartitionsOfEveryTypeAreConstants) {
  ScanDescriptor table;
  table.columns = {{"b", types::kString},
                   {"year", types::kInteger},
                   {"day", types::kDate},
                   {"price", DataType::decimal(20, 2)},
                   {"at", types::kTimestamp}};
  table.partition_count = 4;
  table.partitions = {{Value::integer(2020), Value{types::kDate, int64_t{18262}},
                       Value{DataType::decimal(20, 2), types::Int128{-12345}},
                       Value{types::kTimestamp, int64_t{1'000'000}}}};
  table.files = {file("1.parquet", 0)};

  EXPECT_EQ(scan(table, "select c0, c1, c2, c3, epoch_us(c4) from $T where c1 between 2019 and 2020"),
            "x|2020|2020-01-01|-123.45|1000000");
}

TEST_F(ParquetScan, PlansThatCopyTheirScanStillKnowTheTable) {
  EXPECT_EQ(scan(table_, "with t as materialized (select * from $T) select count(*) from t a join t b on a.c0 = b.c0"),
            "3");
  EXPECT_EQ(scan(table_, "select c0, c1 from $T order by c2 desc nulls last, c0 limit 2"), "2|y;1|x");
  EXPECT_EQ(scan(table_, "select c1 from $T limit 1 offset 1").size(), 1);
}

TEST_F(ParquetScan, TheFirstRowsByAnOrderAreFoundAcrossFilesAndPartitions) {
  ScanDescriptor table;
  table.columns = {{"i", types::kBigint}, {"text", types::kString}, {"p", types::kInteger}};
  table.partition_count = 1;
  for (int i = 0; i < 10; ++i) {
    auto name = "ordered-" + std::to_string(i) + ".parquet";
    write(name, "select i, 'row ' || i as text from range(" + std::to_string(i * 100) + ", " +
                    std::to_string(i * 100 + 100) + ") t(i)");
    table.files.push_back(file(name, static_cast<uint32_t>(i)));
    table.partitions.push_back({Value::integer(i)});
  }

  EXPECT_EQ(scan(table, "select c1, c2 from $T order by c0 desc limit 3"), "row 999|9;row 998|9;row 997|9");
  EXPECT_EQ(scan(table, "select c1, c2 from $T order by c2 desc, c0 limit 2"), "row 900|9;row 901|9");
  EXPECT_EQ(scan(table, "select c1, c2 from $T where c2 in (3, 5) order by c0 desc limit 1"), "row 599|5");
  EXPECT_EQ(scan(table, "select c1, c2 from $T where c2 > 2 order by c2, c0 desc limit 1"), "row 399|3");
  EXPECT_EQ(scan(table, "select c1, c2 from $T limit 2 offset 510"), "row 510|5;row 511|5");
}

TEST_F(ParquetScan, APlainLimitReadsItsTableOnce) {
  EXPECT_EQ(scan(table_, "explain select * from $T limit 100").find("JOIN"), std::string::npos);
  EXPECT_NE(scan(table_, "explain select * from $T order by c0 limit 10").find("JOIN"), std::string::npos);
}

TEST_F(ParquetScan, AFileThatWasReplacedIsReadAnew) {
  auto table = table_;
  table.files = {file("1.parquet", 0)};
  auto stamp = [&](int seconds_ago) {
    auto time = std::filesystem::file_time_type::clock::now() - std::chrono::seconds(seconds_ago);
    std::filesystem::last_write_time(folder_ / "1.parquet", time);
    auto since_epoch = std::chrono::file_clock::to_sys(time).time_since_epoch();
    table.files[0].modified_micros = std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count();
    table.files[0].size = static_cast<int64_t>(std::filesystem::file_size(folder_ / "1.parquet"));
  };
  stamp(100);
  EXPECT_EQ(scan(table, "select count(*), max(c0) from $T"), "1|1");
  EXPECT_EQ(scan(table, "select count(*), max(c0) from $T"), "1|1");

  write("1.parquet", "select 7::int a, 'x' b union all select 8, 'y'");
  stamp(50);

  EXPECT_EQ(scan(table, "select count(*) from $T"), "2");
  EXPECT_EQ(scan(table, "select count(*), max(c0) from $T"), "2|8");
}

TEST_F(ParquetScan, ManyFilesAreReadByAllThreadsInFileOrder) {
  ScanDescriptor table;
  table.columns = {{"i", types::kBigint}};
  for (int i = 0; i < 20; ++i) {
    auto name = "many-" + std::to_string(i) + ".parquet";
    write(name, "select i from range(" + std::to_string(i * 1000) + ", " + std::to_string(i * 1000 + 1000) + ") t(i)");
    table.files.push_back(file(name, 0));
  }

  EXPECT_EQ(scan(table, "select count(*), sum(c0) from $T"), "20000|199990000");
  EXPECT_EQ(scan(table, "select bool_and(c0 = r) from (select c0, row_number() over () - 1 r from $T)"), "true");
}

}  // namespace
}  // namespace skep::engine
