#include "analyzer/expression_analyzer.h"
#include "base/text.h"
#include "functions/signature.h"

namespace skep::analyzer {

using plan::ExpressionPtr;
using types::TypeKind;
using types::Value;

namespace {

/// to_char and to_varchar are called as what they do with bytes and numbers; nothing where they keep their names.
std::string_view called_name(std::string_view name, const plan::Expression& value, const plan::Expression& format) {
  if (!value.type.is(TypeKind::binary)) return "to_char";
  auto* constant = std::get_if<plan::Constant>(&format.node);
  auto form = constant && !constant->value.is_null() ? to_lower(constant->value.to_text()) : "";
  if (form == "hex") return name == "to_varchar" ? "to_varchar" : "hex";
  if (form == "base64") return "base64";
  return form == "utf-8" ? "decode" : "";
}

/// What is no time is read as the text that it is: to_date(12) fails as to_date('12') does.
ExpressionPtr time_or_text(std::string_view name, ExpressionPtr value) {
  auto& type = value->type;
  bool is_time = type.is_datetime() || type.is_text() || type.is(TypeKind::null) || type.is_nested() ||
                 type.is_any_interval() || type.is(TypeKind::variant);
  bool counts_seconds = type.is_numeric() && (name == "to_timestamp" || name == "to_timestamp_ltz");
  return is_time || counts_seconds ? std::move(value) : plan::make_cast(std::move(value), types::kString);
}

/// Bytes that are cast to a text for a check are checked themselves: the engine's texts are UTF-8 always.
ExpressionPtr bytes_to_check(ExpressionPtr value) {
  auto* cast = std::get_if<plan::Cast>(&value->node);
  bool hides_bytes = cast && value->type.is_text() && cast->operand->type.is(TypeKind::binary);
  return hides_bytes ? std::move(cast->operand) : std::move(value);
}

}  // namespace

/// collate(text, name): texts have the collation of their bytes; others are refused by name.
ExpressionPtr ExpressionAnalyzer::collated(const syntax::FunctionCall& node, TextPosition at) {
  auto* name = std::get_if<syntax::Literal>(&node.arguments[1]->node);
  if (!name || !name->value.type.is_text())
    return context_.fail(analysis_error("UNEXPECTED_INPUT_TYPE", "collate takes a collation's name as a literal"), at);
  auto wanted = to_upper(name->value.to_text());
  if (wanted == "UTF8_BINARY") {
    auto value = analyze(*node.arguments[0]);
    if (value->type.is_text() || value->type.is(TypeKind::null))
      return plan::make_cast(std::move(value), types::kString);
    return context_.fail(functions::unexpected_type("collate", 0, "\"STRING\"", value->type), at);
  }
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
  bool checks_bytes =
      count == 1 && (name == "is_valid_utf8" || name == "make_valid_utf8" || name.ends_with("validate_utf8"));
  bool reads_time = count == 1 && (name == "to_date" || name.starts_with("to_timestamp"));
  if (!reads_time && !checks_bytes && !pads && !prints && !moves && !counts_now) return nullptr;

  std::vector<ExpressionPtr> arguments;
  if (moves) arguments.push_back(plan::make_constant(Value::string(context_.settings().time_zone)));
  if (counts_now) arguments.push_back(call("current_timestamp", {}, at));
  for (auto& given : node.arguments) arguments.push_back(analyze(*given));
  if (reads_time) arguments[0] = time_or_text(name, std::move(arguments[0]));
  if (checks_bytes) arguments[0] = bytes_to_check(std::move(arguments[0]));
  if (pads && arguments[0]->type.is(TypeKind::binary))
    arguments.push_back(plan::make_constant({types::kBinary, std::string(1, '\0')}));
  if (arguments.size() > count && pads) context_.printed_functions[&node] = name == "lpad" ? "lpad" : "rpad";
  if (prints && arguments[0]->type.is_datetime()) {
    context_.printed_functions[&node] = "date_format";
    return call("date_format", std::move(arguments), at);
  }
  auto called = prints ? called_name(name, *arguments[0], *arguments[1]) : "";
  if (!called.empty()) context_.printed_functions[&node] = called;
  return call(name, std::move(arguments), at);
}

}  // namespace skep::analyzer
