#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"
#include "engine/duckdb/functions/time_zone.h"
#include "types/value.h"

#include <cmath>

namespace skep::engine {
namespace {

Failure malformed(std::string_view text, std::string_view type) {
  return {"CAST_INVALID_INPUT",
          fmt::format("the value '{}' of the type \"STRING\" cannot be cast to \"{}\" because it is malformed", text,
                      type)};
}

struct ToDate {
  static std::optional<duckdb::date_t> compute(std::string_view text) {
    auto days = types::parse_date(text);
    if (!days) return std::nullopt;
    return duckdb::date_t(*days);
  }
  static Failure failure(std::string_view text) { return malformed(text, "DATE"); }
};

/// A zone in the text wins over the session's.
struct ToTimestamp {
  static std::optional<duckdb::timestamp_tz_t> compute(std::string_view text, std::string_view session_zone) {
    auto parsed = types::parse_timestamp(text);
    if (!parsed) return std::nullopt;
    const auto* zone = try_find_zone(parsed->zone.empty() ? session_zone : std::string_view(parsed->zone));
    if (!zone) return std::nullopt;
    return duckdb::timestamp_tz_t(to_instant(parsed->wall_clock_micros, *zone));
  }
  static Failure failure(std::string_view text, std::string_view) { return malformed(text, "TIMESTAMP"); }
};

/// A zone in the text is read and has no effect.
struct ToWallClock {
  static std::optional<duckdb::timestamp_t> compute(std::string_view text) {
    auto parsed = types::parse_timestamp(text);
    if (!parsed) return std::nullopt;
    return duckdb::timestamp_t(parsed->wall_clock_micros);
  }
  static Failure failure(std::string_view text) { return malformed(text, "TIMESTAMP_NTZ"); }
};

constexpr int64_t kMicrosPerSecond = 1'000'000;

/// Seconds since 1970; what is too many stops at the ends, as Java's TimeUnit does.
struct SecondsToTimestamp {
  static duckdb::timestamp_tz_t compute(int64_t seconds) {
    int64_t micros = 0;
    if (__builtin_mul_overflow(seconds, kMicrosPerSecond, &micros)) micros = seconds < 0 ? INT64_MIN : INT64_MAX;
    return duckdb::timestamp_tz_t(micros);
  }
};

constexpr double kMicrosEnd = 9223372036854775808.0;

struct RealSecondsToTimestamp {
  static std::optional<duckdb::timestamp_tz_t> compute(double seconds) {
    auto micros = seconds * static_cast<double>(kMicrosPerSecond);
    if (!(micros < kMicrosEnd && micros >= -kMicrosEnd)) return std::nullopt;
    return duckdb::timestamp_tz_t(static_cast<int64_t>(micros));
  }
  static Failure failure(double seconds) {
    auto text = types::double_to_text(seconds);
    if (!std::isfinite(seconds)) return malformed(text, "TIMESTAMP");
    return {"CAST_OVERFLOW", fmt::format("the value {}D cannot be cast to \"TIMESTAMP\" due to an overflow", text)};
  }
};

/// As a cast of Java's: what is too large is the end of time.
struct LegacySecondsToTimestamp {
  static std::optional<duckdb::timestamp_tz_t> compute(double seconds) {
    if (!std::isfinite(seconds)) return std::nullopt;
    if (auto inside = RealSecondsToTimestamp::compute(seconds)) return inside;
    return duckdb::timestamp_tz_t(seconds < 0 ? INT64_MIN : INT64_MAX);
  }
};

struct FloorDivide {
  static int64_t compute(int64_t value, int64_t divisor) {
    auto quotient = value / divisor;
    return value % divisor < 0 ? quotient - 1 : quotient;
  }
};

}  // namespace

void add_casts_to_datetime(Registrar& registrar) {
  registrar.add_checked<ToDate>("to_date");
  registrar.add_checked<ToTimestamp>("to_timestamp");
  registrar.add_checked<ToWallClock>("to_timestamp_ntz");
  registrar.add<SecondsToTimestamp>("seconds_to_timestamp");
  registrar.add_checked<RealSecondsToTimestamp>("seconds_to_timestamp");
  registrar.add<LegacySecondsToTimestamp>("legacy_seconds_to_timestamp");
  registrar.add<FloorDivide>("floor_divide");
}

}  // namespace skep::engine
