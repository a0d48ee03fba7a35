#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace skep::storage {

/// Holds the parts of an absolute URI as Hadoop's Path writes it: nothing in it is percent-decoded, since Hive's
/// partition folders hold literal "%3A".
struct Uri {
  std::string scheme;     ///< lower case: "file", "hdfs", "s3a"
  std::string authority;  ///< "host:8020"; empty for local files
  std::string path;       ///< begins with '/', without a '/' at the end (but for the root itself)

  std::string to_text() const;
};

/// Takes a URI apart and resolves "." and "..". Fails with invalid_argument for a text without a scheme or with a
/// relative path, for a NUL byte, and for a ".." that would leave the root.
Result<Uri> parse_uri(std::string_view text);

/// The URI without its last name: "file:/a/b" -> "file:/a".
std::string parent_uri(std::string_view uri);

/// The last name of a URI: "file:/a/b" -> "b".
std::string base_name(std::string_view uri);

/// Says whether `uri` is `folder` or lies below it.
bool is_within(std::string_view uri, std::string_view folder);

}  // namespace skep::storage
