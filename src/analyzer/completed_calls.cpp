#include "analyzer/expression_analyzer.h"
#include "base/text.h"

namespace skep::analyzer {

using plan::ExpressionPtr;
using types::TypeKind;
using types::Value;

/// collate(text, name): texts have the collation of their bytes; others are refused by name.
ExpressionPtr ExpressionAnalyzer::collated(const syntax::FunctionCall& node, TextPosition at) {
  auto* name = std::get_if<syntax::Literal>(&node.arguments[1]->node);
  if (!name || !name->value.type.is_text())
    return context_.fail(analysis_error("UNEXPECTED_INPUT_TYPE", "collate takes a collation's name as a literal"), at);
  auto wanted = to_upper(name->value.to_text());
  if (wanted == "UTF8_BINARY") return plan::make_cast(analyze(*node.arguments[0]), types::kString);
  auto base = wanted.substr(0, wanted.find('_'));
  bool known = wanted.starts_with("UTF8_LCASE") || wanted.starts_with("UNICODE") || base.size() == 2;
  if (known) {
    return context_.fail(make_error(ErrorCode::unsupported, "the collation {} is not there yet", wanted), at);
  }
  return context_.fail(analysis_error("COLLATION_INVALID_NAME", "there is no collation {}", wanted), at);
}

/// collation(text): the name of the only one there is.
ExpressionPtr ExpressionAnalyzer::collation_of(ExpressionPtr value, TextPosition at) {
  bool is_text = value->type.is_text() || value->type.is(TypeKind::null);
  if (is_text) return plan::make_constant(Value::string("SYSTEM.BUILTIN.UTF8_BINARY"));
  return context_.fail(
      analysis_error("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", "collation takes a text, not {}", value->type.to_sql()),
      at);
}

/// What functions without arguments say of the session; nothing for other names.
std::optional<Value> ExpressionAnalyzer::session_value(std::string_view name) const {
  if (name == "current_database" || name == "current_schema") return Value::string(context_.names().current_database);
  if (name == "current_user" || name == "session_user" || name == "user")
    return Value::string(context_.settings().user);
  if (name == "current_catalog") return Value::string("spark_catalog");
  if (name == "current_timezone") return Value::string(context_.settings().time_zone);
  if (name == "version") return Value::string("4.0.1 skep");
  if (!scope_.columns.empty()) return std::nullopt;
  if (name == "input_file_name") return Value::string("");
  if (name == "input_file_block_start" || name == "input_file_block_length") return Value::bigint(-1);
  return std::nullopt;
}

/// Calls whose missing arguments depend on the session or on the types of those that are there.
ExpressionPtr ExpressionAnalyzer::completed_call(const std::string& name, const syntax::FunctionCall& node,
                                                 TextPosition at) {
  auto count = node.arguments.size();
  bool pads = (name == "lpad" || name == "rpad") && count == 2;
  bool prints = (name == "to_char" || name == "to_varchar") && count == 2;
  bool moves = name == "convert_timezone" && count == 2;
  bool counts_now = name == "unix_timestamp" && count == 0;
  if (!pads && !prints && !moves && !counts_now) return nullptr;

  std::vector<ExpressionPtr> arguments;
  if (moves) arguments.push_back(plan::make_constant(Value::string(context_.settings().time_zone)));
  if (counts_now) arguments.push_back(call("current_timestamp", {}, at));
  for (auto& given : node.arguments) arguments.push_back(analyze(*given));
  if (pads && arguments[0]->type.is(TypeKind::binary))
    arguments.push_back(plan::make_constant({types::kBinary, std::string(1, '\0')}));
  if (prints && arguments[0]->type.is_datetime()) {
    context_.printed_functions[&node] = "date_format";
    return call("date_format", std::move(arguments), at);
  }
  return call(name, std::move(arguments), at);
}

}  // namespace skep::analyzer
