#include "functions/catalog.h"
#include "functions/signature.h"
#include "types/coercion.h"

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
  for (size_t i = 0; i < arguments.size(); i++) (i % 2 == 0 ? keys : values).push_back(arguments[i]);
  auto key = keys.empty() ? types::kString : common_of(keys);
  auto value = values.empty() ? types::kString : common_of(values);
  if (!key || !value) return different_types(name, arguments);
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
    if (!field || !field->type.is_text()) return unexpected_type(name, i, "a constant text", arguments[i].type);
    fields.push_back({std::get<std::string>(field->data), arguments[i + 1].type, arguments[i + 1].nullable, {}});
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
  if (!type.is(TypeKind::array) && !type.is(TypeKind::map)) return unexpected_type(name, 0, "an array or a map", type);
  return Resolution{{type}, types::kInteger, arguments[0].nullable};
}

Result<Resolution> array_contains(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  if (!type.is(TypeKind::array)) return unexpected_type(name, 0, "an array", type);
  auto common = types::common_type(type.element(), arguments[1].type);
  if (!common) return different_types(name, arguments);
  return Resolution{{DataType::array_of(*common, type.fields()[0].nullable), *common}, types::kBoolean,
                    any_nullable(arguments) || type.fields()[0].nullable};
}

/// container[index]: of arrays from 0, of maps by key.
Result<Resolution> item(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  if (type.is(TypeKind::array)) {
    if (!arguments[1].type.is_integral()) return unexpected_type(name, 1, "an integral number", arguments[1].type);
    return Resolution{{type, types::kBigint}, type.element(), any_nullable(arguments) || type.fields()[0].nullable};
  }
  if (type.is(TypeKind::map)) return Resolution{{type, type.key()}, type.value(), true};
  return Error::of_class(ErrorCode::invalid_argument, "INVALID_EXTRACT_BASE_FIELD_TYPE",
                         fmt::format("an item is taken of an array or a map, not of {}", type.to_sql()));
}

Result<Resolution> element_at(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  if (type.is(TypeKind::array)) {
    if (!arguments[1].type.is_integral()) return unexpected_type(name, 1, "an integral number", arguments[1].type);
    return Resolution{{type, types::kBigint}, type.element(), any_nullable(arguments) || type.fields()[0].nullable};
  }
  if (type.is(TypeKind::map)) return Resolution{{type, type.key()}, type.value(), true};
  return unexpected_type(name, 0, "an array or a map", type);
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
      {"item", "item", scalar, 2, 2, item, "a[i]: an element of an array from 0, a value of a map by key", {}, {}, true},
      {"element_at", "element_at", scalar, 2, 2, element_at, "element_at(a, i): from 1, or from the end when negative", {},
       {}, true},
  };
}

}  // namespace skep::functions
