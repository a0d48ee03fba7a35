#pragma once

#include "analyzer/expression_analyzer.h"

#include <optional>

namespace skep::analyzer {

/// The frame where none is given: up to the row's peers where there is an order, else the partition.
plan::WindowFrame default_frame(bool has_order);

/// Resolves a frame as written; its bounds must be constants of the type that the order's key asks for.
plan::WindowFrame window_frame(Context& context, ExpressionAnalyzer& analyzer, const syntax::WindowFrame& frame,
                               const std::vector<plan::SortKey>& keys, TextPosition position);

/// Says whether the function looks at the whole partition by itself, as rank and lag do.
bool has_fixed_frame(const functions::Function& function);

/// Why the function cannot have what stands with it: a window of its own kind of frame, DISTINCT, FILTER, IGNORE NULLS.
std::optional<Error> window_call_error(const functions::Function& function, const syntax::FunctionCall& node,
                                       const syntax::WindowSpec& window);

/// Reports windows that lack the order which their function needs.
void check_window(Context& context, const functions::Function& function, const syntax::WindowSpec& window,
                  const plan::WindowCall& call, TextPosition at);

}  // namespace skep::analyzer
