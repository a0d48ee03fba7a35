#include "cli/client/row_reader.h"

#include <gtest/gtest.h>

namespace skep::cli {
namespace {

class RowReaderTest : public testing::Test {
 protected:
  std::vector<Column> columns;
  std::vector<Row> rows;
  RowReader reader{[this](const std::vector<Column>& found) { columns = found; },
                   [this](Row row) { rows.push_back(std::move(row)); }};
};

TEST_F(RowReaderTest, TextsAreCellsAsTheyAreAndOtherValuesTheirJson) {
  reader.add("{\"columns\":[{\"name\":\"a\",\"type\":\"array<int>\"}]}\n[\"x\\ny\"]\n[1.5]\n[null]\n[[1,null]]\n");

  ASSERT_EQ(columns.size(), 1U);
  EXPECT_EQ(columns[0].type, "array<int>");
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[0][0].text, "x\ny");
  EXPECT_EQ(rows[1][0].text, "1.5");
  EXPECT_TRUE(rows[2][0].is_null);
  EXPECT_EQ(rows[3][0].text, "[1,null]");
}

TEST_F(RowReaderTest, BytesMayBeCutAnywhere) {
  for (auto c : std::string("{\"columns\":[]}\n[\"日\"]\n")) reader.add(std::string_view(&c, 1));

  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0][0].text, "日");
}

TEST_F(RowReaderTest, ALineMayBeLongerThanAllBefore) {
  reader.add("[1]\n");
  for (size_t length = 100; length < 1'000'000; length *= 10) {
    reader.add("[\"" + std::string(length, 'x') + "\"]\n");
    EXPECT_EQ(rows.back()[0].text.size(), length);
  }
}

TEST_F(RowReaderTest, TheRecordOfAFailureIsNoRow) {
  reader.add("[1]\n{\"error\":{\"detail\":\"x\"}}\n");

  EXPECT_EQ(rows.size(), 1U);
}

}  // namespace
}  // namespace skep::cli
