#include "cli/shell/variables.h"

#include "base/text.h"

#include <cstdlib>
#include <optional>

namespace skep::cli {
namespace {

std::optional<std::string> find(const std::map<std::string, std::string>& values, std::string_view name) {
  auto found = values.find(std::string(name));
  if (found == values.end()) return std::nullopt;
  return found->second;
}

}  // namespace

void Variables::set_hivevar(const std::string& name, std::string value) { hivevars_[name] = std::move(value); }
void Variables::set_hiveconf(const std::string& name, std::string value) { hiveconfs_[name] = std::move(value); }

bool Variables::take_assignment(std::string_view statement) {
  constexpr std::string_view kSet = "set ";
  constexpr std::string_view kSpace = "hivevar:";
  auto text = trim(statement);
  if (text.ends_with(';')) text = trim(text.substr(0, text.size() - 1));
  if (!equals_ignoring_case(text.substr(0, kSet.size()), kSet)) return false;
  text = trim(text.substr(kSet.size()));
  auto equals = text.find('=');
  if (!equals_ignoring_case(text.substr(0, kSpace.size()), kSpace) || equals == std::string_view::npos) return false;
  set_hivevar(std::string(trim(text.substr(kSpace.size(), equals - kSpace.size()))),
              std::string(trim(text.substr(equals + 1))));
  return true;
}

std::string Variables::substitute(std::string_view text) const {
  constexpr int kDepthMax = 40;
  auto value_of = [&](std::string_view name) -> std::optional<std::string> {
    auto colon = name.find(':');
    if (colon == std::string_view::npos) return find(hivevars_, name);
    auto space = name.substr(0, colon);
    auto rest = name.substr(colon + 1);
    if (space == "hivevar") return find(hivevars_, rest);
    if (space == "hiveconf") return find(hiveconfs_, rest);
    const auto* value = space == "env" ? std::getenv(std::string(rest).c_str()) : nullptr;
    return value ? std::optional<std::string>(value) : std::nullopt;
  };
  std::string result(text);
  for (int depth = 0; depth < kDepthMax; depth++) {
    bool changed = false;
    for (size_t begin = result.find("${"); begin != std::string::npos; begin = result.find("${", begin)) {
      auto end = result.find('}', begin);
      if (end == std::string::npos) break;
      auto value = value_of(std::string_view(result).substr(begin + 2, end - begin - 2));
      if (!value) {
        begin += 2;
        continue;
      }
      result.replace(begin, end + 1 - begin, *value);
      begin += value->size();
      changed = true;
    }
    if (!changed) break;
  }
  return result;
}

}  // namespace skep::cli
