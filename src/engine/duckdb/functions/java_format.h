#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace skep::engine {

/// A value that a format may print: what Java's Formatter tells apart.
struct FormatValue {
  struct Whole {
    int64_t value;
    int bits;  ///< of its type, for %x and %o of negative ones
  };
  struct Real {
    double value;
    bool is_float;
  };
  std::variant<std::monostate, bool, Whole, Real, std::string_view> value;
};

/// Appends `values` to `out` as java.util.Formatter prints them by a format, in English. Raises for a format that is none,
/// or that does not fit its values.
void append_java_format(std::string& out, std::string_view format, const std::vector<FormatValue>& values);

}  // namespace skep::engine
