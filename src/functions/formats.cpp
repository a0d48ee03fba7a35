#include "base/text.h"
#include "functions/catalog.h"
#include "functions/signature.h"
#include "types/coercion.h"
#include "types/number_format.h"

#include <algorithm>

namespace skep::functions {
namespace {

using types::DataType;
using types::kInteger;
using types::kString;
using types::TypeKind;
using types::Value;

Result<Resolution> text_or_null(std::string_view name, const Arguments& arguments) {
  return exact(name, arguments, {kString}, kString, true);
}

Result<Resolution> length_or_null(std::string_view name, const Arguments& arguments) {
  return exact(name, arguments, {kString}, kInteger, true);
}

Result<Resolution> names_or_null(std::string_view name, const Arguments& arguments) {
  return exact(name, arguments, {kString}, DataType::array_of(kString), true);
}

Result<Resolution> text(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kString}, kString, name == "try_url_decode" ? std::optional(true) : std::nullopt);
}

/// What the analyzer makes itself, since the result's type stands in a constant.
Result<Resolution> typed_text(std::string_view name, const Arguments&) {
  return make_error(ErrorCode::unsupported, "{} of these arguments is not there yet", name);
}

/// xpath_*(xml, path): the path is a constant.
Result<Resolution> xpath(std::string_view name, const Arguments& arguments) {
  auto kind = name.substr(name.find('_') == std::string_view::npos ? name.size() : name.find('_') + 1);
  auto result = kind.empty()        ? DataType::array_of(kString, true)
                : kind == "boolean" ? types::kBoolean
                : kind == "short"   ? types::kSmallint
                : kind == "int"     ? kInteger
                : kind == "long"    ? types::kBigint
                : kind == "float"   ? types::kFloat
                : kind == "string"  ? kString
                                    : types::kDouble;
  auto resolution = exact(name, arguments, {kString}, result, true);
  if (resolution && !arguments[1].constant) return no_constant(name, 1);
  return resolution;
}

/// A number as the decimal that holds it; texts as Spark casts them.
std::optional<DataType> digits_type(const DataType& type) {
  if (type.is(TypeKind::decimal)) return type;
  if (type.is_integral()) return types::decimal_for(type);
  if (type.is(TypeKind::float_)) return DataType::decimal(14, 7);
  if (type.is(TypeKind::double_)) return DataType::decimal(30, 15);
  if (type.is_text() || type.is(TypeKind::null)) return DataType::decimal(38, 18);
  return std::nullopt;
}

/// The format of to_char and to_number: a constant. Nothing for a NULL.
Result<std::optional<types::NumberFormat>> constant_format(std::string_view name, const Argument& format) {
  if (!types::implicitly_casts(format.type, kString)) return unexpected_type(name, 1, "\"STRING\"", format.type);
  if (!format.constant) return no_constant(name, 1);
  if (format.constant->is_null()) return std::optional<types::NumberFormat>();
  auto parsed = types::NumberFormat::parse(format.constant->to_text());
  if (!parsed) return parsed.error();
  if (parsed->digits() > 38) return make_error(ErrorCode::unsupported, "{} takes at most 38 digits", name);
  return std::optional(std::move(*parsed));
}

/// to_char(x, format): of numbers; dates and times are printed as date_format does it, binaries as texts.
Result<Resolution> to_char(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  if (type.is_datetime()) return fixed(name, arguments, {types::kTimestamp, kString}, kString);
  if (type.is(TypeKind::binary)) {
    auto format = to_lower(constant_text(arguments[1]).value_or(""));
    if (format == "hex" || format == "base64" || format == "utf-8") return Resolution{{type, kString}, kString, true};
    return Error::of_class(ErrorCode::invalid_argument, "INVALID_PARAMETER_VALUE.BINARY_FORMAT",
                           fmt::format("{} of binaries takes 'base64', 'hex' or 'utf-8'", name));
  }
  auto digits = digits_type(type);
  if (!digits) return unexpected_type(name, 0, "\"NUMERIC\"", type);
  auto format = constant_format(name, arguments[1]);
  if (!format) return format.error();
  return fixed(name, arguments, {*digits, kString}, kString);
}

Result<Resolution> to_number(std::string_view name, const Arguments& arguments) {
  if (!types::implicitly_casts(arguments[0].type, kString))
    return unexpected_type(name, 0, "\"STRING\"", arguments[0].type);
  auto format = constant_format(name, arguments[1]);
  if (!format) return format.error();
  auto result =
      *format ? DataType::decimal((*format)->digits(), (*format)->fraction_digits()) : DataType::decimal(10, 0);
  return fixed(name, arguments, {kString}, result, true);
}

/// format_number(x, digits) and format_number(x, pattern).
Result<Resolution> format_number(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  if (!type.is_numeric() && !type.is(TypeKind::null)) return unexpected_type(name, 0, "\"NUMERIC\"", type);
  auto& form = arguments[1].type;
  if (!form.is_text() && !form.is_integral() && !form.is(TypeKind::null))
    return unexpected_type(name, 1, "\"INT\" or \"STRING\"", form);
  auto number = type.is(TypeKind::null) || type.is_fractional() ? types::kDouble : type;
  return fixed(name, arguments, {number, form.is_text() ? kString : kInteger}, kString, true);
}

Result<Resolution> format_string(std::string_view name, const Arguments& arguments) {
  if (!types::implicitly_casts(arguments[0].type, kString))
    return unexpected_type(name, 0, "\"STRING\"", arguments[0].type);
  if (constant_text(arguments[0]).value_or("").find("%0$") != std::string::npos) {
    return Error::of_class(ErrorCode::invalid_argument, "INVALID_PARAMETER_VALUE.ZERO_INDEX",
                           fmt::format("{} counts its values from %1$", name));
  }
  Resolution resolution{{kString}, kString, arguments[0].nullable};
  for (size_t i = 1; i < arguments.size(); i++) {
    auto& type = arguments[i].type;
    if (type.is_nested() || type.is(TypeKind::binary) || type.is_interval())
      return make_error(ErrorCode::unsupported, "{} of {} is not there yet", name, type.to_text());
    resolution.arguments.push_back(type);
  }
  return resolution;
}

/// mask(s, upper, lower, digit, other): constants of one character each, or NULL.
Result<Resolution> mask(std::string_view name, const Arguments& arguments) {
  if (auto resolved = exact(name, arguments, {kString}, kString); !resolved) return resolved;
  for (size_t i = 1; i < arguments.size(); i++) {
    if (!arguments[i].constant) return no_constant(name, i);
    auto text = constant_text(arguments[i]);
    bool one = !text || std::count_if(text->begin(), text->end(), [](char c) { return (c & 0xC0) != 0x80; }) == 1;
    if (!one) {
      return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.INPUT_SIZE_NOT_ONE",
                             fmt::format("argument {} of {} must be one character", i + 1, name));
    }
  }
  return exact(name, arguments, {kString}, kString, arguments[0].nullable);
}

Result<Resolution> check_digits(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kString}, types::kBoolean);
}

Result<Resolution> sentences(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kString}, DataType::array_of(DataType::array_of(kString, false), false),
               arguments[0].nullable);
}

}  // namespace

std::vector<Function> format_functions() {
  constexpr auto scalar = FunctionKind::scalar;
  return {
      {"get_json_object", "get_json_object", scalar, 2, 2, text_or_null,
       "get_json_object(json, path): what a path ($.a[0].b) leads to"},
      {"json_array_length", "json_array_length", scalar, 1, 1, length_or_null,
       "json_array_length(json): how many items the array has"},
      {"json_object_keys", "json_object_keys", scalar, 1, 1, names_or_null,
       "json_object_keys(json): the names in the object"},
      {"to_char",
       "to_char",
       scalar,
       2,
       2,
       to_char,
       "to_char(x, format): a number by a format of 0, 9, comma, point, $, S, MI, PR; a date by a pattern; bytes as "
       "text",
       {"to_varchar"},
       {},
       true},
      {"to_number",
       "to_number",
       scalar,
       2,
       2,
       to_number,
       "to_number(s, format): the number that a text stands for",
       {},
       {},
       true},
      {"try_to_number", "try_to_number", scalar, 2, 2, to_number,
       "try_to_number(s, format): as to_number, null where that fails"},
      {"format_number",
       "format_number",
       scalar,
       2,
       2,
       format_number,
       "format_number(x, n): with commas and n digits behind the point; or by a pattern (#,##0.00)",
       {},
       {},
       true},
      {"format_string",
       "format_string",
       scalar,
       1,
       -1,
       format_string,
       "format_string(format, a, b, ...): the values where %s, %d, %f ... stand",
       {"printf"},
       {},
       true},
      {"xpath",
       "xpath",
       scalar,
       2,
       2,
       xpath,
       "xpath(xml, path): the values of the nodes that a path leads to",
       {},
       {},
       true},
      {"xpath_string",
       "xpath_string",
       scalar,
       2,
       2,
       xpath,
       "xpath_string(xml, path): the text of the first node",
       {},
       {},
       true},
      {"xpath_boolean",
       "xpath_boolean",
       scalar,
       2,
       2,
       xpath,
       "xpath_boolean(xml, path): whether a path leads to something, or its condition holds",
       {},
       {},
       true},
      {"xpath_short",
       "xpath_short",
       scalar,
       2,
       2,
       xpath,
       "xpath_short(xml, path): the number as smallint",
       {},
       {},
       true},
      {"xpath_int", "xpath_int", scalar, 2, 2, xpath, "xpath_int(xml, path): the number as int", {}, {}, true},
      {"xpath_long", "xpath_long", scalar, 2, 2, xpath, "xpath_long(xml, path): the number as bigint", {}, {}, true},
      {"xpath_float", "xpath_float", scalar, 2, 2, xpath, "xpath_float(xml, path): the number as float", {}, {}, true},
      {"xpath_double",
       "xpath_double",
       scalar,
       2,
       2,
       xpath,
       "xpath_double(xml, path): the number as double",
       {"xpath_number"},
       {},
       true},
      {"mask",
       "mask",
       scalar,
       1,
       5,
       mask,
       "mask(s, upper, lower, digit, other): each kind of character as another one; null keeps it",
       {},
       {Value::string("X"), Value::string("x"), Value::string("n"), Value::null()}},
      {"luhn_check", "luhn_check", scalar, 1, 1, check_digits,
       "luhn_check(s): whether the last digit checks the others"},
      {"sentences",
       "sentences",
       scalar,
       1,
       3,
       sentences,
       "sentences(s, language, country): the words of each sentence",
       {},
       {Value::string(""), Value::string("")}},
      {"from_json",
       "from_json",
       scalar,
       2,
       3,
       typed_text,
       "from_json(json, schema, options): the values that a text holds, as the schema names them",
       {},
       {},
       true},
      {"to_json",
       "to_json",
       scalar,
       1,
       2,
       typed_text,
       "to_json(value, options): a struct, array or map as JSON",
       {},
       {},
       true},
      {"schema_of_json",
       "schema_of_json",
       scalar,
       1,
       2,
       typed_text,
       "schema_of_json(json, options): the schema that from_json takes for such texts",
       {},
       {},
       true},
      {"schema_of_csv",
       "schema_of_csv",
       scalar,
       1,
       2,
       typed_text,
       "schema_of_csv(line, options): the schema that from_csv takes for such lines",
       {},
       {},
       true},
      {"from_csv",
       "from_csv",
       scalar,
       2,
       3,
       typed_text,
       "from_csv(line, schema, options): the fields of a line as a struct",
       {},
       {},
       true},
      {"to_csv", "to_csv", scalar, 1, 2, typed_text, "to_csv(struct, options): the fields as a line", {}, {}, true},
      {"from_xml",
       "from_xml",
       scalar,
       2,
       3,
       typed_text,
       "from_xml(xml, schema, options): the elements and attributes of a text as a struct",
       {},
       {},
       true},
      {"to_xml", "to_xml", scalar, 1, 2, typed_text, "to_xml(struct, options): the fields as elements", {}, {}, true},
      {"parse_url",
       "parse_url",
       scalar,
       2,
       3,
       text_or_null,
       "parse_url(url, part, key): HOST, PATH, QUERY, REF, PROTOCOL, FILE, AUTHORITY or USERINFO; a key of the QUERY",
       {},
       {},
       true},
      {"try_parse_url",
       "try_parse_url",
       scalar,
       2,
       3,
       text_or_null,
       "try_parse_url(url, part, key): as parse_url, null for what is no URL",
       {},
       {},
       true},
      {"url_encode", "url_encode", scalar, 1, 1, text, "url_encode(s): as part of a URL's query"},
      {"url_decode", "url_decode", scalar, 1, 1, text, "url_decode(s): what url_encode had made", {}, {}, true},
      {"try_url_decode", "try_url_decode", scalar, 1, 1, text,
       "try_url_decode(s): as url_decode, null where that fails"},
  };
}

}  // namespace skep::functions
