#pragma once

#include <source_location>
#include <string_view>

namespace skep {

/// Ends the process with the place and the reason. For our own mistakes only, in every build.
[[noreturn]] void fail_check(std::string_view what, std::source_location where = std::source_location::current());

/// Asserts what must hold if our own code is right; never for what users or the outside can cause.
inline void check(bool holds, std::string_view what, std::source_location where = std::source_location::current()) {
  if (!holds) [[unlikely]]
    fail_check(what, where);
}

}  // namespace skep
