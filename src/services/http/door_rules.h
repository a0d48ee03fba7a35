#pragma once

#include "services/http/coding.h"

#include <string>
#include <vector>

namespace skep::services {

/// What the door lets in and hands out, whatever the resource. Can change while it serves (SIGHUP).
struct DoorRules {
  bool loopback_only = true;         ///< requests must name this machine: set where the address is a loopback one
  std::vector<std::string> hosts;    ///< further names of it
  std::vector<std::string> origins;  ///< whose pages may read answers
  UnpackLimits unpack;
  bool log_requests = false;
};

}  // namespace skep::services
