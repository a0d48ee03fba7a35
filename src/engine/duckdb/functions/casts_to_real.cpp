#include "engine/duckdb/functions/cast_families.h"
#include "engine/duckdb/functions/decimal_value.h"
#include "engine/duckdb/functions/registrar.h"
#include "types/value.h"

#include <charconv>

namespace skep::engine {
namespace {

/// The nearest float or double, rounded once, as Java's BigDecimal gives it.
template <typename Real>
Real nearest(Int128 unscaled, int scale) {
  constexpr Int128 kExact = sizeof(Real) == sizeof(double) ? Int128{1} << 53 : Int128{1} << 24;
  constexpr int kExactScale = sizeof(Real) == sizeof(double) ? 22 : 10;
  if (unscaled < kExact && unscaled > -kExact && scale <= kExactScale) {
    Real power = 1;
    for (int i = 0; i < scale; ++i) power *= 10;
    return static_cast<Real>(static_cast<int64_t>(unscaled)) / power;
  }
  auto text = types::decimal_to_text(unscaled, scale);
  Real value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

template <typename Real>
duckdb::ScalarFunction from_decimal() {
  auto run = [](duckdb::DataChunk& arguments, duckdb::ExpressionState&, duckdb::Vector& result) {
    DecimalReader decimal(arguments.data[0].GetType());
    decimal.visit([&](auto stored) {
      using Digits = decltype(stored);
      map_rows<Real, Digits>(arguments, result, [&](Digits digits) -> std::optional<Real> {
        return nearest<Real>(widen(digits), decimal.scale());
      });
    });
  };
  duckdb::ScalarFunction function({duckdb::LogicalTypeId::DECIMAL}, logical_type<Real>(), run);
  function.SetBindCallback(keep_decimal_arguments);
  return function;
}

/// What is too large for a float is infinite.
struct DoubleToFloat {
  static float compute(double value) { return static_cast<float>(value); }
};

}  // namespace

void add_casts_to_real(Registrar& registrar) {
  registrar.add<DoubleToFloat>("double_to_float");
  registrar.put("decimal_to_float", from_decimal<float>());
  registrar.put("decimal_to_double", from_decimal<double>());
}

}  // namespace skep::engine
