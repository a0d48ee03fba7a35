#include "session/function_records.h"

#include "base/text.h"
#include "session/commands.h"
#include "session/names.h"
#include "syntax/parser.h"
#include "syntax/string_literals.h"

#include <simdjson.h>

#include <ctime>
#include <map>

namespace skep::session {
namespace {

using Properties = std::map<std::string, std::string>;

// Spark's way: the class is a mark, and what there is to know is a JSON object of texts. It stands in the URIs of the
// resources, cut in parts that each begin with their number.
constexpr std::string_view kClassMark = "sqlFunction.";
constexpr size_t kNumberLength = 3;
constexpr size_t kPartLength = 4000 - kNumberLength;
constexpr int32_t kFileResource = 2;

std::string definition_of(const syntax::FunctionParameter& parameter) {
  auto text = quoted_where_needed(parameter.name) + " " + parameter.type.to_sql();
  if (!parameter.default_text.empty()) text += " DEFAULT " + parameter.default_text;
  if (!parameter.comment.empty()) text += " COMMENT " + syntax::quote_string(parameter.comment);
  return text;
}

std::string returns_of(const catalog::SqlFunction& function) {
  if (!function.is_table) return function.returns[0].type.to_sql();
  std::vector<std::string> columns;
  for (auto& column : function.returns)
    columns.push_back(definition_of({column.name, column.type, column.comment, ""}));
  return join(columns, ",");
}

Properties properties_of(const catalog::SqlFunction& function) {
  Properties properties{{"catalogAndNamespace.numParts", "2"},
                        {"catalogAndNamespace.part.0", "spark_catalog"},
                        {"catalogAndNamespace.part.1", function.current_database},
                        {"referredTempViewNames", "[]"},
                        {"referredTempFunctionsNames", "[]"},
                        {"referredTempVariableNames", "[]"},
                        {"sqlFunction.deterministic", "true"},
                        {"sqlFunction.createTime", std::to_string(std::time(nullptr) * 1000)}};
  properties["sqlFunction.isTableFunc"] = function.is_table ? "true" : "false";
  properties["sqlFunction.returnType"] = returns_of(function);
  properties[function.query ? "sqlFunction.query" : "sqlFunction.expression"] = function.body_text;
  if (!function.comment.empty()) properties["sqlFunction.comment"] = function.comment;
  std::vector<std::string> parameters;
  for (auto& parameter : function.parameters) parameters.push_back(definition_of(parameter));
  if (!parameters.empty()) properties["sqlFunction.inputParam"] = join(parameters, ", ");
  for (auto& [key, value] : function.settings) properties["sqlConfig." + key] = value;
  return properties;
}

Result<Properties> read_properties(const metastore::Function& function) {
  std::map<std::string, std::string> parts;
  for (auto& resource : function.resources) {
    if (resource.uri.size() < kNumberLength) continue;
    parts[resource.uri.substr(0, kNumberLength)] = resource.uri.substr(kNumberLength);
  }
  std::string json;
  for (auto& [number, part] : parts) json += part;
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(json).get(object) != simdjson::SUCCESS)
    return make_error(ErrorCode::invalid_data, "the record of the function {} is not understood", function.name);
  Properties properties;
  for (auto [key, element] : object) {
    std::string_view text;
    if (element.get_string().get(text) == simdjson::SUCCESS) properties[std::string(key)] = std::string(text);
  }
  return properties;
}

/// "a INT DEFAULT 2, b STRING COMMENT 'x'": read as the parameters of a function.
Result<std::vector<syntax::FunctionParameter>> read_definitions(const std::string& text) {
  if (text.empty()) return std::vector<syntax::FunctionParameter>();
  auto parsed = syntax::parse_statement("CREATE FUNCTION f(" + text + ") RETURN 1");
  if (!parsed) return parsed.error();
  return std::get<syntax::CreateFunction>(parsed->node).parameters;
}

Result<void> read_returns(catalog::SqlFunction& function, const std::string& text) {
  if (!function.is_table) {
    auto type = types::parse_type(text);
    if (!type) return type.error();
    function.returns = {{"value", *std::move(type), true, {}}};
    return {};
  }
  auto columns = read_definitions(text);
  if (!columns) return columns.error();
  for (auto& column : *columns) function.returns.push_back({column.name, column.type, true, column.comment});
  return {};
}

}  // namespace

metastore::Function function_record(const catalog::SqlFunction& function, const std::string& owner) {
  std::vector<std::string> pairs;
  for (auto& [key, value] : properties_of(function)) pairs.push_back(json_quote(key) + ":" + json_quote(value));
  auto json = "{" + join(pairs, ",") + "}";
  metastore::Function record;
  record.database = function.database;
  record.name = function.name;
  record.class_name = kClassMark;
  record.owner = owner;
  record.owner_type = "USER";
  for (size_t i = 0; i * kPartLength < json.size(); i++)
    record.resources.push_back({kFileResource, fmt::format("{:03}", i) + json.substr(i * kPartLength, kPartLength)});
  return record;
}

Result<void> parse_function_texts(catalog::SqlFunction& function) {
  auto parse = [](const std::string& text) -> Result<std::shared_ptr<const syntax::Expression>> {
    auto parsed = syntax::parse_expression(text);
    if (!parsed) return parsed.error();
    return std::shared_ptr<const syntax::Expression>(std::move(*parsed));
  };
  for (auto& parameter : function.parameters) {
    function.defaults.emplace_back();
    if (parameter.default_text.empty()) continue;
    auto parsed = parse(parameter.default_text);
    if (!parsed) return parsed.error();
    function.defaults.back() = *parsed;
  }
  auto statement = syntax::parse_statement(function.body_text);
  auto* query = statement ? std::get_if<syntax::QueryStatement>(&statement->node) : nullptr;
  bool is_query = query && (function.is_table || !function.body_text.starts_with("("));
  if (is_query && function.is_table) {
    function.query = std::move(query->query);
    return {};
  }
  // A scalar function whose body is a query is the value of that query.
  auto body = parse(is_query ? "(" + function.body_text + ")" : function.body_text);
  if (!body) return body.error();
  function.body = *body;
  return {};
}

Result<std::shared_ptr<const catalog::SqlFunction>> sql_function(const metastore::Function& record) {
  if (record.class_name != kClassMark) return std::shared_ptr<const catalog::SqlFunction>();
  auto properties = read_properties(record);
  if (!properties) return properties.error();
  auto& all = *properties;
  catalog::SqlFunction function;
  function.database = record.database;
  function.name = record.name;
  function.is_table = all["sqlFunction.isTableFunc"] == "true";
  function.comment = all["sqlFunction.comment"];
  function.body_text = all.contains("sqlFunction.query") ? all["sqlFunction.query"] : all["sqlFunction.expression"];
  function.current_database = all["catalogAndNamespace.part.1"];
  for (auto& [key, value] : all)
    if (key.starts_with("sqlConfig.")) function.settings[key.substr(std::string_view("sqlConfig.").size())] = value;
  auto parameters = read_definitions(all["sqlFunction.inputParam"]);
  if (!parameters) return parameters.error();
  function.parameters = *std::move(parameters);
  if (auto read = read_returns(function, all["sqlFunction.returnType"]); !read) return read.error();
  if (auto parsed = parse_function_texts(function); !parsed) return parsed.error();
  return std::make_shared<const catalog::SqlFunction>(std::move(function));
}

}  // namespace skep::session
