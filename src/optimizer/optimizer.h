#pragma once

#include "plan/plan.h"

/// Makes plans better without changing their rows. One file a rule.
namespace skep::optimizer {

/// Applies every rule, in the order below.
plan::PlanPtr optimize(plan::PlanPtr plan);

/// Computes casts, signs, sums and products of constants where no value can fail: CAST(1 AS BIGINT) becomes a bigint.
void fold_constants(plan::Plan& plan);

/// Gives IN (query) false where it would be null, as Spark does wherever it is no conjunct of a filter or a join.
void make_memberships_two_valued(plan::Plan& plan);

/// Hands each scan the conjuncts of the filters and joins above it that are over its own columns, as copies in
/// Scan::pruning: what partitions and files can be left out by. The filters stay.
void collect_pruning(plan::Plan& plan);

}  // namespace skep::optimizer
