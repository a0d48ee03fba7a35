#include "base/text.h"
#include "types/column_defaults.h"
#include "types/data_type.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <utility>

namespace skep::types {
namespace {

namespace dom = simdjson::dom;

constexpr int kDepthMax = 200;

/// Spark keeps char and varchar as string with the real type's text in this key of the field's metadata.
constexpr std::string_view kRawTypeKey = "__CHAR_VARCHAR_TYPE_STRING";
constexpr std::string_view kCurrentDefaultKey = "CURRENT_DEFAULT";
constexpr std::string_view kExistsDefaultKey = "EXISTS_DEFAULT";

std::string_view json_name(TypeKind kind) {
  switch (kind) {
    case TypeKind::tinyint: return "byte";
    case TypeKind::smallint: return "short";
    case TypeKind::integer: return "integer";
    case TypeKind::bigint: return "long";
    default: return {};
  }
}

bool holds_char(const DataType& type) {
  if (type.is(TypeKind::char_) || type.is(TypeKind::varchar)) return true;
  return std::any_of(type.fields().begin(), type.fields().end(),
                     [](const Field& field) { return holds_char(field.type); });
}

/// Replaces char and varchar by string at every depth, as Spark does before it writes a schema down.
DataType without_char(const DataType& type) {
  if (!holds_char(type)) return type;
  switch (type.kind()) {
    case TypeKind::array: return DataType::array_of(without_char(type.element()), type.fields()[0].nullable);
    case TypeKind::map:
      return DataType::map_of(without_char(type.key()), without_char(type.value()), type.fields()[1].nullable);
    case TypeKind::struct_: {
      auto fields = type.fields();
      for (auto& field : fields) field.type = without_char(field.type);
      return DataType::struct_of(std::move(fields));
    }
    default: return kString;
  }
}

std::string field_to_json(const Field& field, const ColumnDefault& value) {
  std::vector<std::string> metadata;
  auto add = [&](std::string_view key, const std::string& text) {
    if (!text.empty()) metadata.push_back(json_quote(key) + ":" + json_quote(text));
  };
  add(kCurrentDefaultKey, value.current);
  add(kExistsDefaultKey, value.exists);
  if (!field.comment.empty()) metadata.push_back("\"comment\":" + json_quote(field.comment));
  if (holds_char(field.type)) {
    metadata.push_back(json_quote(kRawTypeKey) + ":" + json_quote(field.type.to_text()));
  }
  return fmt::format(R"({{"name":{},"type":{},"nullable":{},"metadata":{{{}}}}})", json_quote(field.name),
                     without_char(field.type).to_json(), field.nullable, join(metadata, ","));
}

std::string fields_to_json(const std::vector<Field>& fields) {
  std::vector<std::string> parts;
  for (const auto& field : fields) parts.push_back(field_to_json(field, {}));
  return R"({"type":"struct","fields":[)" + join(parts, ",") + "]}";
}

Error not_understood(std::string_view what) {
  return make_error(ErrorCode::invalid_argument, "the schema's JSON is not understood: {}", what);
}

Result<DataType> read_type(dom::element json, int depth);

Result<Field> read_field(dom::element json, int depth) {
  Field field;
  std::string_view name;
  dom::element type;
  if (json["name"].get(name) || json["type"].get(type)) return not_understood("a field without a name or a type");
  field.name = name;
  auto read = read_type(type, depth);
  if (!read) return read.error();
  field.type = std::move(*read);
  if (json["nullable"].get(field.nullable)) field.nullable = true;

  std::string_view text;
  if (!json["metadata"]["comment"].get(text)) field.comment = text;
  if (!json["metadata"][kRawTypeKey].get(text)) {
    auto raw = parse_type(text);
    if (!raw) return raw.error();
    field.type = std::move(*raw);
  }
  return field;
}

Result<DataType> read_struct(dom::element json, int depth) {
  dom::array array;
  if (json["fields"].get(array)) return not_understood("a struct without fields");
  std::vector<Field> fields;
  for (auto element : array) {
    auto field = read_field(element, depth);
    if (!field) return field.error();
    fields.push_back(std::move(*field));
  }
  return DataType::struct_of(std::move(fields));
}

Result<DataType> read_array(dom::element json, int depth) {
  dom::element element;
  bool contains_null = true;
  if (json["elementType"].get(element)) return not_understood("an array without elementType");
  if (json["containsNull"].get(contains_null)) contains_null = true;
  auto type = read_type(element, depth);
  if (!type) return type;
  return DataType::array_of(std::move(*type), contains_null);
}

Result<DataType> read_map(dom::element json, int depth) {
  dom::element key_json;
  dom::element value_json;
  bool contains_null = true;
  if (json["keyType"].get(key_json) || json["valueType"].get(value_json)) {
    return not_understood("a map without keyType or valueType");
  }
  if (json["valueContainsNull"].get(contains_null)) contains_null = true;
  auto key = read_type(key_json, depth);
  if (!key) return key;
  auto value = read_type(value_json, depth);
  if (!value) return value;
  return DataType::map_of(std::move(*key), std::move(*value), contains_null);
}

Result<DataType> read_type(dom::element json, int depth) {
  if (depth > kDepthMax) return not_understood("it is nested too deeply");
  std::string_view text;
  if (!json.get(text))
    return text == "null" ? Result<DataType>(kNull) : parse_type(text);  // how Spark once wrote "void"
  if (json["type"].get(text)) return not_understood("a type that is neither text nor an object with a type");
  if (text == "struct") return read_struct(json, depth + 1);
  if (text == "array") return read_array(json, depth + 1);
  if (text == "map") return read_map(json, depth + 1);
  return not_understood(fmt::format("the type '{}'", text));
}

}  // namespace

std::string DataType::to_json() const {
  switch (kind_) {
    case TypeKind::array:
      return fmt::format(R"({{"type":"array","elementType":{},"containsNull":{}}})", element().to_json(),
                         fields()[0].nullable);
    case TypeKind::map:
      return fmt::format(R"({{"type":"map","keyType":{},"valueType":{},"valueContainsNull":{}}})", key().to_json(),
                         value().to_json(), fields()[1].nullable);
    case TypeKind::struct_: return fields_to_json(fields());
    default: break;
  }
  auto name = json_name(kind_);
  return json_quote(name.empty() ? to_text() : std::string(name));
}

std::string schema_to_json(const Schema& schema) { return fields_to_json(schema); }

std::string schema_to_json(const Schema& schema, const ColumnDefaults& defaults) {
  std::vector<std::string> parts;
  for (const auto& field : schema) {
    auto found = defaults.find(to_lower(field.name));
    parts.push_back(field_to_json(field, found == defaults.end() ? ColumnDefault() : found->second));
  }
  return R"({"type":"struct","fields":[)" + join(parts, ",") + "]}";
}

ColumnDefaults defaults_from_json(std::string_view json) {
  ColumnDefaults defaults;
  dom::parser parser;
  dom::element root;
  dom::array fields;
  if (parser.parse(simdjson::padded_string(json)).get(root) || root["fields"].get(fields)) return defaults;
  for (auto field : fields) {
    std::string_view name, text;
    ColumnDefault value;
    if (field["name"].get(name)) continue;
    if (!field["metadata"][kCurrentDefaultKey].get(text)) value.current = text;
    if (!field["metadata"][kExistsDefaultKey].get(text)) value.exists = text;
    if (!value.current.empty() || !value.exists.empty()) defaults[to_lower(name)] = std::move(value);
  }
  return defaults;
}

Result<Schema> schema_from_json(std::string_view json) {
  dom::parser parser;
  dom::element root;
  if (auto error = parser.parse(simdjson::padded_string(json)).get(root)) {
    return not_understood(simdjson::error_message(error));
  }
  auto type = read_type(root, 0);
  if (!type) return type.error();
  if (!type->is(TypeKind::struct_)) return not_understood("it is no struct");
  return Schema(type->fields());
}

}  // namespace skep::types
