#include "services/http/routes.h"

#include "services/http/resources.h"
#include "services/http/row_format.h"

#include <algorithm>
#include <optional>

namespace skep::services {
namespace {

struct PathMatch {
  std::vector<std::string> names;  ///< that stand for the pattern's braces
  std::string suffix;
};

/// ".csv" after a segment that is fixed.
std::optional<std::string> match_suffix(const Route& route, std::string_view wanted, std::string_view segment) {
  if (!segment.starts_with(wanted) || segment.substr(wanted.size(), 1) != ".") return std::nullopt;
  auto suffix = segment.substr(wanted.size() + 1);
  bool is_known = route.gives_rows ? names_row_format(suffix) : suffix == "json";
  if (!is_known || !route.pattern.starts_with("/api/")) return std::nullopt;
  return std::string(suffix);
}

/// Nothing when the path is another one than the route's.
std::optional<PathMatch> match(const Route& route, const std::vector<std::string>& path) {
  PathMatch found;
  auto pattern = std::string_view(route.pattern).substr(1);
  for (const auto& segment : path) {
    if (pattern.empty()) return std::nullopt;
    auto wanted = pattern.substr(0, pattern.find('/'));
    pattern.remove_prefix(std::min(pattern.size(), wanted.size() + 1));
    if (wanted.starts_with('{')) {
      found.names.push_back(segment);
    } else if (wanted != segment) {
      auto suffix = pattern.empty() ? match_suffix(route, wanted, segment) : std::nullopt;
      if (!suffix) return std::nullopt;
      found.suffix = std::move(*suffix);
    }
  }
  if (!pattern.empty()) return std::nullopt;
  return found;
}

}  // namespace

const std::vector<Resource>& resources() {
  static const std::vector<Resource> all{
      statements_resource(),  statement_status_resource(), statement_pages_resource(), jobs_resource(),
      job_results_resource(), job_events_resource(),       schedules_resource(),       sessions_resource(),
      databases_resource(),   tables_resource(),           table_rows_resource(),      table_overviews_resource(),
      partitions_resource(),  cached_tables_resource(),    server_resource(),          documentation_resource()};
  return all;
}

RouteMatch find_route(std::string_view method, const std::vector<std::string>& path) {
  RouteMatch found;
  for (const auto& resource : resources()) {
    for (const auto& route : resource.routes) {
      auto path_match = match(route, path);
      if (!path_match) continue;
      if (method == route.method || (method == "HEAD" && route.method == "GET"))
        return {&route, std::move(path_match->names), std::move(path_match->suffix), {}};
      found.allowed.emplace_back(route.method);
      if (route.method == "GET") found.allowed.emplace_back("HEAD");
    }
  }
  if (!found.allowed.empty()) found.allowed.emplace_back("OPTIONS");
  return found;
}

}  // namespace skep::services
