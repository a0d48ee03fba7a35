#pragma once

#include <cstdint>

namespace skep::engine {

/// Spark's generator of random numbers (a 64-bit xorshift behind a hashed seed) with the numbers of java.util.Random made
/// of it: the same seed gives the same sequence as in a Spark partition of its own.
class SparkRandom {
 public:
  explicit SparkRandom(int64_t seed);

  int32_t next_int() { return static_cast<int32_t>(next(32)); }
  double next_double();
  double next_gaussian();

 private:
  uint64_t next(int bits);

  uint64_t state_;
  double kept_gaussian_ = 0;
  bool has_gaussian_ = false;
};

}  // namespace skep::engine
