#pragma once

#include "analyzer/context.h"

#include <vector>

namespace skep::analyzer {

/// Says whether a name is that of a function that puts rows into windows of time: window, session_window.
bool is_time_window(std::string_view name);

/// Puts the column of the window that `expressions` call under `input`: a struct of start and end. With window() each row
/// stands once in every window that it is in; rows without a time go. Calls mean the column from then on
/// (Context::time_windows), and so does its name. Nothing happens without such calls; two windows are an error, as in
/// Spark.
void add_time_window(Context& context, Relation& input, const std::vector<const syntax::Expression*>& expressions);

/// Where `groups` hold the column of session_window(): makes sessions of those that overlap within the other groups.
plan::PlanPtr merge_sessions(Context& context, plan::PlanPtr input, const std::vector<plan::ExpressionPtr>& groups);

/// The time that window_time(w) gives: the last microsecond of the window.
plan::ExpressionPtr window_time(Context& context, plan::ExpressionPtr window, TextPosition at);

}  // namespace skep::analyzer
