#pragma once

#include "metastore/partition_filter.h"
#include "metastore/records.h"
#include "metastore/sql/dialect.h"

#include <list>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace skep::metastore::sql {

/// A filter as a condition in SQL, and the values of its parameters, in order.
struct FilterCondition {
  std::string text;
  std::list<std::variant<std::string, int64_t>> values;
  std::set<size_t> columns;  ///< the partition columns whose values the text looks at
};

/// Translates a filter. The value of partition column n is the expression "k<n>"."PART_KEY_VAL", the partition's name is
/// p."PART_NAME". No value is pasted into the text, and the null partition's name never meets a cast. Decides as `passes`
/// does. Where a filter gives texts for the first columns, the name is looked at, which has an index: as a range, too, where
/// the store `orders_by_bytes`.
FilterCondition to_condition(const PartitionFilter& filter, const std::vector<Column>& partition_columns,
                             const Dialect& dialect, bool orders_by_bytes);

}  // namespace skep::metastore::sql
