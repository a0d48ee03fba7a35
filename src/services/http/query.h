#pragma once

#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skep::services {

/// A URL's query parameters, each asked for once; what nobody asked for is refused by name, so that a misspelt
/// parameter is not silently ignored.
class Query {
 public:
  explicit Query(std::vector<std::pair<std::string, std::string>> parameters) : parameters_(std::move(parameters)) {}

  /// Takes a parameter out. Fails with invalid_argument when it is given twice.
  Result<std::optional<std::string>> take(std::string_view name);

  /// Takes a whole number from `least` to `most`; nothing where it is not given.
  Result<std::optional<int64_t>> take_number(std::string_view name, int64_t least, int64_t most);

  /// Fails with invalid_argument, naming one, when parameters are left.
  Result<void> expect_empty() const;

 private:
  std::vector<std::pair<std::string, std::string>> parameters_;
};

}  // namespace skep::services
