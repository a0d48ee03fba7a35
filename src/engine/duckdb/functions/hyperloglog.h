#pragma once

namespace skep::engine {

/// There is skep_hyperloglog_4(hash) to skep_hyperloglog_16(hash), by the logarithm of how many registers they have.
constexpr int kHyperLogLogBitsMin = 4;
constexpr int kHyperLogLogBitsMax = 16;

}  // namespace skep::engine
