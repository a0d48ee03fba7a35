#pragma once

#include "types/value.h"

#include <charconv>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace skep::results {

/// Writers of single values as plain ASCII, without quotes: each writes at `to` and returns the end. All but Base64
/// want room for kCellTextMax bytes and TextBuffer's slack. Dates, timestamps and decimals are what types/value.h gives,
/// faster for the values that are common.
inline constexpr size_t kCellTextMax = 64;

template <typename T>
char* write_number(T value, char* to) {
  return std::to_chars(to, to + kCellTextMax, value).ptr;
}

char* write_date(int32_t days, char* to);

/// Wall-clock microseconds.
char* write_timestamp(int64_t micros, char* to);

char* write_decimal(types::Int128 unscaled, int scale, char* to);

/// The spark-sql shell's texts of intervals: "1 02:03:04.500000000" and "1-2", whatever units the type names.
char* write_day_time_interval(int64_t micros, char* to);
char* write_year_month_interval(int64_t months, char* to);

/// Base64 with padding, as MIME and JSON APIs use it. `to` has room for base64_length(bytes.size()).
char* write_base64(std::string_view bytes, char* to);

/// Lower-case hexadecimal; room for twice the bytes.
char* write_hex(std::string_view bytes, char* to);

/// A zone's offset in seconds as ISO 8601 has it: "+01:00", "Z" for none; of odd ones also the seconds, "+00:53:28".
char* write_offset(int64_t seconds, char* to);

inline size_t base64_length(size_t bytes) { return (bytes + 2) / 3 * 4; }

}  // namespace skep::results
