#include "functions/catalog.h"
#include "functions/signature.h"
#include "types/coercion.h"

// Functions that take functions. A lambda comes here as the type of its body, resolved by the analyzer over what
// lambda_parameters gives.
namespace skep::functions {
namespace {

using types::DataType;
using types::Field;
using types::TypeKind;

Field item_of(const DataType& array) { return array.fields()[0]; }

Error not_boolean(std::string_view name, const Arguments& arguments) {
  return unexpected_type(name, 1, "\"BOOLEAN\"", arguments[1].type);
}

bool is_condition(const DataType& type) { return type.is(TypeKind::boolean) || type.is(TypeKind::null); }

Result<Resolution> transform(std::string_view, const Arguments& arguments) {
  auto& body = arguments[1];
  return Resolution{
      {arguments[0].type, body.type}, DataType::array_of(body.type, body.nullable), arguments[0].nullable};
}

/// filter and map_filter
Result<Resolution> filter(std::string_view name, const Arguments& arguments) {
  if (!is_condition(arguments[1].type)) return not_boolean(name, arguments);
  return Resolution{{arguments[0].type, types::kBoolean}, arguments[0].type, arguments[0].nullable};
}

/// exists and forall
Result<Resolution> quantifier(std::string_view name, const Arguments& arguments) {
  if (!is_condition(arguments[1].type)) return not_boolean(name, arguments);
  return Resolution{{arguments[0].type, types::kBoolean}, types::kBoolean, any_nullable(arguments)};
}

Result<Resolution> aggregate(std::string_view name, const Arguments& arguments) {
  auto& start = arguments[1].type;
  if (!(arguments[2].type == start)) return unexpected_type(name, 2, start.to_sql(), arguments[2].type);
  auto& result = arguments[3].type;
  return Resolution{{arguments[0].type, start, start, result}, result, true};
}

Result<Resolution> zip_with(std::string_view, const Arguments& arguments) {
  auto& body = arguments[2];
  bool nullable = arguments[0].nullable || arguments[1].nullable;
  return Resolution{
      {arguments[0].type, arguments[1].type, body.type}, DataType::array_of(body.type, body.nullable), nullable};
}

Result<Resolution> transform_keys(std::string_view name, const Arguments& arguments) {
  auto& map = arguments[0].type;
  auto& body = arguments[1].type;
  if (body.is(TypeKind::map)) {
    return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.INVALID_MAP_KEY_TYPE",
                           fmt::format("{} cannot make keys of {}", name, body.to_sql()));
  }
  return Resolution{{map, body}, DataType::map_of(body, map.value(), map.fields()[1].nullable), arguments[0].nullable};
}

Result<Resolution> transform_values(std::string_view, const Arguments& arguments) {
  auto& map = arguments[0].type;
  auto& body = arguments[1];
  return Resolution{{map, body.type}, DataType::map_of(map.key(), body.type, body.nullable), arguments[0].nullable};
}

Result<Resolution> map_zip_with(std::string_view, const Arguments& arguments) {
  auto& left = arguments[0].type;
  auto& right = arguments[1].type;
  auto key = *types::tightest_common_type(left.key(), right.key());
  auto& body = arguments[2];
  return Resolution{{DataType::map_of(key, left.value()), DataType::map_of(key, right.value()), body.type},
                    DataType::map_of(key, body.type, body.nullable),
                    arguments[0].nullable || arguments[1].nullable};
}

Result<Resolution> array_sort(std::string_view name, const Arguments& arguments) {
  auto& array = arguments[0].type;
  if (arguments.size() == 1) {
    if (!types::is_orderable(array)) return no_order(name, array);
    return Resolution{{array}, array, arguments[0].nullable};
  }
  if (!arguments[1].type.is(TypeKind::integer)) {
    return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.UNEXPECTED_RETURN_TYPE",
                           fmt::format("the function of {} must give INT, not {}", name, arguments[1].type.to_sql()));
  }
  return Resolution{{array, types::kInteger}, array, arguments[0].nullable};
}

}  // namespace

namespace {

using Parameters = std::vector<Field>;
constexpr std::string_view kIndexName = "index";

Result<Parameters> of_item(std::string_view name, const Arguments& arguments, bool with_index) {
  auto& array = arguments[0].type;
  if (!array.is(TypeKind::array)) return unexpected_type(name, 0, "\"ARRAY\"", array);
  Parameters parameters{item_of(array)};
  if (with_index) parameters.push_back({std::string(kIndexName), types::kInteger, false, {}});
  return parameters;
}

Result<Parameters> of_accumulator(std::string_view name, const Arguments& arguments, bool with_item) {
  auto& array = arguments[0].type;
  if (!array.is(TypeKind::array)) return unexpected_type(name, 0, "\"ARRAY\"", array);
  Parameters parameters{{"acc", arguments[1].type, true, {}}};
  if (with_item) parameters.push_back(item_of(array));
  return parameters;
}

Result<Parameters> of_entry(std::string_view name, const Arguments& arguments) {
  auto& map = arguments[0].type;
  if (!map.is(TypeKind::map)) return unexpected_type(name, 0, "\"MAP\"", map);
  auto key = map.fields()[0];
  key.nullable = false;
  return Parameters{key, map.fields()[1]};
}

Result<Parameters> of_both_items(std::string_view name, const Arguments& arguments) {
  Parameters parameters;
  for (size_t i = 0; i < 2; i++) {
    if (!arguments[i].type.is(TypeKind::array)) return unexpected_type(name, i, "\"ARRAY\"", arguments[i].type);
    parameters.push_back(item_of(arguments[i].type));
    parameters.back().nullable = true;
  }
  return parameters;
}

Result<Parameters> of_both_entries(std::string_view name, const Arguments& arguments) {
  for (size_t i = 0; i < 2; i++) {
    if (!arguments[i].type.is(TypeKind::map)) return unexpected_type(name, i, "\"MAP\"", arguments[i].type);
  }
  auto key = types::tightest_common_type(arguments[0].type.key(), arguments[1].type.key());
  if (!key) {
    return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.MAP_ZIP_WITH_DIFF_TYPES",
                           fmt::format("the keys of {} have no common type: {} and {}", name,
                                       arguments[0].type.key().to_sql(), arguments[1].type.key().to_sql()));
  }
  return Parameters{{"key", *key, false, {}},
                    {"value1", arguments[0].type.value(), true, {}},
                    {"value2", arguments[1].type.value(), true, {}}};
}

Result<Parameters> of_two_items(std::string_view name, const Arguments& arguments) {
  auto one = of_item(name, arguments, false);
  if (!one) return one.error();
  one->push_back(one->front());
  return one;
}

}  // namespace

size_t first_lambda(std::string_view function) {
  if (function == "aggregate" || function == "zip_with" || function == "map_zip_with") return 2;
  return 1;
}

Result<std::vector<Field>> lambda_parameters(std::string_view function, size_t argument, const Arguments& before,
                                             size_t written) {
  if (function == "transform" || function == "filter") return of_item(function, before, written == 2);
  if (function == "exists" || function == "forall") return of_item(function, before, false);
  if (function == "aggregate") return of_accumulator(function, before, argument == 2);
  if (function == "zip_with") return of_both_items(function, before);
  if (function == "map_zip_with") return of_both_entries(function, before);
  if (function == "array_sort") return of_two_items(function, before);
  return of_entry(function, before);
}

std::vector<Function> higher_order_functions() {
  constexpr auto kind = FunctionKind::higher_order;
  return {
      {"transform", "transform", kind, 2, 2, transform, "transform(a, x -> f): f of each item", {}, {}, true},
      {"filter", "filter", kind, 2, 2, filter, "filter(a, x -> c): the items for which c holds", {}, {}, true},
      {"exists", "exists", kind, 2, 2, quantifier, "exists(a, x -> c): whether c holds for an item", {}, {}, true},
      {"forall", "forall", kind, 2, 2, quantifier, "forall(a, x -> c): whether c holds for all items", {}, {}, true},
      {"aggregate",
       "aggregate",
       kind,
       3,
       4,
       aggregate,
       "aggregate(a, s, (s, x) -> m, s -> f): the items put into one",
       {"reduce"},
       {},
       true},
      {"zip_with",
       "zip_with",
       kind,
       3,
       3,
       zip_with,
       "zip_with(a, b, (x, y) -> f): f of each pair of items",
       {},
       {},
       true},
      {"map_filter",
       "map_filter",
       kind,
       2,
       2,
       filter,
       "map_filter(m, (k, v) -> c): the entries for which c holds",
       {},
       {},
       true},
      {"transform_keys",
       "transform_keys",
       kind,
       2,
       2,
       transform_keys,
       "transform_keys(m, (k, v) -> f): f for keys",
       {},
       {},
       true},
      {"transform_values",
       "transform_values",
       kind,
       2,
       2,
       transform_values,
       "transform_values(m, (k, v) -> f): f for values",
       {},
       {},
       true},
      {"map_zip_with",
       "map_zip_with",
       kind,
       3,
       3,
       map_zip_with,
       "map_zip_with(m, n, (k, v, w) -> f): f for the values of a key in both",
       {},
       {},
       true},
      {"array_sort",
       "array_sort",
       kind,
       1,
       2,
       array_sort,
       "array_sort(a, (l, r) -> c): in the order that c tells, negative where l is first",
       {},
       {},
       true},
  };
}

}  // namespace skep::functions
