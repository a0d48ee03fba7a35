#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"
#include "engine/duckdb/functions/time_zone.h"
#include "types/calendar_interval.h"
#include "types/value.h"

namespace skep::engine {
namespace {

struct DoubleText {
  static std::string compute(double value) { return types::double_to_text(value); }
};

struct FloatText {
  static std::string compute(float value) { return types::float_to_text(value); }
};

struct DateText {
  static std::string compute(duckdb::date_t value) { return types::date_to_text(value.days); }
};

struct TimestampText {
  static std::string compute(duckdb::timestamp_t value) { return types::timestamp_to_text(value.value); }
};

struct InstantText {
  static std::string compute(duckdb::timestamp_tz_t value, std::string_view zone) {
    return types::timestamp_to_text(to_wall_clock(value.value, find_zone(zone)));
  }
};

/// The number of bytes at the front of `text` that Java decodes together; `valid` says whether they are a character.
size_t decoded_bytes(std::string_view text, bool& valid) {
  auto byte = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  auto continues = [&](size_t i) { return (byte(i) & 0xC0) == 0x80; };
  auto lead = byte(0);
  valid = lead < 0x80;
  if (valid || lead < 0xC2 || lead > 0xF4) return 1;
  if (lead < 0xE0) {
    valid = continues(1);
    return valid ? 2 : 1;
  }
  if (!continues(1)) return 1;
  if (lead < 0xF0) {
    if (lead == 0xE0 && byte(1) < 0xA0) return 1;
    if (!continues(2)) return 2;
    valid = lead != 0xED || byte(1) < 0xA0;  // no half of a surrogate pair
    return 3;
  }
  if ((lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) > 0x8F)) return 1;
  if (!continues(2)) return 2;
  valid = continues(3);
  return valid ? 4 : 3;
}

/// Bytes as UTF-8; U+FFFD stands for each part that is none, as Java decodes it.
struct BinaryText {
  static std::string compute(BytesView value) {
    std::string out;
    auto rest = value.bytes;
    while (!rest.empty()) {
      bool valid = false;
      auto length = decoded_bytes(rest, valid);
      out += valid ? rest.substr(0, length) : std::string_view("\xEF\xBF\xBD");
      rest.remove_prefix(length);
    }
    return out;
  }
};

/// The second argument is the type's SQL text, such as 'interval day to second'.
struct IntervalText {
  static std::string compute(duckdb::interval_t value, std::string_view type_text) {
    thread_local std::string known_text;
    thread_local types::DataType known_type;
    if (known_text != type_text) {
      auto type = types::parse_type(type_text);
      if (!type) throw duckdb::InternalException("not an interval type: %s", std::string(type_text));
      known_type = *type;
      known_text = type_text;
    }
    bool months = known_type.is(types::TypeKind::interval_year_month);
    constexpr int64_t kMicrosPerDay = 86'400'000'000;
    int64_t amount = months ? value.months : value.days * kMicrosPerDay + value.micros;
    return types::interval_to_text(amount, known_type);
  }
};

struct CalendarIntervalText {
  static std::string compute(duckdb::interval_t value) {
    return types::calendar_interval_to_text({value.months, value.days, value.micros});
  }
};

}  // namespace

void add_casts_to_text(Registrar& registrar) {
  registrar.add<DoubleText>("text");
  registrar.add<FloatText>("text");
  registrar.add<DateText>("text");
  registrar.add<TimestampText>("text");
  registrar.add_raising<InstantText>("text_tz");
  registrar.add<IntervalText>("text_interval");
  registrar.add<CalendarIntervalText>("text");
  registrar.add<BinaryText>("text");
}

}  // namespace skep::engine
