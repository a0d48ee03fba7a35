#pragma once

#include <fmt/format.h>

#include <random>
#include <string>

namespace skep::services {

/// 32 hexadecimal digits that nobody guesses, since who knows an id may act on what it names.
inline std::string random_id() {
  std::random_device device;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", device(), device(), device(), device());
}

}  // namespace skep::services
