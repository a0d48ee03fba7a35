#include "optimizer/optimizer.h"

namespace skep::optimizer {

plan::PlanPtr optimize(plan::PlanPtr plan) {
  fold_constants(*plan);
  collect_pruning(*plan);
  return plan;
}

}  // namespace skep::optimizer
