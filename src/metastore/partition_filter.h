#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace skep::metastore {

enum class FilterOperator { equal, not_equal, less, less_equal, greater, greater_equal };

/// A condition on partition columns that a store can decide for itself, by comparing texts or whole numbers.
///
/// It prunes: every partition for which the true condition holds passes it, others may pass too, since the engine
/// applies the whole condition again. A comparison never passes the null partition; `is_null` passes only that one.
struct PartitionFilter {
  struct Comparison {
    size_t column;  ///< index into the table's partition columns
    FilterOperator op;
    std::variant<std::string, int64_t> value;  ///< a string compares bytes; a number compares the value cast to bigint
  };
  struct In {
    size_t column;
    std::vector<std::variant<std::string, int64_t>> values;
  };
  struct IsNull {
    size_t column;
    bool negated;
  };
  /// Compares texts with a pattern: `%` any text, `_` any one character, a backslash before a character: that one.
  struct Like {
    size_t column;
    std::string pattern;
  };
  struct And {
    std::vector<PartitionFilter> parts;
  };
  struct Or {
    std::vector<PartitionFilter> parts;
  };
  std::variant<Comparison, In, IsNull, Like, And, Or> node;
};

/// Says whether a partition with these values passes. A value that is compared as a number and is not one as Hive
/// writes it ("7", "-7"; not "07" or "x") passes: the engine decides.
bool passes(const PartitionFilter& filter, const std::vector<std::string>& values);

}  // namespace skep::metastore
