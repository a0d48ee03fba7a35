#include "metastore/filter_text.h"

#include <gtest/gtest.h>

namespace skep::metastore {
namespace {

const std::vector<Column> kColumns = {
    {"dt", "string", ""}, {"hour", "int", ""}, {"day", "date", ""}, {"f", "double", ""}};

bool passes_text(const std::string& text, const std::vector<std::string>& values) {
  auto filter = parse_partition_filter(text, kColumns);
  EXPECT_TRUE(filter) << text << ": " << filter.error().message;
  return filter && passes(*filter, values);
}

const std::vector<std::string> kOne = {"2026-01-02", "7", "2026-03-04", "1.5"};
const std::vector<std::string> kNulls = {"__HIVE_DEFAULT_PARTITION__", "__HIVE_DEFAULT_PARTITION__", "2026-03-04", "1"};

TEST(FilterText, ComparesTextsNumbersAndDates) {
  for (const char* text : {"dt = \"2026-01-02\"",
                           "dt == '2026-01-02'",
                           "DT >= \"2026-01-01\" AND hour = 7",
                           "hour > 3 and hour <= 7",
                           "hour != 8",
                           "hour <> -1",
                           "3 < hour",
                           "'2026-01-02' = dt",
                           "day = 2026-03-04",
                           "day = \"2026-03-04\"",
                           "day >= DATE '2026-03-04'",
                           "day between 2026-03-01 and 2026-03-31",
                           "hour in (1, 7)",
                           "hour not in (1, 2)",
                           "dt = \"x\" or hour = 7",
                           "(dt = \"x\" or (hour = 7)) and day < 2027-01-01",
                           "hour not between 8 and 9",
                           "(hour) in (7, 8)",
                           "(DT) IN ('2026-01-02') and ((hour) not in (1))",
                           "(hour) = 7"}) {
    EXPECT_TRUE(passes_text(text, kOne)) << text;
  }
  for (const char* text : {"dt = \"x\"", "hour < 7", "day > 2026-03-04", "hour in (1, 2)", "hour = 7 and dt = \"x\"",
                           "hour not in (7)", "hour between 8 and 9", "hour not between 1 and 9", "(hour) in (1, 2)"}) {
    EXPECT_FALSE(passes_text(text, kOne)) << text;
  }
}

TEST(FilterText, KnowsBothStylesOfWildcards) {
  EXPECT_TRUE(passes_text("dt like \"2026.*\"", kOne));
  EXPECT_TRUE(passes_text("dt like \".*01-02\"", kOne));
  EXPECT_TRUE(passes_text("dt like '%-01-%'", kOne));
  EXPECT_TRUE(passes_text("dt LIKE '2026-0_-02'", kOne));
  EXPECT_TRUE(passes_text("dt like 'a_c%'", {"a\u00e4c", "7", "2026-03-04", "1"}));
  EXPECT_FALSE(passes_text("dt like \"2025.*\"", kOne));
  EXPECT_FALSE(passes_text("dt like \"2026\"", kOne));
}

TEST(FilterText, PassesTheNullPartitionByNoComparison) {
  for (const char* text : {"hour != 3", "dt like \"%\"", "dt >= \"\"", "hour not in (1)"}) {
    EXPECT_FALSE(passes_text(text, kNulls)) << text;
  }
}

TEST(FilterText, SaysWhereItIsWrong) {
  for (const char* text : {"",
                           "dt",
                           "dt =",
                           "dt = ",
                           "dt = x",
                           "nothing = 1",
                           "hour = \"x\"",
                           "day = 'x'",
                           "f = 1",
                           "dt = \"open",
                           "(dt = \"a\"",
                           "dt = \"a\")",
                           "hour like \"7\"",
                           "dt = \"a\" hour = 1",
                           "hour in ()",
                           "hour in 1",
                           "hour = 99999999999999999999",
                           "hour not = 1",
                           "dt between 'a'",
                           "'a' dt",
                           "(dt)",
                           "(nothing) in (1)",
                           "(hour) in"}) {
    EXPECT_FALSE(parse_partition_filter(text, kColumns)) << text;
  }
  EXPECT_FALSE(parse_partition_filter(std::string(100'000, '('), kColumns));
}

TEST(FilterText, FiltersByTheValuesThatAreGiven) {
  auto by_hour = filter_of_values({"", "7"}, kColumns);
  ASSERT_TRUE(by_hour);
  EXPECT_TRUE(passes(*by_hour, kOne));
  EXPECT_FALSE(passes(*by_hour, kNulls));
  EXPECT_TRUE(passes(*filter_of_values({"__HIVE_DEFAULT_PARTITION__"}, kColumns), kNulls));
  EXPECT_FALSE(filter_of_values({"", "", "", "", ""}, kColumns));
}

}  // namespace
}  // namespace skep::metastore
