#include "engine/duckdb/functions/cast_families.h"
#include "engine/duckdb/functions/decimal_value.h"
#include "engine/duckdb/functions/number_text.h"
#include "engine/duckdb/functions/registrar.h"
#include "types/value.h"

#include <limits>

/// Casts that spark.sql.ansi.enabled=false alone has.
namespace skep::engine {
namespace {

bool all_digits(std::string_view text) { return text.find_first_not_of("0123456789") == std::string_view::npos; }

/// A fraction is cut off: "1.9" is 1.
template <typename Integer>
struct LenientInteger {
  static std::optional<Integer> compute(std::string_view text) {
    text = trim_blanks_and_controls(text);
    auto point = text.find('.');
    if (point == std::string_view::npos) return parse_integer<Integer>(text);
    auto whole = text.substr(0, point), fraction = text.substr(point + 1);
    if (!all_digits(fraction)) return std::nullopt;
    bool only_sign = whole.empty() || whole == "-" || whole == "+";
    if (only_sign) return Integer{0};
    return parse_integer<Integer>(whole);
  }
};

/// The bytes of a whole number, the highest first.
template <typename Integer>
struct BigEndian {
  static Bytes compute(Integer value) {
    Bytes out{std::string(sizeof(Integer), '\0')};
    auto bits = static_cast<uint64_t>(value);
    for (size_t i = sizeof(Integer); i-- > 0; bits >>= 8) out.bytes[i] = static_cast<char>(bits & 0xff);
    return out;
  }
};

/// The low bits of a decimal's whole part.
template <typename Integer>
duckdb::ScalarFunction wrap_decimal() {
  auto run = [](duckdb::DataChunk& arguments, duckdb::ExpressionState&, duckdb::Vector& result) {
    DecimalReader decimal(arguments.data[0].GetType());
    decimal.visit([&](auto stored) {
      using Digits = decltype(stored);
      map_rows<Integer, Digits>(arguments, result, [&](Digits digits) -> std::optional<Integer> {
        return static_cast<Integer>(widen(digits) / power_of_ten(decimal.scale()));
      });
    });
  };
  duckdb::ScalarFunction function({duckdb::LogicalTypeId::DECIMAL}, logical_type<Integer>(), run);
  function.SetBindCallback(keep_decimal_arguments);
  return function;
}

/// A decimal as Java's BigDecimal.toString writes it: with an exponent where it is below 0.000001.
std::string scientific_text(Int128 unscaled, int scale) {
  auto plain = types::decimal_to_text(unscaled, scale);
  auto digits = types::decimal_to_text(unscaled < 0 ? -unscaled : unscaled, 0);
  int exponent = static_cast<int>(digits.size()) - 1 - scale;
  if (exponent >= -6) return plain;
  auto mantissa = digits.size() > 1 ? digits.substr(0, 1) + "." + digits.substr(1) : digits;
  return fmt::format("{}{}E{}", unscaled < 0 ? "-" : "", mantissa, exponent);
}

template <std::string (*kText)(Int128, int)>
duckdb::ScalarFunction text_function() {
  auto run = [](duckdb::DataChunk& arguments, duckdb::ExpressionState&, duckdb::Vector& result) {
    DecimalReader decimal(arguments.data[0].GetType());
    decimal.visit([&](auto stored) {
      using Digits = decltype(stored);
      map_rows<std::string, Digits>(arguments, result, [&](Digits digits) -> std::optional<std::string> {
        return kText(widen(digits), decimal.scale());
      });
    });
  };
  duckdb::ScalarFunction function({duckdb::LogicalTypeId::DECIMAL}, duckdb::LogicalType::VARCHAR, run);
  function.SetBindCallback(keep_decimal_arguments);
  return function;
}

template <typename Integer>
void add_integer(Registrar& registrar, const std::string& name) {
  registrar.add<LenientInteger<Integer>>("legacy_to_" + name);
  registrar.add<BigEndian<Integer>>("big_endian");
  registrar.put("wrap_to_" + name, wrap_decimal<Integer>());
}

}  // namespace

void add_legacy_casts(Registrar& registrar) {
  add_integer<int8_t>(registrar, "tinyint");
  add_integer<int16_t>(registrar, "smallint");
  add_integer<int32_t>(registrar, "int");
  add_integer<int64_t>(registrar, "bigint");
  registrar.put("scientific_text", text_function<scientific_text>());
  registrar.put("decimal_text", text_function<types::decimal_to_text>());
}

}  // namespace skep::engine
