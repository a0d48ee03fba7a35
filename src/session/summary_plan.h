#pragma once

#include "plan/plan.h"

namespace skep::session {

/// Summarises each column of `rows` in one pass: one row with a struct for each column, under the column's name.
///
/// Its fields: type, count (of values), nulls; where values can be compared approx_distinct, min, max, approx_top (up to
/// ten of the commonest values); for numbers mean, stddev, approx_quartiles (three), and approx_histogram (the eleven bounds
/// of ten bins that each hold a tenth of the values).
plan::PlanPtr summary_of(plan::PlanPtr rows);

}  // namespace skep::session
