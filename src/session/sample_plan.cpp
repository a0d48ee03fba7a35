#include "session/sample_plan.h"

#include "base/check.h"

#include <cmath>

namespace skep::session {
namespace {

/// Numbers drawn lie in [0, 2^63).
constexpr double kRanks = 9223372036854775808.0;

plan::ExpressionPtr bigint(int64_t value) { return plan::make_constant(types::Value::bigint(value)); }

plan::ExpressionPtr call(std::string function, const types::DataType& type, plan::ExpressionPtr left,
                         plan::ExpressionPtr right) {
  std::vector<plan::ExpressionPtr> arguments;
  arguments.push_back(std::move(left));
  arguments.push_back(std::move(right));
  return plan::make_call(std::move(function), type, false, std::move(arguments));
}

plan::PlanPtr filtered(plan::PlanPtr rows, plan::ExpressionPtr condition) {
  auto output = rows->output;
  return plan::make_plan(std::move(output), plan::Filter{std::move(rows), std::move(condition)});
}

plan::PlanPtr first_of_all(plan::PlanPtr rows, plan::ExpressionPtr rank, int64_t count) {
  auto output = rows->output;
  plan::Sort sort;
  sort.keys.push_back({std::move(rank), false, true});
  sort.input = std::move(rows);
  auto sorted = plan::make_plan(output, std::move(sort));
  return plan::make_plan(output, plan::Limit{std::move(sorted), count, 0});
}

plan::PlanPtr first_of_each(plan::PlanPtr rows, plan::ExpressionPtr rank, int64_t count, size_t first_group,
                            size_t groups) {
  plan::RowNumber number;
  for (size_t i = first_group; i < first_group + groups; i++)
    number.partition.push_back(plan::make_input(i, rows->output[i]));
  number.keys.push_back({std::move(rank), false, true});
  auto output = rows->output;
  output.push_back({"number", types::kBigint, false, {}});
  number.input = std::move(rows);
  auto numbered = plan::make_plan(output, std::move(number));
  auto condition = call("<=", types::kBoolean, plan::make_input(output.size() - 1, output.back()), bigint(count));
  return filtered(std::move(numbered), std::move(condition));
}

}  // namespace

size_t add_position(plan::Plan& plan) {
  types::Field field{"position", types::kBigint, false, {}};
  if (auto* scan = std::get_if<plan::Scan>(&plan.node)) {
    scan->with_position = true;
  } else if (auto* project = std::get_if<plan::Project>(&plan.node)) {
    project->expressions.push_back(plan::make_input(add_position(*project->input), field));
  } else {
    bool passes_on = std::holds_alternative<plan::Filter>(plan.node) || std::holds_alternative<plan::Sort>(plan.node);
    check(passes_on, "a row's position is asked for above a node that has none");
    plan::for_each_input(plan, [](plan::PlanPtr& input) { add_position(*input); });
  }
  plan.output.push_back(std::move(field));
  return plan.output.size() - 1;
}

plan::PlanPtr keep_columns(plan::PlanPtr plan, size_t count) {
  types::Schema output(plan->output.begin(), plan->output.begin() + static_cast<ptrdiff_t>(count));
  std::vector<plan::ExpressionPtr> kept;
  for (size_t i = 0; i < count; i++) kept.push_back(plan::make_input(i, output[i]));
  return plan::make_plan(std::move(output), plan::Project{std::move(plan), std::move(kept)});
}

plan::ExpressionPtr count_all() {
  auto count = std::make_unique<plan::Expression>();
  count->type = types::kBigint;
  count->nullable = false;
  plan::AggregateCall call;
  call.function = "count";
  call.arguments.push_back(plan::make_constant(types::Value::integer(1)));
  count->node = std::move(call);
  return count;
}

plan::PlanPtr sample_of(plan::PlanPtr rows, const TableRead::Sample& sample) {
  size_t groups = sample.by.size();
  size_t visible = rows->output.size() - groups;
  auto position = add_position(*rows);
  auto rank =
      call("sample_rank", types::kBigint, plan::make_input(position, rows->output[position]), bigint(sample.seed));
  if (sample.fraction) {
    double bound = std::min(*sample.fraction, 1.0) * kRanks;
    if (bound < kRanks) {
      auto condition = call("<", types::kBoolean, std::move(rank), bigint(static_cast<int64_t>(bound)));
      rows = filtered(std::move(rows), std::move(condition));
    }
  } else if (groups > 0) {
    rows = first_of_each(std::move(rows), std::move(rank), *sample.rows, visible, groups);
  } else {
    rows = first_of_all(std::move(rows), std::move(rank), *sample.rows);
  }
  return keep_columns(std::move(rows), visible);
}

}  // namespace skep::session
