#include "engine/duckdb/engine_fixture.h"

namespace skep::engine {
namespace {

/// Files of text, read as tables. The expected rows were read by Spark 4 from the same files.
class DelimitedScan : public EngineFixture {
 protected:
  ScanDescriptor table(const std::string& content, types::Schema columns,
                       std::map<std::string, std::string> options = {}) {
    auto path = folder_ / ("file-" + std::to_string(files_++) + ".csv");
    std::ofstream(path, std::ios::binary) << content;
    ScanDescriptor descriptor;
    descriptor.format = ScanFormat::csv;
    descriptor.columns = std::move(columns);
    descriptor.options = std::move(options);
    descriptor.files = {{.path = path}};
    return descriptor;
  }

  /// The rows of a file with three text columns; NULL is NULL, text stands in brackets.
  std::string rows(const std::string& content, std::map<std::string, std::string> options = {}) {
    return scan(table(content, kThreeTexts, std::move(options)),
                "select '[' || c0 || ']', '[' || c1 || ']', '[' || c2 || ']' from $T");
  }

  std::string types_of(const std::string& content, types::Schema columns,
                       std::map<std::string, std::string> options = {}) {
    return scan(table(content, std::move(columns), std::move(options)), "select * from $T");
  }

  const types::Schema kThreeTexts = {{"a", types::kString}, {"b", types::kString}, {"c", types::kString}};
  int files_ = 0;
};

TEST_F(DelimitedScan, ValuesAreTakenApartAsSparkDoes) {
  EXPECT_EQ(rows("x,y,z\n1,,\n"), "[x]|[y]|[z];[1]|NULL|NULL");
  EXPECT_EQ(rows("\"\",\"\",\" \"\n"), "NULL|NULL|[ ]");
  EXPECT_EQ(rows("\"a,b\",c\"d,\"e\"\"f\"\n"), "[a,b]|[c\"d]|[\"e\"\"f\"]");
  EXPECT_EQ(rows("\"g\\\"h\",i\\\"j,k\n"), "[g\"h]|[i\\\"j]|[k]");
  EXPECT_EQ(rows("\"l\"m,n,o\n"), "[\"l\"m]|[n]|[o]");
  EXPECT_EQ(rows("\"p\" ,q, r \n"), "[p]|[q]|[ r ]");
  EXPECT_EQ(rows("\"u\\\\\",v,w\n"), "[u\\]|[v]|[w]");
  EXPECT_EQ(rows("\"x\\y\",z,\"1\\\n"), "[x\\y]|[z]|[1]");
  EXPECT_EQ(rows("\"a\\\\\"b\",c,d\n"), "[\"a\\\"b\"]|[c]|[d]");
  EXPECT_EQ(rows("\"a\\\\\\\"b\",c,d\n"), "[a\\\"b]|[c]|[d]");
  EXPECT_EQ(rows("\"ab\"c\"d\",e,f\n"), "[\"ab\"c\"d\"]|[e]|[f]");
  EXPECT_EQ(rows("\"a\" \"b\",c,d\n\"a\"  ,b,c\n  \"a\",b,c\n"), "[\"a\" \"b\"]|[c]|[d];[a]|[b]|[c];[  \"a\"]|[b]|[c]");
}

TEST_F(DelimitedScan, LinesThatAreTooShortTooLongBlankOrUnclosedAreReadAsFarAsTheyGo) {
  EXPECT_EQ(rows("a\na,b\na,b,c,d\n,\n,,\n"), "[a]|NULL|NULL;[a]|[b]|NULL;[a]|[b]|[c];NULL|NULL|NULL;NULL|NULL|NULL");
  EXPECT_EQ(rows("a,b,c\n\n   \nd,e,f"), "[a]|[b]|[c];[d]|[e]|[f]");
  EXPECT_EQ(rows("\"abc,d,e\nf,g,h\n1,\"2,3\n"), "[abc,d,e]|NULL|NULL;[f]|[g]|[h];[1]|[2,3]|NULL");
}

TEST_F(DelimitedScan, OptionsAreSparks) {
  EXPECT_EQ(rows("\"a\"\"b\",c,\"d\"\"\"\n\"\"\"x\"\"\",y,\"\"\"\"\n", {{"escape", "\""}}),
            "[a\"b]|[c]|[d\"];[\"x\"]|[y]|[\"]");
  EXPECT_EQ(rows("NULL,\"NULL\",\n\"\",x,null\n", {{"nullValue", "NULL"}}), "NULL|NULL|NULL;[]|[x]|[null]");
  EXPECT_EQ(rows("\"\",x,\n", {{"emptyValue", "EMPTY"}}), "[EMPTY]|[x]|NULL");
  EXPECT_EQ(rows(" a , \"b\" ,c \n"), "[ a ]|[ \"b\" ]|[c ]");
  EXPECT_EQ(rows(" a , \"b\" ,c \n", {{"ignoreLeadingWhiteSpace", "true"}, {"ignoreTrailingWhiteSpace", "true"}}),
            "[a]|[b]|[c]");
  EXPECT_EQ(rows("#x,y,z\na,b,c\n  #d,e,f\n", {{"comment", "#"}}), "[a]|[b]|[c];[  #d]|[e]|[f]");
  EXPECT_EQ(rows("a||b||c\n", {{"sep", "||"}}), "[a]|[b]|[c]");
  EXPECT_EQ(rows("a\tb\tc\n", {{"delimiter", "\\t"}}), "[a]|[b]|[c]");
  EXPECT_EQ(rows("\"a\";\"b;c\";d\n", {{"SEP", ";"}}), "[a]|[b;c]|[d]");
  EXPECT_EQ(rows("\"a\",b,c\n", {{"quote", ""}}), "[\"a\"]|[b]|[c]");
  EXPECT_EQ(rows("a,b,c;d,e,f;", {{"lineSep", ";"}}), "[a]|[b]|[c];[d]|[e]|[f]");
  EXPECT_EQ(rows("\n\nc,b,a\n1,2,3\n", {{"header", "true"}}), "[1]|[2]|[3]");
}

TEST_F(DelimitedScan, LinesEndInEveryUsualWayAndAByteOrderMarkIsSkipped) {
  EXPECT_EQ(rows("a,b,c\r\nd,e,f\rg,h,i"), "[a]|[b]|[c];[d]|[e]|[f];[g]|[h]|[i]");
  EXPECT_EQ(rows("\xEF\xBB\xBF"
                 "a,b,c\n"),
            "[a]|[b]|[c]");
  EXPECT_EQ(rows(""), "");
}

TEST_F(DelimitedScan, BytesThatAreNoTextAreReplaced) {
  EXPECT_EQ(rows("a\xFF"
                 "b,c,d\n"),
            "[a\uFFFDb]|[c]|[d]");
}

TEST_F(DelimitedScan, UnknownOptionsAreRefused) {
  EXPECT_EQ(rows("a\n", {{"multiLine", "true"}}).substr(0, 17), "error unsupported");
  EXPECT_EQ(rows("a\n", {{"mode", "DROPMALFORMED"}}).substr(0, 17), "error unsupported");
  EXPECT_EQ(rows("a\n", {{"surprise", "1"}}).substr(0, 17), "error unsupported");
}

TEST_F(DelimitedScan, NumbersAreReadWithoutBlanksAndMalformedOnesAreNull) {
  types::Schema columns = {{"i", types::kInteger},
                           {"l", types::kBigint},
                           {"d", types::kDouble},
                           {"f", types::kFloat},
                           {"e", types::DataType::decimal(5, 2)},
                           {"b", types::kBoolean},
                           {"s", types::kSmallint},
                           {"y", types::kTinyint}};
  EXPECT_EQ(types_of("1,2,1.5,2.5,1.005,true,7,8\n 1, 2 , 1.5 , 2.5 , 1.0 , true , 7, 8\n"
                     "+1,-2,1e3,NaN,12345,TRUE,40000,300\n1.0,2L,1d,Inf,abc,1,1.5,z\n"
                     "1,2,inf,infinity,.5,False,1,1\n",
                     columns),
            "1|2|1.5|2.5|1.01|true|7|8;NULL|NULL|1.5|2.5|NULL|NULL|NULL|NULL;1|-2|1000.0|nan|NULL|true|NULL|NULL;"
            "NULL|NULL|1.0|inf|NULL|NULL|NULL|NULL;1|2|NULL|NULL|0.50|false|1|1");
}

TEST_F(DelimitedScan, DatesAndTimestampsAreReadAsCastsDoOrByTheirFormats) {
  types::Schema columns = {{"d", types::kDate}, {"t", types::kTimestamp}, {"n", types::kTimestampNtz}};
  EXPECT_EQ(scan(table("2020-01-02,2020-01-02 03:04:05,2020-01-02T03:04:05\n"
                       "2020-1-2,2020-01-02T03:04:05+01:00,2020-01-02 03:04:05Z\n20200102,x,y\n",
                       columns),
                 "select c0, epoch_us(c1) - 1577934245000000, c2 from $T"),
            "2020-01-02|0|2020-01-02 03:04:05;2020-01-02|-3600000000|NULL;NULL|NULL|NULL");
  EXPECT_EQ(scan(table("02/01/2020,02/01/2020 03:04\n2/1/2020,x\n", {{"d", types::kDate}, {"t", types::kTimestamp}},
                       {{"dateFormat", "dd/MM/yyyy"}, {"timestampFormat", "dd/MM/yyyy HH:mm"}}),
                 "select c0, epoch_us(c1) - 1577934240000000 from $T"),
            "2020-01-02|0;NULL|NULL");
}

TEST_F(DelimitedScan, AMalformedValueFailsTheStatementInModeFailfast) {
  auto answer = types_of("1\nx\n", {{"i", types::kInteger}}, {{"mode", "FAILFAST"}});

  EXPECT_TRUE(answer.starts_with("error FAILED_READ_FILE.NO_HINT: ")) << answer;
}

TEST_F(DelimitedScan, PartitionsAreConstantsAndPruned) {
  auto first = table("1\n2\n", {{"i", types::kInteger}, {"p", types::kString}});
  auto second = table("3\n", {});
  first.partition_count = 1;
  first.partitions = {{types::Value::string("x")}, {types::Value::null(types::kString)}};
  first.files.push_back({.path = second.files[0].path, .partition = 1});

  EXPECT_EQ(scan(first, "select * from $T order by 1"), "1|x;2|x;3|NULL");
  counters_->files_opened = 0;
  EXPECT_EQ(scan(first, "select c0 from $T where c1 is null"), "3");
  EXPECT_EQ(counters_->files_opened, 1);
}

TEST_F(DelimitedScan, ALargeFileIsReadInPartsEachLineOnceAndInOrder) {
  std::string content = "n,text\n";
  for (int i = 0; i < 1'000'000; ++i) content += std::to_string(i) + ",some text that is repeated\n";
  auto large = table(content, {{"n", types::kBigint}, {"text", types::kString}}, {{"header", "true"}});

  EXPECT_EQ(scan(large, "select count(*), sum(c0), count(distinct c1) from $T"), "1000000|499999500000|1");
  EXPECT_EQ(scan(large, "select bool_and(c0 = r) from (select c0, row_number() over () - 1 r from $T)"), "true");
}

TEST_F(DelimitedScan, CompressedFilesAreReadToo) {
  auto path = folder_ / "packed.csv.gz";
  run("copy (select i, 'x' from range(100000) t(i)) to '" + path + "' (format csv, header false)");
  auto packed = table("", {{"n", types::kBigint}, {"text", types::kString}});
  packed.files = {{.path = path}};

  EXPECT_EQ(scan(packed, "select count(*), sum(c0) from $T"), "100000|4999950000");
}

TEST_F(DelimitedScan, AMissingFileIsNamed) {
  auto missing = table("", kThreeTexts);
  missing.files = {{.path = folder_ / "gone.csv"}};

  auto answer = scan(missing, "select * from $T");

  EXPECT_TRUE(answer.starts_with("error FAILED_READ_FILE.NO_HINT: ")) << answer;
  EXPECT_NE(answer.find(folder_ / "gone.csv"), std::string::npos) << answer;
}

}  // namespace
}  // namespace skep::engine
