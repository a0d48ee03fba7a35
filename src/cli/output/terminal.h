#pragma once

#include <cstddef>
#include <optional>

namespace skep::cli {

struct TerminalSize {
  size_t lines = 0;
  size_t columns = 0;
};

/// The size of the terminal that standard output is; nothing where it is none.
std::optional<TerminalSize> terminal_size();

}  // namespace skep::cli
