#include "config/configuration.h"

#include "base/text.h"
#include "config/env_file.h"
#include "config/environment.h"
#include "config/near_names.h"
#include "config/other_names.h"
#include "config/properties_file.h"
#include "config/settings.h"
#include "config/site_file.h"
#include "config/spark_settings.h"
#include "config/yaml_file.h"

#include <algorithm>
#include <filesystem>

namespace skep::config {
namespace {

using Variables = std::map<std::string, Variable>;
using AllFound = std::vector<Found>;

Result<Variables> all_variables(const ConfigurationSources& sources) {
  Variables variables;
  for (const auto& file : sources.env_files) {
    auto lines = read_env_file(file, sources.environment);
    if (!lines) return lines.error();
    for (auto& line : *lines) variables[line.name] = {std::move(line.value), fmt::format("{}:{}", file, line.line)};
  }
  for (const auto& [name, value] : sources.environment) variables[name] = {value, ""};
  return variables;
}

std::string text_of(const Variables& variables, const std::string& name) {
  auto found = variables.find(name);
  return found == variables.end() ? "" : found->second.value;
}

/// A file that was named, or lies where it usually does; empty for none.
std::string find_file(const std::string& given, const Variables& variables, const char* name_variable,
                      const char* folder_variable, const char* usual_name) {
  if (!given.empty()) return given;
  if (auto named = text_of(variables, name_variable); !named.empty()) return named;
  auto folder = folder_variable == nullptr ? "." : text_of(variables, folder_variable);
  if (folder.empty()) return "";
  auto there =
      folder_variable == nullptr ? std::filesystem::path(usual_name) : std::filesystem::path(folder) / usual_name;
  std::error_code ignored;
  return std::filesystem::exists(there, ignored) ? there.string() : "";
}

Result<void> read_site(const std::string& file, AllFound& found) {
  if (file.empty()) return {};
  auto values = read_site_file(file);
  if (!values) return values.error();
  for (auto& [key, value] : *values)
    found.push_back({key, std::move(value.value), fmt::format("{}:{}", file, value.line), Origin::hadoop});
  return {};
}

Result<void> read_spark_defaults(const std::string& file, AllFound& found) {
  if (file.empty()) return {};
  auto properties = read_properties_file(file);
  if (!properties) return properties.error();
  for (auto& property : *properties)
    found.push_back(
        {property.key, std::move(property.value), fmt::format("{}:{}", file, property.line), Origin::spark});
  return {};
}

Result<void> read_file(const std::string& file, AllFound& found) {
  if (file.empty()) return {};
  auto values = read_yaml_file(file);
  if (!values) return values.error();
  for (auto& [key, value] : *values)
    found.push_back({key, std::move(value.value), fmt::format("{}:{}", file, value.line), Origin::skep});
  return {};
}

void put(Configuration& configuration, const std::string& key, const Found& found) {
  auto& entry = configuration[key];
  bool overrides = !entry.origin.empty() && !(entry.origin == "default" && entry.value.empty());
  auto overridden = std::move(entry.overridden);
  if (overrides) overridden.insert(overridden.begin(), {std::move(entry.value), std::move(entry.origin)});
  entry = {found.value, found.place, std::move(overridden)};
}

/// Says whether a name that is not in the table is kept. What is likely a mistake is told.
bool is_kept(const Found& found, const Warn& warn) {
  bool is_sparks = found.key.starts_with("spark.");
  bool fails_later = found.origin == Origin::skep && found.key.starts_with("skep.");
  bool is_strange = !is_known_to_spark(found.key) && !fails_later;
  auto near = is_strange ? near_name(found.key, known_names()) : std::nullopt;
  if (near)
    warn(fmt::format("{}: {} is not known, did you mean {}?", found.place, found.key, *near));
  else if (found.origin == Origin::spark && !is_sparks)
    warn(fmt::format("{}: {} has no effect: Spark's settings begin with spark.", found.place, found.key));
  return found.origin == Origin::skep || (found.origin == Origin::spark && is_sparks);
}

/// Puts what one source says. A setting's own name there wins over its other names.
void put_all(AllFound all, const Warn& warn, Configuration& configuration) {
  std::stable_partition(all.begin(), all.end(), [](const Found& found) { return own_name(found.key) != found.key; });
  for (const auto& found : all) {
    auto key = own_name(found.key);
    if (find_setting(key) != nullptr || is_kept(found, warn)) put(configuration, key, found);
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

/// All sources, the weakest first.
Result<std::vector<AllFound>> read_all(const ConfigurationSources& sources) {
  std::vector<AllFound> all(4);
  auto variables = all_variables(sources);
  if (!variables) return variables.error();
  auto file = [&](const std::string& given, const char* name, const char* folder, const char* usual) {
    return find_file(given, *variables, name, folder, usual);
  };
  auto core = file(sources.core_site, "SKEP_CORE_SITE", "HADOOP_CONF_DIR", "core-site.xml");
  auto hive = file(sources.hive_site, "SKEP_HIVE_SITE", "HIVE_CONF_DIR", "hive-site.xml");
  auto spark = file(sources.spark_defaults, "SKEP_SPARK_DEFAULTS", "SPARK_CONF_DIR", "spark-defaults.conf");
  if (auto read = read_site(core, all[0]); !read) return read.error();
  if (auto read = read_site(hive, all[1]); !read) return read.error();
  if (auto read = read_spark_defaults(spark, all[2]); !read) return read.error();
  if (auto read = read_file(file(sources.file, "SKEP_CONFIG", nullptr, "skep.yaml"), all[3]); !read)
    return read.error();
  auto found = read_environment(*variables, sources.warn);
  if (!found) return found.error();
  for (auto& of_one_kind : *found) all.push_back(std::move(of_one_kind));
  for (const auto& flag : sources.flags) all.push_back({{flag.key, flag.value, flag.name, Origin::skep}});
  return all;
}

}  // namespace

Result<Configuration> read_configuration(const ConfigurationSources& sources) {
  Configuration configuration;
  for (const auto& setting : settings())
    configuration[std::string(setting.name)] = {std::string(setting.initial), "default"};
  auto all = read_all(sources);
  if (!all) return all.error();
  for (auto& found : *all) put_all(std::move(found), sources.warn, configuration);
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
    for (const auto& [value, origin] : configured.overridden)
      out += fmt::format("{:<{}}  overrides {} from {}\n", "", key_width, shown_value(key, value), origin);
  }
  return out;
}

}  // namespace skep::config
