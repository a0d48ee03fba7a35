#pragma once

#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skep::services {

/// What the values of a parameter may be. Made by the functions below.
struct ParameterType {
  enum class Kind { text, whole_number, number, choice };
  Kind kind = Kind::text;
  double least = 0;  ///< of numbers, both ends included
  double most = 0;
  std::vector<std::string> choices = {};
  std::string initial = {};  ///< what holds where it is not given; empty: nothing

  /// Fails with invalid_argument, naming the parameter and what its values may be.
  Result<void> check(std::string_view name, std::string_view value) const;

  /// JSON Schema: {"type":"integer","minimum":1,"maximum":10000,"default":1000}.
  std::string schema() const;
};

/// Any text; what more it must be, the resource says.
ParameterType text();
ParameterType whole_number(int64_t least, int64_t most, std::optional<int64_t> initial = std::nullopt);
ParameterType number(double least, double most);
/// One of these; the first one where it is not given.
ParameterType choice(std::vector<std::string> choices);
ParameterType choice_without_default(std::vector<std::string> choices);

struct Parameter {
  enum class Place { query, header, path };
  std::string name;
  ParameterType type;
  std::string description;
  std::string example = {};
  Place place = Place::query;
};

/// The parameters that stand in a pattern's braces, in order.
std::vector<Parameter> path_parameters(std::string_view pattern);

/// Fails with invalid_argument for a query parameter that is not among `known`, is given twice, or has a value that its
/// type does not allow.
Result<void> check_query(const std::vector<Parameter>& known,
                         const std::vector<std::pair<std::string, std::string>>& given);

}  // namespace skep::services
