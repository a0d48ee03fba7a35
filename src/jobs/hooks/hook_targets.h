#pragma once

#include "base/result.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

struct sockaddr;

namespace skep::jobs {

/// The addresses that webhooks may reach. What counts is the address that is connected to, whatever name it was found by.
class HookTargets {
 public:
  /// Reads "10.0.0.0/8", "fd00::/8", or single addresses. Fails with invalid_argument.
  static Result<HookTargets> parse(const std::vector<std::string>& networks);

  bool admit(const sockaddr& address) const;
  bool admit(std::string_view address) const;

 private:
  /// An IPv4 address is looked at as its IPv6 form ::ffff:a.b.c.d, since a system may show it so.
  using Bytes = std::array<uint8_t, 16>;
  struct Network {
    Bytes address{};
    unsigned bits = 0;
  };
  static bool read(std::string_view text, Bytes& into, bool& is_v4);
  bool admit(const Bytes& address) const;

  std::vector<Network> networks_;
};

}  // namespace skep::jobs
