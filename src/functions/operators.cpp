#include "functions/catalog.h"
#include "functions/operands.h"
#include "functions/signature.h"
#include "types/coercion.h"

namespace skep::functions {
namespace {

using types::DataType;
using types::DecimalOperation;
using types::TypeKind;

/// Without ANSI a boolean equals the number 1 or 0.
std::optional<DataType> boolean_and_number(std::string_view op, const Arguments& arguments) {
  if (arguments.ansi() || (op != "=" && op != "<=>")) return std::nullopt;
  auto& left = arguments[0].type;
  auto& right = arguments[1].type;
  if (left.is(TypeKind::boolean) && right.is_numeric()) return right;
  if (right.is(TypeKind::boolean) && left.is_numeric()) return left;
  return std::nullopt;
}

Result<Resolution> compare(std::string_view op, const Arguments& arguments) {
  auto common = types::comparison_type(arguments[0].type, arguments[1].type, arguments.mode);
  if (auto number = boolean_and_number(op, arguments)) common = number;
  if (!common) return different_operands(op, arguments);
  if (!types::is_orderable(*common)) return no_order(op, *common);
  return Resolution{{*common, *common}, types::kBoolean, op != "<=>" && any_nullable(arguments)};
}

Result<Resolution> logical(std::string_view op, const Arguments& arguments) {
  for (auto& argument : arguments) {
    bool beside_boolean =
        argument.type.is_text() && arguments.ansi() &&
        (arguments.size() == 1 || arguments[0].type.is(TypeKind::boolean) || arguments[1].type.is(TypeKind::boolean));
    if (!argument.type.is(TypeKind::boolean) && !argument.type.is(TypeKind::null) && !beside_boolean) {
      bool is_text = arguments.size() == 2 && arguments[0].type.is_text() != arguments[1].type.is_text();
      if (is_text && !arguments.ansi()) return different_operands(op, arguments);
      if (arguments.size() == 2) return refused_operands(op, "\"BOOLEAN\"", arguments);
      return unexpected_type(op, 0, "\"BOOLEAN\"", argument.type);
    }
  }
  return Resolution{std::vector<DataType>(arguments.size(), types::kBoolean), types::kBoolean, any_nullable(arguments)};
}

Result<Resolution> bitwise(std::string_view op, const Arguments& given) {
  if (given.size() == 1) {
    auto& type = given[0].type;
    if (!type.is_integral() && !type.is(TypeKind::null)) return unexpected_type(op, 0, "\"INTEGRAL\"", type);
    auto number = type.is_integral() ? type : types::kInteger;
    return Resolution{{number}, number, given[0].nullable};
  }
  auto arguments = number_operands(given);
  bool nulls = given[0].type.is(TypeKind::null) && given[1].type.is(TypeKind::null);
  if (nulls) arguments[0].type = arguments[1].type = types::kInteger;
  auto &left = arguments[0].type, &right = arguments[1].type;
  if (!left.is_integral() || !right.is_integral()) return refused_operands(op, "\"INTEGRAL\"", given);
  auto common = *types::tightest_common_type(left, right);
  return Resolution{{common, common}, common, any_nullable(arguments)};
}

Result<Resolution> is_null(std::string_view, const Arguments& arguments) {
  return Resolution{{arguments[0].type}, types::kBoolean, false};
}

Result<Resolution> is_nan(std::string_view op, const Arguments& arguments) {
  return fixed(op, arguments, {types::kDouble}, types::kBoolean, false);
}

Result<Resolution> match(std::string_view op, const Arguments& arguments) {
  return fixed(op, arguments, {types::kString}, types::kBoolean);
}

}  // namespace

std::vector<Function> operator_functions() {
  constexpr auto scalar = FunctionKind::scalar;
  return {
      {"=", "=", scalar, 2, 2, compare, "a = b", {"=="}, {}, false},
      {"<=>", "<=>", scalar, 2, 2, compare, "a <=> b: equality in which nulls are equal", {}, {}, false},
      {"<", "<", scalar, 2, 2, compare, "a < b", {}, {}, false},
      {"<=", "<=", scalar, 2, 2, compare, "a <= b", {}, {}, false},
      {">", ">", scalar, 2, 2, compare, "a > b", {}, {}, false},
      {">=", ">=", scalar, 2, 2, compare, "a >= b", {}, {}, false},
      {"and", "AND", scalar, 2, 2, logical, "a AND b", {}, {}, false},
      {"or", "OR", scalar, 2, 2, logical, "a OR b", {}, {}, false},
      {"not", "NOT", scalar, 1, 1, logical, "NOT a", {"!"}, {}, false},
      {"&", "&", scalar, 2, 2, bitwise, "a & b: the bits in both", {}, {}, false},
      {"|", "|", scalar, 2, 2, bitwise, "a | b: the bits in either", {}, {}, false},
      {"^", "^", scalar, 2, 2, bitwise, "a ^ b: the bits in one of both", {}, {}, false},
      {"~", "~", scalar, 1, 1, bitwise, "~a: the bits not in a", {}, {}, false},
      {"isnull", "isnull", scalar, 1, 1, is_null, "isnull(a): whether a is null", {}, {}, false},
      {"isnotnull", "isnotnull", scalar, 1, 1, is_null, "isnotnull(a): whether a is not null", {}, {}, false},
      {"isnan", "isnan", scalar, 1, 1, is_nan, "isnan(a): whether a is NaN", {}, {}, false},
      {"like", "like", scalar, 2, 3, match, "a LIKE b: whether the pattern of % and _ matches", {}, {}, false},
      {"ilike", "ilike", scalar, 2, 3, match, "a ILIKE b: LIKE without regard to case", {}, {}, false},
      {"rlike",
       "RLIKE",
       scalar,
       2,
       2,
       match,
       "a RLIKE b: whether the regular expression is found in a",
       {"regexp", "regexp_like"},
       {},
       true},
  };
}

}  // namespace skep::functions
