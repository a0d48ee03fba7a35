#pragma once

#include <cstddef>

namespace skep::hive {

/// What one message may be. Checked while it arrives, before anything is made of it.
struct MessageLimits {
  size_t message_max_bytes = 100u << 20;
  size_t messages_max_bytes = 256u << 20;  ///< of all connections together, of messages beyond message_small_bytes
  size_t message_small_bytes = 1u << 20;
  size_t string_max_bytes = 64u << 20;
  size_t name_max_bytes = 256;
  size_t container_max = 4'000'000;  ///< elements of one list, set or map
  size_t depth_max = 32;             ///< structs and containers in each other; Hive's own reach 8
};

}  // namespace skep::hive
