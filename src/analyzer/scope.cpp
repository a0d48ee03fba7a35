#include "analyzer/scope.h"

#include "base/text.h"

#include <algorithm>

namespace skep::analyzer {
namespace {

/// Says whether the written qualifier is the end of the full one: "t" and "db.t" both name "spark_catalog.db.t".
bool names_the_end(const std::vector<std::string>& full, const std::string* written, size_t count) {
  return count <= full.size() &&
         std::equal(written, written + count, full.end() - static_cast<ptrdiff_t>(count), equals_ignoring_case);
}

}  // namespace

Scope::Found Scope::find(const std::vector<std::string>& parts) const {
  size_t longest = std::min<size_t>(parts.size() - 1, 3);
  for (size_t qualifier = longest + 1; qualifier-- > 0;) {
    Found found;
    found.parts_used = qualifier + 1;
    for (auto& column : columns) {
      if (qualifier == 0 && !column.in_star) continue;
      if (!equals_ignoring_case(column.field.name, parts[qualifier])) continue;
      if (names_the_end(column.qualifier, parts.data(), qualifier)) found.columns.push_back(&column);
    }
    if (!found.columns.empty()) return found;
  }
  return {};
}

std::vector<const ScopeColumn*> Scope::star(const std::vector<std::string>& qualifier) const {
  std::vector<const ScopeColumn*> found;
  for (auto& column : columns) {
    bool wanted = qualifier.empty() ? column.in_star && !column.only_by_name
                                    : names_the_end(column.qualifier, qualifier.data(), qualifier.size());
    if (wanted) found.push_back(&column);
  }
  return found;
}

Scope Scope::of(const types::Schema& output, std::vector<std::string> qualifier) {
  Scope scope;
  for (size_t i = 0; i < output.size(); i++) scope.columns.push_back({qualifier, output[i], i, true});
  return scope;
}

}  // namespace skep::analyzer
