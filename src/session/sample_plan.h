#pragma once

#include "plan/plan.h"
#include "session/table_read.h"

namespace skep::session {

/// Adds the row's position in the table's files as a last column, through projections, filters and sorts down to the
/// scan. Gives its index.
size_t add_position(plan::Plan& plan);

/// Keeps the first columns only.
plan::PlanPtr keep_columns(plan::PlanPtr plan, size_t count);

/// count(*)
plan::ExpressionPtr count_all();

/// Chooses rows by a number drawn from their position and the seed, so that neither threads nor order matter. The last
/// columns of `rows` are those of `sample.by`; the result is without them.
plan::PlanPtr sample_of(plan::PlanPtr rows, const TableRead::Sample& sample);

}  // namespace skep::session
