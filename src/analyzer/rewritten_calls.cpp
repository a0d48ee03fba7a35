#include "analyzer/expression_analyzer.h"
#include "base/text.h"

namespace skep::analyzer {

using plan::ExpressionPtr;
using types::DataType;
using types::TypeKind;
using types::Value;

namespace {

struct DatePart {
  std::string_view field;
  std::string_view function;
};

constexpr DatePart kDateParts[] = {
    {"year", "year"},
    {"y", "year"},
    {"years", "year"},
    {"yr", "year"},
    {"yrs", "year"},
    {"quarter", "quarter"},
    {"qtr", "quarter"},
    {"month", "month"},
    {"mon", "month"},
    {"mons", "month"},
    {"months", "month"},
    {"week", "weekofyear"},
    {"weeks", "weekofyear"},
    {"w", "weekofyear"},
    {"day", "day"},
    {"d", "day"},
    {"days", "day"},
    {"dayofweek", "dayofweek"},
    {"dow", "dayofweek"},
    {"doy", "dayofyear"},
    {"hour", "hour"},
    {"h", "hour"},
    {"hours", "hour"},
    {"hr", "hour"},
    {"hrs", "hour"},
    {"minute", "minute"},
    {"m", "minute"},
    {"min", "minute"},
    {"mins", "minute"},
    {"minutes", "minute"},
    {"second", "exact_second"},
    {"s", "exact_second"},
    {"sec", "exact_second"},
    {"seconds", "exact_second"},
    {"secs", "exact_second"},
    {"dayofweek_iso", "dayofweek_iso"},
    {"dow_iso", "dayofweek_iso"},
    {"yearofweek", "yearofweek"},
};

/// The function of a field of EXTRACT; empty for an unknown one.
std::string_view part_function(std::string_view field) {
  for (auto& part : kDateParts) {
    if (equals_ignoring_case(part.field, field)) return part.function;
  }
  return {};
}

/// Intervals have the parts that their types are made of.
bool is_interval_part(std::string_view function, const DataType& interval) {
  using types::IntervalUnit;
  std::optional<IntervalUnit> unit;
  if (interval.is(TypeKind::calendar_interval)) {
    constexpr std::string_view kParts[] = {"year", "month", "day", "hour", "minute", "exact_second"};
    return std::find(std::begin(kParts), std::end(kParts), function) != std::end(kParts);
  }
  if (interval.is(TypeKind::interval_year_month)) {
    if (function == "year") unit = IntervalUnit::year;
    if (function == "month") unit = IntervalUnit::month;
  } else {
    if (function == "day") unit = IntervalUnit::day;
    if (function == "hour") unit = IntervalUnit::hour;
    if (function == "minute") unit = IntervalUnit::minute;
    if (function == "exact_second") unit = IntervalUnit::second;
  }
  return unit && *unit >= interval.interval_from() && *unit <= interval.interval_to();
}

}  // namespace

ExpressionPtr ExpressionAnalyzer::date_part(std::string_view field, ExpressionPtr source, TextPosition at) {
  auto function = part_function(field);
  bool is_interval = source->type.is_any_interval();
  if (function.empty() || (is_interval && !is_interval_part(function, source->type))) {
    return context_.fail(analysis_error("INVALID_EXTRACT_FIELD", "the field {} cannot be extracted from {}", field,
                                        source->type.to_sql()),
                         at);
  }
  std::vector<ExpressionPtr> arguments;
  arguments.push_back(std::move(source));
  return call(is_interval ? fmt::format("interval_{}", function) : std::string(function), std::move(arguments), at);
}

ExpressionPtr ExpressionAnalyzer::two_sided(std::string_view function, ExpressionPtr left, ExpressionPtr right,
                                            TextPosition at) {
  std::vector<ExpressionPtr> sides;
  sides.push_back(std::move(left));
  sides.push_back(std::move(right));
  return call(function, std::move(sides), at);
}

/// IF(value = unwanted, NULL, value): the type is the value's own.
ExpressionPtr ExpressionAnalyzer::null_if(ExpressionPtr value, ExpressionPtr unwanted, TextPosition at) {
  std::vector<std::pair<ExpressionPtr, ExpressionPtr>> branches;
  auto same = two_sided("=", plan::clone(*value), std::move(unwanted), at);
  branches.emplace_back(std::move(same), plan::make_constant(Value::null()));
  return case_of(std::move(branches), std::move(value), at);
}

/// decode(x, a, b, c, d, e): b where x is a, d where x is c, else e; nulls are equal.
ExpressionPtr ExpressionAnalyzer::decode(const syntax::FunctionCall& node, TextPosition at) {
  auto count = node.arguments.size();
  auto operand = analyze(*node.arguments[0]);
  std::vector<std::pair<ExpressionPtr, ExpressionPtr>> branches;
  for (size_t i = 1; i + 1 < count; i += 2) {
    auto same = two_sided("<=>", plan::clone(*operand), analyze(*node.arguments[i]), at);
    branches.emplace_back(std::move(same), analyze(*node.arguments[i + 1]));
  }
  auto otherwise = count % 2 == 0 ? analyze(*node.arguments.back()) : plan::make_constant(Value::null());
  return case_of(std::move(branches), std::move(otherwise), at);
}

/// timestampadd(unit, n, t) and timestampdiff(unit, a, b), also as dateadd and datediff; the parser made the unit a text.
ExpressionPtr ExpressionAnalyzer::units_call(bool adds, const syntax::FunctionCall& node, TextPosition at) {
  auto arguments = analyze_all(node.arguments);
  if (!arguments[0]->type.is_text()) {
    return context_.fail(
        analysis_error("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", "{} takes 2 arguments, not 3", node.name.parts.back()), at);
  }
  return call(adds ? "timestampadd" : "timestampdiff", std::move(arguments), at);
}

ExpressionPtr ExpressionAnalyzer::rewritten_call(const std::string& name, const syntax::FunctionCall& node,
                                                 TextPosition at) {
  auto count = node.arguments.size();
  auto argument = [&](size_t i) { return analyze(*node.arguments[i]); };
  auto literal = [](Value value) { return plan::make_constant(std::move(value)); };
  bool is_part = name == "date_part" || name == "datepart";
  if (is_part && count != 2) {
    return context_.fail(
        analysis_error("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", "{} takes 2 arguments, not {}", name, count), at);
  }
  if (is_part) {
    auto* field = std::get_if<syntax::Literal>(&node.arguments[0]->node);
    if (field && field->value.type.is_text())
      return date_part(std::get<std::string>(field->value.data), argument(1), at);
    if (field && field->value.is_null()) return literal(Value::null(types::kDouble));
    return context_.fail(analysis_error("NON_FOLDABLE_ARGUMENT", "date_part takes a constant field"), at);
  }
  if (count == 3 && (name == "dateadd" || name == "date_add")) return units_call(true, node, at);
  if (count == 3 && (name == "datediff" || name == "date_diff")) return units_call(false, node, at);
  if (name == "nullif" && count == 2) return null_if(argument(0), argument(1), at);
  if (name == "nullifzero" && count == 1) return null_if(argument(0), literal(Value::integer(0)), at);
  if (name == "zeroifnull" && count == 1) return two_sided("coalesce", argument(0), literal(Value::integer(0)), at);
  if (name == "equal_null" && count == 2) return two_sided("<=>", argument(0), argument(1), at);
  if (name == "decode" && count > 2) return decode(node, at);
  if (name == "collate" && count == 2) return collated(node, at);
  if (name == "collation" && count == 1) return collation_of(argument(0), at);
  if (auto typed = typed_text_call(name, node, at)) return typed;
  if (count == 0) {
    if (auto value = session_value(name)) return plan::make_constant(std::move(*value));
  }
  return completed_call(name, node, at);
}

}  // namespace skep::analyzer
