#pragma once

#include <cstdint>
#include <string_view>

namespace skep::engine {

/// Spark's Murmur3 (`hash`): 32 bits, where a tail of fewer than four bytes is mixed byte by byte.
struct Murmur3 {
  using State = int32_t;
  static State of_int(int32_t value, State seed);
  static State of_long(int64_t value, State seed);
  static State of_bytes(std::string_view bytes, State seed);
};

/// Spark's `xxhash64`: XXH64, with shorter forms for int and long.
struct XxHash64 {
  using State = int64_t;
  static State of_int(int32_t value, State seed);
  static State of_long(int64_t value, State seed);
  static State of_bytes(std::string_view bytes, State seed);
};

}  // namespace skep::engine
