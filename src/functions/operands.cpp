#include "functions/operands.h"

#include "types/coercion.h"

namespace skep::functions {

using types::DataType;
using types::TypeKind;

Error different_operands(std::string_view op, const Arguments& arguments) {
  return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES",
                         fmt::format("the sides of {} have types that do not go together: {} and {}", op,
                                     arguments[0].type.to_sql(), arguments[1].type.to_sql()));
}

Error wrong_operand(std::string_view op, std::string_view wanted, const DataType& found) {
  return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE",
                         fmt::format("the operator {} takes {}, not {}", op, wanted, found.to_sql()));
}

DataType decimal_operand(const Argument& argument) {
  if (argument.type.is(TypeKind::decimal)) return argument.type;
  if (argument.constant && !argument.constant->is_null() && !argument.type.is(TypeKind::tinyint)) {
    auto digits = argument.constant->to_text();
    int count = static_cast<int>(digits.size()) - (digits[0] == '-' ? 1 : 0);
    return DataType::decimal(count, 0);
  }
  return types::decimal_for(argument.type);
}

namespace {

/// The number that a text beside `other` becomes; nothing where it stays a text.
std::optional<DataType> number_of_text(const DataType& other, bool ansi) {
  if (!ansi)
    return other.is_numeric() || other.is_text() || other.is(TypeKind::null) ? std::optional(types::kDouble)
                                                                             : std::nullopt;
  if (!other.is_numeric()) return std::nullopt;
  return other.is_integral() ? types::kBigint : types::kDouble;
}

}  // namespace

Arguments number_operands(const Arguments& arguments) {
  Arguments out = arguments;
  for (size_t i = 0; i < 2; i++) {
    auto& other = arguments[1 - i].type;
    auto& type = arguments[i].type;
    if (type.is_text()) {
      auto number = number_of_text(other, arguments.ansi());
      if (!number) continue;
      out[i] = {*number, true, nullptr};
    } else if (type.is(TypeKind::null)) {
      if (other.is_numeric()) out[i].type = other;
      if (other.is(TypeKind::null) || (other.is_text() && !arguments.ansi())) out[i].type = types::kDouble;
    }
  }
  return out;
}

Error refused_operands(std::string_view op, std::string_view wanted, const Arguments& given) {
  auto arguments = number_operands(given);
  auto &left = arguments[0].type, &right = arguments[1].type;
  bool decimal_and_double = left.is_numeric() && right.is_numeric() &&
                            (left.is(TypeKind::decimal) || right.is(TypeKind::decimal)) &&
                            (left.is(TypeKind::double_) || right.is(TypeKind::double_));
  auto becomes_other = [&](const DataType& text, const DataType& other) {
    return given.ansi() && text.is_text() && !other.is_interval() && !other.is_nested();
  };
  bool has_null = given[0].type.is(TypeKind::null) != given[1].type.is(TypeKind::null);
  bool one_type = (!has_null && (left == right || decimal_and_double)) || becomes_other(given[0].type, given[1].type) ||
                  becomes_other(given[1].type, given[0].type);
  return one_type ? wrong_operand(op, wanted, left) : different_operands(op, given);
}

}  // namespace skep::functions
