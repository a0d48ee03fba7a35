#include "catalog/snapshot.h"

#include "base/text.h"

namespace skep::catalog {

std::string table_key(const std::vector<std::string>& parts, const std::string& current_database) {
  if (parts.size() == 1) return to_lower(current_database) + "." + to_lower(parts[0]);
  if (parts.size() == 2) {
    // No table's name has a slash: parquet.`/a/B` names files, and their names do have a case.
    bool is_path = parts[1].find('/') != std::string::npos;
    return to_lower(parts[0]) + "." + (is_path ? parts[1] : to_lower(parts[1]));
  }
  if (parts.size() == 3 && equals_ignoring_case(parts[0], "spark_catalog")) {
    return to_lower(parts[1]) + "." + to_lower(parts[2]);
  }
  return {};
}

std::optional<Error> check_table_name(const std::vector<std::string>& parts) {
  bool has_catalog = parts.size() > 2 && equals_ignoring_case(parts[0], "spark_catalog");
  if (parts.size() - (has_catalog ? 1 : 0) <= 2) return std::nullopt;
  return Error::of_class(ErrorCode::invalid_argument, "REQUIRES_SINGLE_PART_NAMESPACE",
                         fmt::format("a table's name has a database of one part: {}", join(parts, ".")));
}

NameScope NameScope::of(const SqlFunction& function) {
  static const std::set<std::string> kNone;
  bool is_temporary = function.database.empty();
  return {function.current_database, is_temporary ? nullptr : &kNone, is_temporary};
}

std::optional<size_t> Snapshot::find_table(const std::vector<std::string>& parts, const NameScope& scope) const {
  if (parts.size() == 1) {
    auto name = to_lower(parts[0]);
    bool in_sight = !scope.temporary_views || scope.temporary_views->contains(name);
    auto view = temporary_views.find(name);
    if (in_sight && view != temporary_views.end()) return view->second;
  }
  auto table = table_numbers.find(table_key(parts, scope.current_database));
  if (table == table_numbers.end()) return std::nullopt;
  return table->second;
}

Error Snapshot::why_missing(const std::vector<std::string>& parts, const NameScope& scope) const {
  if (auto error = check_table_name(parts)) return *error;
  auto known = missing.find(table_key(parts, scope.current_database));
  if (known != missing.end()) return known->second;
  return Error::of_class(ErrorCode::not_found, "TABLE_OR_VIEW_NOT_FOUND",
                         fmt::format("the table or view `{}` cannot be found", join(parts, "`.`")));
}

}  // namespace skep::catalog
