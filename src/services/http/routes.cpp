#include "services/http/routes.h"

#include "services/http/resources.h"

#include <algorithm>
#include <optional>

namespace skep::services {
namespace {

/// Gives the names that stand for the pattern's braces; nothing when the path is another one.
std::optional<std::vector<std::string>> match(std::string_view pattern, const std::vector<std::string>& path) {
  std::vector<std::string> names;
  pattern.remove_prefix(1);
  for (const auto& segment : path) {
    if (pattern.empty()) return std::nullopt;
    auto wanted = pattern.substr(0, pattern.find('/'));
    if (wanted.starts_with('{'))
      names.push_back(segment);
    else if (wanted != segment)
      return std::nullopt;
    pattern.remove_prefix(std::min(pattern.size(), wanted.size() + 1));
  }
  if (!pattern.empty()) return std::nullopt;
  return names;
}

}  // namespace

const std::vector<Resource>& resources() {
  static const std::vector<Resource> all{statements_resource(), statement_status_resource(), databases_resource(),
                                         tables_resource(),     partitions_resource(),       server_resource()};
  return all;
}

RouteMatch find_route(std::string_view method, const std::vector<std::string>& path) {
  RouteMatch found;
  for (const auto& resource : resources()) {
    for (const auto& route : resource.routes) {
      auto names = match(route.pattern, path);
      if (!names) continue;
      if (method == route.method || (method == "HEAD" && route.method == "GET")) return {&route, std::move(*names), {}};
      found.allowed.emplace_back(route.method);
      if (route.method == "GET") found.allowed.emplace_back("HEAD");
    }
  }
  return found;
}

}  // namespace skep::services
