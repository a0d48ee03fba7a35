#include "metastore/rules.h"

#include "base/text.h"
#include "storage/file_system.h"
#include "storage/uri.h"

#include <algorithm>
#include <set>

namespace skep::metastore {
namespace {

/// Matches `*` without backtracking further than to the last one, so that no pattern takes long.
bool matches_alternative(std::string_view name, std::string_view pattern) {
  size_t at = 0, next = 0;
  size_t star = std::string_view::npos, taken = 0;
  while (at < name.size()) {
    if (next < pattern.size() && pattern[next] == '*') {
      star = next++;
      taken = at;
    } else if (next < pattern.size() && pattern[next] == name[at]) {
      at++, next++;
    } else if (star != std::string_view::npos) {
      next = star + 1;
      at = ++taken;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', next) == std::string_view::npos;
}

Result<void> check_name(std::string_view what, std::string_view name) {
  if (name.empty() || name.find('\0') != std::string_view::npos || name.find('/') != std::string_view::npos) {
    return make_error(ErrorCode::invalid_argument, "a {}'s name must not be empty or hold '/' or NUL: {}", what, name);
  }
  return {};
}

Result<void> lower_columns(std::vector<Column>& columns, std::set<std::string>& seen) {
  for (auto& column : columns) {
    column.name = to_lower(column.name);
    if (column.name.empty()) return make_error(ErrorCode::invalid_argument, "a column's name must not be empty");
    if (!seen.insert(column.name).second) {
      return Error::of_class(ErrorCode::invalid_argument, "COLUMN_ALREADY_EXISTS",
                             "the column is there twice: " + column.name);
    }
  }
  return {};
}

}  // namespace

bool matches_pattern(std::string_view name, std::string_view pattern) {
  if (pattern.empty()) return true;
  std::string lower = to_lower(name);
  auto alternatives = split(to_lower(pattern), '|');
  return std::any_of(alternatives.begin(), alternatives.end(),
                     [&](const std::string& alternative) { return matches_alternative(lower, trim(alternative)); });
}

Result<Database> prepared(Database draft) {
  draft.name = to_lower(draft.name);
  if (auto checked = check_name("database", draft.name); !checked) return checked.error();
  return draft;
}

Result<Table> prepared(Table draft, int64_t now_seconds) {
  draft.name = {to_lower(draft.name.database), to_lower(draft.name.table)};
  if (auto checked = check_name("table", draft.name.table); !checked) return checked.error();
  std::set<std::string> seen;
  if (auto lowered = lower_columns(draft.columns, seen); !lowered) return lowered.error();
  if (auto lowered = lower_columns(draft.partition_columns, seen); !lowered) return lowered.error();
  if (draft.create_time_seconds == 0) draft.create_time_seconds = now_seconds;
  if (draft.kind == TableKind::external) draft.parameters["EXTERNAL"] = "TRUE";
  draft.parameters.try_emplace("transient_lastDdlTime", std::to_string(draft.create_time_seconds));
  return draft;
}

Partition prepared(Partition draft, int64_t now_seconds) {
  if (draft.create_time_seconds == 0) draft.create_time_seconds = now_seconds;
  draft.parameters.try_emplace("transient_lastDdlTime", std::to_string(draft.create_time_seconds));
  return draft;
}

Result<void> check_values(const Table& table, const std::vector<std::string>& values) {
  if (!table.partition_columns.empty() && values.size() == table.partition_columns.size()) return {};
  return make_error(ErrorCode::invalid_argument, "a partition of {} has {} values, not {}", table.name.to_text(),
                    table.partition_columns.size(), values.size());
}

std::optional<std::string> replaced_location(const std::string& old_location, const std::string& new_location) {
  if (old_location.empty() || old_location == new_location) return std::nullopt;
  if (storage::is_within(new_location, old_location)) return storage::join_uri(old_location, "*");
  return old_location;
}

void remove_used(std::set<std::string>& garbage, std::string_view location) {
  garbage.erase(std::string(location));
  garbage.erase(storage::join_uri(location, "*"));
  for (std::string at(location); at.find('/') != std::string::npos;) {
    std::string name = at.substr(at.rfind('/') + 1);
    at.resize(at.rfind('/'));
    garbage.erase(at);
    bool is_visible = !name.starts_with('_') && !name.starts_with('.');
    if (is_visible) garbage.erase(storage::join_uri(at, "*"));
  }
}

Error no_such_database(std::string_view name) {
  return Error::of_class(ErrorCode::not_found, "SCHEMA_NOT_FOUND", fmt::format("there is no database {}", name));
}

Error no_such_table(const TableName& name) {
  return Error::of_class(ErrorCode::not_found, "TABLE_OR_VIEW_NOT_FOUND",
                         fmt::format("there is no table or view {}", name.to_text()));
}

Error database_exists(std::string_view name) {
  return Error::of_class(ErrorCode::already_exists, "SCHEMA_ALREADY_EXISTS",
                         fmt::format("there is a database already: {}", name));
}

Error table_exists(const TableName& name) {
  return Error::of_class(ErrorCode::already_exists, "TABLE_OR_VIEW_ALREADY_EXISTS",
                         fmt::format("there is a table or view already: {}", name.to_text()));
}

Error database_not_empty(std::string_view name) {
  return Error::of_class(ErrorCode::invalid_argument, "SCHEMA_NOT_EMPTY",
                         fmt::format("the database holds tables, and CASCADE was not asked for: {}", name));
}

Error table_changed(const TableName& name) {
  return make_error(ErrorCode::conflict, "the table was dropped or replaced meanwhile: {}", name.to_text());
}

Error location_changed(const TableName& name) {
  return make_error(ErrorCode::conflict, "the table's files were replaced meanwhile: {}", name.to_text());
}

Error write_not_open(std::string_view operation_id) {
  return make_error(ErrorCode::conflict, "the write was cancelled, or another server took it over: {}", operation_id);
}

}  // namespace skep::metastore
