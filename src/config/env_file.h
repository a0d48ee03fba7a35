#pragma once

#include "base/result.h"

#include <map>
#include <string>
#include <vector>

namespace skep::config {

/// A variable of an env file.
struct EnvLine {
  std::string name;
  std::string value;
  int line = 0;  ///< counted from 1
};

/// Reads a file of NAME=value lines as compose does its `env_file`: `#` begins a remark, quotes around a value are left out,
/// ${NAME} and ${NAME:-other} stand for variables of `environment` or of the lines before. A name alone means the variable of
/// the environment, and is left out here. Fails with invalid_argument, naming file and line, for any other line.
Result<std::vector<EnvLine>> read_env_file(const std::string& path,
                                           const std::map<std::string, std::string>& environment);

/// The same of a text; `name` stands for it in errors.
Result<std::vector<EnvLine>> parse_env_file(const std::string& text, const std::string& name,
                                            const std::map<std::string, std::string>& environment);

}  // namespace skep::config
