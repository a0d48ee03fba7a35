#pragma once

#include "base/result.h"

#include <string>

namespace skep::access {

/// Who asks.
struct Principal {
  std::string name = "anonymous";
};

enum class Action { read, write, create, drop, describe };

/// Decides before each object is used, at every door. Any thread may call it.
class AccessPolicy {
 public:
  virtual ~AccessPolicy() = default;

  /// `object` is "database" or "database.table". Fails with permission_denied.
  virtual Result<void> check(const Principal& principal, Action action, const std::string& object) = 0;
};

/// Lets everybody do everything: the policy of a server that listens on loopback only.
class AllowAll final : public AccessPolicy {
 public:
  Result<void> check(const Principal&, Action, const std::string&) override { return {}; }
};

}  // namespace skep::access
