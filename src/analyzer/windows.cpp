#include "analyzer/windows.h"

#include <algorithm>

namespace skep::analyzer {

using plan::ExpressionPtr;

bool contains_window(const plan::Expression& expression) {
  bool found = false;
  plan::walk(expression,
             [&](const plan::Expression& part) { found |= std::holds_alternative<plan::WindowCall>(part.node); });
  return found;
}

namespace {

void extract(ExpressionPtr& expression, size_t width, std::vector<ExpressionPtr>& calls) {
  auto* call = std::get_if<plan::WindowCall>(&expression->node);
  if (!call) {
    plan::detail::for_each_child(*expression, [&](ExpressionPtr& child) { extract(child, width, calls); });
    return;
  }
  auto same = std::find_if(calls.begin(), calls.end(),
                           [&](const ExpressionPtr& candidate) { return plan::equal(*candidate, *expression); });
  auto column = plan::make_input(width + static_cast<size_t>(same - calls.begin()),
                                 {call->function, expression->type, expression->nullable, {}});
  if (same == calls.end()) calls.push_back(std::move(expression));
  expression = std::move(column);
}

/// What stands in the outermost window calls and holds others: those are computed below.
void collect_nested(ExpressionPtr& expression, bool in_window, std::vector<ExpressionPtr*>& nested) {
  if (in_window) {
    if (contains_window(*expression)) nested.push_back(&expression);
    return;
  }
  bool is_window = std::holds_alternative<plan::WindowCall>(expression->node);
  plan::detail::for_each_child(*expression, [&](ExpressionPtr& child) { collect_nested(child, is_window, nested); });
}

}  // namespace

plan::PlanPtr add_windows(plan::PlanPtr input, const std::vector<ExpressionPtr*>& expressions) {
  std::vector<ExpressionPtr*> nested;
  for (auto* expression : expressions) collect_nested(*expression, false, nested);
  if (!nested.empty()) input = add_windows(std::move(input), nested);
  plan::Window window;
  for (auto* expression : expressions) extract(*expression, input->output.size(), window.calls);
  if (window.calls.empty()) return input;
  auto output = input->output;
  for (auto& call : window.calls) {
    output.push_back({std::get<plan::WindowCall>(call->node).function, call->type, call->nullable, {}});
  }
  window.input = std::move(input);
  return plan::make_plan(std::move(output), std::move(window));
}

}  // namespace skep::analyzer
