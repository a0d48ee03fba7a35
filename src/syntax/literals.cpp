#include "base/text.h"
#include "syntax/grammar.h"
#include "syntax/special_datetimes.h"
#include "syntax/string_literals.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

namespace skep::syntax {
namespace {

using types::DataType;
using types::Value;

constexpr int kDecimalPrecisionMax = 38;

Error out_of_range(std::string_view number, std::string_view type) {
  return Error::of_class(ErrorCode::invalid_argument, "INVALID_NUMERIC_LITERAL_RANGE",
                         fmt::format("the number does not fit in {}: {}", type, number));
}

/// A decimal number's text, taken apart: "1.50e3" has digits "150", and its point after 10^1 of them.
struct DecimalText {
  std::string digits;
  int64_t scale = 0;
};

DecimalText take_apart(std::string_view text) {
  DecimalText result;
  auto exponent_at = text.find_first_of("eE");
  bool after_point = false;
  for (char c : text.substr(0, exponent_at)) {
    if (c == '.') {
      after_point = true;
    } else {
      result.digits += c;
      result.scale += after_point;
    }
  }
  if (exponent_at != std::string_view::npos) {
    auto exponent_text = text.substr(exponent_at + 1);
    if (exponent_text.front() == '+') exponent_text.remove_prefix(1);
    int64_t exponent = 0;
    constexpr int64_t kFarBeyondAnyDecimal = 1'000'000;
    auto parsed = std::from_chars(exponent_text.data(), exponent_text.data() + exponent_text.size(), exponent);
    if (parsed.ec != std::errc{}) exponent = kFarBeyondAnyDecimal;
    result.scale -= std::max(std::min(exponent, kFarBeyondAnyDecimal), -kFarBeyondAnyDecimal);
  }
  result.digits.erase(0, std::min(result.digits.find_first_not_of('0'), result.digits.size()));
  return result;
}

/// Makes a decimal whose precision and scale are those of the digits, as they are written.
Result<Value> decimal_of(std::string_view text, bool negative) {
  auto [digits, scale] = take_apart(text);
  auto wanted = std::max<int64_t>({static_cast<int64_t>(digits.size()), scale, 1}) + std::max<int64_t>(-scale, 0);
  if (wanted > kDecimalPrecisionMax) {
    return Error::of_class(ErrorCode::invalid_argument, "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION",
                           fmt::format("a decimal has at most {} digits: {}", kDecimalPrecisionMax, text));
  }
  for (; scale < 0; scale++) digits += digits.empty() ? "" : "0";
  types::Int128 unscaled = 0;
  for (char c : digits) unscaled = unscaled * 10 + (c - '0');
  return Value{DataType::decimal(static_cast<int>(wanted), static_cast<int>(scale)), negative ? -unscaled : unscaled};
}

/// Reads an integer that must lie in [-limit - 1, limit]; nothing when it does not.
std::optional<int64_t> integer_within(std::string_view digits, bool negative, int64_t limit) {
  uint64_t value = 0;
  auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (parsed.ec != std::errc{} || value > static_cast<uint64_t>(limit) + (negative ? 1 : 0)) return {};
  return negative ? static_cast<int64_t>(0 - value) : static_cast<int64_t>(value);
}

template <typename Integer>
Result<Value> integer_of(std::string_view digits, bool negative, const DataType& type) {
  auto value = integer_within(digits, negative, std::numeric_limits<Integer>::max());
  if (!value) return out_of_range(digits, type.to_text());
  return Value{type, *value};
}

Result<Value> plain_integer_of(std::string_view digits, bool negative) {
  if (auto value = integer_within(digits, negative, std::numeric_limits<int32_t>::max())) {
    return Value{types::kInteger, *value};
  }
  if (auto value = integer_within(digits, negative, std::numeric_limits<int64_t>::max())) return Value::bigint(*value);
  return decimal_of(digits, negative);
}

template <typename Real>
Result<Value> real_of(std::string_view text, bool negative, const DataType& type) {
  Real value = 0;
  auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  bool too_small = parsed.ec == std::errc::result_out_of_range && take_apart(text).scale > 0;
  if (parsed.ec != std::errc{} && !too_small) return out_of_range(text, type.to_text());
  if (too_small) value = 0;
  return Value{type, static_cast<double>(negative ? -value : value)};
}

Result<Value> number_of(std::string_view text, bool negative) {
  auto without_suffix = text.substr(0, text.find_last_of("0123456789.") + 1);
  auto suffix = to_upper(text.substr(without_suffix.size()));
  if (suffix == "L") return integer_of<int64_t>(without_suffix, negative, types::kBigint);
  if (suffix == "S") return integer_of<int16_t>(without_suffix, negative, types::kSmallint);
  if (suffix == "Y") return integer_of<int8_t>(without_suffix, negative, types::kTinyint);
  if (suffix == "BD") return decimal_of(without_suffix, negative);
  if (suffix == "F") return real_of<float>(without_suffix, negative, types::kFloat);
  if (suffix == "D" || text.find_first_of("eE") != std::string_view::npos) {
    return real_of<double>(without_suffix, negative, types::kDouble);
  }
  if (without_suffix.find('.') != std::string_view::npos) return decimal_of(without_suffix, negative);
  return plain_integer_of(without_suffix, negative);
}

std::optional<std::string> bytes_of_hex(std::string_view hex) {
  auto digit = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
  if (hex.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos) return {};
  std::string padded = hex.size() % 2 == 1 ? "0" + std::string(hex) : std::string(hex);
  std::string bytes;
  for (size_t i = 0; i < padded.size(); i += 2) {
    bytes += static_cast<char>(digit(padded[i]) * 16 + digit(padded[i + 1]));
  }
  return bytes;
}

types::DataType datetime_type(std::string_view word) {
  return word == "DATE" ? types::kDate : word == "TIMESTAMP_NTZ" ? types::kTimestampNtz : types::kTimestamp;
}

/// Makes the node that a typed literal stands for; nothing when the text is none of the type's.
std::optional<decltype(Expression::node)> typed_literal(std::string_view type, std::string text) {
  if (type == "X") {
    auto bytes = bytes_of_hex(text);
    if (!bytes) return {};
    return Literal{Value{types::kBinary, std::move(*bytes)}};
  }
  if (auto special = special_datetime(datetime_type(type), text)) return std::move((*special)->node);
  if (type == "DATE") {
    auto days = types::parse_date(text);
    if (!days) return {};
    return Literal{Value{types::kDate, int64_t{*days}}};
  }
  auto timestamp = types::parse_timestamp(text);
  if (!timestamp) return {};
  if (type == "TIMESTAMP_NTZ") return Literal{Value{types::kTimestampNtz, timestamp->wall_clock_micros}};
  auto position = TextPosition{};
  auto operand = make_expression(position, Literal{Value::string(std::move(text))});
  return Cast{std::move(operand), types::kTimestamp, false, false, true};
}

}  // namespace

std::string read_string(Cursor& cursor, std::string_view what) {
  if (cursor.peek().kind != TokenKind::string) {
    cursor.fail_expecting(what);
    return {};
  }
  return unescape_string(cursor.take().text);
}

ExpressionPtr read_number(Cursor& cursor, bool negative) {
  auto token = cursor.take();
  auto value = number_of(token.text, negative);
  if (value) return make_expression(token.position, Literal{std::move(*value)});
  cursor.fail(Error(value.error()).at(token.position));
  return make_expression(token.position, Literal{Value::null()});
}

bool at_typed_literal(const Cursor& cursor) {
  return cursor.peek(1).kind == TokenKind::string &&
         cursor.at_any("DATE", "TIMESTAMP", "TIMESTAMP_LTZ", "TIMESTAMP_NTZ", "X");
}

ExpressionPtr read_typed_literal(Cursor& cursor) {
  auto position = cursor.position();
  auto type = to_upper(cursor.take().text);
  auto text_position = cursor.position();
  auto text = read_string(cursor, "a string");
  auto node = typed_literal(type, text);
  if (!node) {
    cursor.fail(Error::of_class(ErrorCode::invalid_argument, "INVALID_TYPED_LITERAL",
                                fmt::format("this is not a value of type {}: '{}'", type, text))
                    .at(position));
    return make_expression(position, Literal{Value::null()});
  }
  if (auto* cast = std::get_if<Cast>(&*node)) cast->operand->position = text_position;
  return make_expression(position, std::move(*node));
}

}  // namespace skep::syntax
