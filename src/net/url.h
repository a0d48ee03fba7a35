#pragma once

#include "base/result.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skep::net {

/// A request's target, taken apart and decoded.
struct Url {
  std::vector<std::string> path;                           ///< segments: "/a/b%2Fc" -> {"a", "b/c"}; "/" -> {}
  std::vector<std::pair<std::string, std::string>> query;  ///< in the order given; "+" is a blank
};

/// Takes "/path?query" or "http://host/path?query". Fails with invalid_argument for other forms, a bad escape, a NUL,
/// or an empty or dot segment inside the path; one slash at its end is no matter. Whether it is UTF-8 is not looked at.
Result<Url> parse_url(std::string_view target);

/// Undoes %XX. Fails with invalid_argument for an escape that is not whole.
Result<std::string> percent_decode(std::string_view text);

}  // namespace skep::net
