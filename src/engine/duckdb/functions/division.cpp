#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"

#include <cmath>
#include <limits>

namespace skep::engine {
namespace {

struct Divide {
  static std::optional<double> compute(double dividend, double divisor) {
    if (divisor == 0) return std::nullopt;
    return dividend / divisor;
  }
  static Failure failure(double, double) { return {"DIVIDE_BY_ZERO", "division by zero"}; }
};

struct IntegralDivide {
  static std::optional<int64_t> compute(int64_t dividend, int64_t divisor) {
    if (divisor == 0 || overflows(dividend, divisor)) return std::nullopt;
    return dividend / divisor;
  }
  static Failure failure(int64_t dividend, int64_t divisor) {
    if (overflows(dividend, divisor)) return {"ARITHMETIC_OVERFLOW", "overflow in integral divide"};
    return {"DIVIDE_BY_ZERO", "division by zero"};
  }

 private:
  static bool overflows(int64_t dividend, int64_t divisor) {
    return divisor == -1 && dividend == std::numeric_limits<int64_t>::min();
  }
};

/// The rest has the dividend's sign.
template <typename Number>
Number rest_of(Number dividend, Number divisor) {
  if constexpr (std::is_floating_point_v<Number>) {
    return std::fmod(dividend, divisor);
  } else {
    return divisor == -1 ? Number{0} : static_cast<Number>(dividend % divisor);
  }
}

template <typename Number>
struct Remainder {
  static std::optional<Number> compute(Number dividend, Number divisor) {
    if (divisor == 0) return std::nullopt;
    return rest_of(dividend, divisor);
  }
  static Failure failure(Number, Number) { return {"DIVIDE_BY_ZERO", "division by zero"}; }
};

template <typename Number>
struct PositiveModulus {
  static std::optional<Number> compute(Number dividend, Number divisor) {
    if (divisor == 0) return std::nullopt;
    auto rest = rest_of(dividend, divisor);
    if (!(rest < 0)) return rest;
    return static_cast<Number>(rest_of(add(rest, divisor), Wide{divisor}));
  }
  static Failure failure(Number, Number) { return {"DIVIDE_BY_ZERO", "division by zero"}; }

 private:
  /// Java adds small integers as int.
  using Wide = std::conditional_t<(sizeof(Number) < sizeof(int32_t)), int32_t, Number>;

  /// Wraps around as Java does, where both are negative and large.
  static Wide add(Wide a, Wide b) {
    if constexpr (std::is_floating_point_v<Wide>) {
      return a + b;
    } else {
      using Bits = std::make_unsigned_t<Wide>;
      return static_cast<Wide>(static_cast<Bits>(a) + static_cast<Bits>(b));
    }
  }
};

template <typename Number>
void add_remainders(Registrar& registrar) {
  registrar.add_checked<Remainder<Number>>("remainder");
  registrar.add_checked<PositiveModulus<Number>>("pmod");
}

}  // namespace

void add_division(Registrar& registrar) {
  registrar.add_checked<Divide>("divide");
  registrar.add_checked<IntegralDivide>("integral_divide");
  add_remainders<int8_t>(registrar);
  add_remainders<int16_t>(registrar);
  add_remainders<int32_t>(registrar);
  add_remainders<int64_t>(registrar);
  add_remainders<float>(registrar);
  add_remainders<double>(registrar);
}

}  // namespace skep::engine
