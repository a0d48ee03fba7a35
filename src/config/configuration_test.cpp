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
    sources.environment = [this](const std::string& name) -> std::optional<std::string> {
      auto found = environment.find(name);
      return found == environment.end() ? std::nullopt : std::optional(found->second);
    };
  }
  void TearDown() override { std::filesystem::remove(file); }

  void write(const std::string& text) {
    std::ofstream(file) << text;
    sources.file = file;
  }

  std::string file;
  std::map<std::string, std::string> environment;
  ConfigurationSources sources;
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
  environment = {{"SKEP_STATEMENTS_RUNNING_MAX", "3"}, {"SKEP_LISTEN", "127.0.0.1:1"}};
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
  environment = {{"SKEP_CONFIG", file}};

  EXPECT_EQ(read_configuration(sources)->at("skep.statements.timeout").value, "7");
}

TEST_F(ConfigurationTest, RefusesWhatIsWrongAndSaysWhere) {
  for (const auto& [text, why] : std::vector<std::pair<std::string, std::string>>{
           {"skep: {statements: {timeout: soon}}", ":1: the setting skep.statements.timeout takes a whole number"},
           {"skep:\n  statments: {timeout: 1}", ":2: there is no setting skep.statments.timeout"},
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
}

}  // namespace
}  // namespace skep::config
