#pragma once

#include "base/result.h"
#include "metastore/partition_filter.h"
#include "metastore/records.h"

#include <string_view>
#include <vector>

namespace skep::metastore {

/// Reads the language in which Hive's clients filter partitions: `dt >= "2026-01-01" and (hour = 3 or region like "e.*")`.
///
/// Operators are =, ==, !=, <>, <, <=, >, >=, LIKE (wildcards `.*` and `%` for any text, `_` for one character), BETWEEN, IN,
/// each of the last two with NOT before it, AND, OR, parentheses, also around a key; literals are quoted texts, whole numbers and dates, the
/// latter bare, quoted, or after the word DATE. Keys are the table's partition columns of type string, char, varchar, date
/// or a whole number. Fails with invalid_argument, naming the place.
Result<PartitionFilter> parse_partition_filter(std::string_view text, const std::vector<Column>& partition_columns);

/// The filter for values of which some are given: an empty text stands for any, and so do those that are missing at
/// the end. Fails with invalid_argument for more values than columns.
Result<PartitionFilter> filter_of_values(const std::vector<std::string>& values,
                                         const std::vector<Column>& partition_columns);

}  // namespace skep::metastore
