#include "results/encoder.h"

#include "results/test_batch.h"

#include <arrow/buffer.h>
#include <arrow/io/memory.h>
#include <arrow/ipc/reader.h>
#include <arrow/table.h>
#include <gtest/gtest.h>
#include <parquet/arrow/reader.h>

namespace skep::results {
namespace {

const TestTable kTable =
    test_table({{"id", types::kBigint, "[1, 2, null]"}, {"name \"n\"", types::kString, R"(["a", null, "c"])"}});
const TestTable kNothing = {{}, arrow::RecordBatch::Make(arrow::schema({}), 0, arrow::ArrayVector{})};

TEST(Encoder, WritesNdjsonAsObjects) {
  EXPECT_EQ(encode(kTable, {Format::ndjson, Shape::objects}),
            "{\"id\":1,\"name \\\"n\\\"\":\"a\"}\n{\"id\":2,\"name \\\"n\\\"\":null}\n"
            "{\"id\":null,\"name \\\"n\\\"\":\"c\"}\n");
}

TEST(Encoder, WritesNdjsonAsArraysBelowTheColumns) {
  EXPECT_EQ(encode(kTable, {Format::ndjson, Shape::arrays}),
            "{\"columns\":[{\"name\":\"id\",\"type\":\"bigint\"},{\"name\":\"name \\\"n\\\"\",\"type\":\"string\"}]}\n"
            "[1,\"a\"]\n[2,null]\n[null,\"c\"]\n");
}

TEST(Encoder, WritesAJsonArrayOfRowsOverSeveralBatches) {
  auto encoder = make_encoder({Format::json, Shape::arrays}, kTable.schema, kTable.batch->schema());
  std::string out;
  ASSERT_TRUE((*encoder)->begin(out));
  for (int64_t row : {0, 1, 2}) ASSERT_TRUE((*encoder)->add(*kTable.batch->Slice(row, 1), out));
  ASSERT_TRUE((*encoder)->add(*kTable.batch->Slice(0, 0), out));
  ASSERT_TRUE((*encoder)->finish(out));

  EXPECT_EQ(out, R"([[1,"a"],[2,null],[null,"c"]])");
}

TEST(Encoder, KeepsColumnsOfOneNameApart) {
  auto twins = test_table({{"a", types::kInteger, "[1]"}, {"a", types::kInteger, "[2]"}});
  EXPECT_EQ(encode(twins, {Format::ndjson, Shape::objects}), "{\"a\":1,\"a_2\":2}\n");
  EncoderOptions keep{.rules = {.names = JsonRules::Names::keep}};
  EXPECT_EQ(encode(twins, keep), "{\"a\":1,\"a\":2}\n");
}

TEST(Encoder, NumbersNamesPastThoseThatAreTaken) {
  auto many = test_table({{"a", types::kInteger, "[1]"},
                          {"a", types::kInteger, "[2]"},
                          {"a_2", types::kInteger, "[3]"},
                          {"a", types::kInteger, "[4]"}});
  EXPECT_EQ(encode(many, {Format::ndjson}), "{\"a\":1,\"a_3\":2,\"a_2\":3,\"a_4\":4}\n");
}

TEST(Encoder, FollowsTheRulesForWhatJsonHasNoOneFormFor) {
  auto table = test_table({{"i", types::kBigint, "[9007199254740993]"},
                           {"d", types::DataType::decimal(5, 2), "[\"1.50\"]"},
                           {"n", types::kDouble, "[NaN]"},
                           {"t", types::kTimestamp, "[980942400500000]"},
                           {"w", types::kTimestampNtz, "[980942400000000]"},
                           {"b", types::kBinary, "[\"az\"]"}});
  using Rules = JsonRules;
  EncoderOptions other{.time_zone = "Europe/Berlin",
                       .rules = {Rules::Int64::string, Rules::Decimal::number, Rules::Nan::null, Rules::Timestamp::iso,
                                 Rules::Binary::hex}};

  EXPECT_EQ(
      encode(table, {.time_zone = "Europe/Berlin"}),
      R"({"i":9007199254740993,"d":"1.50","n":"NaN","t":"2001-01-31 13:00:00.5","w":"2001-01-31 12:00:00","b":"YXo="})"
      "\n");
  EXPECT_EQ(
      encode(table, other),
      R"({"i":"9007199254740993","d":1.50,"n":null,"t":"2001-01-31T13:00:00.5+01:00","w":"2001-01-31T12:00:00","b":"617a"})"
      "\n");
  other.format = Format::csv;
  other.time_zone = "UTC";
  EXPECT_EQ(encode(table, other),
            "i,d,n,t,w,b\r\n9007199254740993,1.50,,2001-01-31T12:00:00.5Z,2001-01-31T12:00:00,617a\r\n");
}

TEST(Encoder, WritesNothingForAStatementWithoutResult) {
  EXPECT_EQ(encode(kNothing, {Format::ndjson, Shape::objects}), "");
  EXPECT_EQ(encode(kNothing, {Format::ndjson, Shape::arrays}), "{\"columns\":[]}\n");
  EXPECT_EQ(encode(kNothing, {Format::json, Shape::objects}), "[]");
  EXPECT_EQ(encode(kNothing, {Format::csv}), "");
}

TEST(Encoder, WritesMoreRowsThanAreEncodedAtOnce) {
  std::string numbers = "[0";
  for (int i = 1; i < 5000; i++) numbers += "," + std::to_string(i);
  auto table = test_table({{"n", types::kInteger, numbers + "]"}});

  std::string expected;
  for (int i = 0; i < 5000; i++) expected += "{\"n\":" + std::to_string(i) + "}\n";
  EXPECT_EQ(encode(table, {Format::ndjson, Shape::objects}), expected);
}

TEST(Encoder, WritesCsvWithAHeaderAndQuotesWhereTheyAreNeeded) {
  auto table = test_table({{"plain", types::kInteger, "[1, null]"},
                           {"with, comma", types::kString, R"(["a \"quoted\" b", ""])"},
                           {"d", types::DataType::decimal(5, 2), R"(["1.50", null])"},
                           {"t", types::kTimestamp, "[0, null]"},
                           {"l", types::DataType::array_of(types::kString), R"([["x", "y"], null])"},
                           {"f", types::kDouble, "[NaN, 0.5]"},
                           {"s", types::kString, R"(["two\nlines", null])"}});
  EXPECT_EQ(encode(table, {Format::csv}),
            "plain,\"with, comma\",d,t,l,f,s\r\n"
            "1,\"a \"\"quoted\"\" b\",1.50,1970-01-01 00:00:00,\"[\"\"x\"\",\"\"y\"\"]\",NaN,\"two\nlines\"\r\n"
            ",\"\",,,,0.5,\r\n");
}

TEST(Encoder, WritesAnArrowStreamThatReadsBackTheSame) {
  auto text = encode(kTable, {Format::arrow_stream});

  arrow::io::BufferReader input(arrow::Buffer::FromString(text));
  auto reader = arrow::ipc::RecordBatchStreamReader::Open(&input);
  ASSERT_TRUE(reader.ok());
  auto table = (*reader)->ToTable();
  ASSERT_TRUE(table.ok());
  auto expected = arrow::Table::FromRecordBatches({kTable.batch});
  EXPECT_TRUE((*table)->Equals(**expected, true));
}

TEST(Encoder, WritesAnArrowStreamWithoutBatches) {
  auto encoder = make_encoder({Format::arrow_stream}, kTable.schema, kTable.batch->schema());
  std::string out;
  ASSERT_TRUE((*encoder)->begin(out));
  ASSERT_TRUE((*encoder)->finish(out));

  arrow::io::BufferReader input(arrow::Buffer::FromString(out));
  auto reader = arrow::ipc::RecordBatchStreamReader::Open(&input);
  ASSERT_TRUE(reader.ok());
  EXPECT_TRUE((*reader)->schema()->Equals(*kTable.batch->schema()));
}

TEST(Encoder, EndsNdjsonWithTheErrorWhenItFails) {
  auto encoder = make_encoder({Format::ndjson}, kTable.schema, kTable.batch->schema());
  std::string out;
  (*encoder)->fail(Error::of_class(ErrorCode::invalid_data, "DIVIDE_BY_ZERO", "division by zero"), out);

  EXPECT_EQ(out,
            "{\"error\":{\"type\":\"about:blank\",\"title\":\"The data does not allow this\",\"detail\":\"division by "
            "zero\",\"code\":\"invalid_data\",\"errorClass\":\"DIVIDE_BY_ZERO\",\"sqlState\":\"22012\"}}\n");
}

TEST(Encoder, EndsAnArrowStreamSoThatReadersFailToo) {
  auto encoder = make_encoder({Format::arrow_stream}, kTable.schema, kTable.batch->schema());
  std::string out;
  ASSERT_TRUE((*encoder)->begin(out));
  ASSERT_TRUE((*encoder)->add(*kTable.batch, out));
  (*encoder)->fail(Error(ErrorCode::internal, "broken"), out);

  arrow::io::BufferReader input(arrow::Buffer::FromString(out));
  auto reader = arrow::ipc::RecordBatchStreamReader::Open(&input);
  ASSERT_TRUE(reader.ok());
  EXPECT_FALSE((*reader)->ToTable().ok());
}

TEST(Encoder, RefusesAnUnknownTimeZone) {
  auto encoder = make_encoder({Format::ndjson, Shape::objects, "Nowhere"}, {{"t", types::kTimestamp, true, {}}},
                              arrow::schema({}));
  ASSERT_FALSE(encoder);
  EXPECT_EQ(encoder.error().code, ErrorCode::invalid_argument);
}

TEST(ProblemDocument, NamesWhatIsKnown) {
  EXPECT_EQ(problem_document(Error(ErrorCode::internal, "x"), 500),
            R"({"type":"about:blank","title":"Internal error","status":500,"detail":"x","code":"internal"})");

  auto error = Error::of_class(ErrorCode::not_found, "TABLE_OR_VIEW_NOT_FOUND", "no table \"t\"").at({2, 7, 20});
  EXPECT_EQ(problem_document(error, 404),
            R"({"type":"about:blank","title":"Not found","status":404,"detail":"no table \"t\"","code":"not_found",)"
            R"("errorClass":"TABLE_OR_VIEW_NOT_FOUND","sqlState":"42P01","line":2,"column":7})");
}

TEST(Encoder, WritesParquetByRowGroups) {
  auto encoder = make_encoder({Format::parquet}, kTable.schema, kTable.batch->schema());
  std::string large(1 << 20, 'x');
  auto wide = test_table({{"id", types::kBigint, "[7]"}, {"name", types::kString, "[\"" + large + "\"]"}});
  std::string out;
  ASSERT_TRUE((*encoder)->begin(out));
  size_t before_the_end = 0;
  for (int i = 0; i < 40; i++) {
    ASSERT_TRUE((*encoder)->add(*wide.batch->RenameColumns({"id", "name \"n\""}).ValueOrDie(), out));
    before_the_end = out.size();
  }
  ASSERT_TRUE((*encoder)->finish(out));

  auto source = std::make_shared<arrow::io::BufferReader>(arrow::Buffer::FromString(out));
  auto reader = parquet::arrow::OpenFile(source, arrow::default_memory_pool());
  ASSERT_TRUE(reader.ok());
  EXPECT_EQ((*reader)->num_row_groups(), 3);
  EXPECT_GT(before_the_end, 1000u);
  auto table = (*reader)->ReadTable().ValueOrDie();
  EXPECT_EQ(table->num_rows(), 40);
  EXPECT_EQ(table->schema()->field(1)->name(), "name \"n\"");
}

TEST(Encoder, LeavesParquetThatBreaksOffWithoutItsEnd) {
  std::string out;
  {
    auto encoder = make_encoder({Format::parquet}, kTable.schema, kTable.batch->schema());
    ASSERT_TRUE((*encoder)->begin(out));
    ASSERT_TRUE((*encoder)->add(*kTable.batch, out));
    (*encoder)->fail(Error(ErrorCode::invalid_data, "bad"), out);
  }
  auto source = std::make_shared<arrow::io::BufferReader>(arrow::Buffer::FromString(out));
  EXPECT_FALSE(parquet::arrow::OpenFile(source, arrow::default_memory_pool()).ok());
}

TEST(Encoder, RefusesIntervalsInParquet) {
  auto interval = types::DataType::interval(types::IntervalUnit::year, types::IntervalUnit::month);
  auto encoder = make_encoder({Format::parquet}, {{"i", types::DataType::array_of(interval), true, {}}}, nullptr);
  ASSERT_FALSE(encoder);
  EXPECT_EQ(encoder.error().code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace skep::results
