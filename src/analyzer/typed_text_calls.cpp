#include "analyzer/expression_analyzer.h"
#include "base/text.h"

#include <algorithm>

namespace skep::analyzer {

using plan::ExpressionPtr;
using types::DataType;
using types::TypeKind;
using types::Value;

namespace {

constexpr std::string_view kOptions[] = {"mode",
                                         "timestampformat",
                                         "dateformat",
                                         "timestampntzformat",
                                         "timezone",
                                         "columnnameofcorruptrecord",
                                         "sep",
                                         "delimiter",
                                         "ignorenullfields",
                                         "prefersdecimal",
                                         "primitivesasstring",
                                         "allownumericleadingzeros"};

bool holds(const DataType& type, bool (*unwanted)(const DataType&)) {
  auto& fields = type.fields();
  return unwanted(type) || std::any_of(fields.begin(), fields.end(),
                                       [&](const types::Field& field) { return holds(field.type, unwanted); });
}

bool has_no_text(const DataType& type) {
  return type.is_any_interval() || type.is(TypeKind::null) || (type.is(TypeKind::map) && type.key().is_nested());
}

/// The type with texts in place of intervals, which JSON, CSV and XML hold as such.
DataType with_written_intervals(const DataType& type) {
  if (type.is_any_interval()) return types::kString;
  auto part = [](const types::Field& field) {
    return types::Field{field.name, with_written_intervals(field.type), field.nullable, field.comment};
  };
  auto& fields = type.fields();
  if (type.is(TypeKind::array)) return DataType::array_of(part(fields[0]).type, fields[0].nullable);
  if (type.is(TypeKind::map)) return DataType::map_of(part(fields[0]).type, part(fields[1]).type, fields[1].nullable);
  if (!type.is(TypeKind::struct_)) return type;
  std::vector<types::Field> parts;
  for (auto& field : fields) parts.push_back(part(field));
  return DataType::struct_of(std::move(parts));
}

/// The options as lines "name=value": map('name', 'value', ...) of literals.
Result<std::string> options_text(std::string_view function, const syntax::Expression* given, std::string_view zone) {
  std::string text;
  bool has_zone = false;
  if (given) {
    auto* call = std::get_if<syntax::FunctionCall>(&given->node);
    if (!call || to_lower(call->name.parts.back()) != "map" || call->arguments.size() % 2 != 0)
      return analysis_error("INVALID_OPTIONS.NON_MAP_FUNCTION", "the options of {} must be a map()", function);
    for (size_t i = 0; i < call->arguments.size(); i += 2) {
      auto* key = std::get_if<syntax::Literal>(&call->arguments[i]->node);
      auto* value = std::get_if<syntax::Literal>(&call->arguments[i + 1]->node);
      if (!key || !value || !key->value.type.is_text() || !value->value.type.is_text())
        return analysis_error("INVALID_OPTIONS.NON_STRING_TYPE", "the options of {} must be texts", function);
      auto name = to_lower(key->value.to_text()), setting = value->value.to_text();
      bool known = std::find(std::begin(kOptions), std::end(kOptions), name) != std::end(kOptions);
      if (!known || setting.find('\n') != std::string::npos)
        return make_error(ErrorCode::unsupported, "the option {} of {} is not there yet", key->value.to_text(),
                          function);
      if (name == "mode" && equals_ignoring_case(setting, "DROPMALFORMED"))
        return analysis_error("PARSE_MODE_UNSUPPORTED", "{} takes the modes PERMISSIVE and FAILFAST", function);
      has_zone |= name == "timezone";
      text += name + "=" + setting + "\n";
    }
  }
  return has_zone ? text : text + "timezone=" + std::string(zone) + "\n";
}

/// The type that a schema's text names: a type, or the fields of a struct.
Result<DataType> schema_of(std::string_view function, const syntax::Expression& given) {
  auto* literal = std::get_if<syntax::Literal>(&given.node);
  bool is_call = std::holds_alternative<syntax::FunctionCall>(given.node);
  if (is_call) return make_error(ErrorCode::unsupported, "{} with a computed schema is not there yet", function);
  if (!literal || !literal->value.type.is_text())
    return analysis_error("INVALID_SCHEMA.NON_STRING_LITERAL", "the schema of {} must be a literal text", function);
  auto text = literal->value.to_text();
  auto type = types::parse_type(text);
  if (!type) type = types::parse_type("struct<" + text + ">");
  if (!type) return analysis_error("PARSE_SYNTAX_ERROR", "this is no schema: {}", text);
  return type;
}

}  // namespace

/// schema_of_json(text, options) and schema_of_csv of a constant text.
ExpressionPtr ExpressionAnalyzer::schema_of_call(const std::string& name, const syntax::FunctionCall& node,
                                                 TextPosition at) {
  auto count = node.arguments.size();
  if (count < 1 || count > 2) return nullptr;
  auto value = analyze(*node.arguments[0]);
  auto fail = [&](std::string_view kind) {
    return context_.fail(Error::of_class(ErrorCode::invalid_argument, fmt::format("DATATYPE_MISMATCH.{}", kind),
                                         fmt::format("{} takes a constant text", name)),
                         at);
  };
  auto* constant = std::get_if<plan::Constant>(&value->node);
  if (!constant) return fail("NON_FOLDABLE_INPUT");
  if (constant->value.is_null()) return fail("UNEXPECTED_NULL");
  if (!value->type.is_text()) return fail("UNEXPECTED_INPUT_TYPE");
  auto options = options_text(name, count > 1 ? node.arguments[1].get() : nullptr, context_.settings().time_zone);
  if (!options) return context_.fail(options.error(), at);
  std::vector<ExpressionPtr> arguments;
  arguments.push_back(std::move(value));
  arguments.push_back(plan::make_constant(Value::string(std::move(*options))));
  return plan::make_call(name, types::kString, false, std::move(arguments));
}

/// from_json(text, schema, options), from_csv; to_json(value, options), to_csv: schema and options are constants of the
/// call, which the plan holds as a NULL of the wanted type and as a text.
ExpressionPtr ExpressionAnalyzer::typed_text_call(const std::string& name, const syntax::FunctionCall& node,
                                                  TextPosition at) {
  bool reads = name == "from_json" || name == "from_csv" || name == "from_xml";
  bool writes = name == "to_json" || name == "to_csv" || name == "to_xml";
  auto count = node.arguments.size();
  if (name == "schema_of_json" || name == "schema_of_csv") return schema_of_call(name, node, at);
  size_t first_option = reads ? 2 : 1;
  if ((!reads && !writes) || count < first_option || count > first_option + 1) return nullptr;

  auto value = analyze(*node.arguments[0]);
  auto fail = [&](Error error) { return context_.fail(std::move(error), at); };
  auto mismatch = [&](std::string_view kind) {
    return fail(Error::of_class(ErrorCode::invalid_argument, fmt::format("DATATYPE_MISMATCH.{}", kind),
                                fmt::format("{} does not take {}", name, value->type.to_sql())));
  };
  DataType result = types::kString;
  if (reads) {
    if (!value->type.is_text() && !value->type.is(TypeKind::null)) return mismatch("UNEXPECTED_INPUT_TYPE");
    auto schema = schema_of(name, *node.arguments[1]);
    if (!schema) return fail(schema.error());
    result = *schema;
    bool fits = result.is(TypeKind::struct_) || (name == "from_json" && result.is_nested());
    if (!fits) return fail(analysis_error("INVALID_SCHEMA.NON_STRUCT_TYPE", "the schema of {} must be a struct", name));
    bool has_map = name == "from_xml" && holds(result, [](const DataType& type) { return type.is(TypeKind::map); });
    if (has_map || holds(result, has_no_text))
      return fail(make_error(ErrorCode::unsupported, "{} of {} is not there yet", name, result.to_text()));
    value = plan::make_cast(std::move(value), types::kString);
  } else {
    bool fits = value->type.is(TypeKind::struct_) || (name == "to_json" && value->type.is_nested());
    if (value->type.is(TypeKind::null)) return plan::make_constant(Value::null(types::kString));
    if (!fits)
      return mismatch(name == "to_json"  ? "INVALID_JSON_SCHEMA"
                      : name == "to_csv" ? "UNSUPPORTED_INPUT_TYPE"
                                         : "UNEXPECTED_INPUT_TYPE");
    bool nested_column = name == "to_csv" && std::any_of(value->type.fields().begin(), value->type.fields().end(),
                                                         [](auto& field) { return field.type.is_nested(); });
    if (nested_column ||
        holds(value->type, [](const DataType& type) { return type.is(TypeKind::map) && type.key().is_nested(); }) ||
        (name == "to_xml" && holds(value->type, [](const DataType& type) { return type.is(TypeKind::map); })))
      return fail(make_error(ErrorCode::unsupported, "{} of {} is not there yet", name, value->type.to_text()));
    auto written = with_written_intervals(value->type);
    if (written != value->type) value = plan::make_cast(std::move(value), written);
  }
  auto options = options_text(name, count > first_option ? node.arguments[first_option].get() : nullptr,
                              context_.settings().time_zone);
  if (!options) return fail(options.error());
  bool nullable = reads || value->nullable;
  std::vector<ExpressionPtr> arguments;
  arguments.push_back(std::move(value));
  if (reads) arguments.push_back(plan::make_constant(Value::null(result)));
  arguments.push_back(plan::make_constant(Value::string(std::move(*options))));
  return plan::make_call(name, result, nullable, std::move(arguments));
}

}  // namespace skep::analyzer
