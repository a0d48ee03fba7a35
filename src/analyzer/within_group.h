#pragma once

#include "analyzer/context.h"

#include <optional>
#include <string_view>
#include <vector>

namespace skep::analyzer {

/// Says whether a call lacks the argument that WITHIN GROUP gives it: percentile_cont(0.5), mode().
bool takes_ordered_value(std::string_view function);

/// Checks what WITHIN GROUP a call has, and hands the key of the functions that compute on it to their arguments as the
/// last one. `keys` stay as they are.
std::optional<Error> place_within_group(std::string_view function, bool distinct,
                                        const std::vector<plan::SortKey>& keys,
                                        std::vector<plan::ExpressionPtr>& arguments);

}  // namespace skep::analyzer
