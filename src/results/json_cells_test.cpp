#include "results/test_batch.h"

#include <arrow/array/builder_binary.h>
#include <arrow/array/builder_time.h>
#include <arrow/array/concatenate.h>
#include <gtest/gtest.h>

namespace skep::results {
namespace {

using types::DataType;
using types::IntervalUnit;

std::string cells(const DataType& type, std::shared_ptr<arrow::Array> array, Shape shape, std::string zone = "UTC") {
  TestTable table;
  table.schema = {{"c", type, true, {}}};
  table.batch = arrow::RecordBatch::Make(engine::to_arrow(table.schema), array->length(), {array});
  auto lines = encode(table, {Format::ndjson, shape, std::move(zone)});

  std::string out;
  bool is_header = shape == Shape::arrays;
  size_t prefix = shape == Shape::arrays ? 1 : std::string_view(R"({"c":)").size();
  for (size_t begin = 0; begin < lines.size();) {
    auto end = lines.find('\n', begin);
    if (!is_header) out += (out.empty() ? "" : " ") + lines.substr(begin + prefix, end - begin - prefix - 1);
    is_header = false;
    begin = end + 1;
  }
  return out;
}

struct Case {
  DataType type;
  std::string values;  ///< Arrow's notation
  std::string objects;
  std::string arrays = objects;
};

const DataType kPoint = DataType::struct_of({{"x", types::kInteger, true, {}}, {"y \"", types::kString, true, {}}});
const DataType kTwin = DataType::struct_of({{"a", types::kInteger, true, {}}, {"a", types::kInteger, true, {}}});

const std::vector<Case> kCases = {
    {types::kNull, "[null, null]", "null null"},
    {types::kBoolean, "[true, false, null]", "true false null"},
    {types::kTinyint, "[-128, 127, null]", "-128 127 null"},
    {types::kSmallint, "[-32768, 0]", "-32768 0"},
    {types::kInteger, "[-2147483648, 2147483647]", "-2147483648 2147483647"},
    {types::kBigint, "[-9223372036854775808, 9223372036854775807]", "-9223372036854775808 9223372036854775807"},
    {types::kFloat, "[0.1, -0.0, 16777216, 1e38, NaN, Inf, -Inf, null]",
     R"(0.1 -0.0 16777216 1e+38 "NaN" "Infinity" "-Infinity" null)"},
    {types::kDouble, "[0.1, 5e-324, 1.7976931348623157e308, 1e10, 123456.789, NaN, Inf, -Inf]",
     R"(0.1 5e-324 1.7976931348623157e+308 1e+10 123456.789 "NaN" "Infinity" "-Infinity")"},
    {DataType::decimal(10, 2), R"(["0.00", "-0.01", "123.45", "-99999999.99", null])",
     R"("0.00" "-0.01" "123.45" "-99999999.99" null)"},
    {DataType::decimal(5, 0), R"(["0", "-12345"])", R"("0" "-12345")"},
    {DataType::decimal(18, 18), R"(["0.000000000000000001", "-0.999999999999999999"])",
     R"("0.000000000000000001" "-0.999999999999999999")"},
    {DataType::decimal(38, 10), R"(["9999999999999999999999999999.9999999999", "-0.0000000001"])",
     R"("9999999999999999999999999999.9999999999" "-0.0000000001")"},
    {types::kString, R"(["", "plain", "exactly8", "seventeen letters", null])",
     R"("" "plain" "exactly8" "seventeen letters" null)"},
    {types::kString, R"(["a\"b", "a\\b", "\n\r\t\b\f", "\u0001\u001f\u007f", "12345678\"", "1234567\n9"])",
     R"("a\"b" "a\\b" "\n\r\t\b\f" "\u0001\u001f)"
     "\x7F"
     R"(" "12345678\"" "1234567\n9")"},
    {types::kString, R"(["gr\u00fc\u00df", "\u65e5\u672c\u8a9e", "\ud83d\ude00"])",
     "\"gr\u00fc\u00df\" \"\u65e5\u672c\u8a9e\" \"\U0001F600\""},
    {DataType::char_of(3), R"(["a  "])", R"("a  ")"},
    {DataType::varchar_of(3), R"(["abc"])", R"("abc")"},
    {types::kBinary, R"(["", "f", "fo", "foo", "foob", null])", R"("" "Zg==" "Zm8=" "Zm9v" "Zm9vYg==" null)"},
    {types::kDate, "[0, -1, 11353, -719528, 2932896, -719468, -719469, 19782, null]",
     R"("1970-01-01" "1969-12-31" "2001-01-31" "0000-01-01" "9999-12-31" "0000-03-01" "0000-02-29" "2024-02-29" null)"},
    {types::kTimestamp, "[0, -1, 980942400500000, 980942400000001, 980942400100000, null]",
     R"("1970-01-01 00:00:00" "1969-12-31 23:59:59.999999" "2001-01-31 12:00:00.5" "2001-01-31 12:00:00.000001" "2001-01-31 12:00:00.1" null)"},
    {DataType::array_of(types::kInteger), "[[], [1], [1, null, 3], null]", "[] [1] [1,null,3] null"},
    {DataType::array_of(DataType::array_of(types::kString)), R"([[["a"], [], null], []])", R"([["a"],[],null] [])"},
    {DataType::map_of(types::kString, types::kInteger), R"([[], [["a", 1], ["\"", null]], null])",
     R"({} {"a":1,"\"":null} null)", R"([] [["a",1],["\"",null]] null)"},
    {DataType::map_of(types::kInteger, types::kDate), "[[[1, 0], [2, null]]]", R"({"1":"1970-01-01","2":null})",
     R"([[1,"1970-01-01"],[2,null]])"},
    {DataType::map_of(kPoint, types::kBoolean), R"([[[{"x": 1, "y \"": "z"}, true]]])",
     R"({"{\"x\":1,\"y \\\"\":\"z\"}":true})", R"([[[1,"z"],true]])"},
    {kPoint, R"([{"x": 1, "y \"": "z"}, {"x": null, "y \"": null}, null])",
     R"({"x":1,"y \"":"z"} {"x":null,"y \"":null} null)", R"([1,"z"] [null,null] null)"},
    {kTwin, "[[1, 2]]", R"({"a":1,"a_2":2})", "[1,2]"},
    {DataType::struct_of({}), "[{}, null]", "{} null", "[] null"},
    {DataType::array_of(kPoint), R"([[{"x": 1, "y \"": "z"}, null]])", R"([{"x":1,"y \"":"z"},null])",
     R"([[1,"z"],null])"},
};

TEST(JsonCells, WriteEveryTypeInBothShapes) {
  for (const auto& one : kCases) {
    auto array = test_array(one.type, one.values);
    EXPECT_EQ(cells(one.type, array, Shape::objects), one.objects) << one.type.to_text();
    EXPECT_EQ(cells(one.type, array, Shape::arrays), one.arrays) << one.type.to_text();
  }
}

TEST(JsonCells, WriteASliceAsIfItWereAll) {
  for (const auto& one : kCases) {
    auto array = test_array(one.type, one.values);
    for (int64_t begin = 0; begin < array->length(); begin++) {
      auto slice = array->Slice(begin, 1);
      auto copy = arrow::Concatenate({slice, array->Slice(0, 0)});
      ASSERT_TRUE(copy.ok());
      EXPECT_EQ(cells(one.type, slice, Shape::objects), cells(one.type, *copy, Shape::objects)) << one.type.to_text();
    }
  }
}

TEST(JsonCells, ReplaceEachByteThatIsNotUtf8) {
  arrow::StringBuilder builder;
  for (std::string_view text : {"a\xFF"
                                "b",
                                "\xC3", "\xC0\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE6\x97", "\xF0\x9F\x98\x80"})
    ASSERT_TRUE(builder.Append(text).ok());

  auto text = cells(types::kString, *builder.Finish(), Shape::objects);

  constexpr std::string_view kBad = "\uFFFD";
  auto bad = [&](int count) {
    std::string out = "\"";
    while (count-- > 0) out += kBad;
    return out + '"';
  };
  EXPECT_EQ(text,
            "\"a\uFFFDb\" " + bad(1) + " " + bad(2) + " " + bad(3) + " " + bad(4) + " " + bad(2) + " \"\U0001F600\"");
}

TEST(JsonCells, QuoteEveryByteWhereverItStands) {
  for (int c = 1; c < 0x80; c++) {
    for (size_t before : {0, 1, 7, 8, 9, 15}) {
      std::string plain(before, 'x');
      std::string text = plain + static_cast<char>(c) + "yyyyyyyyyyy";
      arrow::StringBuilder builder;
      ASSERT_TRUE(builder.Append(text).ok());
      auto cell = cells(types::kString, *builder.Finish(), Shape::objects);

      bool escaped = c < 0x20 || c == '"' || c == '\\';
      EXPECT_TRUE(cell.starts_with('"' + plain + (escaped ? "\\" : std::string(1, static_cast<char>(c))))) << c;
      EXPECT_TRUE(cell.ends_with("yyyyyyyyyyy\"")) << c;
    }
  }
}

TEST(JsonCells, WriteIntervalsAsTheShellDoes) {
  arrow::MonthDayNanoIntervalBuilder months;
  for (int32_t count : {14, -1, 24, 0, -2147483647}) ASSERT_TRUE(months.Append({count, 0, 0}).ok());
  arrow::MonthDayNanoIntervalBuilder days;
  ASSERT_TRUE(days.Append({0, 1, 7'384'500'000'000}).ok());
  ASSERT_TRUE(days.Append({0, -1, -7'384'000'000'000}).ok());
  ASSERT_TRUE(days.Append({0, 0, 599'000'000'000}).ok());
  ASSERT_TRUE(days.Append({0, 0, -1'000}).ok());
  ASSERT_TRUE(days.AppendNull().ok());

  auto year_month = DataType::interval(IntervalUnit::year, IntervalUnit::month);
  auto day_time = DataType::interval(IntervalUnit::day, IntervalUnit::second);
  EXPECT_EQ(cells(year_month, *months.Finish(), Shape::objects), R"("1-2" "-0-1" "2-0" "0-0" "-178956970-7")");
  EXPECT_EQ(cells(day_time, *days.Finish(), Shape::objects),
            R"("1 02:03:04.500000000" "-1 02:03:04.000000000" "0 00:09:59.000000000" "-0 00:00:00.000001000" null)");
}

TEST(JsonCells, ShowTimestampsInTheSessionsZoneAndWallClocksAsTheyAre) {
  auto instants = test_array(types::kTimestamp, "[980942400000000, 996667200500000]");
  auto clocks = test_array(types::kTimestampNtz, "[980942400000000]");

  EXPECT_EQ(cells(types::kTimestamp, instants, Shape::objects, "Europe/Berlin"),
            R"("2001-01-31 13:00:00" "2001-08-01 14:00:00.5")");
  EXPECT_EQ(cells(types::kTimestamp, instants, Shape::objects, "-03:30"),
            R"("2001-01-31 08:30:00" "2001-08-01 08:30:00.5")");
  EXPECT_EQ(cells(types::kTimestampNtz, clocks, Shape::objects, "Europe/Berlin"), R"("2001-01-31 12:00:00")");
}

TEST(JsonCells, RefuseAnArrayOfAnotherType) {
  TestTable table = test_table({{"c", types::kBigint, "[1]"}});
  auto encoder = make_encoder({}, {{"c", types::kInteger, true, {}}}, table.batch->schema());
  std::string out;

  auto added = (*encoder)->add(*table.batch, out);

  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, ErrorCode::internal);
}

}  // namespace
}  // namespace skep::results
