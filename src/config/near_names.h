#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep::config {

/// Finds the name that was most likely meant by one that is not known: one that differs in one place, by two characters at
/// most. Nothing where no name is that near, as with most settings of other programs.
std::optional<std::string> near_name(std::string_view wanted, const std::vector<std::string>& known);

/// Every name by which a setting is known here, Skep's, Spark's and Hive's; for these also as Spark passes them on.
std::vector<std::string> known_names();

}  // namespace skep::config
