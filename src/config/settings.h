#pragma once

#include "base/result.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace skep::config {

/// One setting that Skep acts on: its name (Skep's, Spark's or Hive's), what it starts as, what it does.
struct Setting {
  std::string_view name;
  std::string_view initial;
  std::string_view documentation;
  bool is_static = false;  ///< fixed when the server starts: SET refuses it

  enum class Kind { text, whole_number, truth } kind = Kind::text;
  bool reloads = false;                     ///< a running server takes a new value on SIGHUP
  std::string_view short_environment = {};  ///< a further environment variable, besides the one of its name
};

/// The setting of a name; null for none of ours.
const Setting* find_setting(std::string_view key);

/// The table of settings.
const std::vector<Setting>& settings();

/// The settings' first values.
std::map<std::string, std::string> initial_settings();

/// Says whether SET may put a value. A key that Skep does not know is kept and read back, as in Spark, unless it begins
/// with "skep.". Fails with CANNOT_MODIFY_CONFIG for a static one, with unsupported for a value that is not there yet.
Result<void> check_setting(std::string_view key, std::string_view value);

/// Says the same of a value that is given when the server starts, when static settings may have one too.
Result<void> check_initial_setting(std::string_view key, std::string_view value);

/// A value as it may be printed and logged: that of a password, and one within a URL, is hidden.
std::string shown_value(std::string_view key, const std::string& value);

}  // namespace skep::config
