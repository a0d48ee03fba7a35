#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace skep::config {

/// A span of time as Hive's settings write it: "600" (seconds), "600s", "20000ms", "10min", "1h". Nothing for any other text.
std::optional<std::chrono::milliseconds> parse_hive_time(std::string_view text);

}  // namespace skep::config
