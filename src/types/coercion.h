#pragma once

#include "types/data_type.h"

#include <optional>
#include <string_view>

namespace skep::types {

/// Gives the type to which both sides of a comparison, set operation, CASE, COALESCE or IN go, by Spark 4's ANSI
/// coercion; nothing when there is none. Decimals widen; an integral and a float give double; a text and an atomic
/// type give that type (an integral becomes bigint, a float or decimal double).
std::optional<DataType> common_type(const DataType& a, const DataType& b);

/// As common_type, where structs are compared field by field, whatever the fields' names; the names are those of `a`.
std::optional<DataType> comparison_type(const DataType& a, const DataType& b);

/// As common_type, without the text-to-other-type rule: what arrays, VALUES and UNION use between themselves.
std::optional<DataType> tightest_common_type(const DataType& a, const DataType& b);

/// Says whether a value of `from` goes to a parameter of `to` by itself, by Spark 4's ANSI rules.
bool implicitly_casts(const DataType& from, const DataType& to);

/// Says whether CAST(from AS to) exists at all in ANSI mode.
bool can_cast(const DataType& from, const DataType& to);

/// The error class of a cast that does not exist: it names another function or the setting that would allow it.
std::string_view refused_cast_class(const DataType& from, const DataType& to);

/// Says whether the type's values have an order; maps have none, nor has what holds one.
bool is_orderable(const DataType& type);

/// Says whether a value of `from` may be stored in a column of `to` (spark.sql.storeAssignmentPolicy=ANSI).
bool can_store(const DataType& from, const DataType& to);

/// Says whether CAST(from AS to) can fail for some value, or give NULL for one that is not.
bool cast_can_fail(const DataType& from, const DataType& to);

/// The decimal that holds every value of an integral type: int -> decimal(10,0).
DataType decimal_for(const DataType& integral);

enum class DecimalOperation { add, subtract, multiply, divide, remainder };

/// Gives the result's type by Spark's rules, with the loss of scale past 38 digits (spark.sql.decimalOperations.allowPrecisionLoss).
DataType decimal_result(DecimalOperation operation, const DataType& left, const DataType& right);

/// The decimal that holds every value of both.
DataType wider_decimal(const DataType& a, const DataType& b);

}  // namespace skep::types
