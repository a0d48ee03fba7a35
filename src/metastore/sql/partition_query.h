#pragma once

#include "metastore/partition_filter.h"
#include "metastore/sql/dialect.h"

#include <list>
#include <string>
#include <string_view>
#include <variant>

namespace skep::metastore::sql {

/// A filter as a condition in SQL, and the values of its parameters, in order.
struct FilterCondition {
  std::string text;
  std::list<std::variant<std::string, int64_t>> values;
};

/// Translates a filter. The value of partition column n is the expression "k<n>"."PART_KEY_VAL". No value is pasted
/// into the text, and the null partition's name never meets a cast. Decides as `passes` does.
FilterCondition to_condition(const PartitionFilter& filter, const Dialect& dialect);

}  // namespace skep::metastore::sql
