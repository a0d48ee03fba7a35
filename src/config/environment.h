#pragma once

#include "base/result.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace skep::config {

/// Who gave a value, which decides what becomes of names that are not in the table of settings.
enum class Origin {
  skep,    ///< written for Skep: all is kept, what is misspelt fails
  spark,   ///< written for Spark: its settings are kept as Spark keeps them
  hadoop,  ///< written for Hive and Hadoop: what Skep does not know is theirs
};

/// A value that was found somewhere.
struct Found {
  std::string key;
  std::string value;
  std::string place;  ///< "skep.yaml:3"
  Origin origin = Origin::skep;
};

struct Variable {
  std::string value;
  std::string place;  ///< "" for one of the process, else the line of an env file: "master.env:2"
};

using Warn = std::function<void(const std::string&)>;

/// Reads settings out of environment variables, a list for each kind, the weakest first: by the rules of the usual images HDFS_CONF_*,
/// CORE_CONF_*, HIVE_SITE_CONF_*, SPARK_CONF_*; then SKEP_*. A name with _FILE at its end names a file that holds the
/// value. Fails with invalid_argument for such a file that cannot be read, and for a value that is given both ways.
Result<std::vector<std::vector<Found>>> read_environment(const std::map<std::string, Variable>& variables,
                                                         const Warn& warn);

/// The environment variable of a setting: "skep.statements.timeout" -> "SKEP_STATEMENTS_TIMEOUT".
std::string environment_name(std::string_view key);

/// The property that an image makes of the end of a variable's name: `___` is `-`, `__` is `_`, `_` is `.`.
std::string property_of_image(std::string_view text);

/// The same of the usual Spark image, where `__` ends as `.` too.
std::string property_of_spark_image(std::string_view text);

}  // namespace skep::config
