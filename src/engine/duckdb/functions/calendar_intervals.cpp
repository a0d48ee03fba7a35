#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"

#include <cmath>
#include <limits>

/// Intervals of months, days and microseconds, none of which is made of another.
namespace skep::engine {
namespace {

using duckdb::interval_t;

constexpr double kMicrosPerDay = 86'400e6;

interval_t interval_of(int32_t months, int32_t days, int64_t micros) {
  interval_t interval{};
  interval.months = months;
  interval.days = days;
  interval.micros = micros;
  return interval;
}

Failure overflow() { return {"ARITHMETIC_OVERFLOW", "an interval is out of range"}; }

struct Make {
  static std::optional<interval_t> compute(int32_t years, int32_t months, int32_t weeks, int32_t days, int32_t hours,
                                           int32_t minutes, int64_t micros) {
    constexpr int64_t kMinute = 60'000'000, kHour = 60 * kMinute;
    interval_t made{};
    int64_t time = 0;
    bool overflows =
        __builtin_mul_overflow(years, 12, &made.months) || __builtin_add_overflow(made.months, months, &made.months) ||
        __builtin_mul_overflow(weeks, 7, &made.days) || __builtin_add_overflow(made.days, days, &made.days) ||
        __builtin_add_overflow(hours * kHour, micros, &time) ||
        __builtin_add_overflow(minutes * kMinute, time, &made.micros);
    return overflows ? std::nullopt : std::optional(made);
  }
  static Failure failure(int32_t, int32_t, int32_t, int32_t, int32_t, int32_t, int64_t) { return overflow(); }
};

/// `wraps`: what overflows goes on at the other end, as it does without ANSI.
template <bool kSubtracts, bool kWraps>
struct Sum {
  static interval_t compute(interval_t a, interval_t b) {
    interval_t sum{};
    bool overflows = added(a.months, b.months, sum.months);
    overflows |= added(a.days, b.days, sum.days);
    overflows |= added(a.micros, b.micros, sum.micros);
    if (overflows && !kWraps) raise(overflow());
    return sum;
  }

 private:
  template <typename Integer>
  static bool added(Integer a, Integer b, Integer& sum) {
    return kSubtracts ? __builtin_sub_overflow(a, b, &sum) : __builtin_add_overflow(a, b, &sum);
  }
};

/// A double's whole part; beyond the ends it is that end, or an overflow in ANSI's mode.
template <bool kClamps>
int32_t whole(double value) {
  auto part = std::trunc(value);
  bool fits = part >= std::numeric_limits<int32_t>::min() && part <= std::numeric_limits<int32_t>::max();
  if (fits) return static_cast<int32_t>(part);
  if (std::isnan(value)) return 0;
  if (!kClamps) raise(overflow());
  return value < 0 ? std::numeric_limits<int32_t>::min() : std::numeric_limits<int32_t>::max();
}

/// Halves go up, and what is beyond the ends is that end, as in Java.
int64_t rounded(double value) {
  if (std::isnan(value)) return 0;
  auto round = std::floor(value + 0.5);
  if (round >= 9223372036854775808.0) return std::numeric_limits<int64_t>::max();
  if (round <= -9223372036854775808.0) return std::numeric_limits<int64_t>::min();
  return static_cast<int64_t>(round);
}

/// A part of a day becomes time; a part of a month is lost.
template <bool kClamps>
interval_t scaled(double months, double days, double micros) {
  auto whole_days = whole<kClamps>(days);
  return interval_of(whole<kClamps>(months), whole_days, rounded(micros + kMicrosPerDay * (days - whole_days)));
}

template <bool kClamps>
struct Times {
  static interval_t compute(interval_t interval, double factor) {
    return scaled<kClamps>(interval.months * factor, interval.days * factor,
                           static_cast<double>(interval.micros) * factor);
  }
};

struct Over {
  static interval_t compute(interval_t interval, double divisor) {
    if (divisor == 0) raise({"INTERVAL_DIVIDED_BY_ZERO", "an interval is divided by zero"});
    return scaled<false>(interval.months / divisor, interval.days / divisor,
                         static_cast<double>(interval.micros) / divisor);
  }
};

struct TryOver {
  static std::optional<interval_t> compute(interval_t interval, double divisor) {
    if (divisor == 0) return std::nullopt;
    return scaled<true>(interval.months / divisor, interval.days / divisor,
                        static_cast<double>(interval.micros) / divisor);
  }
};

struct DatePart {
  static interval_t compute(interval_t interval) { return interval_of(interval.months, interval.days, 0); }
};

struct Days {
  static int32_t compute(interval_t interval) { return interval.days; }
};

struct TimePart {
  static int64_t compute(interval_t interval) { return interval.micros; }
};

/// For dates, to which ANSI's mode adds no time.
struct WholeDays {
  static interval_t compute(interval_t interval) {
    if (interval.micros != 0)
      raise(
          {"INVALID_INTERVAL_WITH_MICROSECONDS_ADDITION", "a date takes no hours, minutes and seconds of an interval"});
    return interval;
  }
};

/// A result's intervals: Arrow counts their time in nanoseconds, of which 64 bits hold 292 years.
struct Shown {
  static interval_t compute(interval_t interval) {
    int64_t nanos = 0;
    if (__builtin_mul_overflow(interval.micros, 1000, &nanos))
      raise({"ARITHMETIC_OVERFLOW", "an interval's time is too long for a result: cast it to string"});
    return interval;
  }
};

}  // namespace

void add_calendar_intervals(Registrar& registrar) {
  registrar.add_checked<Make>("make_interval");
  registrar.add_raising<Sum<false, false>>("calendar_add");
  registrar.add_raising<Sum<true, false>>("calendar_subtract");
  registrar.add<Sum<false, true>>("wrapping_calendar_add");
  registrar.add<Sum<true, true>>("wrapping_calendar_subtract");
  registrar.add_raising<Times<false>>("calendar_times");
  registrar.add<Times<true>>("wrapping_calendar_times");
  registrar.add_raising<Over>("calendar_over");
  registrar.add<TryOver>("wrapping_calendar_over");
  registrar.add<DatePart>("calendar_date_part");
  registrar.add<Days>("calendar_days");
  registrar.add<TimePart>("calendar_time_part");
  registrar.add_raising<WholeDays>("calendar_whole_days");
  registrar.add_raising<Shown>("calendar_shown");
}

}  // namespace skep::engine
