#pragma once

#include <string_view>

namespace skep::engine {

/// How DuckDB computes one of the catalogue's functions.
///
/// In the template `$1` ... `$9` are the arguments, `$*` all of them with commas between, `$z` the session's zone, and
/// `$L1` the first argument as a wall clock (an instant goes to the session's zone). `is_exact` says that DuckDB's type
/// is the plan's already; otherwise the writer puts a cast around it.
struct FunctionSql {
  std::string_view function;
  std::string_view text;
  bool is_exact = false;
};

/// Finds a scalar or an aggregate function's SQL; null for those that need more than a template (expression_sql.cpp)
/// and for those that are not there.
const FunctionSql* find_function_sql(std::string_view function);

}  // namespace skep::engine
