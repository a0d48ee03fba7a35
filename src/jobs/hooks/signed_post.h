#pragma once

#include "base/result.h"
#include "jobs/hooks/hook_targets.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace skep::jobs {

/// Fails with invalid_argument where it is no http or https URL, or holds a user's name.
Result<void> check_hook_url(std::string_view url);

/// What a receiver recomputes: HMAC-SHA256, with the secret as its key, of the time, a full stop and the body; in hexadecimal.
std::string hook_signature(std::string_view secret, int64_t unix_seconds, std::string_view body);

struct SignedPost {
  std::string url;
  std::string delivery;  ///< the same however often it is tried
  std::string body;      ///< JSON
  std::string secret;    ///< empty: it is not signed
  int64_t unix_seconds = 0;
};

/// Sends it, for some seconds at most. Redirects are not followed, and no proxy is asked. Fails with permission_denied where
/// the address that the name stands for is none of the targets, else with unavailable; an answer of 2xx is success.
Result<void> send(const SignedPost& post, const HookTargets& targets);

}  // namespace skep::jobs
