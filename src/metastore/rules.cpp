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

Result<Function> prepared(Function draft, int64_t now_seconds) {
  draft.database = to_lower(draft.database);
  draft.name = to_lower(draft.name);
  if (auto checked = check_name("function", draft.name); !checked) return checked.error();
  if (draft.create_time_seconds == 0) draft.create_time_seconds = now_seconds;
  return draft;
}

Result<std::vector<LockPart>> prepared(std::vector<LockPart> parts) {
  if (parts.empty()) return make_error(ErrorCode::invalid_argument, "a lock request names nothing to lock");
  for (auto& part : parts) {
    part.database = to_lower(part.database);
    part.table = to_lower(part.table);
    if (auto checked = check_name("database", part.database); !checked) return checked.error();
  }
  return parts;
}

bool conflict(const LockPart& a, const LockPart& b) {
  auto overlaps = [](const std::string& x, const std::string& y) { return x.empty() || y.empty() || x == y; };
  bool same_object = a.database == b.database && overlaps(a.table, b.table) && overlaps(a.partition, b.partition);
  if (!same_object) return false;
  if (a.kind == LockKind::exclusive || b.kind == LockKind::exclusive) return true;
  return a.kind == LockKind::shared_write && b.kind == LockKind::shared_write;
}

Result<Table> altered(const Table& before, const TableChange& change) {
  if (change.expected_parameter) {
    const auto& [key, wanted] = *change.expected_parameter;
    auto found = before.parameters.find(key);
    bool holds = found == before.parameters.end() ? !wanted : wanted == found->second;
    if (!holds) {
      return make_error(ErrorCode::conflict, "the table was changed meanwhile: {} has another {}",
                        before.name.to_text(), key);
    }
  }
  Table draft = change.changed;
  draft.create_time_seconds = before.create_time_seconds;
  auto table = prepared(std::move(draft), before.create_time_seconds);
  if (!table) return table;
  auto names_and_types = [](const std::vector<Column>& columns) {
    std::vector<std::pair<std::string, std::string>> all;
    for (const auto& column : columns) all.emplace_back(column.name, column.type);
    return all;
  };
  if (names_and_types(table->partition_columns) != names_and_types(before.partition_columns)) {
    return make_error(ErrorCode::invalid_argument, "the partition columns of a table cannot be changed: {}",
                      before.name.to_text());
  }
  table->id = before.id;
  return table;
}

std::string moved_location(const std::string& location, const TableChange& change) {
  if (change.old_root.empty() || !storage::is_within(location, change.old_root)) return location;
  return change.new_root + location.substr(change.old_root.size());
}

Result<void> check_values(const Table& table, const std::vector<std::string>& values) {
  if (!table.partition_columns.empty() && values.size() == table.partition_columns.size()) return {};
  return make_error(ErrorCode::invalid_argument, "a partition of {} has {} values, not {}", table.name.to_text(),
                    table.partition_columns.size(), values.size());
}

Result<std::vector<Partition>> partitions_to_add(const Table& table, const std::vector<Partition>& drafts,
                                                 bool skip_existing,
                                                 const std::function<bool(const std::string&)>& is_there) {
  std::vector<Partition> wanted;
  std::set<std::string> names;
  for (const auto& draft : drafts) {
    if (auto checked = check_values(table, draft.values); !checked) return checked.error();
    std::string name = partition_name(table.partition_columns, draft.values);
    bool is_new = names.insert(name).second && !is_there(name);
    if (!is_new && !skip_existing) return partition_exists(table.name, name);
    if (is_new) wanted.push_back(draft);
  }
  return wanted;
}

bool is_stale(const std::string& column, const std::vector<Column>& before, const std::vector<Column>& after) {
  auto type_in = [&](const std::vector<Column>& columns) {
    auto found = std::find_if(columns.begin(), columns.end(), [&](const Column& each) { return each.name == column; });
    return found == columns.end() ? std::string() : found->type;
  };
  std::string type = type_in(after);
  return type.empty() || type != type_in(before);
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

Error no_such_partition(const TableName& table, std::string_view name) {
  return Error::of_class(ErrorCode::not_found, "PARTITIONS_NOT_FOUND",
                         fmt::format("there is no partition of {}: {}", table.to_text(), name));
}

Error partition_exists(const TableName& table, std::string_view name) {
  return Error::of_class(ErrorCode::already_exists, "PARTITIONS_ALREADY_EXIST",
                         fmt::format("there is a partition of {} already: {}", table.to_text(), name));
}

Error no_such_function(std::string_view database, std::string_view name) {
  return Error::of_class(ErrorCode::not_found, "ROUTINE_NOT_FOUND",
                         // Spark looks for "<name> does not exist" in the text.
                         fmt::format("the function {}.{} does not exist", to_lower(database), to_lower(name)));
}

Error function_exists(std::string_view database, std::string_view name) {
  return Error::of_class(ErrorCode::already_exists, "ROUTINE_ALREADY_EXISTS",
                         fmt::format("there is a function already: {}.{}", database, name));
}

Error no_statistics(const TableName& table) {
  return make_error(ErrorCode::not_found, "there are no such column statistics of {}", table.to_text());
}

Error no_such_lock(int64_t id) { return make_error(ErrorCode::not_found, "there is no lock {}", id); }

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
