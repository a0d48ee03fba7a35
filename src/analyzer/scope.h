#pragma once

#include "plan/expression.h"
#include "types/data_type.h"

#include <optional>
#include <string>
#include <vector>

namespace skep::analyzer {

/// One column that a name may mean.
struct ScopeColumn {
  std::vector<std::string> qualifier;  ///< {"spark_catalog", "db", "table"}, {"alias"}, or empty
  types::Field field;
  size_t index = 0;           ///< in the plan's output
  bool in_star = true;        ///< false for the sides of a USING column: only a qualified name finds them
  bool only_by_name = false;  ///< what * leaves out: the column of window()
};

/// The columns that names in an expression may mean, in the order of `*`.
struct Scope {
  std::vector<ScopeColumn> columns;

  /// What a name found: columns that match, and how many of the name's parts they used; the rest are struct fields.
  struct Found {
    std::vector<const ScopeColumn*> columns;
    size_t parts_used = 0;
  };
  Found find(const std::vector<std::string>& parts) const;

  /// The columns of `*` or `qualifier.*`.
  std::vector<const ScopeColumn*> star(const std::vector<std::string>& qualifier) const;

  /// All columns of a plan's output under one qualifier.
  static Scope of(const types::Schema& output, std::vector<std::string> qualifier);
};

}  // namespace skep::analyzer
