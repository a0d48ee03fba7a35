#include "config/environment.h"

#include "base/text.h"
#include "config/near_names.h"
#include "config/other_names.h"
#include "config/settings.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

namespace skep::config {
namespace {

using Variables = std::map<std::string, Variable>;

constexpr std::string_view kFile = "_FILE";
constexpr std::string_view kSpark = "SPARK_CONF_", kSkep = "SKEP_";

std::string place_of(const std::string& name, const Variable& variable) {
  return variable.place.empty() ? name : fmt::format("{} ({})", variable.place, name);
}

/// The value of a variable, or of the file that the variable with _FILE at its end names; nothing where neither is set.
Result<std::optional<Variable>> value_of(const Variables& variables, const std::string& name) {
  auto given = variables.find(name);
  auto by_file = variables.find(name + std::string(kFile));
  if (by_file == variables.end()) {
    if (given == variables.end()) return std::optional<Variable>();
    return std::optional(Variable{given->second.value, place_of(name, given->second)});
  }
  auto place = place_of(by_file->first, by_file->second);
  if (given != variables.end())
    return make_error(ErrorCode::invalid_argument, "{}: {} is set too: give one of them", place, name);
  std::ifstream file(by_file->second.value, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  if (!file.is_open() || file.bad())
    return make_error(ErrorCode::invalid_argument, "{}: the file cannot be read: {}", place, by_file->second.value);
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  return std::optional(Variable{text, fmt::format("{} {}", place, by_file->second.value)});
}

/// The names of variables that begin so, each once, without the _FILE at its end.
std::vector<std::string> names_with(const Variables& variables, std::string_view prefix) {
  std::vector<std::string> names;
  for (auto at = variables.lower_bound(std::string(prefix)); at != variables.end(); ++at) {
    std::string_view name = at->first;
    if (!name.starts_with(prefix)) break;
    if (name.ends_with(kFile)) name.remove_suffix(kFile.size());
    if (name.size() > prefix.size()) names.emplace_back(name);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

Result<void> read_image(const Variables& variables, std::string_view prefix, const Warn& warn,
                        std::vector<Found>& found) {
  bool is_spark = prefix == kSpark;
  for (const auto& name : names_with(variables, prefix)) {
    auto text = std::string_view(name).substr(prefix.size());
    auto key = is_spark ? property_of_spark_image(text) : property_of_image(text);
    if (is_spark && key.find('.') == std::string::npos) continue;  // SPARK_CONF_DIR is Spark's folder
    if (!is_spark && find_setting(own_name(key)) == nullptr && !near_name(key, known_names())) continue;
    auto value = value_of(variables, name);
    if (!value) return value.error();
    if (is_spark && key != property_of_image(text))
      warn(fmt::format("{}: the usual Spark image makes `.` of `__` too, so this is {}, not {}", (*value)->place, key,
                       property_of_image(text)));
    found.push_back({key, (*value)->value, (*value)->place, is_spark ? Origin::spark : Origin::hadoop});
  }
  return {};
}

/// Variables that say where settings are, not what they are.
const std::vector<std::string> kPlaces = {"SKEP_CONFIG", "SKEP_HIVE_SITE", "SKEP_CORE_SITE", "SKEP_SPARK_DEFAULTS"};

Result<void> read_own(const Variables& variables, const Warn& warn, std::vector<Found>& found) {
  std::vector<std::string> known = kPlaces;
  for (const auto& setting : settings()) {
    std::vector<std::string> names;
    if (!setting.short_environment.empty()) names.emplace_back(setting.short_environment);
    if (setting.name.starts_with("skep.")) names.push_back(environment_name(setting.name));
    for (const auto& name : names) {
      known.push_back(name);
      auto value = value_of(variables, name);
      if (!value) return value.error();
      if (*value) found.push_back({std::string(setting.name), (*value)->value, (*value)->place, Origin::skep});
    }
  }
  for (const auto& name : names_with(variables, kSkep)) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    if (auto near = near_name(name, known)) warn(fmt::format("{}: not known, did you mean {}?", name, *near));
  }
  return {};
}

}  // namespace

Result<std::vector<std::vector<Found>>> read_environment(const Variables& variables, const Warn& warn) {
  std::vector<std::vector<Found>> found;
  for (std::string_view prefix :
       {std::string_view("HDFS_CONF_"), std::string_view("CORE_CONF_"), std::string_view("HIVE_SITE_CONF_"), kSpark}) {
    if (auto read = read_image(variables, prefix, warn, found.emplace_back()); !read) return read.error();
  }
  if (auto read = read_own(variables, warn, found.emplace_back()); !read) return read.error();
  return found;
}

std::string environment_name(std::string_view key) {
  auto name = to_upper(key);
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

std::string property_of_image(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    size_t count = 0;
    while (count < 3 && at + count < text.size() && text[at + count] == '_') count++;
    constexpr std::string_view kMeant = " ._-";
    out += count == 0 ? text[at] : kMeant[count];
    at += std::max<size_t>(count, 1);
  }
  return out;
}

std::string property_of_spark_image(std::string_view text) {
  auto out = property_of_image(text);
  std::replace(out.begin(), out.end(), '_', '.');
  return out;
}

}  // namespace skep::config
