#pragma once

#include <string_view>

namespace skep {

/// Finds the SQLSTATE that Spark documents for an error class ("DIVIDE_BY_ZERO" -> "22012"). A sub-class
/// ("INVALID_LIMIT_LIKE_EXPRESSION.IS_UNFOLDABLE") has its class's state. Empty for a name the table lacks.
/// Source: the error conditions page of the Spark 4.0 documentation.
std::string_view sql_state_of(std::string_view error_class);

}  // namespace skep
