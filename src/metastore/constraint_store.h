#pragma once

#include "base/result.h"
#include "metastore/records.h"

#include <string_view>
#include <vector>

namespace skep::metastore {

/// Keeps the constraints of a Metastore's tables; they go with those, and with their columns. Threads, names and failures as
/// there.
class ConstraintStore {
 public:
  virtual ~ConstraintStore() = default;

  /// Those of a table, its foreign keys too, ordered by kind and name. Fails with not_found.
  virtual Result<std::vector<Constraint>> list_constraints(const TableName& table) = 0;

  /// Foreign keys of all tables that refer to this one, ordered by name.
  virtual Result<std::vector<Constraint>> list_references(const TableName& parent) = 0;

  /// Adds all or none. Fails with not_found for a table that is missing; with invalid_argument for a column that is
  /// missing and for a foreign key to columns that are no key; with already_exists for a name that is taken and for a
  /// second primary key; with unsupported for what the store's schema has no place for.
  virtual Result<void> add_constraints(const std::vector<Constraint>& drafts) = 0;

  /// Fails with not_found.
  virtual Result<void> drop_constraint(const TableName& table, std::string_view name) = 0;
};

}  // namespace skep::metastore
