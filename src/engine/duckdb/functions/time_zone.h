#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace skep::engine {

/// A time zone of the system's database, or a fixed offset. Found ones live as long as the process.
class TimeZone;

/// Finds a zone as Spark names it: "Europe/Berlin", "UTC", "Z", "+01:00", "-8", "GMT+1". Null for other texts. Fast for
/// a name that this thread asked for last.
const TimeZone* try_find_zone(std::string_view name);

/// As try_find_zone; raises INVALID_TIMEZONE inside a function's run when there is none.
const TimeZone& find_zone(std::string_view name);

/// The wall clock of an instant, both in microseconds since 1970. Fast for instants near the one asked for before.
int64_t to_wall_clock(int64_t instant_micros, const TimeZone& zone);

/// What a zone is called at an instant: "CET", "UTC", "+01:00".
std::string abbreviation_of(int64_t instant_micros, const TimeZone& zone);

/// The instant of a wall clock. One that a change of clocks leaves out is moved forward by the gap; of two, it is the
/// one with the earlier offset, as in java.time.
int64_t to_instant(int64_t wall_clock_micros, const TimeZone& zone);

}  // namespace skep::engine
