#include "analyzer/context.h"
#include "analyzer/expression_analyzer.h"
#include "analyzer/relation_forms.h"
#include "base/text.h"

#include <array>

namespace skep::analyzer {
namespace {

constexpr std::array kJoinHints =
    std::to_array<std::string_view>({"BROADCAST", "BROADCASTJOIN", "MAPJOIN", "MERGE", "MERGEJOIN", "SHUFFLE_HASH",
                                     "SHUFFLE_MERGE", "SHUFFLE_REPLICATE_NL"});
constexpr std::array kPartitionHints =
    std::to_array<std::string_view>({"COALESCE", "REBALANCE", "REPARTITION", "REPARTITION_BY_RANGE"});

template <size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, std::string_view name) {
  for (auto known : names) {
    if (equals_ignoring_case(known, name)) return true;
  }
  return false;
}

bool is_number(const syntax::Expression& argument) {
  auto* literal = std::get_if<syntax::Literal>(&argument.node);
  return literal && literal->value.type.is(types::TypeKind::integer);
}

/// COALESCE takes one number; the others a number and columns of the select list.
void check_partitions(Context& context, const plan::Plan& plan, const syntax::Hint& hint) {
  bool coalesces = equals_ignoring_case(hint.name, "COALESCE");
  bool counted = !hint.arguments.empty() && is_number(*hint.arguments[0]);
  if (coalesces && (!counted || hint.arguments.size() > 1)) {
    return context.report(analysis_error("_LEGACY_ERROR_TEMP_1048", "the hint COALESCE takes a number of partitions"),
                          hint.position);
  }
  if (counted && std::get<int64_t>(std::get<syntax::Literal>(hint.arguments[0]->node).value.data) < 1) {
    return context.report(make_error(ErrorCode::invalid_argument, "the hint {} takes a positive number", hint.name),
                          hint.position);
  }
  auto scope = Scope::of(plan.output, {});
  ExpressionAnalyzer analyzer(context, scope);
  for (size_t i = counted ? 1 : 0; i < hint.arguments.size(); i++) {
    auto* text = std::get_if<syntax::Literal>(&hint.arguments[i]->node);
    if (text && text->value.type.is_text()) {
      syntax::Expression name{hint.arguments[i]->position,
                              syntax::ColumnName{{std::get<std::string>(text->value.data)}}};
      analyzer.analyze(name);
    } else {
      analyzer.analyze(*hint.arguments[i]);
    }
  }
}

std::string text_of(const Context& context, const syntax::Hint& hint) {
  std::vector<std::string> arguments;
  for (auto& argument : hint.arguments) arguments.push_back(column_name(context, *argument));
  return arguments.empty() ? to_upper(hint.name) : fmt::format("{}({})", to_upper(hint.name), join(arguments, ", "));
}

}  // namespace

plan::PlanPtr apply_hints(Context& context, plan::PlanPtr plan, const std::vector<syntax::Hint>& hints) {
  for (auto& hint : hints) {
    bool partitions = is_one_of(kPartitionHints, hint.name);
    if (partitions) check_partitions(context, *plan, hint);
    std::string reason = partitions                         ? ": rows are not partitioned on one machine"
                         : is_one_of(kJoinHints, hint.name) ? ": the engine chooses how it joins"
                                                            : ": no such hint";
    auto text = "hint " + text_of(context, hint) + reason;
    auto output = plan->output;
    plan = plan::make_plan(std::move(output), plan::Advice{std::move(plan), std::move(text)});
  }
  return plan;
}

}  // namespace skep::analyzer
