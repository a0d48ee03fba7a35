#pragma once

#include "functions/signature.h"

/// What the operators of two sides share: how texts and nulls become numbers, and which class refuses what is left.
namespace skep::functions {

/// Class DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES.
Error different_operands(std::string_view op, const Arguments& arguments);

/// Class DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE.
Error wrong_operand(std::string_view op, std::string_view wanted, const types::DataType& found);

/// Replaces a text or an untyped null beside a number by the number that it becomes: by ANSI's rules the other side's
/// bigint or double, else a double. Two texts stay by ANSI's rules.
Arguments number_operands(const Arguments& arguments);

/// The class for sides that an operator does not take: of one type (also after a text became the other side's) it is the wrong
/// type, else they differ.
Error refused_operands(std::string_view op, std::string_view wanted, const Arguments& arguments);

/// The decimal of an operand beside a decimal: a literal has just its own digits, as in Spark.
types::DataType decimal_operand(const Argument& argument);

}  // namespace skep::functions
