#pragma once

#include "base/result.h"

#include <string>
#include <vector>

namespace skep::config {

struct Property {
  std::string key;
  std::string value;
  int line = 0;  ///< where it begins, counted from 1
};

/// Reads a spark-defaults.conf, in the order of its lines: Java's properties, so a key ends at a blank, `=` or `:`, a
/// backslash at the end continues a line, `#` and `!` begin remarks. Values lose their blanks at both ends, as in Spark.
/// Fails with invalid_argument, naming file and line, for a broken escape.
Result<std::vector<Property>> read_properties_file(const std::string& path);

/// The same of a text; `name` stands for it in errors.
Result<std::vector<Property>> parse_properties(const std::string& text, const std::string& name);

}  // namespace skep::config
