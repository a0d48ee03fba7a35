#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"
#include "engine/duckdb/functions/time_zone.h"
#include "types/value.h"

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

}  // namespace

void add_casts_to_datetime(Registrar& registrar) {
  registrar.add_checked<ToDate>("to_date");
  registrar.add_checked<ToTimestamp>("to_timestamp");
  registrar.add_checked<ToWallClock>("to_timestamp_ntz");
}

}  // namespace skep::engine
