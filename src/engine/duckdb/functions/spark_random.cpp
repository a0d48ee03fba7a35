#include "engine/duckdb/functions/spark_random.h"

#include <bit>
#include <cmath>
#include <initializer_list>

namespace skep::engine {
namespace {

constexpr uint32_t kArraySeed = 0x3C074A61;

/// Murmur3 of the eight bytes of a number, the most significant first.
uint32_t hash_of(uint64_t number, uint32_t seed) {
  uint32_t hash = seed;
  for (auto half : {static_cast<uint32_t>(number >> 32), static_cast<uint32_t>(number)}) {
    uint32_t word = __builtin_bswap32(half);
    word = std::rotl(word * 0xCC9E2D51U, 15) * 0x1B873593U;
    hash = std::rotl(hash ^ word, 13) * 5 + 0xE6546B64U;
  }
  hash ^= 8;
  hash = (hash ^ (hash >> 16)) * 0x85EBCA6BU;
  hash = (hash ^ (hash >> 13)) * 0xC2B2AE35U;
  return hash ^ (hash >> 16);
}

}  // namespace

SparkRandom::SparkRandom(int64_t seed) {
  auto low = hash_of(static_cast<uint64_t>(seed), kArraySeed);
  auto high = hash_of(static_cast<uint64_t>(seed), low);
  state_ = uint64_t{high} << 32 | low;
}

uint64_t SparkRandom::next(int bits) {
  auto state = state_ ^ (state_ << 21);
  state ^= state >> 35;
  state ^= state << 4;
  state_ = state;
  return state & ((uint64_t{1} << bits) - 1);
}

double SparkRandom::next_double() {
  auto high = next(26) << 27;
  return static_cast<double>(high + next(27)) * 0x1.0p-53;
}

double SparkRandom::next_gaussian() {
  if (has_gaussian_) {
    has_gaussian_ = false;
    return kept_gaussian_;
  }
  for (;;) {
    double a = 2 * next_double() - 1;
    double b = 2 * next_double() - 1;
    double square = a * a + b * b;
    if (square >= 1 || square == 0) continue;
    double factor = std::sqrt(-2 * std::log(square) / square);
    kept_gaussian_ = b * factor;
    has_gaussian_ = true;
    return a * factor;
  }
}

}  // namespace skep::engine
