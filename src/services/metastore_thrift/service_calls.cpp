#include "services/metastore_thrift/calls.h"

#include <algorithm>

/// What concerns the connection and the server itself.
namespace skep::hive {
namespace {

/// The settings that a client of Hive's may look at and set for its connection, and what they are here.
const std::map<std::string, std::string, std::less<>> kConnectionSettings = {
    {"hive.metastore.try.direct.sql", "true"},          {"hive.metastore.try.direct.sql.ddl", "true"},
    {"hive.metastore.client.capability.check", "true"}, {"hive.metastore.partition.name.whitelist.pattern", ""},
    {"hive.metastore.client.socket.timeout", "600s"},
};

/// The one that is the client's own affair: the server only remembers it.
constexpr std::string_view kSocketTimeout = "hive.metastore.client.socket.timeout";

/// Hive 3 and later leave the first word out.
Result<std::string> known_setting(const std::string& name) {
  std::string key = name.starts_with("metastore.") ? "hive." + name : name;
  if (kConnectionSettings.contains(key)) return key;
  return make_error(ErrorCode::unsupported, "Invalid configuration key {}", name);
}

}  // namespace

/// A claim, not authentication: what the policy asks for is up to it.
Result<void> set_ugi(Caller& caller, const set_ugi_args& arguments, set_ugi_result& result) {
  caller.principal.name = arguments.user_name;
  result.__set_success({arguments.user_name});
  return {};
}

/// Ends this connection alone.
Result<void> shutdown(Caller& caller, const shutdown_args&, shutdown_result&) {
  caller.ends = true;
  return {};
}

Result<void> getName(Caller&, const getName_args&, getName_result& result) {
  result.__set_success("skep");
  return {};
}

Result<void> getVersion(Caller&, const getVersion_args&, getVersion_result& result) {
  result.__set_success(SKEP_VERSION);
  return {};
}

Result<void> getStatus(Caller&, const getStatus_args&, getStatus_result& result) {
  result.__set_success(facebook::fb303::fb_status::ALIVE);
  return {};
}

Result<void> aliveSince(Caller& caller, const aliveSince_args&, aliveSince_result& result) {
  result.__set_success(caller.door.started_seconds);
  return {};
}

/// Tells a client of Skep's what it cannot know by itself; of other settings the client's own default holds.
Result<void> get_config_value(Caller& caller, const get_config_value_args& arguments, get_config_value_result& result) {
  bool is_warehouse = arguments.name == "hive.metastore.warehouse.dir" || arguments.name == "metastore.warehouse.dir";
  result.__set_success(is_warehouse ? caller.warehouse().settings().warehouse_uri : arguments.defaultValue);
  return {};
}

Result<void> getMetaConf(Caller& caller, const getMetaConf_args& arguments, getMetaConf_result& result) {
  auto key = known_setting(arguments.key);
  if (!key) return key.error();
  auto set = caller.settings.find(*key);
  result.__set_success(set != caller.settings.end() ? set->second : kConnectionSettings.find(*key)->second);
  return {};
}

/// Holds for this connection. What would have no effect is refused.
Result<void> setMetaConf(Caller& caller, const setMetaConf_args& arguments, setMetaConf_result&) {
  auto key = known_setting(arguments.key);
  if (!key) return key.error();
  bool is_possible = *key == kSocketTimeout || arguments.value == kConnectionSettings.find(*key)->second;
  if (!is_possible) {
    return make_error(ErrorCode::unsupported, "{} cannot be set to {} here", arguments.key, arguments.value);
  }
  caller.settings[*key] = arguments.value;
  return {};
}

Result<void> partition_name_has_valid_characters(Caller&, const partition_name_has_valid_characters_args& arguments,
                                                 partition_name_has_valid_characters_result& result) {
  // Skep escapes whatever a folder's name cannot hold, so only NUL is wrong.
  bool is_valid = std::none_of(arguments.part_vals.begin(), arguments.part_vals.end(),
                               [](const std::string& value) { return value.find('\0') != std::string::npos; });
  if (!is_valid && arguments.throw_exception) {
    return make_error(ErrorCode::unsupported, "a partition's value must not hold NUL");
  }
  result.__set_success(is_valid);
  return {};
}

}  // namespace skep::hive
