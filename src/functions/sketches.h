#pragma once

#include <optional>

namespace skep::functions {

/// How many bits of a hash choose the register of approx_count_distinct, for its largest relative error above 0 (0.05 where
/// none is given). Below 4 the error is too large for it.
int hyperloglog_bits(std::optional<double> error);

}  // namespace skep::functions
