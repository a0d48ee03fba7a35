#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep::engine {

/// A path into JSON texts, as get_json_object takes it: $, .name, ['name'], [n], [*].
class JsonPath {
 public:
  struct Step {
    enum class Kind : uint8_t { name, any_name, index, any_index };
    Kind kind;
    std::string name;
    int64_t index = 0;
  };
  using Steps = std::vector<Step>;

  /// Nothing for a text that is no path.
  static std::optional<JsonPath> parse(std::string_view text);

  /// What the path leads to: a string without quotes, anything else as JSON. Nothing when there is none, or the text is
  /// broken before its end.
  std::optional<std::string> find_in(std::string_view json) const;

 private:
  Steps steps_;
};

/// Parses a path, or takes the one that this thread used last; null for what is no path.
const JsonPath* compiled_json_path(std::string_view text);

}  // namespace skep::engine
