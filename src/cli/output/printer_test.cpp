#include "cli/output/printer.h"

#include "cli/output/text_width.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace skep::cli {
namespace {

constexpr std::string_view kColumns = R"({"columns":[{"name":"id","type":"bigint"},{"name":"name","type":"string"}]})"
                                      "\n";

std::string rows_text(std::string_view rows) { return std::string(kColumns) + std::string(rows); }

/// Prints bytes handed over in two parts, cut anywhere.
std::string printed(const OutputOptions& options, const std::string& bytes, size_t cut = 40) {
  use_utf8();
  testing::internal::CaptureStdout();
  {
    Output output;
    auto printer = make_printer(options, output);
    EXPECT_TRUE(printer->add(std::string_view(bytes).substr(0, cut)));
    EXPECT_TRUE(printer->add(std::string_view(bytes).substr(std::min(cut, bytes.size()))));
    printer->finish();
    output.finish();
  }
  return testing::internal::GetCapturedStdout();
}

TEST(Printer, ATableAlignsNumbersToTheRightAndCountsItsRows) {
  EXPECT_EQ(printed({}, rows_text("[1,\"日本\"]\n[20,null]\n")),
            "+----+------+\n"
            "| id | name |\n"
            "+----+------+\n"
            "|  1 | 日本 |\n"
            "| 20 | NULL |\n"
            "+----+------+\n"
            "2 rows\n");
}

TEST(Printer, ATableFitsItsWidthAndSaysThatCellsAreShortened) {
  OutputOptions options;
  options.width_max = 20;

  auto text = printed(options, rows_text("[1,\"" + std::string(50, 'x') + "\"]\n"));

  EXPECT_NE(text.find("|  1 | xxxxxxxxxx… |\n"), std::string::npos) << text;
  EXPECT_NE(text.find("shortened"), std::string::npos);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line) && line[0] != '1';) EXPECT_LE(display_width(line), 20U) << line;
}

TEST(Printer, ATableOfTooManyColumnsIsPrintedVertically) {
  OutputOptions options;
  options.width_max = 12;

  EXPECT_EQ(printed(options, rows_text("[1,\"a\"]\n")), "id    1\nname  a\n\n1 row\n");
}

TEST(Printer, ACellOfSeveralLinesMakesARowOfSeveralLines) {
  auto text = printed({}, rows_text("[1,\"a\\nb\"]\n"));

  EXPECT_NE(text.find("|  1 | a    |\n|    | b    |\n"), std::string::npos) << text;
}

TEST(Printer, OneCellOfSeveralLinesIsADocument) {
  EXPECT_EQ(printed({}, "{\"columns\":[{\"name\":\"plan\",\"type\":\"string\"}]}\n[\"a\\nb\"]\n", 20), "a\nb\n");
}

TEST(Printer, AHeaderMayComeAgain) {
  OutputOptions options;
  options.header_interval = 2;
  options.is_silent = true;

  auto text = printed(options, rows_text("[1,\"a\"]\n[2,\"b\"]\n[3,\"c\"]\n"));

  EXPECT_NE(text.find("id", text.find("id") + 1), std::string::npos) << text;
  EXPECT_EQ(text.find("rows"), std::string::npos);
}

struct StyleCase {
  Style style;
  std::string_view expected;
};

class CellStyles : public testing::TestWithParam<StyleCase> {};

TEST_P(CellStyles, PrintRowsOfCells) {
  OutputOptions options;
  options.style = GetParam().style;

  EXPECT_EQ(printed(options, rows_text("[1,\"a,\\\"b\\\"\"]\n[2,null]\n")), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(All, CellStyles,
                         testing::Values(StyleCase{Style::tsv, "1\ta,\"b\"\n2\tNULL\n"},
                                         StyleCase{Style::csv2, "id,name\n1,\"a,\"\"b\"\"\"\n2,NULL\n"},
                                         StyleCase{Style::tsv2, "id\tname\n1\t\"a,\"\"b\"\"\"\n2\tNULL\n"},
                                         StyleCase{Style::dsv, "id|name\n1|\"a,\"\"b\"\"\"\n2|NULL\n"},
                                         StyleCase{Style::quoted_csv, "'id','name'\n'1','a,\"b\"'\n'2','NULL'\n"},
                                         StyleCase{Style::quoted_tsv, "'id'\t'name'\n'1'\t'a,\"b\"'\n'2'\t'NULL'\n"},
                                         StyleCase{Style::vertical,
                                                   "id    1\nname  a,\"b\"\n\nid    2\nname  NULL\n\n"}));

class ObjectStyles : public testing::TestWithParam<StyleCase> {};

TEST_P(ObjectStyles, CopyObjectsThrough) {
  OutputOptions options;
  options.style = GetParam().style;

  EXPECT_EQ(printed(options, "{\"a\":1}\n{\"a\":2}\n", 8), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(All, ObjectStyles,
                         testing::Values(StyleCase{Style::ndjson, "{\"a\":1}\n{\"a\":2}\n"},
                                         StyleCase{Style::json, "[{\"a\":1},\n{\"a\":2}]\n"},
                                         StyleCase{Style::resultset, "{\"resultset\":[{\"a\":1},\n{\"a\":2}]}\n"}));

TEST(Printer, CsvWithoutItsHeaderLosesOneRecordEvenOfSeveralLines) {
  OutputOptions options;
  options.style = Style::csv;
  options.show_header = false;

  EXPECT_EQ(printed(options, "\"a\n\"\"b\",c\n1,2\n", 5), "1,2\n");
}

TEST(Printer, NamesOfFormats) {
  EXPECT_EQ(*style_named("csv"), Style::csv);
  EXPECT_EQ(*beeline_style_named("csv"), Style::quoted_csv);
  EXPECT_EQ(*beeline_style_named("CSV2"), Style::csv2);
  EXPECT_FALSE(style_named("csv2"));
  EXPECT_FALSE(beeline_style_named("xmlattr"));
}

}  // namespace
}  // namespace skep::cli
