#pragma once

#include <compare>
#include <cstdint>

namespace skep {

/// Makes ids of different things different types: `using TableId = StrongId<struct TableIdTag>`.
template <typename Tag>
struct StrongId {
  int64_t value = 0;

  auto operator<=>(const StrongId&) const = default;
};

}  // namespace skep
