#include "services/http/routes.h"

#include "base/text.h"
#include "services/http/resources.h"

#include <array>
#include <optional>

namespace skep::services {
namespace {

constexpr std::array kRoutes = {
    Route{"GET", "/", Place::at_once, show_api},
    Route{"GET", "/livez", Place::at_once, show_liveness},
    Route{"GET", "/readyz", Place::at_once, show_readiness},
    Route{"POST", "/api/v1/statements", Place::statement, run_statement},
    Route{"GET", "/api/v1/statements/{id}", Place::catalogue, show_statement},
    Route{"DELETE", "/api/v1/statements/{id}", Place::catalogue, cancel_statement},
    Route{"GET", "/api/v1/databases", Place::catalogue, list_databases},
    Route{"GET", "/api/v1/databases/{database}", Place::catalogue, show_database},
    Route{"GET", "/api/v1/databases/{database}/tables", Place::catalogue, list_tables},
    Route{"GET", "/api/v1/databases/{database}/tables/{table}", Place::catalogue, show_table},
    Route{"GET", "/api/v1/databases/{database}/tables/{table}/partitions", Place::catalogue, list_partitions},
};

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

std::span<const Route> routes() { return kRoutes; }

RouteMatch find_route(std::string_view method, const std::vector<std::string>& path) {
  RouteMatch found;
  for (const auto& route : kRoutes) {
    auto names = match(route.pattern, path);
    if (!names) continue;
    if (method == route.method || (method == "HEAD" && route.method == "GET")) return {&route, std::move(*names), {}};
    found.allowed.emplace_back(route.method);
    if (route.method == "GET") found.allowed.emplace_back("HEAD");
  }
  return found;
}

}  // namespace skep::services
