#include "engine/duckdb/functions/typed_cells.h"

#include "engine/duckdb/functions/decimal_value.h"
#include "engine/duckdb/functions/number_text.h"
#include "engine/duckdb/functions/time_zone.h"
#include "types/value.h"

#include <duckdb/common/types/blob.hpp>

namespace skep::engine {
namespace {

using duckdb::idx_t;
using duckdb::LogicalTypeId;
using duckdb::Vector;

constexpr int64_t kMicrosPerDay = 86'400'000'000;

template <typename T>
bool put(Vector& vector, idx_t row, T value) {
  duckdb::FlatVector::GetData<T>(vector)[row] = value;
  return true;
}

template <typename T>
bool put_if(Vector& vector, idx_t row, std::optional<T> value) {
  return value && put(vector, row, *value);
}

bool read_decimal(std::string_view text, Vector& vector, idx_t row) {
  DecimalReader type(vector.GetType());
  DecimalText reason{};
  auto value = parse_decimal(text, {type.precision(), type.scale()}, reason);
  if (!value) return false;
  type.visit([&]<typename Stored>(Stored) { put(vector, row, narrow<Stored>(*value)); });
  return true;
}

std::optional<int32_t> read_date(std::string_view text, const TextOptions& options) {
  if (!options.date) {
    auto days = types::parse_date(text);
    return days ? std::optional(*days) : std::nullopt;
  }
  auto micros = options.date->parse(text);
  if (!micros) return std::nullopt;
  return static_cast<int32_t>(*micros / kMicrosPerDay - (*micros % kMicrosPerDay < 0 ? 1 : 0));
}

std::optional<int64_t> read_instant(std::string_view text, const TextOptions& options) {
  if (options.timestamp) {
    auto parsed = options.timestamp->parse_zoned(text);
    if (!parsed) return std::nullopt;
    const auto* zone = parsed->zone.empty() ? options.zone : try_find_zone(parsed->zone);
    return zone ? std::optional(to_instant(parsed->micros, *zone)) : std::nullopt;
  }
  auto parsed = types::parse_timestamp(text);
  if (!parsed) return std::nullopt;
  const auto* zone = parsed->zone.empty() ? options.zone : try_find_zone(parsed->zone);
  return zone ? std::optional(to_instant(parsed->wall_clock_micros, *zone)) : std::nullopt;
}

std::optional<int64_t> read_wall_clock(std::string_view text, const TextOptions& options) {
  if (options.wall_clock) return options.wall_clock->parse(text);
  auto parsed = types::parse_timestamp(text);
  return parsed ? std::optional(parsed->wall_clock_micros) : std::nullopt;
}

std::optional<bool> read_boolean(std::string_view text) {
  if (text == "true") return true;
  return text == "false" ? std::optional(false) : std::nullopt;
}

}  // namespace

bool read_number(std::string_view digits, Vector& vector, idx_t row) {
  switch (vector.GetType().id()) {
    case LogicalTypeId::TINYINT: return put_if(vector, row, parse_integer<int8_t>(digits));
    case LogicalTypeId::SMALLINT: return put_if(vector, row, parse_integer<int16_t>(digits));
    case LogicalTypeId::INTEGER: return put_if(vector, row, parse_integer<int32_t>(digits));
    case LogicalTypeId::BIGINT: return put_if(vector, row, parse_integer<int64_t>(digits));
    case LogicalTypeId::FLOAT: return put_if(vector, row, parse_real<float>(digits));
    case LogicalTypeId::DOUBLE: return put_if(vector, row, parse_real<double>(digits));
    case LogicalTypeId::DECIMAL: return read_decimal(digits, vector, row);
    default: return false;
  }
}

bool read_cell(std::string_view text, Vector& vector, idx_t row, const TextOptions& options) {
  switch (vector.GetType().id()) {
    case LogicalTypeId::BOOLEAN: return put_if(vector, row, read_boolean(text));
    case LogicalTypeId::VARCHAR:
      return put(vector, row, duckdb::StringVector::AddString(vector, text.data(), text.size()));
    case LogicalTypeId::BLOB:
      return put(vector, row, duckdb::StringVector::AddStringOrBlob(vector, text.data(), text.size()));
    case LogicalTypeId::DATE: {
      auto days = read_date(text, options);
      return days && put(vector, row, duckdb::date_t(*days));
    }
    case LogicalTypeId::TIMESTAMP_TZ: {
      auto micros = read_instant(text, options);
      return micros && put(vector, row, duckdb::timestamp_tz_t(*micros));
    }
    case LogicalTypeId::TIMESTAMP: {
      auto micros = read_wall_clock(text, options);
      return micros && put(vector, row, duckdb::timestamp_t(*micros));
    }
    default: return read_number(text, vector, row);
  }
}

namespace {

template <typename T>
const T& value_of(const duckdb::RecursiveUnifiedVectorFormat& data, idx_t place) {
  return duckdb::UnifiedVectorFormat::GetData<T>(data.unified)[place];
}

void append_decimal(std::string& out, const duckdb::RecursiveUnifiedVectorFormat& data, idx_t place) {
  DecimalReader type(data.logical_type);
  type.visit([&]<typename Stored>(Stored) {
    out += types::decimal_to_text(widen(value_of<Stored>(data, place)), type.scale());
  });
}

/// In ISO's form with milliseconds, unless a pattern says otherwise.
void append_time(std::string& out, int64_t local, std::optional<int64_t> instant, const DatetimePattern* pattern) {
  static const DatetimePattern kShort("yyyy-MM-dd'T'HH:mm:ss.SSS", DatetimePattern::Use::format);
  static const DatetimePattern kZone("XXX", DatetimePattern::Use::format);
  DatetimePattern::Zone zone;
  if (instant) zone.offset_seconds = (local - *instant) / 1'000'000;
  if (pattern) {
    out += pattern->format(local, zone);
    return;
  }
  out += kShort.format(local);
  if (instant) out += kZone.format(local, zone);
}

}  // namespace

void append_cell(std::string& out, const duckdb::RecursiveUnifiedVectorFormat& data, idx_t row,
                 const TextOptions& options) {
  auto place = data.unified.sel->get_index(row);
  switch (data.logical_type.id()) {
    case LogicalTypeId::BOOLEAN: out += value_of<bool>(data, place) ? "true" : "false"; return;
    case LogicalTypeId::TINYINT: out += std::to_string(value_of<int8_t>(data, place)); return;
    case LogicalTypeId::SMALLINT: out += std::to_string(value_of<int16_t>(data, place)); return;
    case LogicalTypeId::INTEGER: out += std::to_string(value_of<int32_t>(data, place)); return;
    case LogicalTypeId::BIGINT: out += std::to_string(value_of<int64_t>(data, place)); return;
    case LogicalTypeId::FLOAT: out += types::float_to_text(value_of<float>(data, place)); return;
    case LogicalTypeId::DOUBLE: out += types::double_to_text(value_of<double>(data, place)); return;
    case LogicalTypeId::DECIMAL: return append_decimal(out, data, place);
    case LogicalTypeId::VARCHAR: out += view(value_of<duckdb::string_t>(data, place)); return;
    case LogicalTypeId::BLOB: out += duckdb::Blob::ToBase64(value_of<duckdb::string_t>(data, place)); return;
    case LogicalTypeId::DATE: {
      auto days = value_of<duckdb::date_t>(data, place).days;
      out += options.date ? options.date->format(days * kMicrosPerDay) : types::date_to_text(days);
      return;
    }
    case LogicalTypeId::TIMESTAMP_TZ: {
      auto instant = value_of<duckdb::timestamp_tz_t>(data, place).value;
      return append_time(out, to_wall_clock(instant, *options.zone), instant, options.timestamp.get());
    }
    case LogicalTypeId::TIMESTAMP:
      return append_time(out, value_of<duckdb::timestamp_t>(data, place).value, std::nullopt, options.wall_clock.get());
    default:
      throw duckdb::NotImplementedException("values of type " + data.logical_type.ToString() +
                                            " as text are not there yet");
  }
}

}  // namespace skep::engine
