#include "engine/duckdb/functions/decimal_value.h"
#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"
#include "types/value.h"

#include <cmath>
#include <limits>

namespace skep::engine {
namespace {

template <typename Integer>
constexpr const char* name_of() {
  if (sizeof(Integer) == 1) return "TINYINT";
  if (sizeof(Integer) == 2) return "SMALLINT";
  return sizeof(Integer) == 4 ? "INT" : "BIGINT";
}

/// Spark's literal of a number in an error: 10S, 10L, 1.0E10D.
std::string literal(int16_t value) { return fmt::format("{}S", value); }
std::string literal(int32_t value) { return fmt::format("{}", value); }
std::string literal(int64_t value) { return fmt::format("{}L", value); }
std::string literal(double value) { return types::double_to_text(value) + "D"; }
std::string literal(float value) { return types::float_to_text(value); }

Failure overflow(std::string_view value, std::string_view from, std::string_view to) {
  return {"CAST_OVERFLOW",
          fmt::format("the value {} of the type \"{}\" cannot be cast to \"{}\" due to an overflow", value, from, to)};
}

template <typename Wide, typename Narrow>
struct NarrowInteger {
  static std::optional<Narrow> compute(Wide value) {
    if (value < std::numeric_limits<Narrow>::min() || value > std::numeric_limits<Narrow>::max()) return std::nullopt;
    return static_cast<Narrow>(value);
  }
  static Failure failure(Wide value) { return overflow(literal(value), name_of<Wide>(), name_of<Narrow>()); }
};

/// Truncates toward zero. The bounds are compared as doubles, as Spark does: 2^63 itself then passes for bigint.
template <typename Integer>
std::optional<Integer> truncate(double value) {
  constexpr auto kMin = static_cast<double>(std::numeric_limits<Integer>::min());
  constexpr auto kMax = static_cast<double>(std::numeric_limits<Integer>::max());
  if (!(std::floor(value) <= kMax && std::ceil(value) >= kMin)) return std::nullopt;
  if (value >= 9223372036854775808.0) return std::numeric_limits<Integer>::max();
  return static_cast<Integer>(value);
}

template <typename Real, typename Integer>
struct TruncateReal {
  static std::optional<Integer> compute(Real value) { return truncate<Integer>(static_cast<double>(value)); }
  static Failure failure(Real value) {
    return overflow(literal(value), sizeof(Real) == sizeof(float) ? "FLOAT" : "DOUBLE", name_of<Integer>());
  }
};

template <typename Integer>
std::optional<Integer> truncate(types::Int128 unscaled, int scale) {
  auto value = unscaled / power_of_ten(scale);
  if (value < std::numeric_limits<Integer>::min() || value > std::numeric_limits<Integer>::max()) return std::nullopt;
  return static_cast<Integer>(value);
}

template <typename Integer, bool kRaises>
duckdb::ScalarFunction from_decimal() {
  auto run = [](duckdb::DataChunk& arguments, duckdb::ExpressionState&, duckdb::Vector& result) {
    DecimalReader decimal(arguments.data[0].GetType());
    decimal.visit([&](auto stored) {
      using Digits = decltype(stored);
      map_rows<Integer, Digits>(arguments, result, [&](Digits digits) {
        auto value = truncate<Integer>(widen(digits), decimal.scale());
        if (kRaises && !value) {
          raise(overflow(types::decimal_to_text(widen(digits), decimal.scale()) + "BD", decimal.type_text(),
                         name_of<Integer>()));
        }
        return value;
      });
    });
  };
  duckdb::ScalarFunction function({duckdb::LogicalTypeId::DECIMAL}, logical_type<Integer>(), run);
  function.SetBindCallback(keep_decimal_arguments);
  return function;
}

template <typename Integer>
void add_to_integer(Registrar& registrar, const std::string& name) {
  registrar.add_checked<TruncateReal<double, Integer>>(name);
  registrar.add_checked<TruncateReal<float, Integer>>(name);
  registrar.put_raising(name, from_decimal<Integer, true>());
  registrar.put("try_" + name, from_decimal<Integer, false>());
}

}  // namespace

void add_casts_between_numbers(Registrar& registrar) {
  add_to_integer<int8_t>(registrar, "to_tinyint");
  add_to_integer<int16_t>(registrar, "to_smallint");
  add_to_integer<int32_t>(registrar, "to_int");
  add_to_integer<int64_t>(registrar, "to_bigint");
  registrar.add_checked<NarrowInteger<int64_t, int32_t>>("to_int");
  registrar.add_checked<NarrowInteger<int64_t, int16_t>>("to_smallint");
  registrar.add_checked<NarrowInteger<int64_t, int8_t>>("to_tinyint");
  registrar.add_checked<NarrowInteger<int32_t, int16_t>>("to_smallint");
  registrar.add_checked<NarrowInteger<int32_t, int8_t>>("to_tinyint");
  registrar.add_checked<NarrowInteger<int16_t, int8_t>>("to_tinyint");
}

}  // namespace skep::engine
