#pragma once

#include "types/data_type.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep::engine {

/// An aggregate call whose parts are SQL already.
struct AggregateSql {
  std::string_view function;
  std::vector<std::string> arguments;
  std::vector<types::DataType> types;          ///< of the arguments
  std::vector<std::optional<double>> numbers;  ///< the arguments that are constant numbers
  types::DataType result;
  bool distinct = false;
  bool counts_rows = false;  ///< the argument is a constant and not null: count(1)
  std::string order;         ///< "x DESC NULLS LAST, ...": of WITHIN GROUP; empty for none
  std::string filter;        ///< the condition; empty for none
  std::string over;          ///< " OVER (...)": where it is a window's; empty for none
  bool ansi = true;
};

/// Writes the call; nothing for a function that is not there. One call can become several of DuckDB's: each has the filter and
/// the window. Fails with unsupported for what cannot be written.
std::optional<Result<std::string>> write_aggregate(const AggregateSql& call);

}  // namespace skep::engine
