#include "config/configuration.h"

#include "config/settings.h"
#include "config/yaml_file.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace skep::config {
namespace {

class ConfigurationTest : public testing::Test {
 protected:
  void SetUp() override {
    file = testing::TempDir() + "/configuration_test.yaml";
    sources.warn = [this](const std::string& warning) { warnings.push_back(warning); };
  }
  void TearDown() override {
    for (const auto& each : {file, file + ".env", file + ".xml", file + ".conf"}) std::filesystem::remove(each);
  }

  void write(const std::string& text) {
    std::ofstream(file) << text;
    sources.file = file;
  }

  std::string file;
  /// Writes a file beside it and gives its path.
  std::string written(const std::string& ending, const std::string& text) {
    std::ofstream(file + ending) << text;
    return file + ending;
  }

  ConfigurationSources sources;
  std::vector<std::string> warnings;
};

TEST_F(ConfigurationTest, HasEverySettingFromTheFirstOn) {
  auto configuration = read_configuration(sources);

  ASSERT_TRUE(configuration) << configuration.error().message;
  EXPECT_EQ(configuration->size(), settings().size());
  EXPECT_EQ(configuration->at("skep.statements.timeout").value, "600");
  EXPECT_EQ(configuration->at("skep.statements.timeout").origin, "default");
}

TEST_F(ConfigurationTest, TakesTheStrongestSourceAndNamesIt) {
  write("skep:\n  statements: {timeout: 1, running.max: 2}\n  http.hosts: [a, b]\nspark.sql.session.timeZone: UTC\n");
  sources.environment = {{"SKEP_STATEMENTS_RUNNING_MAX", "3"}, {"SKEP_LISTEN", "127.0.0.1:1"}};
  sources.flags = {{"skep.statements.queued.max", "4", "--conf"}, {"skep.http.listen", "127.0.0.1:2", "--listen"}};

  auto configuration = read_configuration(sources);

  ASSERT_TRUE(configuration) << configuration.error().message;
  auto check = [&](const std::string& key, const std::string& value, const std::string& origin) {
    EXPECT_EQ(configuration->at(key).value, value) << key;
    EXPECT_EQ(configuration->at(key).origin, origin) << key;
  };
  check("skep.statements.timeout", "1", file + ":2");
  check("skep.statements.running.max", "3", "SKEP_STATEMENTS_RUNNING_MAX");
  check("skep.statements.queued.max", "4", "--conf");
  check("skep.http.listen", "127.0.0.1:2", "--listen");
  check("skep.http.hosts", "a,b", file + ":3");
  check("spark.sql.session.timeZone", "UTC", file + ":4");
  EXPECT_NE(explain(*configuration).find("skep.statements.running.max"), std::string::npos);
}

TEST_F(ConfigurationTest, FindsTheFileByTheEnvironment) {
  write("skep.statements.timeout: 7\n");
  sources.file.clear();
  sources.environment = {{"SKEP_CONFIG", file}};

  EXPECT_EQ(read_configuration(sources)->at("skep.statements.timeout").value, "7");
}

TEST_F(ConfigurationTest, ReadsTheLinesOfASparkClustersEnvFileAsTheyAre) {
  auto env = written(".env",
                     "SPARK_CONF_spark.sql.warehouse.dir=/user/hive/warehouse\n"
                     "SPARK_CONF_spark.hadoop.hive.metastore.uris=thrift://hive-metastore:9083\n"
                     "SPARK_CONF_spark.sql.catalogImplementation=hive\n");
  sources.env_files = {env};

  auto configuration = read_configuration(sources);

  ASSERT_TRUE(configuration) << configuration.error().message;
  EXPECT_EQ(configuration->at("spark.sql.warehouse.dir").value, "/user/hive/warehouse");
  EXPECT_EQ(configuration->at("spark.sql.warehouse.dir").origin, env + ":1 (SPARK_CONF_spark.sql.warehouse.dir)");
  EXPECT_EQ(configuration->at("hive.metastore.uris").value, "thrift://hive-metastore:9083");
  EXPECT_EQ(configuration->at("spark.sql.catalogImplementation").value, "hive");
  EXPECT_EQ(configuration->at("spark.sql.catalogImplementation").overridden.at(0).origin, "default");
  EXPECT_EQ(configuration->size(), settings().size());
  EXPECT_TRUE(warnings.empty()) << warnings[0];
}

TEST_F(ConfigurationTest, SaysWhatEachValueWinsOver) {
  sources.core_site = written(".xml",
                              "<configuration><property><name>hive.metastore.uris</name><value>thrift://site:1</value>"
                              "</property></configuration>");
  sources.spark_defaults = written(".conf", "spark.hadoop.hive.metastore.uris thrift://defaults:1\n");
  write("hive.metastore.uris: thrift://yaml:1\n");
  sources.env_files = {written(".env", "SPARK_CONF_spark.hive.metastore.uris=thrift://file:1\n")};
  sources.environment = {{"HIVE_SITE_CONF_hive_metastore_uris", "thrift://variable:1"}};
  sources.flags = {{"hive.metastore.uris", "thrift://flag:1", "--conf"}};

  auto configuration = read_configuration(sources);

  ASSERT_TRUE(configuration) << configuration.error().message;
  const auto& uris = configuration->at("hive.metastore.uris");
  EXPECT_EQ(uris.value, "thrift://flag:1");
  std::vector<std::string> values;
  for (const auto& [value, origin] : uris.overridden) values.push_back(value);
  EXPECT_EQ(values, (std::vector<std::string>{"thrift://file:1", "thrift://variable:1", "thrift://yaml:1",
                                              "thrift://defaults:1", "thrift://site:1"}));
  EXPECT_NE(explain(*configuration).find("overrides thrift://yaml:1 from " + file + ":1\n"), std::string::npos);
}

TEST_F(ConfigurationTest, LetsTheProcessesVariablesWinOverThoseOfFiles) {
  sources.env_files = {written(".env", "SKEP_LISTEN=127.0.0.1:1\nSKEP_STATEMENTS_TIMEOUT=1\n")};
  sources.environment = {{"SKEP_LISTEN", "127.0.0.1:2"}};

  auto configuration = read_configuration(sources);

  EXPECT_EQ(configuration->at("skep.http.listen").value, "127.0.0.1:2");
  EXPECT_EQ(configuration->at("skep.statements.timeout").value, "1");
  EXPECT_EQ(configuration->at("skep.statements.timeout").origin, file + ".env:2 (SKEP_STATEMENTS_TIMEOUT)");
}

TEST_F(ConfigurationTest, NamesWhatAMisspeltSettingWasMeantToBe) {
  write("spark.sql.warehouse.dri: /x\n");
  sources.core_site =
      written(".xml",
              "<configuration><property><name>hive.metastore.uri</name><value>thrift://a:1</value></property>"
              "<property><name>hive.exec.parallel</name><value>true</value></property></configuration>");
  sources.spark_defaults =
      written(".conf", "spark.hadoop.hive.metastore.ursi thrift://a:1\nspark.executor.memory 2g\nhadoop.x y\n");

  auto configuration = read_configuration(sources);

  ASSERT_TRUE(configuration) << configuration.error().message;
  EXPECT_EQ(configuration->at("spark.executor.memory").value, "2g");
  ASSERT_EQ(warnings.size(), 4u);
  EXPECT_NE(warnings[0].find(":1: hive.metastore.uri is not known, did you mean hive.metastore.uris?"),
            std::string::npos);
  EXPECT_NE(warnings[1].find("did you mean spark.hadoop.hive.metastore.uris?"), std::string::npos) << warnings[1];
  EXPECT_NE(warnings[2].find(":3: hadoop.x has no effect"), std::string::npos) << warnings[2];
  EXPECT_NE(warnings[3].find("did you mean spark.sql.warehouse.dir?"), std::string::npos) << warnings[3];
}

TEST_F(ConfigurationTest, RefusesWhatIsWrongAndSaysWhere) {
  for (const auto& [text, why] : std::vector<std::pair<std::string, std::string>>{
           {"skep: {statements: {timeout: soon}}", ":1: the setting skep.statements.timeout takes a whole number"},
           {"skep:\n  statments: {timeout: 1}",
            ":2: there is no setting skep.statments.timeout, did you mean skep.statements.timeout?"},
           {"hive.metastore.uris: hive-metastore:9083", ":1: the setting hive.metastore.uris is thrift://host:port"},
           {"spark.hadoop.fs.defaultFS: hdfs://namenode:8020", ":1: fs.defaultFS=hdfs://namenode:8020"},
           {"skep: [1, 2", ":1: "},
           {"- a", ":1: settings are a map"},
           {"skep:\n  http: {hosts: [{a: b}]}", ":2: a list holds"},
           {"skep.log.level: loud", "one of trace"},
           {"skep.log.requests: maybe", "true or false"},
           {"skep: {log: {level: info}}\nskep.log.level: warn", ":2: given twice"}}) {
    write(text);
    auto configuration = read_configuration(sources);
    ASSERT_FALSE(configuration) << text;
    EXPECT_NE(configuration.error().message.find(why), std::string::npos) << configuration.error().message;
  }
  sources.file = "/nowhere/skep.yaml";
  EXPECT_FALSE(read_configuration(sources));
}

TEST_F(ConfigurationTest, RefusesFilesThatAreNoYamlAndNeverEnds) {
  std::string deep;
  for (int i = 0; i < 100; i++) deep += std::string(static_cast<size_t>(i), ' ') + "a:\n";
  EXPECT_FALSE(read_yaml(deep + std::string(100, ' ') + "b: 1\n", "deep"));
  EXPECT_TRUE(read_yaml("", "empty"));
}

TEST(ShownValue, HidesPasswords) {
  EXPECT_EQ(shown_value("javax.jdo.option.ConnectionPassword", "bee"), "********");
  EXPECT_EQ(shown_value("javax.jdo.option.ConnectionURL", "jdbc:postgresql://h/d?user=a&password=bee&ssl=true"),
            "jdbc:postgresql://h/d?user=a&password=********&ssl=true");
  EXPECT_EQ(shown_value("javax.jdo.option.ConnectionURL", "postgresql://hive:bee@host:5432/d"),
            "postgresql://hive:********@host:5432/d");
  EXPECT_EQ(shown_value("javax.jdo.option.ConnectionURL", "postgresql://hive@host:5432/d"),
            "postgresql://hive@host:5432/d");
  EXPECT_EQ(shown_value("skep.http.origins", "https://a.example.com:8443"), "https://a.example.com:8443");
  EXPECT_EQ(shown_value("skep.http.idle", "75"), "75");
  EXPECT_EQ(shown_value("spark.hadoop.fs.s3a.access.key", "AK"), "********");
}

}  // namespace
}  // namespace skep::config
