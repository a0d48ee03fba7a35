#include "functions/catalog.h"
#include "functions/signature.h"
#include "types/coercion.h"

#include <algorithm>

namespace skep::functions {
namespace {

using types::DataType;
using types::TypeKind;

Result<Resolution> parse_json(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  if (!type.is_text() && !type.is(TypeKind::null)) return unexpected_type(name, 0, "\"STRING\"", type);
  return Resolution{{types::kString}, types::kVariant, name == "try_parse_json" || arguments[0].nullable};
}

Result<Resolution> of_variant(std::string_view name, const Arguments& arguments, const DataType& result,
                              bool nullable) {
  auto& type = arguments[0].type;
  if (!type.is(TypeKind::variant) && !type.is(TypeKind::null)) return unexpected_type(name, 0, "\"VARIANT\"", type);
  return Resolution{{types::kVariant}, result, nullable};
}

Result<Resolution> is_variant_null(std::string_view name, const Arguments& arguments) {
  return of_variant(name, arguments, types::kBoolean, false);
}

Result<Resolution> schema_of_variant(std::string_view name, const Arguments& arguments) {
  return of_variant(name, arguments, types::kString, arguments[0].nullable);
}

Result<Resolution> schema_of_variants(std::string_view name, const Arguments& arguments) {
  return of_variant(name, arguments, types::kString, false);
}

/// The type's text is the third argument; without it a variant comes out.
Result<Resolution> variant_get(std::string_view name, const Arguments& arguments) {
  auto resolution = of_variant(name, arguments, types::kVariant, true);
  if (!resolution) return resolution;
  for (size_t i = 1; i < arguments.size(); i++) {
    auto& type = arguments[i].type;
    if (!type.is_text() && !type.is(TypeKind::null)) return unexpected_type(name, i, "\"STRING\"", type);
    resolution->arguments.push_back(types::kString);
  }
  if (arguments.size() < 3) return resolution;
  auto* text = arguments[2].constant;
  if (!text || text->is_null()) {
    return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.NON_FOLDABLE_INPUT",
                           fmt::format("the type of {} must be a constant text", name));
  }
  auto type = types::parse_type(std::get<std::string>(text->data));
  if (!type) return type.error();
  if (!types::can_cast(types::kVariant, *type)) {
    return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION",
                           fmt::format("{} gives no {}", name, type->to_sql()));
  }
  resolution->result = *type;
  return resolution;
}

/// What JSON holds goes into a variant and comes out the same; dates and bytes would come out as texts.
bool keeps_its_type(const DataType& type) {
  if (type.is(TypeKind::map) && !type.key().is_text()) return false;
  if (type.is_nested()) {
    return std::all_of(type.fields().begin(), type.fields().end(),
                       [](auto& field) { return keeps_its_type(field.type); });
  }
  return type.is_integral() || type.is(TypeKind::double_) || type.is(TypeKind::decimal) || type.is_text() ||
         type.is(TypeKind::boolean) || type.is(TypeKind::null);
}

Result<Resolution> to_variant_object(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  if (!type.is_nested() || (type.is(TypeKind::map) && !type.key().is_text())) {
    return Error::of_class(
        ErrorCode::invalid_argument, "DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION",
        fmt::format("{} takes arrays, structs and maps with texts as keys, not {}", name, type.to_sql()));
  }
  if (!keeps_its_type(type)) {
    return make_error(ErrorCode::unsupported, "a variant of {} is not there yet", type.to_text());
  }
  return Resolution{{type}, types::kVariant, arguments[0].nullable};
}

}  // namespace

std::vector<Function> variant_functions() {
  constexpr auto scalar = FunctionKind::scalar;
  return {
      {"parse_json", "parse_json", scalar, 1, 1, parse_json, "parse_json(text): a variant of JSON", {}, {}, true},
      {"try_parse_json",
       "try_parse_json",
       scalar,
       1,
       1,
       parse_json,
       "try_parse_json(text): null for what is no JSON",
       {},
       {},
       false},
      {"variant_get",
       "variant_get",
       scalar,
       2,
       3,
       variant_get,
       "variant_get(v, '$.a[0]', 'int'): what a path leads to, as a type",
       {},
       {},
       true},
      {"try_variant_get",
       "try_variant_get",
       scalar,
       2,
       3,
       variant_get,
       "try_variant_get(v, '$.a', 'int'): null for what is not of the type",
       {},
       {},
       true},
      {"is_variant_null",
       "is_variant_null",
       scalar,
       1,
       1,
       is_variant_null,
       "is_variant_null(v): whether it is JSON's null",
       {},
       {},
       false},
      {"schema_of_variant",
       "schema_of_variant",
       scalar,
       1,
       1,
       schema_of_variant,
       "schema_of_variant(v): its type as a text",
       {},
       {},
       false},
      {"schema_of_variant_agg",
       "schema_of_variant_agg",
       FunctionKind::aggregate,
       1,
       1,
       schema_of_variants,
       "schema_of_variant_agg(v): the type that all could be, as a text",
       {},
       {},
       false},
      {"to_variant_object",
       "to_variant_object",
       scalar,
       1,
       1,
       to_variant_object,
       "to_variant_object(x): an array, a struct or a map as a variant",
       {},
       {},
       false},
  };
}

}  // namespace skep::functions
