#include "engine/duckdb/functions/cast_families.h"
#include "engine/duckdb/functions/registrar.h"
#include "types/calendar_interval.h"
#include "types/interval_parser.h"

#include <cmath>
#include <limits>

namespace skep::engine {
namespace {

using duckdb::interval_t;

interval_t months_of(int32_t months) {
  interval_t interval{};
  interval.months = months;
  return interval;
}

interval_t micros_of(int64_t micros) {
  interval_t interval{};
  interval.micros = micros;
  return interval;
}

/// The second argument is the type's SQL text, such as 'interval day to second'.
struct FromText {
  static std::optional<interval_t> compute(std::string_view text, std::string_view type_text) {
    auto type = type_of(type_text);
    auto amount = types::parse_interval(text, type);
    if (!amount) return std::nullopt;
    return type.is(types::TypeKind::interval_year_month) ? months_of(static_cast<int32_t>(*amount))
                                                         : micros_of(*amount);
  }
  static Failure failure(std::string_view text, std::string_view type_text) {
    auto error = types::parse_interval(text, type_of(type_text)).error();
    return {error.error_class, error.message};
  }

 private:
  static types::DataType type_of(std::string_view text) {
    auto type = types::parse_type(text);
    if (!type) throw duckdb::InternalException("not an interval type: %s", std::string(text));
    return *type;
  }
};

/// NULL for another text, in both modes.
struct CalendarFromText {
  static std::optional<interval_t> compute(std::string_view text) {
    auto parsed = types::parse_calendar_interval(text);
    if (!parsed) return std::nullopt;
    interval_t interval{};
    interval.months = parsed->months;
    interval.days = parsed->days;
    interval.micros = parsed->micros;
    return interval;
  }
};

/// So many units (in months or microseconds) of an interval.
struct FromCount {
  static std::optional<interval_t> compute(int64_t count, int64_t unit, bool is_months) {
    int64_t amount = 0;
    if (__builtin_mul_overflow(count, unit, &amount)) return std::nullopt;
    if (!is_months) return micros_of(amount);
    if (amount < std::numeric_limits<int32_t>::min() || amount > std::numeric_limits<int32_t>::max())
      return std::nullopt;
    return months_of(static_cast<int32_t>(amount));
  }
  static Failure failure(int64_t count, int64_t, bool) {
    return {"CAST_OVERFLOW", fmt::format("the value {} cannot be cast to an interval due to an overflow", count)};
  }
};

}  // namespace

void add_casts_to_interval(Registrar& registrar) {
  registrar.add_checked<FromText>("to_interval");
  registrar.add<CalendarFromText>("to_calendar_interval");
  registrar.add_checked<FromCount>("interval_of");
}

}  // namespace skep::engine
