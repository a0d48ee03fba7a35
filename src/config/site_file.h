#pragma once

#include "base/result.h"

#include <map>
#include <string>

namespace skep::config {

struct SiteValue {
  std::string value;
  int line = 0;  ///< counted from 1
};

/// Reads the properties of a hive-site.xml or core-site.xml by name; of one that is there twice, the last, as Hadoop does unless an earlier
/// one is final. Fails with invalid_argument, naming file and line, for what is not well-formed.
Result<std::map<std::string, SiteValue>> read_site_file(const std::string& path);

/// The same of a text; `name` stands for it in errors.
Result<std::map<std::string, SiteValue>> parse_site_file(const std::string& text, const std::string& name);

}  // namespace skep::config
