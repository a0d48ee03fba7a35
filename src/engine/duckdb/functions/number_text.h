#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace skep::engine {

/// Takes off what Spark's casts ignore at both ends of a text: blanks and control characters.
std::string_view trim_blanks_and_controls(std::string_view text);

/// Reads a decimal integer with an optional sign and nothing else, as Spark's ANSI casts do. Nothing when it is no
/// integer, or not one of type Integer.
template <typename Integer>
std::optional<Integer> parse_integer(std::string_view text);

/// Reads what Java's parseDouble and Spark's special names accept: "1e3", ".5", "2d", "0x1p3", "NaN", "-Infinity", "inf".
template <typename Real>
std::optional<Real> parse_real(std::string_view text);

/// As parse_real, without Spark's special names.
template <typename Real>
std::optional<Real> parse_java_real(std::string_view text);

std::optional<bool> parse_boolean(std::string_view text);

}  // namespace skep::engine
