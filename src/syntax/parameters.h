#pragma once

#include "types/value.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace skep::syntax {

/// A value that stands where the text has a parameter marker: as a literal, never as text.
struct Parameter {
  types::Value value;
  std::optional<types::DataType> type;  ///< what the value is cast to, in the session's zone
};

/// The values for `:name` and for `?`. As in Spark, a statement takes one sort or the other; names that it does not use
/// are no error.
struct Parameters {
  std::map<std::string, Parameter> named;
  std::vector<Parameter> positional;
};

}  // namespace skep::syntax
