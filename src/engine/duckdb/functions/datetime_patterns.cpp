#include "engine/duckdb/functions/datetime_pattern.h"
#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"
#include "engine/duckdb/functions/time_zone.h"

#include <memory>

namespace skep::engine {
namespace {

/// Takes a pattern apart, or takes the one that this thread used last.
template <DatetimePattern::Use kUse>
const DatetimePattern& compiled(std::string_view pattern) {
  thread_local std::string last_text;
  thread_local std::unique_ptr<DatetimePattern> last;
  if (!last || last_text != pattern) {
    last = std::make_unique<DatetimePattern>(pattern, kUse);
    last_text = pattern;
  }
  return *last;
}

struct DateFormat {
  static std::string compute(duckdb::timestamp_t time, std::string_view pattern) {
    return compiled<DatetimePattern::Use::format>(pattern).format(time.value);
  }
};

/// Of a pattern that is known to be one of dates: it never raises, so that DuckDB may format each date of a dictionary once.
struct FormatDate {
  static std::string compute(duckdb::date_t date, std::string_view pattern) {
    return compiled<DatetimePattern::Use::format>(pattern).format(date.days * INT64_C(86'400'000'000));
  }
};

/// Prints an instant in a zone.
struct DateFormatInZone {
  static std::string compute(duckdb::timestamp_tz_t instant, std::string_view pattern, std::string_view zone_name) {
    const auto& zone = find_zone(zone_name);
    const auto& compiled_one = compiled<DatetimePattern::Use::format>(pattern);
    auto local = to_wall_clock(instant.value, zone);
    if (!compiled_one.names_zone()) return compiled_one.format(local);
    DatetimePattern::Zone named{zone_name, (local - instant.value) / 1'000'000, abbreviation_of(instant.value, zone)};
    return compiled_one.format(local, named);
  }
};

/// Reads an instant: in the zone that the text names, or in the session's.
struct ParseInstant {
  static std::optional<duckdb::timestamp_tz_t> compute(std::string_view text, std::string_view pattern,
                                                       std::string_view session_zone) {
    auto parsed = compiled<DatetimePattern::Use::parse>(pattern).parse_zoned(text);
    if (!parsed) return std::nullopt;
    const auto* zone = parsed->zone.empty() ? &find_zone(session_zone) : try_find_zone(parsed->zone);
    if (!zone) return std::nullopt;
    return duckdb::timestamp_tz_t(to_instant(parsed->micros, *zone));
  }
  static Failure failure(std::string_view text, std::string_view pattern, std::string_view) {
    return {"CANNOT_PARSE_TIMESTAMP", fmt::format("text '{}' could not be parsed by the pattern '{}'", text, pattern)};
  }
};

struct ParseTimestamp {
  static std::optional<duckdb::timestamp_t> compute(std::string_view text, std::string_view pattern) {
    auto micros = compiled<DatetimePattern::Use::parse>(pattern).parse(text);
    if (!micros) return std::nullopt;
    return duckdb::timestamp_t(*micros);
  }
  static Failure failure(std::string_view text, std::string_view pattern) {
    return {"CANNOT_PARSE_TIMESTAMP", fmt::format("text '{}' could not be parsed by the pattern '{}'", text, pattern)};
  }
};

}  // namespace

void add_datetime_patterns(Registrar& registrar) {
  registrar.add_raising<DateFormat>("date_format");
  registrar.add_raising<DateFormatInZone>("date_format");
  registrar.add<FormatDate>("format_date");
  registrar.add_checked<ParseTimestamp>("parse_timestamp");
  registrar.add_checked<ParseInstant>("parse_instant");
}

}  // namespace skep::engine
