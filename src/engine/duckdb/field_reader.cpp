#include "engine/duckdb/field_reader.h"

#include "base/text.h"
#include "engine/duckdb/functions/datetime_pattern.h"
#include "engine/duckdb/functions/decimal_value.h"
#include "engine/duckdb/functions/number_text.h"
#include "engine/duckdb/functions/time_zone.h"
#include "types/value.h"

#include <utf8proc_wrapper.hpp>

#include <charconv>
#include <memory>

namespace skep::engine {
namespace {

using types::TypeKind;

template <typename T>
bool put(duckdb::Vector& column, duckdb::idx_t row, T value) {
  duckdb::FlatVector::GetData<T>(column)[row] = value;
  return true;
}

/// As Java's parseInt: an optional sign and digits, nothing around them.
template <typename Integer>
bool read_integer(std::string_view text, duckdb::Vector& column, duckdb::idx_t row) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  Integer value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return false;
  return put(column, row, value);
}

template <typename Real>
FieldReader real_reader(const DelimitedOptions& options) {
  return [options](std::string_view text, duckdb::Vector& column, duckdb::idx_t row) {
    if (text == options.nan_value) return put(column, row, std::numeric_limits<Real>::quiet_NaN());
    if (text == options.positive_infinity) return put(column, row, std::numeric_limits<Real>::infinity());
    if (text == options.negative_infinity) return put(column, row, -std::numeric_limits<Real>::infinity());
    auto value = parse_java_real<Real>(text);
    return value && put(column, row, *value);
  };
}

bool read_boolean(std::string_view text, duckdb::Vector& column, duckdb::idx_t row) {
  bool value = equals_ignoring_case(text, "true");
  return (value || equals_ignoring_case(text, "false")) && put(column, row, value);
}

FieldReader decimal_reader(const types::DataType& type) {
  DecimalType target{type.precision(), type.scale()};
  auto stored_type =
      duckdb::LogicalType::DECIMAL(static_cast<uint8_t>(target.precision), static_cast<uint8_t>(target.scale));
  return [target, stored_type](std::string_view text, duckdb::Vector& column, duckdb::idx_t row) {
    if (text.empty() || static_cast<unsigned char>(text.front()) <= ' ' ||
        static_cast<unsigned char>(text.back()) <= ' ') {
      return false;
    }
    DecimalText reason;
    auto value = parse_decimal(text, target, reason);
    if (!value) return false;
    DecimalReader(stored_type).visit([&](auto stored) { put(column, row, narrow<decltype(stored)>(*value)); });
    return true;
  };
}

/// Bytes that are no UTF-8 become U+FFFD, as when Java decodes them.
std::string decoded(std::string_view text) {
  std::string result(text);
  duckdb::Utf8Proc::MakeValid(result.data(), result.size(), '\x1a');
  std::string replaced;
  for (size_t i = 0; i < text.size(); ++i) {
    if (result[i] == '\x1a' && text[i] != '\x1a') {
      replaced += "\xEF\xBF\xBD";
    } else {
      replaced += result[i];
    }
  }
  return replaced;
}

bool read_text(std::string_view text, duckdb::Vector& column, duckdb::idx_t row) {
  if (duckdb::Utf8Proc::IsValid(text.data(), text.size())) {
    return put(column, row, duckdb::StringVector::AddString(column, text.data(), text.size()));
  }
  return put(column, row, duckdb::StringVector::AddString(column, decoded(text)));
}

bool read_binary(std::string_view text, duckdb::Vector& column, duckdb::idx_t row) {
  return put(column, row, duckdb::StringVector::AddStringOrBlob(column, text.data(), text.size()));
}

std::shared_ptr<const DatetimePattern> make_pattern(const std::string& text) {
  return text.empty() ? nullptr : std::make_shared<DatetimePattern>(text, DatetimePattern::Use::parse);
}

FieldReader date_reader(const DelimitedOptions& options) {
  auto pattern = make_pattern(options.date_format);
  return [pattern](std::string_view text, duckdb::Vector& column, duckdb::idx_t row) {
    if (!pattern) {
      auto days = types::parse_date(text);
      return days && put(column, row, duckdb::date_t(*days));
    }
    constexpr int64_t kMicrosPerDay = 86'400'000'000;
    auto micros = pattern->parse(text);
    if (!micros) return false;
    auto days = *micros / kMicrosPerDay - (*micros % kMicrosPerDay < 0 ? 1 : 0);
    return put(column, row, duckdb::date_t(static_cast<int32_t>(days)));
  };
}

FieldReader timestamp_reader(const DelimitedOptions& options, const std::string& session_zone) {
  auto pattern = make_pattern(options.timestamp_format);
  const auto* zone = &find_zone(options.time_zone.empty() ? session_zone : options.time_zone);
  return [pattern, zone](std::string_view text, duckdb::Vector& column, duckdb::idx_t row) {
    if (pattern) {
      auto micros = pattern->parse(text);
      return micros && put(column, row, duckdb::timestamp_tz_t(to_instant(*micros, *zone)));
    }
    auto parsed = types::parse_timestamp(text);
    if (!parsed) return false;
    const auto* own_zone = parsed->zone.empty() ? zone : try_find_zone(parsed->zone);
    if (!own_zone) return false;
    return put(column, row, duckdb::timestamp_tz_t(to_instant(parsed->wall_clock_micros, *own_zone)));
  };
}

FieldReader timestamp_ntz_reader(const DelimitedOptions& options) {
  auto pattern = make_pattern(options.timestamp_ntz_format);
  return [pattern](std::string_view text, duckdb::Vector& column, duckdb::idx_t row) {
    if (pattern) {
      auto micros = pattern->parse(text);
      return micros && put(column, row, duckdb::timestamp_t(*micros));
    }
    auto parsed = types::parse_timestamp(text);
    return parsed && parsed->zone.empty() && put(column, row, duckdb::timestamp_t(parsed->wall_clock_micros));
  };
}

}  // namespace

Result<FieldReader> make_field_reader(const types::DataType& type, const DelimitedOptions& options,
                                      const std::string& time_zone) {
  switch (type.kind()) {
    case TypeKind::boolean: return FieldReader(read_boolean);
    case TypeKind::tinyint: return FieldReader(read_integer<int8_t>);
    case TypeKind::smallint: return FieldReader(read_integer<int16_t>);
    case TypeKind::integer: return FieldReader(read_integer<int32_t>);
    case TypeKind::bigint: return FieldReader(read_integer<int64_t>);
    case TypeKind::float_: return real_reader<float>(options);
    case TypeKind::double_: return real_reader<double>(options);
    case TypeKind::decimal: return decimal_reader(type);
    case TypeKind::string:
    case TypeKind::char_:
    case TypeKind::varchar: return FieldReader(read_text);
    case TypeKind::binary: return FieldReader(read_binary);
    case TypeKind::date: return date_reader(options);
    case TypeKind::timestamp: return timestamp_reader(options, time_zone);
    case TypeKind::timestamp_ntz: return timestamp_ntz_reader(options);
    default: return make_error(ErrorCode::unsupported, "a CSV column of type {}", type.to_sql());
  }
}

}  // namespace skep::engine
