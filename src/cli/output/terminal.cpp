#include "cli/output/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

namespace skep::cli {

std::optional<TerminalSize> terminal_size() {
  winsize size{};
  if (!::isatty(STDOUT_FILENO) || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return std::nullopt;
  constexpr TerminalSize kUnknown{24, 80};
  if (size.ws_row == 0 || size.ws_col == 0) return kUnknown;
  return TerminalSize{size.ws_row, size.ws_col};
}

}  // namespace skep::cli
