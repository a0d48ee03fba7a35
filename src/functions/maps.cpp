#include "functions/catalog.h"
#include "functions/signature.h"
#include "types/coercion.h"

namespace skep::functions {
namespace {

using types::DataType;
using types::TypeKind;

Result<Resolution> map_from_arrays(std::string_view name, const Arguments& arguments) {
  auto null_array = DataType::array_of(types::kNull);
  auto keys = arguments[0].type.is(TypeKind::null) ? null_array : arguments[0].type;
  auto values = arguments[1].type.is(TypeKind::null) ? null_array : arguments[1].type;
  if (!keys.is(TypeKind::array)) return unexpected_type(name, 0, "\"ARRAY\"", keys);
  if (!values.is(TypeKind::array)) return unexpected_type(name, 1, "\"ARRAY\"", values);
  return Resolution{{keys, values},
                    DataType::map_of(keys.element(), values.element(), values.fields()[0].nullable),
                    any_nullable(arguments)};
}

Result<Resolution> map_from_entries(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  bool fits = type.is(TypeKind::array) && type.element().is(TypeKind::struct_) && type.element().fields().size() == 2;
  if (!fits) return unexpected_type(name, 0, "\"ARRAY\" of pair \"STRUCT\"", type);
  auto& fields = type.element().fields();
  return Resolution{{type},
                    DataType::map_of(fields[0].type, fields[1].type, fields[1].nullable),
                    arguments[0].nullable || type.fields()[0].nullable};
}

Result<Resolution> map_entries(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  if (!type.is(TypeKind::map)) return unexpected_type(name, 0, "\"MAP\"", type);
  std::vector<types::Field> fields{{"key", type.key(), false, {}},
                                   {"value", type.value(), type.fields()[1].nullable, {}}};
  return Resolution{{type}, DataType::array_of(DataType::struct_of(std::move(fields)), false), arguments[0].nullable};
}

Result<Resolution> map_concat(std::string_view name, const Arguments& arguments) {
  if (arguments.empty()) return Resolution{{}, DataType::map_of(types::kString, types::kString, false), false};
  std::optional<DataType> common = types::kNull;
  for (auto& argument : arguments) {
    if (!argument.type.is(TypeKind::map)) {
      return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.MAP_CONCAT_DIFF_TYPES",
                             fmt::format("{} takes maps, not {}", name, argument.type.to_sql()));
    }
  }
  for (auto& argument : arguments) {
    common = types::tightest_common_type(*common, argument.type);
    if (!common) return different_types(name, arguments);
  }
  return Resolution{std::vector<DataType>(arguments.size(), *common), *common, any_nullable(arguments)};
}

Result<Resolution> map_contains_key(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  if (type.is(TypeKind::null) || arguments[1].type.is(TypeKind::null)) {
    return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.NULL_TYPE",
                           fmt::format("{} takes no untyped null", name));
  }
  std::optional<DataType> key;
  if (type.is(TypeKind::map)) key = narrow_common_type(type.key(), arguments[1].type);
  if (!key) {
    return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.MAP_FUNCTION_DIFF_TYPES",
                           fmt::format("{} takes a map and a key of its type, not {} and {}", name, type.to_sql(),
                                       arguments[1].type.to_sql()));
  }
  if (!types::is_orderable(*key)) return no_order(name, *key);
  return Resolution{{DataType::map_of(*key, type.value(), type.fields()[1].nullable), *key},
                    types::kBoolean,
                    any_nullable(arguments)};
}

Result<Resolution> str_to_map(std::string_view name, const Arguments& arguments) {
  for (size_t i = 0; i < arguments.size(); i++) {
    bool fits = arguments[i].type.is_text() || arguments[i].type.is(TypeKind::null);
    if (!fits) return unexpected_type(name, i, "\"STRING\"", arguments[i].type);
  }
  return fixed(name, arguments, {types::kString}, DataType::map_of(types::kString, types::kString, true));
}

}  // namespace

std::vector<Function> map_functions() {
  constexpr auto scalar = FunctionKind::scalar;
  return {
      {"map_from_arrays",
       "map_from_arrays",
       scalar,
       2,
       2,
       map_from_arrays,
       "map_from_arrays(keys, values)",
       {},
       {},
       true},
      {"map_from_entries",
       "map_from_entries",
       scalar,
       1,
       1,
       map_from_entries,
       "map_from_entries(a): of an array of structs of a key and a value",
       {},
       {},
       true},
      {"map_entries",
       "map_entries",
       scalar,
       1,
       1,
       map_entries,
       "map_entries(m): structs of key and value",
       {},
       {},
       false},
      {"map_concat",
       "map_concat",
       scalar,
       0,
       -1,
       map_concat,
       "map_concat(m, n, ...): the entries of all",
       {},
       {},
       true},
      {"map_contains_key", "map_contains_key", scalar, 2, 2, map_contains_key, "map_contains_key(m, k)", {}, {}, false},
      {"str_to_map",
       "str_to_map",
       scalar,
       1,
       3,
       str_to_map,
       "str_to_map(s, between, within): of a text of pairs; both are regular expressions",
       {},
       {types::Value::string(","), types::Value::string(":")},
       true},
  };
}

}  // namespace skep::functions
