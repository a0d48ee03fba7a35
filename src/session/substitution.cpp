#include "session/substitution.h"

#include "config/spark_settings.h"

#include <optional>
#include <string_view>

namespace skep::session {
namespace {

constexpr int kDepthMax = 40;          // as Spark's spark.sql.variable.substitute.depth was
constexpr size_t kTextMax = 16 << 20;  // a text that doubles itself ends here

using Settings = std::map<std::string, std::string>;

/// The value of what stands between the braces; nothing when it stays as it is.
std::optional<std::string> value_of(std::string_view name, const Settings& own, const Settings& defaults) {
  if (name.starts_with("env:")) return std::nullopt;
  if (name == "system:user.timezone") return "UTC";
  if (name.starts_with("system:")) return std::nullopt;
  for (std::string_view prefix : {"spark:", "sparkconf:", "hivevar:", "hiveconf:"}) {
    if (!name.starts_with(prefix)) continue;
    name.remove_prefix(prefix.size());
    break;
  }
  std::string key(name);
  if (auto found = own.find(key); found != own.end()) return found->second;
  if (auto found = own.find("hivevar:" + key); found != own.end()) return found->second;
  if (auto found = defaults.find(key); found != defaults.end()) return found->second;
  return std::string(config::spark_default(key).value_or(""));
}

std::string substitute(const std::string& text, const Settings& own, const Settings& defaults, int depth) {
  std::string out;
  size_t at = 0;
  for (;;) {
    auto begin = text.find("${", at);
    auto end = begin == std::string::npos ? begin : text.find('}', begin);
    bool is_done = end == std::string::npos || depth >= kDepthMax || out.size() > kTextMax;
    if (is_done) return out + text.substr(at);
    out += text.substr(at, begin - at);
    auto value = value_of(std::string_view(text).substr(begin + 2, end - begin - 2), own, defaults);
    out += value ? substitute(*value, own, defaults, depth + 1) : text.substr(begin, end + 1 - begin);
    at = end + 1;
  }
}

}  // namespace

std::string substitute_variables(const std::string& text, const Settings& own, const Settings& defaults) {
  if (text.find("${") == std::string::npos) return text;
  return substitute(text, own, defaults, 0);
}

}  // namespace skep::session
