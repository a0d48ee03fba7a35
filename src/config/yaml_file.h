#pragma once

#include "base/result.h"

#include <map>
#include <string>

namespace skep::config {

struct YamlValue {
  std::string value;
  int line = 0;  ///< counted from 1
};

/// Reads settings from YAML: nested maps and dotted keys are the same ("skep: {http: {idle: 75}}" is skep.http.idle), a list
/// is its elements joined by commas. Fails with invalid_argument, naming file and line, for anything else.
Result<std::map<std::string, YamlValue>> read_yaml_file(const std::string& path);

/// The same of a text; `name` stands for it in errors.
Result<std::map<std::string, YamlValue>> read_yaml(const std::string& text, const std::string& name);

}  // namespace skep::config
