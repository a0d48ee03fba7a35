#include "engine/duckdb/functions/datetime_pattern.h"
#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"

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
  registrar.add_checked<ParseTimestamp>("parse_timestamp");
}

}  // namespace skep::engine
