#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace skep::cli {

/// Fits the columns of a framed table into `width_max` columns of a terminal: the widest ones give way first. Nothing
/// when even short columns do not fit. With 0 all fit.
std::optional<std::vector<size_t>> fit_widths(const std::vector<size_t>& wanted, size_t width_max);

}  // namespace skep::cli
