#include "config/properties_file.h"

#include <gtest/gtest.h>

namespace skep::config {
namespace {

TEST(PropertiesFile, ReadsWhatJavaReads) {
  auto found = parse_properties(
      "# remark\n! another\n\nspark.master   spark://master:7077  \n"
      "a=b=c\n  d : e\nspark.x\\:y z\nlong = one, \\\n    two\nempty\nu = \\u00fc\\t.\\q\n",
      "f.conf");

  ASSERT_TRUE(found) << found.error().message;
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto& property : *found) pairs.emplace_back(property.key, property.value);
  EXPECT_EQ(pairs, (std::vector<std::pair<std::string, std::string>>{{"spark.master", "spark://master:7077"},
                                                                     {"a", "b=c"},
                                                                     {"d", "e"},
                                                                     {"spark.x:y", "z"},
                                                                     {"long", "one, two"},
                                                                     {"empty", ""},
                                                                     {"u", "\xC3\xBC\t.q"}}));
  EXPECT_EQ((*found)[4].line, 8);
  EXPECT_EQ((*found)[5].line, 10);
}

TEST(PropertiesFile, RefusesABrokenEscape) {
  auto found = parse_properties("a b\nc \\u12", "f.conf");

  ASSERT_FALSE(found);
  EXPECT_TRUE(found.error().message.starts_with("f.conf:2: ")) << found.error().message;
  EXPECT_FALSE(read_properties_file("/nowhere.conf"));
}

}  // namespace
}  // namespace skep::config
