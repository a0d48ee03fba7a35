#include "session/spark_pattern.h"

#include "base/text.h"

#include <string>

namespace skep::session {
namespace {

/// Matches one alternative; on a mismatch goes back to the last `*`, so that time is at most name times pattern.
bool matches_one(std::string_view name, std::string_view pattern) {
  size_t n = 0, p = 0;
  size_t star = std::string_view::npos, retry = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = n;
    } else if (p < pattern.size() && (pattern[p] == '.' || pattern[p] == name[n])) {
      p++;
      n++;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++retry;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') p++;
  return p == pattern.size();
}

}  // namespace

bool matches_spark_pattern(std::string_view name, std::string_view pattern) {
  if (pattern.empty()) return true;
  auto lower_name = to_lower(name);
  auto lower = to_lower(pattern);
  std::string_view rest = lower;
  while (true) {
    auto bar = rest.find('|');
    if (matches_one(lower_name, trim(rest.substr(0, bar)))) return true;
    if (bar == std::string_view::npos) return false;
    rest = rest.substr(bar + 1);
  }
}

}  // namespace skep::session
