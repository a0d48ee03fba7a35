#include "config/configuration.h"

#include "base/text.h"
#include "config/hive_site.h"
#include "config/settings.h"
#include "config/yaml_file.h"

#include <algorithm>
#include <filesystem>

namespace skep::config {
namespace {

constexpr const char* kFileHere = "skep.yaml";
constexpr const char* kHiveSite = "hive-site.xml";

void set_initial(Configuration& configuration) {
  for (const auto& setting : settings())
    configuration[std::string(setting.name)] = {std::string(setting.initial), "default"};
}

Result<void> set_from_file(const ConfigurationSources& sources, Configuration& configuration) {
  auto file = sources.file;
  if (file.empty()) file = sources.environment("SKEP_CONFIG").value_or("");
  std::error_code ignored;
  if (file.empty() && std::filesystem::exists(kFileHere, ignored)) file = kFileHere;
  if (file.empty()) return {};
  auto values = read_yaml_file(file);
  if (!values) return values.error();
  for (auto& [key, found] : *values)
    configuration[key] = {std::move(found.value), fmt::format("{}:{}", file, found.line)};
  return {};
}

/// Names of Hive's that are settings of ours by another name.
std::string own_name(const std::string& key) {
  return key == "hive.metastore.warehouse.dir" || key == "metastore.warehouse.dir" ? "spark.sql.warehouse.dir" : key;
}

/// Of a hive-site.xml, which is written for other programs, only what is known here counts.
Result<void> set_from_hive_site(const ConfigurationSources& sources, Configuration& configuration) {
  auto file = sources.hive_site;
  if (file.empty()) file = sources.environment("SKEP_HIVE_SITE").value_or("");
  if (file.empty()) {
    auto folder = sources.environment("HIVE_CONF_DIR");
    std::error_code ignored;
    auto there = folder ? std::filesystem::path(*folder) / kHiveSite : std::filesystem::path();
    if (folder && std::filesystem::exists(there, ignored)) file = there.string();
  }
  if (file.empty()) return {};
  auto values = read_hive_site(file);
  if (!values) return values.error();
  for (auto& [key, found] : *values) {
    std::string name = own_name(key);
    if (find_setting(name) != nullptr) {
      configuration[name] = {std::move(found.value), fmt::format("{}:{}", file, found.line)};
    }
  }
  return {};
}

void set_from_environment(const ConfigurationSources& sources, Configuration& configuration) {
  for (const auto& setting : settings()) {
    auto name = environment_name(setting.name);
    if (!setting.name.starts_with("skep.")) continue;
    auto value = sources.environment(name);
    if (!value && !setting.short_environment.empty()) {
      name = setting.short_environment;
      value = sources.environment(name);
    }
    if (value) configuration[std::string(setting.name)] = {*value, name};
  }
}

Result<void> check_all(const Configuration& configuration) {
  for (const auto& [key, configured] : configuration) {
    if (configured.origin == "default") continue;
    auto valid = check_initial_setting(key, configured.value);
    if (!valid) return valid.error().during("{}", configured.origin);
  }
  return {};
}

}  // namespace

std::string environment_name(std::string_view key) {
  auto name = to_upper(key);
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

Result<Configuration> read_configuration(const ConfigurationSources& sources) {
  Configuration configuration;
  set_initial(configuration);
  if (auto read = set_from_hive_site(sources, configuration); !read) return read.error();
  if (auto read = set_from_file(sources, configuration); !read) return read.error();
  set_from_environment(sources, configuration);
  for (const auto& flag : sources.flags) configuration[flag.key] = {flag.value, flag.name};
  if (auto valid = check_all(configuration); !valid) return valid.error();
  return configuration;
}

std::string explain(const Configuration& configuration) {
  size_t key_width = 0;
  size_t value_width = 0;
  size_t origin_width = 0;
  for (const auto& [key, configured] : configuration) {
    key_width = std::max(key_width, key.size());
    value_width = std::max(value_width, shown_value(key, configured.value).size());
    origin_width = std::max(origin_width, configured.origin.size());
  }
  std::string out;
  for (const auto& [key, configured] : configuration) {
    auto* known = find_setting(key);
    auto line = fmt::format("{:<{}}  {:<{}}  {:<{}}  {}", key, key_width, shown_value(key, configured.value),
                            value_width, configured.origin, origin_width, known ? known->documentation : "");
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

}  // namespace skep::config
