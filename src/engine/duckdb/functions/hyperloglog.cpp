#include "engine/duckdb/functions/hyperloglog.h"
#include "engine/duckdb/functions/aggregate.h"
#include "engine/duckdb/functions/aggregate_families.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace skep::engine {
namespace {

/// Spark's HyperLogLog++ over hashes, with 2^kBits registers. Spark takes a bias off estimates between 2.5 and 5 times as many
/// values as there are registers, by a table of measured ones; there this answer is a little higher.
template <int kBits>
struct Registers {
  static constexpr size_t kCount = size_t{1} << kBits;

  std::array<uint8_t, kCount> longest{};

  void add(int64_t hash) {
    auto bits = static_cast<uint64_t>(hash);
    auto rest = bits << kBits | uint64_t{1} << (kBits - 1);
    auto& place = longest[bits >> (64 - kBits)];
    place = std::max(place, static_cast<uint8_t>(std::countl_zero(rest) + 1));
  }

  void merge(const Registers& other) {
    for (size_t i = 0; i < kCount; i++) longest[i] = std::max(longest[i], other.longest[i]);
  }

  std::optional<int64_t> result() const {
    constexpr auto kRegisters = static_cast<double>(kCount);
    double inverse = 0;
    size_t empty = 0;
    for (auto length : longest) {
      inverse += std::ldexp(1.0, -length);
      empty += length == 0;
    }
    double estimate = alpha() * kRegisters * kRegisters / inverse;
    if (empty == 0) return std::llround(estimate);
    double counted = kRegisters * std::log(kRegisters / static_cast<double>(empty));
    bool is_small = counted <= kLinearUntil[kBits - kHyperLogLogBitsMin] || estimate <= 2.5 * kRegisters;
    return std::llround(is_small ? counted : estimate);
  }

 private:
  /// Until where counting empty registers is the better estimate, by the paper on HyperLogLog++.
  static constexpr std::array<double, 13> kLinearUntil = {10,   20,   40,   80,    220,   400,  900,
                                                          1800, 3100, 6500, 11500, 20000, 50000};

  static double alpha() {
    constexpr std::array kFew = {0.673, 0.697, 0.709};
    if constexpr (kBits < 7) return kFew[kBits - 4];
    return 0.7213 / (1 + 1.079 / static_cast<double>(kCount));
  }
};

template <int kBits>
void add_with_bits(AggregateRegistrar& registrar) {
  using duckdb::LogicalType;
  registrar.put("hyperloglog_" + std::to_string(kBits),
                unary_aggregate<Registers<kBits>, int64_t>(LogicalType::BIGINT, LogicalType::BIGINT));
  if constexpr (kBits < kHyperLogLogBitsMax) add_with_bits<kBits + 1>(registrar);
}

}  // namespace

void add_hyperloglog(AggregateRegistrar& registrar) { add_with_bits<kHyperLogLogBitsMin>(registrar); }

}  // namespace skep::engine
