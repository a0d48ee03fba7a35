#pragma once

#include "base/result.h"

#include <bitset>
#include <cstdint>
#include <optional>
#include <string_view>

namespace date {
class time_zone;
}

namespace skep::jobs {

/// Says at which instants a cron expression falls, on the clock of a time zone. Immutable, so any thread may use it.
///
/// Five fields, minute to weekday: "*", numbers, names of months and weekdays, ranges, lists and steps; or @hourly, @daily,
/// @midnight, @weekly, @monthly, @yearly, @annually. Where day and weekday are both given, either will do. Times that
/// a change of the clock leaves out fall on the moment of the change, and those that come twice count once; but an
/// expression for every hour goes by the hours that really pass.
class Cron {
 public:
  /// Fails with invalid_argument for an expression that is none or never falls, or an unknown zone.
  static Result<Cron> parse(std::string_view expression, std::string_view zone);

  /// The first instant after this one, in microseconds since 1970.
  int64_t next_after(int64_t micros) const;

 private:
  Cron() = default;
  bool falls_on(unsigned month, unsigned day, unsigned weekday) const;
  std::optional<int64_t> first_on(int64_t day, int64_t after_micros) const;

  std::bitset<60> minutes_;
  std::bitset<24> hours_;
  std::bitset<32> days_;
  std::bitset<13> months_;
  std::bitset<7> weekdays_;  ///< from Sunday
  bool is_every_hour_ = false;
  bool is_every_day_ = false;
  bool is_every_weekday_ = false;
  const date::time_zone* zone_ = nullptr;
};

}  // namespace skep::jobs
