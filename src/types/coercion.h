#pragma once

#include "types/data_type.h"

#include <optional>
#include <string_view>

namespace skep::types {

/// spark.sql.ansi.enabled: what goes to what by itself, what casts at all, and what a value without a place gives.
enum class AnsiMode { off, on };

/// spark.sql.storeAssignmentPolicy: what may be stored in a column of another type.
enum class StorePolicy { ansi, legacy, strict };

/// Gives the type to which the values of a set operation, CASE, COALESCE or IN go; nothing when there is none. Decimals
/// widen. By ANSI's rules an integral and a float give double, and a text and an atomic type give that type (an
/// integral becomes bigint, a float or decimal double); by the others the float and the text win.
std::optional<DataType> common_type(const DataType& a, const DataType& b, AnsiMode mode = AnsiMode::on);

/// The type in which both sides of a comparison meet. As common_type, where structs are compared field by field,
/// whatever the fields' names (the names are those of `a`); without ANSI a text goes to the other side's type.
std::optional<DataType> comparison_type(const DataType& a, const DataType& b, AnsiMode mode = AnsiMode::on);

/// As common_type, without the rule for texts: what arrays, VALUES and UNION use between themselves.
std::optional<DataType> tightest_common_type(const DataType& a, const DataType& b, AnsiMode mode = AnsiMode::on);

/// Says whether a value of `from` goes to a parameter of `to` by itself.
bool implicitly_casts(const DataType& from, const DataType& to, AnsiMode mode = AnsiMode::on);

/// Says whether CAST(from AS to) exists at all.
bool can_cast(const DataType& from, const DataType& to, AnsiMode mode = AnsiMode::on);

/// The error class of a cast that does not exist: it names another function or the setting that would allow it.
std::string_view refused_cast_class(const DataType& from, const DataType& to);

/// Says whether the type's values have an order; maps have none, nor has what holds one.
bool is_orderable(const DataType& type);

/// Says whether a value of `from` may be stored in a column of `to`.
bool can_store(const DataType& from, const DataType& to, StorePolicy policy = StorePolicy::ansi);

/// Says whether CAST(from AS to) can fail for some value; without ANSI, whether it can give NULL for one that is not.
bool cast_can_fail(const DataType& from, const DataType& to);

/// The decimal that holds every value of an integral type: int -> decimal(10,0).
DataType decimal_for(const DataType& integral);

enum class DecimalOperation { add, subtract, multiply, divide, remainder };

/// Gives the result's type by Spark's rules, with the loss of scale past 38 digits (spark.sql.decimalOperations.allowPrecisionLoss).
DataType decimal_result(DecimalOperation operation, const DataType& left, const DataType& right);

/// The decimal that holds every value of both.
DataType wider_decimal(const DataType& a, const DataType& b);

}  // namespace skep::types
