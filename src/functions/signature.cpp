#include "functions/signature.h"

#include "base/text.h"
#include "types/coercion.h"

#include <algorithm>

namespace skep::functions {

Error unexpected_type(std::string_view function, size_t argument, std::string_view wanted,
                      const types::DataType& found) {
  return Error::of_class(
      ErrorCode::invalid_argument, "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
      fmt::format("argument {} of {} must be {}, not {}", argument + 1, function, wanted, found.to_sql()));
}

Error different_types(std::string_view function, const Arguments& arguments) {
  std::vector<std::string> types;
  for (auto& argument : arguments) types.push_back(argument.type.to_sql());
  return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.DATA_DIFF_TYPES",
                         fmt::format("the arguments of {} must have one type: {}", function, join(types, ", ")));
}

Error no_order(std::string_view function, const types::DataType& found) {
  return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.INVALID_ORDERING_TYPE",
                         fmt::format("{} takes types that can be ordered, not {}", function, found.to_sql()));
}

bool any_nullable(const Arguments& arguments) {
  return std::any_of(arguments.begin(), arguments.end(), [](const Argument& a) { return a.nullable; });
}

Result<Resolution> fixed(std::string_view function, const Arguments& arguments,
                         const std::vector<types::DataType>& wanted, types::DataType result,
                         std::optional<bool> nullable) {
  Resolution resolution;
  bool may_be_null = any_nullable(arguments);
  for (size_t i = 0; i < arguments.size(); i++) {
    auto& type = wanted[std::min(i, wanted.size() - 1)];
    bool narrows = arguments[i].constant && arguments[i].type.is_numeric() && type.is_numeric();
    if (!narrows && !types::implicitly_casts(arguments[i].type, type, arguments.mode)) {
      return unexpected_type(function, i, type.to_sql(), arguments[i].type);
    }
    may_be_null |= arguments[i].type.is_text() && !type.is_text();
    may_be_null |= !arguments.ansi() && types::cast_can_fail(arguments[i].type, type);
    resolution.arguments.push_back(type);
  }
  resolution.result = std::move(result);
  resolution.nullable = nullable.value_or(may_be_null);
  return resolution;
}

Result<Resolution> exact(std::string_view function, const Arguments& arguments,
                         const std::vector<types::DataType>& wanted, types::DataType result,
                         std::optional<bool> nullable) {
  for (size_t i = 0; i < arguments.size(); i++) {
    auto& type = wanted[std::min(i, wanted.size() - 1)];
    bool fits = arguments[i].type == type || arguments[i].type.is(types::TypeKind::null) ||
                (type.is_text() && arguments[i].type.is_text());
    if (!fits) return unexpected_type(function, i, type.to_sql(), arguments[i].type);
  }
  return fixed(function, arguments, wanted, std::move(result), nullable);
}

Error no_constant(std::string_view function, size_t argument) {
  return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.NON_FOLDABLE_INPUT",
                         fmt::format("argument {} of {} must be a constant", argument + 1, function));
}

std::optional<std::string> constant_text(const Argument& argument) {
  if (!argument.constant || !argument.constant->type.is_text() || argument.constant->is_null()) return std::nullopt;
  return std::get<std::string>(argument.constant->data);
}

std::optional<types::DataType> common_of(const Arguments& arguments, size_t first) {
  std::optional<types::DataType> common;
  for (size_t i = first; i < arguments.size(); i++) {
    common = common ? types::common_type(*common, arguments[i].type, arguments.mode) : arguments[i].type;
    if (!common) return std::nullopt;
  }
  return common;
}

namespace {

std::optional<types::DataType> narrow_common_number(const types::DataType& a, const types::DataType& b) {
  using types::TypeKind;
  if (a.is(TypeKind::decimal) && b.is(TypeKind::decimal)) return std::nullopt;
  if (a.is(TypeKind::decimal) || b.is(TypeKind::decimal)) {
    auto& decimal = a.is(TypeKind::decimal) ? a : b;
    auto& other = a.is(TypeKind::decimal) ? b : a;
    if (!other.is_integral()) return std::nullopt;
    bool holds = decimal.precision() - decimal.scale() >= types::decimal_for(other).precision();
    return holds ? std::optional(decimal) : std::nullopt;
  }
  return a.kind() > b.kind() ? a : b;  // the kinds stand in the order of their widths
}

}  // namespace

std::optional<types::DataType> narrow_common_type(const types::DataType& a, const types::DataType& b) {
  using types::DataType;
  using types::TypeKind;
  if (a == b || b.is(TypeKind::null)) return a;
  if (a.is(TypeKind::null)) return b;
  if (a.is_numeric() && b.is_numeric()) return narrow_common_number(a, b);
  if (a.is_text() && b.is_text()) return types::kString;
  if (a.is_datetime() && b.is_datetime()) return types::tightest_common_type(a, b);
  if (!a.is_nested() || a.kind() != b.kind() || a.fields().size() != b.fields().size()) return std::nullopt;
  std::vector<types::Field> fields;
  for (size_t i = 0; i < a.fields().size(); i++) {
    auto &left = a.fields()[i], &right = b.fields()[i];
    auto common = narrow_common_type(left.type, right.type);
    if (!common || left.name != right.name) return std::nullopt;
    fields.push_back({left.name, *common, left.nullable || right.nullable, {}});
  }
  if (a.is(TypeKind::array)) return DataType::array_of(fields[0].type, fields[0].nullable);
  if (a.is(TypeKind::map)) return DataType::map_of(fields[0].type, fields[1].type, fields[1].nullable);
  return DataType::struct_of(std::move(fields));
}

bool is_small_integer(const types::DataType& type) { return type.is_integral() && !type.is(types::TypeKind::bigint); }

std::optional<types::DataType> tightest_common_of(const Arguments& arguments) {
  std::optional<types::DataType> common = types::kNull;
  for (auto& argument : arguments) {
    common = types::tightest_common_type(*common, argument.type, arguments.mode);
    if (!common) return std::nullopt;
  }
  return common;
}

}  // namespace skep::functions
