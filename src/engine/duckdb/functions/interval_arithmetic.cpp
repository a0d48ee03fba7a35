#include "engine/duckdb/functions/decimal_value.h"
#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"
#include "types/value.h"

#include <cmath>
#include <limits>

namespace skep::engine {
namespace {

using duckdb::interval_t;
using types::Int128;

constexpr int64_t kMicrosPerDay = 86'400'000'000;

int64_t micros_of(const interval_t& interval) { return interval.days * kMicrosPerDay + interval.micros; }

interval_t interval_of(int32_t months, int64_t micros) {
  interval_t interval{};
  interval.months = months;
  interval.micros = micros;
  return interval;
}

/// The whole number of a year-month interval, and of a day-time one.
struct Months {
  static int32_t compute(interval_t interval) { return interval.months; }
};
struct Micros {
  static int64_t compute(interval_t interval) { return micros_of(interval); }
};

[[noreturn]] void raise_overflow() {
  raise({"INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION", "an interval is out of range"});
}

[[noreturn]] void raise_sum_overflow() {
  raise({"INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION", "an interval is out of range: try_add gives null instead"});
}

template <typename Integer>
Integer checked(Int128 value) {
  if (value < std::numeric_limits<Integer>::min() || value > std::numeric_limits<Integer>::max()) raise_overflow();
  return static_cast<Integer>(value);
}

/// Halves go away from zero.
template <typename Integer>
Integer rounded(double value) {
  auto whole = std::round(value);
  constexpr auto kBound = static_cast<double>(std::numeric_limits<Integer>::max());
  if (std::isnan(whole) || whole > kBound || whole < -kBound - 1) raise_overflow();
  return whole >= 9223372036854775808.0 ? std::numeric_limits<Integer>::max() : static_cast<Integer>(whole);
}

Int128 divided_half_up(Int128 dividend, Int128 divisor) {
  bool negative = (dividend < 0) != (divisor < 0);
  if (dividend < 0) dividend = -dividend;
  if (divisor < 0) divisor = -divisor;
  auto quotient = dividend / divisor;
  if (dividend % divisor * 2 >= divisor) ++quotient;
  return negative ? -quotient : quotient;
}

[[noreturn]] void raise_division_by_zero() { raise({"INTERVAL_DIVIDED_BY_ZERO", "an interval is divided by zero"}); }

template <bool kSubtracts>
struct Sum {
  static interval_t compute(interval_t a, interval_t b) {
    interval_t sum{};
    int64_t left = micros_of(a), right = micros_of(b);
    bool overflows = kSubtracts ? __builtin_sub_overflow(a.months, b.months, &sum.months) ||
                                      __builtin_sub_overflow(left, right, &sum.micros)
                                : __builtin_add_overflow(a.months, b.months, &sum.months) ||
                                      __builtin_add_overflow(left, right, &sum.micros);
    if (overflows) raise_sum_overflow();
    return sum;
  }
};

template <bool kIsAbsolute>
struct Negative {
  static interval_t compute(interval_t value) {
    int64_t micros = micros_of(value);
    if (kIsAbsolute && value.months >= 0 && micros >= 0) return value;
    bool has_none = value.months == INT32_MIN || micros == INT64_MIN;
    if (kIsAbsolute && has_none) raise({"ARITHMETIC_OVERFLOW", "the interval has no positive counterpart"});
    return interval_of(checked<int32_t>(-static_cast<Int128>(value.months)),
                       checked<int64_t>(-static_cast<Int128>(micros)));
  }
};

/// Puts whole days where DuckDB has them: Arrow counts what is left in nanoseconds, of which 64 bits hold 292 years only.
struct SplitDays {
  static interval_t compute(interval_t value) {
    auto micros = micros_of(value);
    auto split = interval_of(value.months, micros % kMicrosPerDay);
    split.days = static_cast<int32_t>(micros / kMicrosPerDay);
    return split;
  }
};

struct TimesWhole {
  static interval_t compute(interval_t interval, int64_t factor) {
    return interval_of(checked<int32_t>(static_cast<Int128>(interval.months) * factor),
                       checked<int64_t>(static_cast<Int128>(micros_of(interval)) * factor));
  }
};

struct TimesReal {
  static interval_t compute(interval_t interval, double factor) {
    if (std::isnan(factor) || std::isinf(factor)) raise_overflow();
    return interval_of(rounded<int32_t>(interval.months * factor),
                       rounded<int64_t>(static_cast<double>(micros_of(interval)) * factor));
  }
};

struct OverWhole {
  static interval_t compute(interval_t interval, int64_t divisor) {
    if (divisor == 0) raise_division_by_zero();
    return interval_of(checked<int32_t>(divided_half_up(interval.months, divisor)),
                       checked<int64_t>(divided_half_up(micros_of(interval), divisor)));
  }
};

struct OverReal {
  static interval_t compute(interval_t interval, double divisor) {
    if (divisor == 0) raise_division_by_zero();
    return interval_of(rounded<int32_t>(interval.months / divisor),
                       rounded<int64_t>(static_cast<double>(micros_of(interval)) / divisor));
  }
};

/// The amounts of a group's intervals, added up to 128 bits.
template <bool kRaises>
duckdb::ScalarFunction sum_of_amounts() {
  auto run = [](duckdb::DataChunk& arguments, duckdb::ExpressionState&, duckdb::Vector& result) {
    map_rows<interval_t, duckdb::hugeint_t, bool>(
        arguments, result, [](duckdb::hugeint_t total, bool is_months) -> std::optional<interval_t> {
          auto amount = widen(total);
          if (is_months && amount >= INT32_MIN && amount <= INT32_MAX)
            return interval_of(static_cast<int32_t>(amount), 0);
          if (!is_months && amount >= INT64_MIN && amount <= INT64_MAX)
            return interval_of(0, static_cast<int64_t>(amount));
          if (kRaises) raise_sum_overflow();
          return std::nullopt;
        });
  };
  using duckdb::LogicalType;
  return duckdb::ScalarFunction({LogicalType::HUGEINT, LogicalType::BOOLEAN}, LogicalType::INTERVAL, run);
}

/// Intervals of their parts.
struct MakeDayTime {
  static interval_t compute(int32_t days, int32_t hours, int32_t minutes, int64_t micros) {
    auto seconds = Int128{days} * 86'400 + Int128{hours} * 3600 + Int128{minutes} * 60;
    return interval_of(0, checked<int64_t>(seconds * 1'000'000 + micros));
  }
};
struct MakeYearMonth {
  static interval_t compute(int32_t years, int32_t months) {
    return interval_of(checked<int32_t>(Int128{years} * 12 + months), 0);
  }
};

}  // namespace

void add_interval_arithmetic(Registrar& registrar) {
  registrar.put_raising("interval_sum", sum_of_amounts<true>());
  registrar.put("try_interval_sum", sum_of_amounts<false>());
  registrar.add_raising<MakeDayTime>("make_day_time");
  registrar.add_raising<MakeYearMonth>("make_year_month");
  registrar.add<SplitDays>("split_days");
  registrar.add_raising<Sum<false>>("interval_add");
  registrar.add_raising<Sum<true>>("interval_subtract");
  registrar.add_raising<Negative<false>>("interval_negative");
  registrar.add_raising<Negative<true>>("interval_abs");
  registrar.add<Months>("months");
  registrar.add<Micros>("micros");
  registrar.add_raising<TimesWhole>("interval_times");
  registrar.add_raising<TimesReal>("interval_times");
  registrar.add_raising<OverWhole>("interval_over");
  registrar.add_raising<OverReal>("interval_over");
}

}  // namespace skep::engine
