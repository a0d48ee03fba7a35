#include "analyzer/expression_analyzer.h"
#include "analyzer/window_frame.h"
#include "analyzer/within_group.h"
#include "base/text.h"

#include <algorithm>
#include <utility>

namespace skep::analyzer {

using plan::ExpressionPtr;

namespace {

/// A constant in place of its negation, as in lag(a, -1).
ExpressionPtr folded(ExpressionPtr expression) {
  auto* call = std::get_if<plan::Call>(&expression->node);
  if (!call || call->function != "negative") return expression;
  auto* constant = std::get_if<plan::Constant>(&call->arguments[0]->node);
  if (!constant || constant->value.is_null() || !constant->value.type.is_integral()) return expression;
  return plan::make_constant({constant->value.type, -std::get<int64_t>(constant->value.data)});
}

/// The definition that OVER means, through the names of the WINDOW clause; null after an error.
const syntax::WindowSpec* definition_of(Context& context, const syntax::WindowSpec& window,
                                        const std::vector<syntax::NamedWindow>& named) {
  auto* found = &window;
  for (size_t hops = 0; !found->name.empty(); hops++) {
    auto next = std::find_if(named.begin(), named.end(),
                             [&](const syntax::NamedWindow& candidate) { return candidate.name == found->name; });
    if (next == named.end()) {
      context.report(
          analysis_error("MISSING_WINDOW_SPECIFICATION", "the WINDOW clause does not define {}", found->name),
          window.position);
      return nullptr;
    }
    check(hops < 2, "a window is defined by a name that is defined by a name");
    found = &next->window;
  }
  return found;
}

}  // namespace

bool takes_nulls_option(std::string_view name) {
  static constexpr std::string_view kTake[] = {"lag",  "lead",      "first",      "first_value",
                                               "last", "any_value", "last_value", "nth_value"};
  return std::find(std::begin(kTake), std::end(kTake), name) != std::end(kTake);
}

void check_named_windows(Context& context, const std::vector<syntax::NamedWindow>& windows) {
  auto find = [&](const std::string& name) {
    return std::find_if(windows.begin(), windows.end(),
                        [&](const syntax::NamedWindow& candidate) { return candidate.name == name; });
  };
  for (auto named = windows.begin(); named != windows.end(); ++named) {
    auto at = named->window.position;
    if (find(named->name) != named) {
      context.report(analysis_error("INVALID_SQL_SYNTAX.REPETITIVE_WINDOW_DEFINITION", "the window {} is defined twice",
                                    named->name),
                     at);
    }
    if (named->window.name.empty()) continue;
    auto other = find(named->window.name);
    if (other == windows.end()) {
      context.report(analysis_error("INVALID_SQL_SYNTAX.UNRESOLVED_WINDOW_REFERENCE",
                                    "the window {} is not in the WINDOW clause", named->window.name),
                     at);
    } else if (!other->window.name.empty()) {
      context.report(analysis_error("INVALID_SQL_SYNTAX.INVALID_WINDOW_REFERENCE",
                                    "the window {} is defined by another name", named->window.name),
                     at);
    }
  }
}

std::vector<plan::SortKey> ExpressionAnalyzer::sort_keys(const std::vector<syntax::SortKey>& keys) {
  std::vector<plan::SortKey> analyzed;
  for (auto& key : keys) {
    auto expression = analyze(*key.expression);
    check_can_order(context_, *expression, key.expression->position);
    analyzed.push_back({std::move(expression), key.descending, key.nulls_first.value_or(!key.descending)});
  }
  return analyzed;
}

ExpressionPtr ExpressionAnalyzer::window_call(const syntax::FunctionCall& node, TextPosition at) {
  if (!named_windows_ || in_aggregate_) {
    return context_.fail(analysis_error("UNSUPPORTED_EXPR_FOR_OPERATOR", "a window function cannot stand here"), at);
  }
  auto name = to_lower(node.name.parts.back());
  if (name == "grouping" || name == "grouping_id") {
    return context_.fail(analysis_error("UNSUPPORTED_EXPR_FOR_WINDOW", "{} is no window function", name), at);
  }
  auto* function = find_function(node, at);
  auto* window = definition_of(context_, *node.over, *named_windows_);
  if (!function || !window) return plan::make_constant(types::Value::null());
  if (auto error = window_call_error(*function, node, *window)) return context_.fail(std::move(*error), at);
  context_.window_definitions[&node] = window;

  plan::WindowCall call;
  call.function = function->name;
  call.ignores_nulls = node.ignores_nulls.value_or(false);
  bool is_nested = std::exchange(in_window_, true);
  std::vector<ExpressionPtr> arguments;
  bool is_count_star = function->name == "count" && node.arguments.size() == 1 &&
                       std::holds_alternative<syntax::Star>(node.arguments[0]->node);
  if (is_count_star) {
    arguments.push_back(plan::make_constant(types::Value::integer(1)));
  } else {
    for (auto& argument : node.arguments) arguments.push_back(folded(analyze(*argument)));
  }
  if (node.filter) call.filter = aggregate_filter(*node.filter);
  for (auto& item : window->partition) call.partition.push_back(analyze(*item));
  call.order = sort_keys(node.within_group);
  call.keys = sort_keys(window->order);
  if (window->frame && !has_fixed_frame(*function)) {
    call.frame = window_frame(context_, *this, *window->frame, call.keys, window->position);
  } else if (!has_fixed_frame(*function)) {
    call.frame = default_frame(!call.keys.empty());
  }
  in_window_ = is_nested;
  if (auto error = place_within_group(function->name, false, call.order, arguments)) {
    return context_.fail(std::move(*error), at);
  }
  if (context_.failed()) return plan::make_constant(types::Value::null());
  auto uses_parameter = [&](const ExpressionPtr& value) {
    bool found = false;
    plan::walk(*value, [&](const plan::Expression& part) {
      auto* used = std::get_if<plan::LambdaVariable>(&part.node);
      found |= used && std::any_of(lambda_variables_.begin(), lambda_variables_.end(),
                                   [&](const LambdaVariable& around) { return around.id == used->id; });
    });
    return found;
  };
  bool uses_lambda = std::any_of(arguments.begin(), arguments.end(), uses_parameter) ||
                     std::any_of(call.partition.begin(), call.partition.end(), uses_parameter) ||
                     std::any_of(call.keys.begin(), call.keys.end(),
                                 [&](const plan::SortKey& key) { return uses_parameter(key.expression); });
  if (uses_lambda) {
    return context_.fail(analysis_error("MISSING_ATTRIBUTES.RESOLVED_ATTRIBUTE_MISSING_FROM_INPUT",
                                        "a window function takes no parameters of the lambda around it"),
                         at);
  }
  check_window(context_, *function, *window, call, at);
  return resolved_window_call(*function, std::move(call), std::move(arguments), at);
}

ExpressionPtr ExpressionAnalyzer::resolved_window_call(const functions::Function& function, plan::WindowCall call,
                                                       std::vector<ExpressionPtr> arguments, TextPosition at) {
  auto least = static_cast<size_t>(function.arguments_min);
  if (arguments.size() < least) {
    return context_.fail(analysis_error("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", "{} takes at least {} arguments, not {}",
                                        function.name, least, arguments.size()),
                         at);
  }
  for (size_t i = arguments.size(); i < least + function.defaults.size(); i++)
    arguments.push_back(plan::make_constant(function.defaults[i - least]));
  // first(a, true) says by an argument what IGNORE NULLS says.
  bool is_flagged = arguments.size() == 2 && (function.name == "first" || function.name == "last");
  if (is_flagged) {
    auto* flag = std::get_if<plan::Constant>(&arguments[1]->node);
    call.ignores_nulls |= flag && flag->value.type.is(types::TypeKind::boolean) && !flag->value.is_null() &&
                          std::get<bool>(flag->value.data);
  }
  functions::Arguments described;
  for (auto& argument : arguments) {
    auto* constant = std::get_if<plan::Constant>(&argument->node);
    described.push_back({argument->type, argument->nullable, constant ? &constant->value : nullptr});
  }
  auto resolution = function.resolve(function.name, described);
  if (!resolution) return context_.fail(resolution.error(), at);
  if (is_flagged) arguments.pop_back();
  for (size_t i = 0; i < arguments.size(); i++) {
    call.arguments.push_back(plan::make_cast(std::move(arguments[i]), resolution->arguments[i]));
  }
  auto result = std::make_unique<plan::Expression>();
  result->type = resolution->result;
  result->nullable = resolution->nullable;
  result->node = std::move(call);
  return result;
}

}  // namespace skep::analyzer
