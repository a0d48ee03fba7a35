#include "analyzer/context.h"
#include "analyzer/expression_analyzer.h"

namespace skep::analyzer {

using plan::ExpressionPtr;

namespace {

bool is_foldable(const plan::Expression& expression) {
  bool foldable = true;
  plan::walk(expression, [&](const plan::Expression& part) {
    auto* call = std::get_if<plan::Call>(&part.node);
    foldable &= std::holds_alternative<plan::Constant>(part.node) || std::holds_alternative<plan::Cast>(part.node) ||
                std::holds_alternative<plan::Case>(part.node) || std::holds_alternative<plan::InList>(part.node) ||
                call;
    foldable &= !call || (call->function != "rand" && call->function != "randn" && call->function != "uuid");
  });
  return foldable;
}

/// The number itself, where it is written as one, with a sign or without.
std::optional<int64_t> written_number(const plan::Expression& value) {
  auto* inner = &value;
  auto* call = std::get_if<plan::Call>(&inner->node);
  bool is_negative = call && call->function == "negative";
  if (is_negative) inner = call->arguments[0].get();
  auto* constant = std::get_if<plan::Constant>(&inner->node);
  if (!constant || constant->value.is_null()) return std::nullopt;
  auto number = std::get<int64_t>(constant->value.data);
  return is_negative ? -number : number;
}

/// What LIMIT or OFFSET gives: a number in `count`, or a constant expression that the engine computes.
ExpressionPtr analyze_count(Context& context, const Scope& scope, const syntax::Expression& expression,
                            std::string_view clause, int64_t& count) {
  ExpressionAnalyzer analyzer(context, scope, ExpressionAnalyzer::Aggregates::allowed);
  const std::vector<syntax::NamedWindow> no_names;
  analyzer.allow_windows(no_names);
  auto value = analyzer.analyze(expression);
  if (context.failed()) return nullptr;
  auto report = [&](std::string_view category, const std::string& text) {
    context.report(analysis_error(fmt::format("INVALID_LIMIT_LIKE_EXPRESSION.{}", category), "the {} {}", clause, text),
                   expression.position);
  };
  if (!is_foldable(*value)) {
    report("IS_UNFOLDABLE", "must be a constant");
  } else if (!value->type.is(types::TypeKind::integer)) {
    report("DATA_TYPE", fmt::format("must be an integer, not {}", value->type.to_sql()));
  } else if (auto number = written_number(*value)) {
    if (*number < 0) report("IS_NEGATIVE", fmt::format("must not be negative: {}", *number));
    count = *number;
  } else {
    return value;
  }
  return nullptr;
}

}  // namespace

plan::PlanPtr add_limit(Context& context, plan::PlanPtr plan, const syntax::Query& query) {
  if (!query.limit && !query.offset) return plan;
  auto output = plan->output;
  auto scope = Scope::of(output, {});
  plan::Limit limit;
  if (query.limit) limit.computed_count = analyze_count(context, scope, *query.limit, "limit", limit.count);
  if (query.offset) limit.computed_offset = analyze_count(context, scope, *query.offset, "offset", limit.offset);
  limit.input = std::move(plan);
  return plan::make_plan(std::move(output), std::move(limit));
}

}  // namespace skep::analyzer
