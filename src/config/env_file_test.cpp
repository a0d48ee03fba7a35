#include "config/env_file.h"

#include <gtest/gtest.h>

namespace skep::config {
namespace {

std::map<std::string, std::string> values(const std::string& text,
                                          const std::map<std::string, std::string>& environment = {}) {
  auto lines = parse_env_file(text, "x.env", environment);
  EXPECT_TRUE(lines) << (lines ? "" : lines.error().message);
  std::map<std::string, std::string> found;
  if (!lines) return found;
  for (const auto& line : *lines) found[line.name] = line.value;
  return found;
}

TEST(EnvFile, GivesVariablesWithTheirLines) {
  auto lines = parse_env_file(
      "# master\n\nSPARK_CONF_spark.sql.warehouse.dir=/user/hive/warehouse\r\nexport A = b c \n", "master.env", {});

  ASSERT_TRUE(lines) << lines.error().message;
  ASSERT_EQ(lines->size(), 2u);
  EXPECT_EQ((*lines)[0].name, "SPARK_CONF_spark.sql.warehouse.dir");
  EXPECT_EQ((*lines)[0].value, "/user/hive/warehouse");
  EXPECT_EQ((*lines)[0].line, 3);
  EXPECT_EQ((*lines)[1].name, "A");
  EXPECT_EQ((*lines)[1].value, "b c");
}

TEST(EnvFile, ReadsQuotesAndRemarksAsComposeDoes) {
  auto found = values(
      "PLAIN=a#b # remark\nSINGLE='a ${B} # c' # remark\nDOUBLE=\"a\\n\\\"b\\\" # "
      "c\"\nEMPTY=\nURL=thrift://h:1?a=b\nNAME\n");

  EXPECT_EQ(found["PLAIN"], "a#b");
  EXPECT_EQ(found["SINGLE"], "a ${B} # c");
  EXPECT_EQ(found["DOUBLE"], "a\n\"b\" # c");
  EXPECT_EQ(found["EMPTY"], "");
  EXPECT_EQ(found["URL"], "thrift://h:1?a=b");
  EXPECT_FALSE(found.contains("NAME")) << "it stands for the environment's";
}

TEST(EnvFile, PutsVariablesIn) {
  auto found = values("HOST=store\nURL=\"jdbc:postgresql://${HOST}:${PORT:-5432}/${DB-metastore}\"\nEMPTY=${NOTHING}\n",
                      {{"PORT", ""}, {"DB", ""}});

  EXPECT_EQ(found["URL"], "jdbc:postgresql://store:5432/");
  EXPECT_EQ(found["EMPTY"], "");
  EXPECT_EQ(values("HOST=store\nURL=${HOST}\n", {{"HOST", "elsewhere"}})["URL"], "elsewhere");
}

TEST(EnvFile, NamesTheLineOfWhatIsWrong) {
  for (const auto& text : {"A=1\nSPARK_CONF_x y\n", "A=1\n=b\n", "A=1\nB='x\n", "A=1\nB=\"x\" y\n", "A=1\nB=${x\n",
                           "A=1\nB=${x:?must}\n"}) {
    auto lines = parse_env_file(text, "x.env", {});
    ASSERT_FALSE(lines) << text;
    EXPECT_EQ(lines.error().code, ErrorCode::invalid_argument);
    EXPECT_TRUE(lines.error().message.starts_with("x.env:2: ")) << lines.error().message;
  }
  EXPECT_EQ(parse_env_file("PASSWORD hunter2", "x.env", {}).error().message.find("hunter2"), std::string::npos);
  EXPECT_FALSE(read_env_file("/nowhere.env", {}));
}

}  // namespace
}  // namespace skep::config
