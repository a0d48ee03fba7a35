#include "config/near_names.h"

#include "base/text.h"
#include "config/other_names.h"
#include "config/settings.h"
#include "config/spark_settings.h"

#include <algorithm>

namespace skep::config {
namespace {

constexpr size_t kDifferenceMax = 2;

/// What is left of the longer one between a common beginning and a common end.
size_t difference(std::string_view a, std::string_view b) {
  size_t shorter = std::min(a.size(), b.size()), longer = std::max(a.size(), b.size());
  size_t begin = 0, end = 0;
  while (begin < shorter && a[begin] == b[begin]) begin++;
  while (end < shorter - begin && a[a.size() - 1 - end] == b[b.size() - 1 - end]) end++;
  return longer - begin - end;
}

}  // namespace

std::optional<std::string> near_name(std::string_view wanted, const std::vector<std::string>& known) {
  auto folded = to_lower(wanted);
  std::optional<std::string> nearest;
  size_t smallest = kDifferenceMax + 1;
  for (const auto& name : known) {
    size_t found = difference(folded, to_lower(name));
    if (found >= smallest) continue;
    smallest = found;
    nearest = name;
  }
  return nearest;
}

std::vector<std::string> known_names() {
  std::vector<std::string> names = spark_names();
  auto add = [&](const std::string& name) {
    names.push_back(name);
    bool is_theirs = !name.starts_with("skep.") && !name.starts_with("spark.");
    if (is_theirs) names.push_back("spark.hadoop." + name);
  };
  for (const auto& setting : settings()) add(std::string(setting.name));
  for (const auto& name : other_names()) add(name);
  return names;
}

}  // namespace skep::config
