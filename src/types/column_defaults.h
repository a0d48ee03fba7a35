#pragma once

#include "types/data_type.h"

#include <map>
#include <string>

namespace skep::types {

/// DEFAULT of a table's column, as Spark keeps it in the schema's JSON: texts of SQL.
struct ColumnDefault {
  std::string current;  ///< what an INSERT stores that gives the column no value; empty: NULL
  std::string exists;   ///< what rows hold whose files lack the column; empty: NULL
};

/// By the column's name in lower case; a column without either is not there.
using ColumnDefaults = std::map<std::string, ColumnDefault>;

/// The schema's JSON with the defaults of its columns.
std::string schema_to_json(const Schema& schema, const ColumnDefaults& defaults);

/// The defaults in a schema's JSON; none in what is not understood.
ColumnDefaults defaults_from_json(std::string_view json);

}  // namespace skep::types
