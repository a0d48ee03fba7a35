#pragma once

#include <string_view>

namespace skep::config {

/// Says whether Spark takes a setting only when it starts, so that its SET refuses it with CANNOT_MODIFY_CONFIG. Skep has
/// no use for these settings.
bool is_fixed_in_spark(std::string_view key);

}  // namespace skep::config
