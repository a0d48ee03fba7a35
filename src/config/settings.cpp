#include "config/settings.h"

#include "base/text.h"

#include <algorithm>
#include <filesystem>

namespace skep::config {

const std::vector<Setting>& settings() {
  static const std::vector<Setting> all{
      {"spark.sql.ansi.enabled", "true", "arithmetic and casts raise errors; the other mode is not there yet", false},
      {"spark.sql.session.timeZone", "UTC", "the zone in which timestamps are read and shown", false},
      {"spark.sql.sources.partitionOverwriteMode", "STATIC",
       "what INSERT OVERWRITE with dynamic partitions drops: all that the PARTITION clause names, or what it writes",
       false},
      {"spark.sql.sources.default", "parquet", "the provider of tables created without one", true},
      {"spark.sql.warehouse.dir", "", "where managed tables lie", true},
      {"spark.sql.catalogImplementation", "hive", "the catalogue is a Hive metastore", true},
      {"javax.jdo.option.ConnectionURL", "",
       "the metastore's store, sqlite:/path or jdbc:postgresql://host:port/database; else metastore.db in the "
       "warehouse",
       true},
      {"javax.jdo.option.ConnectionUserName", "", "who opens the store; wins over the URL", true},
      {"javax.jdo.option.ConnectionPassword", "", "their password; wins over the URL", true},
      {"skep.statements.running.max", "8", "statements at work at once", true},
      {"skep.statements.queued.max", "256", "statements that wait for that", true},
      {"skep.statements.timeout", "600", "seconds after which a statement is cancelled that names no other time", true},
      {"skep.engine.threads", "0", "threads of the embedded engine; 0: a thread a core", true},
      {"skep.engine.memory.limit", "0",
       "bytes the embedded engine may hold before it spills; 0: a part of the machine's", true},
      {"skep.warehouse.retention", "86400", "seconds for which replaced files stay for readers that listed them", true},
      {"skep.warehouse.lease", "60",
       "seconds, at least 1, after which a dead server's unfinished writes are undone by another", true},
  };
  return all;
}

std::map<std::string, std::string> initial_settings() {
  std::map<std::string, std::string> values;
  for (auto& setting : settings()) values.emplace(setting.name, setting.initial);
  return values;
}

namespace {

/// Names of zones lead to files: only what a zone's name may hold is looked up.
bool is_zone(std::string_view name) {
  bool plain = !name.empty() && name.find("..") == std::string_view::npos && name[0] != '/' &&
               std::all_of(name.begin(), name.end(), [](unsigned char c) {
                 return std::isalnum(c) || c == '/' || c == '_' || c == '+' || c == '-' || c == ':';
               });
  if (!plain) return false;
  if (name == "Z" || name[0] == '+' || name[0] == '-' || name.starts_with("GMT") || name.starts_with("UTC"))
    return true;
  std::error_code ignored;
  return std::filesystem::is_regular_file(std::filesystem::path("/usr/share/zoneinfo") / name, ignored);
}

const Setting* find_setting(std::string_view key) {
  auto found =
      std::find_if(settings().begin(), settings().end(), [&](const Setting& setting) { return setting.name == key; });
  return found == settings().end() ? nullptr : &*found;
}

}  // namespace

Result<void> check_setting(std::string_view key, std::string_view value) {
  auto* known = find_setting(key);
  if (known && known->is_static) {
    return Error::of_class(ErrorCode::invalid_argument, "CANNOT_MODIFY_CONFIG",
                           fmt::format("the setting {} is fixed when the server starts", key));
  }
  return check_initial_setting(key, value);
}

Result<void> check_initial_setting(std::string_view key, std::string_view value) {
  auto* known = find_setting(key);
  if (!known && key.starts_with("skep.")) return make_error(ErrorCode::invalid_argument, "there is no setting {}", key);
  bool has_one_value = key == "spark.sql.sources.default" || key == "spark.sql.catalogImplementation";
  if (has_one_value && !equals_ignoring_case(value, known->initial)) {
    return make_error(ErrorCode::unsupported, "another value than {} is not there yet: {}={}", known->initial, key,
                      value);
  }
  if (key == "spark.sql.ansi.enabled" && !equals_ignoring_case(value, "true")) {
    return make_error(ErrorCode::unsupported, "the non-ANSI mode is not there yet: spark.sql.ansi.enabled={}", value);
  }
  if (key == "spark.sql.session.timeZone" && !is_zone(value)) {
    return Error::of_class(ErrorCode::invalid_argument, "INVALID_CONF_VALUE.TIME_ZONE",
                           fmt::format("there is no time zone of this name: {}={}", key, value));
  }
  if (key == "spark.sql.sources.partitionOverwriteMode" && !equals_ignoring_case(value, "static") &&
      !equals_ignoring_case(value, "dynamic")) {
    return make_error(ErrorCode::invalid_argument, "{} is STATIC or DYNAMIC, not {}", key, value);
  }
  return {};
}

}  // namespace skep::config
