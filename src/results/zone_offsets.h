#pragma once

#include "base/result.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace date {
class time_zone;
}

namespace skep::results {

/// Turns instants into a zone's wall clock, from the system's time zone database. The stretches between two changes of
/// the clock are remembered, so that a value costs a comparison. One thread at a time.
class ZoneOffsets {
 public:
  /// Takes a region ("Europe/Berlin"), "Z", an offset ("+1", "+01:00", "-0330", "+01:00:30"), or UTC, GMT or UT, alone or with
  /// an offset. Fails with invalid_argument (class INVALID_TIMEZONE) for what is none.
  static Result<ZoneOffsets> of(std::string_view zone);

  /// Microseconds since 1970 in UTC to microseconds of the wall clock.
  int64_t to_wall_clock(int64_t micros) {
    const Stretch& stretch = stretches_[slot_of(micros)];
    if (micros >= stretch.begin && micros < stretch.end) [[likely]]
      return micros + stretch.offset;
    return micros + look_up(micros);
  }

  /// A time in which the clock is not changed.
  struct Stretch {
    int64_t begin = 0;
    int64_t end = 0;  ///< exclusive
    int64_t offset = 0;
  };

 private:
  static constexpr int kSlotShift = 42;  ///< 2^42 microseconds are 51 days: a change of the clock falls in few slots
  static constexpr size_t kSlots = 64;

  static size_t slot_of(int64_t micros) { return static_cast<uint64_t>(micros) >> kSlotShift & (kSlots - 1); }
  int64_t look_up(int64_t micros);

  const date::time_zone* zone_ = nullptr;  ///< null: one offset for all time
  std::array<Stretch, kSlots> stretches_;
};

}  // namespace skep::results
