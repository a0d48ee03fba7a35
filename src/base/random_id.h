#pragma once

#include "base/check.h"

#include <fmt/format.h>
#include <sys/random.h>

#include <array>
#include <cstdint>
#include <string>

namespace skep {

/// 32 hexadecimal digits that nobody guesses, since who knows an id may act on what it names.
inline std::string random_id() {
  std::array<uint64_t, 2> random{};
  check(getrandom(random.data(), sizeof random, 0) == sizeof random, "the system gave no random bytes");
  return fmt::format("{:016x}{:016x}", random[0], random[1]);
}

}  // namespace skep
