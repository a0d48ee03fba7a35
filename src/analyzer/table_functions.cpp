#include "analyzer/generators.h"
#include "analyzer/relation_forms.h"
#include "base/text.h"
#include "functions/signature.h"
#include "syntax/keywords.h"

#include <charconv>
#include <cmath>

namespace skep::analyzer {

using plan::ExpressionPtr;
using types::TypeKind;

namespace {

Error wrong_count(std::string_view name, std::string_view wanted, size_t found) {
  return analysis_error("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", "{} takes {} arguments, not {}", name, wanted, found);
}

/// A bound of range: a constant that goes to a bigint, a text or a fraction too.
std::optional<int64_t> range_bound(Context& context, const syntax::Expression& argument) {
  auto fail = [&](Error error) {
    context.report(std::move(error), argument.position);
    return std::nullopt;
  };
  if (std::holds_alternative<syntax::NamedArgument>(argument.node)) {
    return fail(analysis_error("NON_FOLDABLE_ARGUMENT", "range takes its arguments by place"));
  }
  Scope nothing;
  auto value = ExpressionAnalyzer(context, nothing).analyze(argument);
  if (context.failed()) return std::nullopt;
  if (auto number = constant_integer(*value)) return number;
  auto* constant = std::get_if<plan::Constant>(&value->node);
  auto& type = value->type;
  if (constant && type.is_text()) {
    auto& text = std::get<std::string>(constant->value.data);
    auto trimmed = trim(text);
    int64_t number = 0;
    auto parsed = std::from_chars(trimmed.data(), trimmed.data() + trimmed.size(), number);
    if (parsed.ec == std::errc{} && parsed.ptr == trimmed.data() + trimmed.size()) return number;
    return fail(analysis_error("CAST_INVALID_INPUT", "'{}' is no BIGINT", text));
  }
  if (constant && !constant->value.is_null() && (type.is(TypeKind::decimal) || type.is_fractional())) {
    auto number = std::strtod(constant->value.to_text().c_str(), nullptr);
    constexpr double kBeyond = 9.2e18;
    if (std::fabs(number) < kBeyond) return static_cast<int64_t>(number);
  }
  return fail(analysis_error("UNEXPECTED_INPUT_TYPE", "range takes constant numbers, not {}", type.to_sql()));
}

/// range(end), range(start, end), range(start, end, step[, slices])
Relation analyze_range(Context& context, const syntax::FunctionRelation& function, TextPosition position) {
  auto count = function.arguments.size();
  if (count < 1 || count > 4) return context.fail_relation(wrong_count("range", "1 to 4", count), position);
  std::vector<int64_t> numbers;
  for (auto& argument : function.arguments) {
    auto number = range_bound(context, *argument);
    if (!number) return Context::one_empty_row();
    numbers.push_back(*number);
  }
  plan::Range range;
  range.start = count > 1 ? numbers[0] : 0;
  range.end = count > 1 ? numbers[1] : numbers[0];
  range.step = count > 2 ? numbers[2] : 1;
  if (range.step == 0) {
    return context.fail_relation(analysis_error("FAILED_FUNCTION_CALL", "the step of range must not be 0"), position);
  }
  types::Schema output{{"id", types::kBigint, false, {}}};
  auto scope = Scope::of(output, {});
  return {plan::make_plan(std::move(output), range), std::move(scope)};
}

Relation analyze_keywords(Context& context, const syntax::FunctionRelation& function, TextPosition position) {
  if (!function.arguments.empty()) {
    return context.fail_relation(wrong_count("sql_keywords", "0", function.arguments.size()), position);
  }
  plan::Values values;
  for (auto keyword : syntax::all_keywords()) {
    std::vector<ExpressionPtr> row;
    row.push_back(plan::make_constant(types::Value::string(std::string(keyword))));
    bool reserved = context.settings().enforces_reserved_words && syntax::is_ansi_reserved(keyword);
    row.push_back(plan::make_constant(types::Value::boolean(reserved)));
    values.rows.push_back(std::move(row));
  }
  types::Schema output{{"keyword", types::kString, false, {}}, {"reserved", types::kBoolean, false, {}}};
  auto scope = Scope::of(output, {});
  return {plan::make_plan(std::move(output), std::move(values)), std::move(scope)};
}

Relation analyze_generated(Context& context, const syntax::FunctionRelation& function, TextPosition position) {
  Scope nothing;
  ExpressionAnalyzer analyzer(context, nothing);
  auto call = analyze_generator(context, analyzer, function.name, function.arguments, position);
  if (context.failed()) return Context::one_empty_row();
  auto scope = Scope::of(call.columns, {});
  return {generate(std::move(Context::one_empty_row().plan), std::move(call)), std::move(scope)};
}

}  // namespace

Relation analyze_table_function(Context& context, const syntax::FunctionRelation& function, TextPosition position) {
  auto name = to_lower(function.name.parts.back());
  bool is_built_in =
      function.name.parts.size() == 1 && (name == "range" || name == "sql_keywords" || is_generator(name));
  if (auto* own = is_built_in ? nullptr : find_sql_function(context, function.name.parts)) {
    if (own->is_table) return analyze_table_function(context, *own, function, position);
    return context.fail_relation(
        analysis_error("NOT_A_TABLE_FUNCTION", "{} is a scalar function", function.name.to_text()), position);
  }
  if (function.name.parts.size() > 1) {
    return context.fail_relation(analysis_error("INVALID_SQL_SYNTAX.INVALID_TABLE_VALUED_FUNC_NAME",
                                                "table functions have names of one part: {}", function.name.to_text()),
                                 position);
  }
  if (name == "range") return analyze_range(context, function, position);
  if (name == "sql_keywords") return analyze_keywords(context, function, position);
  if (is_generator(name)) return analyze_generated(context, function, position);
  return context.fail_relation(
      analysis_error("UNRESOLVABLE_TABLE_VALUED_FUNCTION", "there is no table function {}", function.name.to_text()),
      position);
}

}  // namespace skep::analyzer
