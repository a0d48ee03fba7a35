#pragma once

#include "base/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep::config {

// Spark's settings that Skep keeps and gives back, as Spark's shell shows them, without acting on them.

/// What a setting of Spark's is where nobody has set it; nothing for one that is not known here.
std::optional<std::string_view> spark_default(std::string_view key);

/// Says whether Spark fixes it when it starts.
bool is_static_in_spark(std::string_view key);

/// Says whether it is one of Spark's that is known here, and which those are.
bool is_known_to_spark(std::string_view key);
std::vector<std::string> spark_names();

/// Says whether a value is one that Spark takes, as far as its kind is known here.
Result<void> check_spark_value(std::string_view key, std::string_view value);

}  // namespace skep::config
