#pragma once

#include "base/error.h"
#include "types/data_type.h"

#include <map>
#include <string>
#include <vector>

/// What analysis may ask of the catalogue: values that were read before, so that analysis itself does no I/O.
namespace skep::catalog {

/// A table or view as a query sees it.
struct TableEntry {
  std::string database;
  std::string name;
  types::Schema columns;  ///< partition columns last
  size_t partition_count = 0;
  bool is_view = false;
  std::string unsupported;  ///< why its rows cannot be read or written; empty when they can
};

/// The answers to the names that a statement holds.
///
/// `tables` has an entry for each table name asked for, keyed as `resolve` makes the key. A name that is missing has
/// its reason in `missing` (TABLE_OR_VIEW_NOT_FOUND, SCHEMA_NOT_FOUND).
struct Snapshot {
  std::string current_database = "default";
  std::vector<TableEntry> tables;
  std::map<std::string, size_t> table_numbers;  ///< "db.table" -> index into tables
  std::map<std::string, Error> missing;         ///< "db.table" -> why
};

/// "db.table", in lower case, of a name of one to three parts; empty when it cannot be a table's
/// (three parts are accepted for `spark_catalog` only).
std::string table_key(const std::vector<std::string>& parts, const std::string& current_database);

}  // namespace skep::catalog
