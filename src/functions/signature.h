#pragma once

#include "functions/function.h"

#include <optional>

/// What the families' resolvers share. A resolver is a function without state, so the common shapes are templates over
/// the types, given as functions that return them.
namespace skep::functions {

/// Class DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE, naming the argument.
Error unexpected_type(std::string_view function, size_t argument, std::string_view wanted,
                      const types::DataType& found);

/// Class DATATYPE_MISMATCH.DATA_DIFF_TYPES: the arguments have no common type.
Error different_types(std::string_view function, const Arguments& arguments);

/// Class DATATYPE_MISMATCH.INVALID_ORDERING_TYPE.
Error no_order(std::string_view function, const types::DataType& found);

bool any_nullable(const Arguments& arguments);

/// Casts each argument to the type in `wanted` (the last repeats for more arguments). A number that is a constant goes to any
/// numeric type, with what it loses.
Result<Resolution> fixed(std::string_view function, const Arguments& arguments,
                         const std::vector<types::DataType>& wanted, types::DataType result,
                         std::optional<bool> nullable = std::nullopt);

/// As fixed, where only an untyped NULL is cast: another type is an error.
Result<Resolution> exact(std::string_view function, const Arguments& arguments,
                         const std::vector<types::DataType>& wanted, types::DataType result,
                         std::optional<bool> nullable = std::nullopt);

/// Class DATATYPE_MISMATCH.NON_FOLDABLE_INPUT, naming the argument.
Error no_constant(std::string_view function, size_t argument);

/// The text of a constant argument; nothing for a NULL or another type.
std::optional<std::string> constant_text(const Argument& argument);

/// Gives the common type of all arguments from `first` on, by Spark's coercion; nothing when there is none.
std::optional<types::DataType> common_of(const Arguments& arguments, size_t first = 0);

/// The type of which two types are forms without any loss or guess: whole numbers and floats widen, dates become timestamps,
/// a decimal takes the whole numbers that fit. What functions of collections do between items.
std::optional<types::DataType> narrow_common_type(const types::DataType& a, const types::DataType& b);

/// int, and what goes into it without loss: the parameters that Spark casts nothing else to.
bool is_small_integer(const types::DataType& type);

/// As common_of, where a text and a number have nothing in common.
std::optional<types::DataType> tightest_common_of(const Arguments& arguments);

}  // namespace skep::functions
