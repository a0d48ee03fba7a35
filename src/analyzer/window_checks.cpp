#include "analyzer/window_frame.h"
#include "types/coercion.h"

namespace skep::analyzer {
namespace {

/// The frame of a function that has a fixed one may be written only as it is.
bool is_fixed_frame(const functions::Function& function, const syntax::WindowFrame& frame) {
  using enum syntax::FrameBoundKind;
  if (function.name == "lag" || function.name == "lead") return false;
  bool by_rows = function.name != "cume_dist";
  return frame.is_rows == by_rows && frame.start.kind == unbounded_preceding && frame.end.kind == current_row;
}

}  // namespace

bool has_fixed_frame(const functions::Function& function) {
  return function.kind == functions::FunctionKind::window && function.name != "nth_value";
}

std::optional<Error> window_call_error(const functions::Function& function, const syntax::FunctionCall& node,
                                       const syntax::WindowSpec& window) {
  auto& name = node.name.parts.back();
  if (function.kind == functions::FunctionKind::scalar) {
    return analysis_error("UNSUPPORTED_EXPR_FOR_WINDOW", "{} is no window function and no aggregate function", name);
  }
  if (node.distinct) {
    return analysis_error("DISTINCT_WINDOW_FUNCTION_UNSUPPORTED", "DISTINCT cannot stand in the window function {}",
                          name);
  }
  bool is_window = function.kind == functions::FunctionKind::window;
  if (node.filter && is_window) {
    return analysis_error("INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX", "FILTER cannot stand with {}", name);
  }
  if (node.filter) {
    return analysis_error("UNSUPPORTED_EXPR_FOR_WINDOW", "FILTER cannot stand in the window function {}", name);
  }
  if (node.ignores_nulls && !takes_nulls_option(function.name)) {
    return analysis_error("INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX",
                          "IGNORE NULLS and RESPECT NULLS cannot stand with {}", name);
  }
  if (window.frame && has_fixed_frame(function) && !is_fixed_frame(function, *window.frame)) {
    return analysis_error("WINDOW_FUNCTION_AND_FRAME_MISMATCH", "{} cannot have a frame of its own", name);
  }
  return std::nullopt;
}

void check_window(Context& context, const functions::Function& function, const syntax::WindowSpec& window,
                  const plan::WindowCall& call, TextPosition at) {
  for (auto& item : call.partition) {
    if (types::is_orderable(item->type)) continue;
    context.report(analysis_error("EXPRESSION_TYPE_IS_NOT_ORDERABLE", "a window cannot be partitioned by values of {}",
                                  item->type.to_sql()),
                   at);
  }
  if (!call.order.empty() && (!call.keys.empty() || window.frame || function.name == "median")) {
    context.report(analysis_error("INVALID_WINDOW_SPEC_FOR_AGGREGATION_FUNC",
                                  "{} with WITHIN GROUP takes a window without order and frame", function.name),
                   at);
  }
  if (function.kind != functions::FunctionKind::window || !call.keys.empty()) return;
  context.report(analysis_error("_LEGACY_ERROR_TEMP_1037", "the window function {} needs an ORDER BY", function.name),
                 at);
}

}  // namespace skep::analyzer
