#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace skep::cli {

/// Makes the process read and measure text as UTF-8, whatever the environment says. Called once, before what is below.
void use_utf8();

/// How many columns of a terminal a line takes: East Asian and emoji characters two, combining ones none.
size_t display_width(std::string_view line);

/// The beginning of a line that fits into `width` columns, with "…" at its end where something was left out.
std::string shorten(std::string_view line, size_t width);

/// Shows what would move the cursor or change the terminal (\t, \r, escapes) as text; line feeds stay.
std::string without_controls(std::string_view text);

}  // namespace skep::cli
