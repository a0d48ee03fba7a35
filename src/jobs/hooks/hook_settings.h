#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace skep::jobs {

/// Whom webhooks may reach, and how.
struct HookSettings {
  std::vector<std::string>
      networks;        ///< of the addresses that a target's name may have; none: no job can have a webhook
  std::string secret;  ///< signs what is sent; empty: it is not signed
  std::chrono::milliseconds backoff{1000};  ///< before the second try; before each later one twice as long
  int tries_max = 10;
};

}  // namespace skep::jobs
