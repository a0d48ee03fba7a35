#include "functions/catalog.h"

#include "base/text.h"
#include "functions/signature.h"
#include "types/coercion.h"

#include <algorithm>

namespace skep::functions {
namespace {

using types::DataType;
using types::TypeKind;

Result<Resolution> make_array(std::string_view name, const Arguments& arguments) {
  if (arguments.empty()) return Resolution{{}, DataType::array_of(types::kNull, false), false};
  auto common = common_of(arguments);
  if (!common) return different_types(name, arguments);
  return Resolution{std::vector<DataType>(arguments.size(), *common),
                    DataType::array_of(*common, any_nullable(arguments)), false};
}

Result<Resolution> make_map(std::string_view name, const Arguments& arguments) {
  if (arguments.size() % 2 != 0) {
    return Error::of_class(ErrorCode::invalid_argument, "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
                           "map takes keys and values in pairs");
  }
  Arguments keys, values;
  keys.mode = values.mode = arguments.mode;
  for (size_t i = 0; i < arguments.size(); i++) (i % 2 == 0 ? keys : values).push_back(arguments[i]);
  auto key = keys.empty() ? types::kNull : common_of(keys);
  auto value = values.empty() ? types::kNull : common_of(values);
  if (!key || !value) return different_types(name, arguments);
  if (key->is(TypeKind::map)) {
    return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.INVALID_MAP_KEY_TYPE",
                           "a map cannot be the key of a map");
  }
  Resolution resolution{{}, DataType::map_of(*key, *value, any_nullable(values)), false};
  for (size_t i = 0; i < arguments.size(); i++) resolution.arguments.push_back(i % 2 == 0 ? *key : *value);
  return resolution;
}

/// named_struct('a', x, 'b', y)
Result<Resolution> make_struct(std::string_view name, const Arguments& arguments) {
  Resolution resolution;
  std::vector<types::Field> fields;
  for (size_t i = 0; i + 1 < arguments.size(); i += 2) {
    auto* field = arguments[i].constant;
    if (!field || !field->type.is_text()) {
      return Error::of_class(ErrorCode::invalid_argument,
                             "DATATYPE_MISMATCH.CREATE_NAMED_STRUCT_WITHOUT_FOLDABLE_STRING",
                             fmt::format("argument {} of {} must be a constant text", i + 1, name));
    }
    auto& name_of_field = std::get<std::string>(field->data);
    bool is_there = std::any_of(fields.begin(), fields.end(),
                                [&](auto& other) { return equals_ignoring_case(other.name, name_of_field); });
    if (is_there) {
      return make_error(ErrorCode::unsupported, "a struct with two fields named {} is not there yet", name_of_field);
    }
    fields.push_back({name_of_field, arguments[i + 1].type, arguments[i + 1].nullable, {}});
    resolution.arguments.push_back(arguments[i].type);
    resolution.arguments.push_back(arguments[i + 1].type);
  }
  if (fields.empty() || arguments.size() % 2 != 0) {
    return Error::of_class(ErrorCode::invalid_argument, "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
                           "named_struct takes names and values in pairs");
  }
  resolution.result = DataType::struct_of(std::move(fields));
  resolution.nullable = false;
  return resolution;
}

Result<Resolution> size(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  if (type.is(TypeKind::null)) return Resolution{{DataType::array_of(types::kNull)}, types::kInteger, true};
  if (!type.is(TypeKind::array) && !type.is(TypeKind::map)) return unexpected_type(name, 0, "an array or a map", type);
  return Resolution{{type}, types::kInteger, arguments[0].nullable};
}

Error no_array(std::string_view name, const Arguments& arguments) {
  return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.ARRAY_FUNCTION_DIFF_TYPES",
                         fmt::format("{} takes an array and a value of its type, not {} and {}", name,
                                     arguments[0].type.to_sql(), arguments[1].type.to_sql()));
}

/// The type of an item to look for: beside decimals a whole number that is written out is as wide as its digits.
DataType item_type(const DataType& element, const Argument& item) {
  bool written = element.is(TypeKind::decimal) && item.type.is_integral() && item.constant && !item.constant->is_null();
  if (!written) return item.type;
  auto text = std::to_string(std::get<int64_t>(item.constant->data));
  return DataType::decimal(static_cast<int>(text.size()) - (text[0] == '-' ? 1 : 0), 0);
}

/// An array and a value that is looked for in it.
Result<Resolution> array_and_item(std::string_view name, const Arguments& arguments, const DataType& result) {
  auto& type = arguments[0].type;
  if (type.is(TypeKind::null) || arguments[1].type.is(TypeKind::null)) {
    return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.NULL_TYPE",
                           fmt::format("{} takes no untyped null", name));
  }
  if (!type.is(TypeKind::array)) return unexpected_type(name, 0, "\"ARRAY\"", type);
  auto item = item_type(type.element(), arguments[1]);
  bool holds = item != arguments[1].type && type.element().precision() - type.element().scale() >= item.precision();
  auto common = holds ? std::optional(type.element()) : narrow_common_type(type.element(), arguments[1].type);
  if (!common) return no_array(name, arguments);
  if (!types::is_orderable(*common)) return no_order(name, *common);
  return Resolution{{DataType::array_of(*common, type.fields()[0].nullable), *common},
                    result,
                    any_nullable(arguments) || type.fields()[0].nullable};
}

Result<Resolution> array_contains(std::string_view name, const Arguments& arguments) {
  return array_and_item(name, arguments, types::kBoolean);
}

Result<Resolution> array_position(std::string_view name, const Arguments& arguments) {
  if (arguments[0].type.is(TypeKind::array) && arguments[1].type.is(TypeKind::null)) {
    return Resolution{{arguments[0].type, arguments[0].type.element()}, types::kBigint, true};
  }
  auto resolution = array_and_item(name, arguments, types::kBigint);
  if (resolution) resolution->nullable = any_nullable(arguments);
  return resolution;
}

/// The argument's type; an untyped null counts as an array of nothing.
DataType array_type(const Argument& argument) {
  return argument.type.is(TypeKind::null) ? DataType::array_of(types::kNull) : argument.type;
}

Result<Resolution> same_array(std::string_view name, const Arguments& arguments) {
  auto type = array_type(arguments[0]);
  if (!type.is(TypeKind::array)) return unexpected_type(name, 0, "\"ARRAY\"", type);
  return Resolution{{type}, type, arguments[0].nullable};
}

Result<Resolution> sorted_array(std::string_view name, const Arguments& arguments) {
  auto resolution = same_array(name, arguments);
  if (!resolution) return resolution;
  auto* ascending = arguments[1].constant;
  if (!ascending || !ascending->type.is(TypeKind::boolean) || ascending->is_null()) {
    return unexpected_type(name, 1, "a constant \"BOOLEAN\"", arguments[1].type);
  }
  if (!types::is_orderable(arguments[0].type)) return no_order(name, arguments[0].type);
  resolution->arguments.push_back(types::kBoolean);
  return resolution;
}

Result<Resolution> distinct_array(std::string_view name, const Arguments& arguments) {
  auto resolution = same_array(name, arguments);
  if (!resolution) return resolution;
  if (!types::is_orderable(resolution->result)) return no_order(name, arguments[0].type);
  return resolution;
}

Result<Resolution> array_join(std::string_view name, const Arguments& arguments) {
  auto type = array_type(arguments[0]);
  if (!type.is(TypeKind::array) || !types::implicitly_casts(type.element(), types::kString)) {
    return unexpected_type(name, 0, "\"ARRAY<STRING>\"", type);
  }
  for (size_t i = 1; i < arguments.size(); i++) {
    bool fits = arguments[i].type.is_text() || arguments[i].type.is(TypeKind::null);
    if (!fits) return unexpected_type(name, i, "\"STRING\"", arguments[i].type);
  }
  std::vector<DataType> wanted(arguments.size(), types::kString);
  wanted[0] = DataType::array_of(types::kString, type.fields()[0].nullable);
  return Resolution{wanted, types::kString, any_nullable(arguments)};
}

Result<Resolution> slice(std::string_view name, const Arguments& arguments) {
  auto type = array_type(arguments[0]);
  if (!type.is(TypeKind::array)) return unexpected_type(name, 0, "\"ARRAY\"", type);
  for (size_t i = 1; i < 3; i++) {
    bool narrows = arguments[i].constant && arguments[i].type.is_numeric();
    if (arguments[i].type.is(TypeKind::null) || narrows) continue;
    if (!arguments[i].type.is_integral() || arguments[i].type.is(TypeKind::bigint)) {
      return unexpected_type(name, i, "\"INT\"", arguments[i].type);
    }
  }
  return Resolution{{type, types::kInteger, types::kInteger}, type, any_nullable(arguments)};
}

Result<Resolution> map_side(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  if (!type.is(TypeKind::map)) return unexpected_type(name, 0, "\"MAP\"", type);
  auto& field = type.fields()[name == "map_keys" ? 0 : 1];
  return Resolution{
      {type}, DataType::array_of(field.type, name != "map_keys" && field.nullable), arguments[0].nullable};
}

/// Keys of both sides go to their common type.
Result<Resolution> map_item(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  auto key = types::tightest_common_type(type.key(), arguments[1].type);
  bool to_text = type.key().is_text() && !arguments[1].type.is_nested();
  if (!key && to_text && types::implicitly_casts(arguments[1].type, type.key())) key = type.key();
  if (!key && arguments[1].type.is_text() && types::implicitly_casts(arguments[1].type, type.key())) key = type.key();
  if (!key) return unexpected_type(name, 1, type.key().to_sql(), arguments[1].type);
  return Resolution{{DataType::map_of(*key, type.value(), type.fields()[1].nullable), *key}, type.value(), true};
}

/// container[index]: of arrays from 0, of maps by key.
Result<Resolution> item(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  if (type.is(TypeKind::array)) {
    if (!arguments[1].type.is_integral()) return unexpected_type(name, 1, "an integral number", arguments[1].type);
    return Resolution{{type, types::kBigint}, type.element(), any_nullable(arguments) || type.fields()[0].nullable};
  }
  if (type.is(TypeKind::map)) return map_item(name, arguments);
  return Error::of_class(ErrorCode::invalid_argument, "INVALID_EXTRACT_BASE_FIELD_TYPE",
                         fmt::format("an item is taken of an array or a map, not of {}", type.to_sql()));
}

Result<Resolution> element_at(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  if (type.is(TypeKind::array)) {
    if (!is_small_integer(arguments[1].type)) return unexpected_type(name, 1, "\"INT\"", arguments[1].type);
    return Resolution{{type, types::kBigint}, type.element(), any_nullable(arguments) || type.fields()[0].nullable};
  }
  if (!type.is(TypeKind::map)) return unexpected_type(name, 0, "an array or a map", type);
  auto key = narrow_common_type(type.key(), arguments[1].type);
  if (!key) {
    return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.MAP_FUNCTION_DIFF_TYPES",
                           fmt::format("{} takes a map and a key of its type, not {} and {}", name, type.to_sql(),
                                       arguments[1].type.to_sql()));
  }
  return Resolution{{DataType::map_of(*key, type.value(), type.fields()[1].nullable), *key}, type.value(), true};
}

}  // namespace

std::vector<Function> collection_functions() {
  constexpr auto scalar = FunctionKind::scalar;
  return {
      {"array", "array", scalar, 0, -1, make_array, "array(a, b, ...)", {}, {}, false},
      {"map", "map", scalar, 0, -1, make_map, "map(key, value, ...)", {}, {}, true},
      {"named_struct", "named_struct", scalar, 2, -1, make_struct, "named_struct('name', value, ...)", {}, {}, false},
      {"size", "size", scalar, 1, 1, size, "size(a): how many elements", {"cardinality"}, {}, false},
      {"array_contains", "array_contains", scalar, 2, 2, array_contains, "array_contains(a, x)", {}, {}, false},
      {"item",
       "item",
       scalar,
       2,
       2,
       item,
       "a[i]: an element of an array from 0, a value of a map by key",
       {},
       {},
       true},
      {"element_at",
       "element_at",
       scalar,
       2,
       2,
       element_at,
       "element_at(a, i): from 1, or from the end when negative",
       {},
       {},
       true},
      {"try_element_at",
       "try_element_at",
       scalar,
       2,
       2,
       element_at,
       "try_element_at(a, i): null where there is none",
       {},
       {},
       true},
      {"sort_array",
       "sort_array",
       scalar,
       1,
       2,
       sorted_array,
       "sort_array(a, ascending): nulls are the least",
       {},
       {types::Value::boolean(true)},
       false},
      {"array_join",
       "array_join",
       scalar,
       2,
       3,
       array_join,
       "array_join(a, d, null): the items with d between them",
       {},
       {},
       false},
      {"array_distinct",
       "array_distinct",
       scalar,
       1,
       1,
       distinct_array,
       "array_distinct(a): each item once, where it is first",
       {},
       {},
       false},
      {"array_position",
       "array_position",
       scalar,
       2,
       2,
       array_position,
       "array_position(a, x): the first place of x, from 1; 0 if none",
       {},
       {},
       false},
      {"slice",
       "slice",
       scalar,
       3,
       3,
       slice,
       "slice(a, from, count): items from a place; from the end when negative",
       {},
       {},
       true},
      {"map_keys", "map_keys", scalar, 1, 1, map_side, "map_keys(m)", {}, {}, false},
      {"map_values", "map_values", scalar, 1, 1, map_side, "map_values(m)", {}, {}, false},
  };
}

}  // namespace skep::functions
