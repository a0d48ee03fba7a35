#include "metastore/records.h"

#include "metastore/rules.h"

#include <gtest/gtest.h>

namespace skep::metastore {
namespace {

TEST(PartitionName, JoinsColumnsAndValuesAsHiveDoes) {
  std::vector<Column> columns = {{"Day", "string", ""}, {"hour", "int", ""}};

  EXPECT_EQ(partition_name(columns, {"2026-01-01", "7"}), "day=2026-01-01/hour=7");
  EXPECT_EQ(partition_name(columns, {"a/b", "1:2"}), "day=a%2Fb/hour=1%3A2");
  EXPECT_EQ(partition_name(columns, {"", "1"}), "day=__HIVE_DEFAULT_PARTITION__/hour=1");
}

TEST(PathNames, EscapeWhatHiveEscapesAndNothingElse) {
  EXPECT_EQ(escape_path_name("a b-c_d.e,f+g@h!i~j(k)}"), "a b-c_d.e,f+g@h!i~j(k)}");
  EXPECT_EQ(escape_path_name("\"#%'*/:=?\\{[]^"), "%22%23%25%27%2A%2F%3A%3D%3F%5C%7B%5B%5D%5E");
  EXPECT_EQ(escape_path_name(std::string("\x01\n\x7F", 3)), "%01%0A%7F");
  EXPECT_EQ(escape_path_name("größe"), "größe");
}

TEST(PathNames, ComeBackAsTheyWere) {
  std::string all;
  for (int c = 1; c < 256; c++) all += static_cast<char>(c);

  EXPECT_EQ(unescape_path_name(escape_path_name(all)), all);
  EXPECT_EQ(unescape_path_name("100%"), "100%");
  EXPECT_EQ(unescape_path_name("%zz%2"), "%zz%2");
}

TEST(NamePatterns, KnowStarsAndAlternatives) {
  EXPECT_TRUE(matches_pattern("orders", ""));
  EXPECT_TRUE(matches_pattern("orders", "*"));
  EXPECT_TRUE(matches_pattern("orders", "O*S"));
  EXPECT_TRUE(matches_pattern("orders", "x|ord*"));
  EXPECT_FALSE(matches_pattern("orders", "order"));
  EXPECT_FALSE(matches_pattern("orders", "a*|*z"));
  EXPECT_TRUE(matches_pattern("a.b", "a.*"));
  EXPECT_FALSE(matches_pattern("axb", "a.b"));
}

TEST(NamePatterns, TakeNoLongTimeOverManyStars) {
  EXPECT_FALSE(matches_pattern(std::string(5000, 'a'), "*a*a*a*a*a*a*a*a*a*a*a*a*b"));
}

}  // namespace
}  // namespace skep::metastore
