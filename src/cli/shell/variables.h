#pragma once

#include <map>
#include <string>
#include <string_view>

namespace skep::cli {

/// Keeps Hive's variables and puts them into statements: ${hivevar:x}, ${hiveconf:x}, ${env:X}, and ${x} for a hivevar.
class Variables {
 public:
  void set_hivevar(const std::string& name, std::string value);
  void set_hiveconf(const std::string& name, std::string value);

  /// Takes `SET hivevar:name=value`, which is no statement for the server; false for every other text.
  bool take_assignment(std::string_view statement);

  /// Values may hold variables themselves, up to 40 deep. What is not known stays as it is, as in Hive.
  std::string substitute(std::string_view text) const;

 private:
  std::map<std::string, std::string> hivevars_;
  std::map<std::string, std::string> hiveconfs_;
};

}  // namespace skep::cli
