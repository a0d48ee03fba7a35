#include "config/environment.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

namespace skep::config {
namespace {

std::map<std::string, Variable> of_process(const std::map<std::string, std::string>& values) {
  std::map<std::string, Variable> variables;
  for (const auto& [name, value] : values) variables[name] = {value, ""};
  return variables;
}

struct Read {
  std::map<std::string, Found> found;  ///< the strongest
  std::vector<std::string> warnings;
};

Read read(const std::map<std::string, Variable>& variables) {
  Read read;
  auto all = read_environment(variables, [&](const std::string& warning) { read.warnings.push_back(warning); });
  EXPECT_TRUE(all) << (all ? "" : all.error().message);
  if (!all) return read;
  for (const auto& list : *all)
    for (const auto& one : list) read.found[one.key] = one;
  return read;
}

TEST(Environment, NamesPropertiesAsTheUsualImagesDo) {
  EXPECT_EQ(property_of_image("hive_metastore_uris"), "hive.metastore.uris");
  EXPECT_EQ(property_of_image("dfs_namenode_datanode_registration_ip___hostname___check"),
            "dfs.namenode.datanode.registration.ip-hostname-check");
  EXPECT_EQ(property_of_image("a__b____c"), "a_b-.c");
  EXPECT_EQ(property_of_image("spark.sql.warehouse.dir"), "spark.sql.warehouse.dir");
  EXPECT_EQ(property_of_spark_image("spark_my__key___x"), "spark.my.key-x");
}

TEST(Environment, ReadsTheLinesOfSparksImages) {
  auto [found, warnings] = read(of_process({{"SPARK_CONF_spark.sql.warehouse.dir", "/user/hive/warehouse"},
                                            {"SPARK_CONF_spark_executor_memory", "2g"},
                                            {"SPARK_CONF_spark.my__key", "1"},
                                            {"SPARK_CONF_DIR", "/opt/spark/conf"},
                                            {"HIVE_SITE_CONF_hive_metastore_uris", "thrift://a:1"},
                                            {"HIVE_SITE_CONF_hive_exec_parallel", "true"}}));

  EXPECT_EQ(found.at("spark.sql.warehouse.dir").value, "/user/hive/warehouse");
  EXPECT_EQ(found.at("spark.sql.warehouse.dir").place, "SPARK_CONF_spark.sql.warehouse.dir");
  EXPECT_EQ(found.at("spark.executor.memory").value, "2g");
  EXPECT_EQ(found.at("hive.metastore.uris").value, "thrift://a:1");
  EXPECT_TRUE(found.contains("spark.my.key"));
  EXPECT_EQ(found.size(), 4u);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_NE(warnings[0].find("makes `.` of `__`"), std::string::npos) << warnings[0];
}

TEST(Environment, ReadsSecretsFromFiles) {
  std::string file = testing::TempDir() + "/environment_test_secret";
  std::ofstream(file) << "bee\n";
  auto [found, warnings] = read({{"HIVE_SITE_CONF_javax_jdo_option_ConnectionPassword_FILE", {file, "hive.env:3"}}});

  EXPECT_EQ(found.at("javax.jdo.option.ConnectionPassword").value, "bee");
  EXPECT_EQ(found.at("javax.jdo.option.ConnectionPassword").place,
            "hive.env:3 (HIVE_SITE_CONF_javax_jdo_option_ConnectionPassword_FILE) " + file);
  EXPECT_EQ(
      read(of_process({{"SKEP_METASTORE_PASSWORD_FILE", file}})).found.at("javax.jdo.option.ConnectionPassword").value,
      "bee");
  auto ignore = [](const std::string&) {};
  auto both =
      read_environment(of_process({{"SKEP_METASTORE_PASSWORD_FILE", file}, {"SKEP_METASTORE_PASSWORD", "b"}}), ignore);
  ASSERT_FALSE(both);
  EXPECT_NE(both.error().message.find("SKEP_METASTORE_PASSWORD is set too"), std::string::npos) << both.error().message;
  EXPECT_FALSE(read_environment(of_process({{"SKEP_METASTORE_PASSWORD_FILE", "/nowhere"}}), ignore));
  std::remove(file.c_str());
}

TEST(Environment, WarnsOfMisspeltNamesAndOfNoOthers) {
  auto [found, warnings] = read(of_process(
      {{"SKEP_STATEMENT_TIMEOUT", "1"}, {"SKEP_SERVICE_HOST", "10.0.0.1"}, {"SKEP_BIN", "/x"}, {"SKEP_CONFIG", "/x"}}));

  EXPECT_TRUE(found.empty());
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_NE(warnings[0].find("did you mean SKEP_STATEMENTS_TIMEOUT?"), std::string::npos) << warnings[0];
}

}  // namespace
}  // namespace skep::config
