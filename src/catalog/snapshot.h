#pragma once

#include "base/error.h"
#include "catalog/views.h"
#include "types/data_type.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

/// What analysis may ask of the catalogue: values that were read before, so that analysis itself does no I/O.
namespace skep::catalog {

/// A table or view as a query sees it.
struct TableEntry {
  std::string database;  ///< empty for a temporary view
  std::string name;
  types::Schema columns;  ///< partition columns last
  size_t partition_count = 0;
  std::shared_ptr<const ViewEntry> view;  ///< null for a table
  bool is_files = false;                  ///< files that the statement names by their path: they can only be read
  std::string unsupported;                ///< why its rows cannot be read or written; empty when they can

  /// What INSERT stores in the columns that it gives no value, by name in lower case; the others get NULL. One that is
  /// null is not understood.
  std::map<std::string, std::shared_ptr<const syntax::Expression>> defaults;
};

/// Where a name is written: in the statement itself, or in a view's text.
struct NameScope {
  std::string current_database;
  const std::set<std::string>* temporary_views = nullptr;  ///< those in sight; null: all
  bool sees_variables = true;

  static NameScope of(const ViewEntry& view) {
    return {view.current_database, &view.temporary_views, view.is_temporary};
  }
  static NameScope of(const SqlFunction& function);
};

/// The answers to the names that a statement holds, and to those in its views' texts.
struct Snapshot {
  std::string current_database = "default";
  std::vector<TableEntry> tables;
  std::map<std::string, size_t> temporary_views;                     ///< name in lower case -> index into tables
  std::map<std::string, size_t> table_numbers;                       ///< "db.table" -> index into tables
  std::map<std::string, Error> missing;                              ///< "db.table" -> why (TABLE_OR_VIEW_NOT_FOUND)
  std::map<std::string, std::shared_ptr<const Variable>> variables;  ///< by name in lower case
  std::map<std::string, std::shared_ptr<const SqlFunction>> temporary_functions;  ///< the same
  std::map<std::string, std::shared_ptr<const SqlFunction>> functions;            ///< "db.function"

  /// Finds what a name means: a temporary view in sight, else a table or view. Nothing when there is none.
  std::optional<size_t> find_table(const std::vector<std::string>& parts, const NameScope& scope) const;

  /// Why there is none.
  Error why_missing(const std::vector<std::string>& parts, const NameScope& scope) const;
};

/// "db.table", in lower case, of a name of one to three parts; empty when it cannot be a table's
/// (three parts are accepted for `spark_catalog` only).
std::string table_key(const std::vector<std::string>& parts, const std::string& current_database);

/// What Spark says of a name that is no table's because of its parts; nothing when it may be one.
std::optional<Error> check_table_name(const std::vector<std::string>& parts);

/// The database of the views that all sessions share until the server ends.
inline constexpr std::string_view kGlobalTemporaryDatabase = "global_temp";

}  // namespace skep::catalog
