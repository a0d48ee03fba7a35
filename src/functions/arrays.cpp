#include "functions/catalog.h"
#include "functions/signature.h"
#include "types/coercion.h"

namespace skep::functions {
namespace {

using types::DataType;
using types::TypeKind;

Error different_items(std::string_view name, const Arguments& arguments) {
  return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.ARRAY_FUNCTION_DIFF_TYPES",
                         fmt::format("{} takes an array and a value of its type, not {} and {}", name,
                                     arguments[0].type.to_sql(), arguments[1].type.to_sql()));
}

Error different_arrays(std::string_view name, const Arguments& arguments) {
  return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.BINARY_ARRAY_DIFF_TYPES",
                         fmt::format("{} takes two arrays of one type, not {} and {}", name, arguments[0].type.to_sql(),
                                     arguments[1].type.to_sql()));
}

bool holds_null(const DataType& array) { return array.fields()[0].nullable; }

/// The argument's type; an untyped null counts as an array of nothing.
DataType array_type(const Argument& argument) {
  return argument.type.is(TypeKind::null) ? DataType::array_of(types::kNull) : argument.type;
}

Result<Resolution> array_and_new_item(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  if (type.is(TypeKind::null)) return unexpected_type(name, 0, "\"ARRAY\"", type);
  if (!type.is(TypeKind::array)) return unexpected_type(name, 0, "\"ARRAY\"", type);
  auto common = narrow_common_type(type.element(), arguments[1].type);
  if (!common) return different_items(name, arguments);
  auto result = DataType::array_of(*common, holds_null(type) || arguments[1].nullable);
  return Resolution{{result, *common}, result, arguments[0].nullable};
}

Result<Resolution> array_insert(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  if (!type.is(TypeKind::array)) return different_items(name, {{arguments[0], arguments[2]}, arguments.mode});
  if (!is_small_integer(arguments[1].type)) return unexpected_type(name, 1, "\"INT\"", arguments[1].type);
  auto common = narrow_common_type(type.element(), arguments[2].type);
  if (!common) return different_items(name, {{arguments[0], arguments[2]}, arguments.mode});
  auto result = DataType::array_of(*common, true);
  return Resolution{{result, types::kInteger, *common}, result, arguments[0].nullable || arguments[1].nullable};
}

Result<Resolution> array_remove(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  if (!type.is(TypeKind::array)) return different_items(name, arguments);
  auto common = narrow_common_type(type.element(), arguments[1].type);
  if (!common) return different_items(name, arguments);
  if (!types::is_orderable(*common)) return no_order(name, *common);
  auto result = DataType::array_of(*common, holds_null(type));
  return Resolution{{result, *common}, result, any_nullable(arguments)};
}

Result<Resolution> array_repeat(std::string_view name, const Arguments& arguments) {
  bool is_null = arguments[1].type.is(TypeKind::null);
  if (!is_null && !is_small_integer(arguments[1].type)) return unexpected_type(name, 1, "\"INT\"", arguments[1].type);
  auto& type = arguments[0].type;
  return Resolution{{type, types::kInteger}, DataType::array_of(type, arguments[0].nullable), arguments[1].nullable};
}

Result<Resolution> same_array(std::string_view name, const Arguments& arguments) {
  auto type = array_type(arguments[0]);
  if (!type.is(TypeKind::array)) return unexpected_type(name, 0, "\"ARRAY\"", type);
  return Resolution{{type}, type, arguments[0].nullable};
}

Result<Resolution> array_compact(std::string_view name, const Arguments& arguments) {
  auto resolution = same_array(name, arguments);
  if (resolution) resolution->result = DataType::array_of(resolution->result.element(), false);
  return resolution;
}

Result<Resolution> array_extreme(std::string_view name, const Arguments& arguments) {
  auto resolution = same_array(name, arguments);
  if (!resolution) return resolution;
  if (!types::is_orderable(resolution->result)) return no_order(name, arguments[0].type);
  resolution->result = DataType(resolution->result.element());
  resolution->nullable = true;
  return resolution;
}

Result<Resolution> array_size(std::string_view name, const Arguments& arguments) {
  auto resolution = same_array(name, arguments);
  if (resolution) resolution->result = types::kInteger;
  return resolution;
}

Result<Resolution> flatten(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  bool is_nested = type.is(TypeKind::array) && type.element().is(TypeKind::array);
  if (!is_nested) return unexpected_type(name, 0, "an \"ARRAY\" of arrays", type);
  return Resolution{{type}, DataType(type.element()), arguments[0].nullable || holds_null(type)};
}

/// Two arrays, whose items go to their common type.
Result<Resolution> two_arrays(std::string_view name, const Arguments& arguments) {
  auto &left = arguments[0].type, &right = arguments[1].type;
  if (!left.is(TypeKind::array) || !right.is(TypeKind::array)) return different_arrays(name, arguments);
  auto common = narrow_common_type(left.element(), right.element());
  if (!common) return different_arrays(name, arguments);
  if (!types::is_orderable(*common)) return no_order(name, left);
  bool has_null = name == "array_except"      ? holds_null(left)
                  : name == "array_intersect" ? holds_null(left) && holds_null(right)
                                              : holds_null(left) || holds_null(right);
  auto wanted = DataType::array_of(*common, holds_null(left) || holds_null(right));
  return Resolution{{wanted, wanted}, DataType::array_of(*common, has_null), any_nullable(arguments)};
}

Result<Resolution> arrays_overlap(std::string_view name, const Arguments& arguments) {
  auto resolution = two_arrays(name, arguments);
  if (!resolution) return resolution;
  resolution->result = types::kBoolean;
  resolution->nullable = any_nullable(arguments) || holds_null(arguments[0].type) || holds_null(arguments[1].type);
  return resolution;
}

/// Names and arrays by turns, as the analyzer writes the call: the names are those of the structs' fields.
Result<Resolution> arrays_zip(std::string_view name, const Arguments& arguments) {
  Resolution resolution{{}, types::kNull, any_nullable(arguments)};
  std::vector<types::Field> fields;
  for (size_t i = 0; i + 1 < arguments.size(); i += 2) {
    auto type = array_type(arguments[i + 1]);
    if (!type.is(TypeKind::array)) return unexpected_type(name, i / 2, "\"ARRAY\"", type);
    fields.push_back({std::get<std::string>(arguments[i].constant->data), type.element(), true, {}});
    resolution.arguments.push_back(types::kString);
    resolution.arguments.push_back(type);
  }
  resolution.result = DataType::array_of(DataType::struct_of(std::move(fields)), false);
  return resolution;
}

Result<Resolution> get(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  if (!type.is(TypeKind::array)) return unexpected_type(name, 0, "\"ARRAY\"", type);
  bool is_null = arguments[1].type.is(TypeKind::null);
  if (!is_null && !arguments[1].type.is_integral()) return unexpected_type(name, 1, "\"INTEGRAL\"", arguments[1].type);
  auto index = arguments[1].type.is_integral() ? arguments[1].type : DataType(types::kInteger);
  return Resolution{{type, index}, DataType(type.element()), true};
}

Result<Resolution> shuffle(std::string_view name, const Arguments& arguments) {
  auto resolution = same_array(name, arguments);
  if (!resolution || arguments.size() == 1) return resolution;
  if (!arguments[1].constant) {
    return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.NON_FOLDABLE_INPUT",
                           "the seed of shuffle must be a constant");
  }
  if (!arguments[1].type.is_integral() && !arguments[1].type.is(TypeKind::null)) {
    return Error::of_class(ErrorCode::invalid_argument, "INVALID_PARAMETER_VALUE.LONG",
                           fmt::format("the seed of shuffle is a whole number, not {}", arguments[1].type.to_sql()));
  }
  resolution->arguments.push_back(types::kBigint);
  return resolution;
}

Error wrong_sequence(std::string_view name, const Arguments& arguments) {
  return Error::of_class(
      ErrorCode::invalid_argument, "DATATYPE_MISMATCH.SEQUENCE_WRONG_INPUT_TYPES",
      fmt::format("{} takes two integers, dates or timestamps of one type, and a step that fits, not {}", name,
                  arguments[0].type.to_sql()));
}

/// Whole numbers go to their widest type; dates and timestamps step by an interval.
Result<Resolution> sequence(std::string_view name, const Arguments& arguments) {
  Arguments ends{{arguments[0], arguments[1]}, arguments.mode};
  bool in_time = ends[0].type.is_datetime() || ends[1].type.is_datetime();
  if (!in_time && arguments.size() == 3) ends.push_back(arguments[2]);
  auto common = common_of(ends);
  if (!common || (!common->is_integral() && !common->is_datetime())) return wrong_sequence(name, arguments);
  Resolution resolution{{*common, *common}, DataType::array_of(*common, false), any_nullable(arguments)};
  if (arguments.size() < 3) return resolution;
  if (!in_time) {
    resolution.arguments.push_back(*common);
    return resolution;
  }
  if (!arguments[2].type.is_interval()) return wrong_sequence(name, arguments);
  resolution.arguments.push_back(arguments[2].type);
  return resolution;
}

}  // namespace

std::vector<Function> array_functions() {
  constexpr auto scalar = FunctionKind::scalar;
  return {
      {"array_append",
       "array_append",
       scalar,
       2,
       2,
       array_and_new_item,
       "array_append(a, x): x behind the items",
       {},
       {},
       false},
      {"array_prepend",
       "array_prepend",
       scalar,
       2,
       2,
       array_and_new_item,
       "array_prepend(a, x): x before the items",
       {},
       {},
       false},
      {"array_insert",
       "array_insert",
       scalar,
       3,
       3,
       array_insert,
       "array_insert(a, i, x): x becomes item i, counted from 1 or from the end",
       {},
       {},
       true},
      {"array_remove",
       "array_remove",
       scalar,
       2,
       2,
       array_remove,
       "array_remove(a, x): without the items equal to x",
       {},
       {},
       false},
      {"array_repeat", "array_repeat", scalar, 2, 2, array_repeat, "array_repeat(x, n): n times x", {}, {}, true},
      {"array_compact", "array_compact", scalar, 1, 1, array_compact, "array_compact(a): without nulls", {}, {}, false},
      {"array_max", "array_max", scalar, 1, 1, array_extreme, "array_max(a): the greatest item", {}, {}, false},
      {"array_min", "array_min", scalar, 1, 1, array_extreme, "array_min(a): the least item", {}, {}, false},
      {"array_size", "array_size", scalar, 1, 1, array_size, "array_size(a): how many items", {}, {}, false},
      {"flatten", "flatten", scalar, 1, 1, flatten, "flatten(a): the items of an array's arrays", {}, {}, false},
      {"array_union",
       "array_union",
       scalar,
       2,
       2,
       two_arrays,
       "array_union(a, b): items of either, each once",
       {},
       {},
       false},
      {"array_intersect",
       "array_intersect",
       scalar,
       2,
       2,
       two_arrays,
       "array_intersect(a, b): items of both, each once",
       {},
       {},
       false},
      {"array_except",
       "array_except",
       scalar,
       2,
       2,
       two_arrays,
       "array_except(a, b): items of a alone, each once",
       {},
       {},
       false},
      {"arrays_overlap",
       "arrays_overlap",
       scalar,
       2,
       2,
       arrays_overlap,
       "arrays_overlap(a, b): whether one item is in both",
       {},
       {},
       false},
      {"arrays_zip",
       "arrays_zip",
       scalar,
       0,
       -1,
       arrays_zip,
       "arrays_zip(a, b, ...): structs of the items side by side",
       {},
       {},
       false},
      {"get", "get", scalar, 2, 2, get, "get(a, i): an item from 0; null where there is none", {}, {}, false},
      {"shuffle", "shuffle", scalar, 1, 2, shuffle, "shuffle(a, seed): the items in a random order", {}, {}, false},
      {"sequence", "sequence", scalar, 2, 3, sequence, "sequence(from, to, step): both ends included", {}, {}, true},
  };
}

}  // namespace skep::functions
