#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace skep {

/// Lower-cases ASCII letters and leaves every other byte alone: how names are compared.
std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);

bool equals_ignoring_case(std::string_view a, std::string_view b);

std::string_view trim(std::string_view text);

std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::vector<std::string> split(std::string_view text, char separator);

/// Orders `candidates` by how near they are to `wanted` (edit distance, case ignored); at most `most` of them.
std::vector<std::string> nearest_names(std::string_view wanted, std::vector<std::string> candidates, size_t most);

/// Writes bytes as JSON string text, quotes included. Invalid UTF-8 becomes U+FFFD.
std::string json_quote(std::string_view text);

}  // namespace skep
