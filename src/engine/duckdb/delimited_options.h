#pragma once

#include "base/result.h"

#include <map>
#include <optional>
#include <string>

namespace skep::engine {

/// How delimited text is written: Spark's options of CSV, with Spark's defaults.
struct DelimitedOptions {
  std::string separator = ",";
  std::optional<char> quote = '"';
  char escape = '\\';
  std::optional<char> comment;
  bool header = false;
  bool trims_leading = false;
  bool trims_trailing = false;
  bool fails_on_malformed = false;  ///< mode FAILFAST; else a malformed value is NULL
  std::string null_value;
  std::string empty_value;  ///< what an empty value in quotes is
  std::string nan_value = "NaN";
  std::string positive_infinity = "Inf";
  std::string negative_infinity = "-Inf";
  std::string line_separator;  ///< empty: \n, \r\n or \r
  std::string date_format;     ///< empty: as a cast reads dates
  std::string timestamp_format;
  std::string timestamp_ntz_format;
  std::string time_zone;  ///< empty: the session's
};

/// Reads Spark's options, by name in any case. Fails with unsupported, naming it, for one that would change the rows
/// and is not known here; options that only matter for writing or for guessing a schema have no effect.
Result<DelimitedOptions> parse_delimited_options(const std::map<std::string, std::string>& options);

}  // namespace skep::engine
