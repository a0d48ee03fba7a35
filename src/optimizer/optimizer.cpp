#include "optimizer/optimizer.h"

namespace skep::optimizer {

plan::PlanPtr optimize(plan::PlanPtr plan) {
  fold_constants(*plan);
  make_memberships_two_valued(*plan);
  collect_pruning(*plan);
  return plan;
}

}  // namespace skep::optimizer
