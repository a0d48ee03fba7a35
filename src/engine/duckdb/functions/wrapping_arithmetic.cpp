#include "engine/duckdb/functions/cast_families.h"
#include "engine/duckdb/functions/registrar.h"

#include <limits>
#include <type_traits>

/// Whole numbers as Java computes with them: what is too large wraps around. For spark.sql.ansi.enabled=false.
namespace skep::engine {
namespace {

template <typename Integer>
Integer wrapped(std::make_unsigned_t<Integer> bits) {
  return static_cast<Integer>(bits);
}

template <typename Integer>
struct Add {
  using Bits = std::make_unsigned_t<Integer>;
  static Integer compute(Integer a, Integer b) {
    return wrapped<Integer>(static_cast<Bits>(static_cast<Bits>(a) + static_cast<Bits>(b)));
  }
};

template <typename Integer>
struct Subtract {
  using Bits = std::make_unsigned_t<Integer>;
  static Integer compute(Integer a, Integer b) {
    return wrapped<Integer>(static_cast<Bits>(static_cast<Bits>(a) - static_cast<Bits>(b)));
  }
};

template <typename Integer>
struct Multiply {
  static Integer compute(Integer a, Integer b) {
    // In 64 bits: smaller ones would become an int, which may not overflow.
    return static_cast<Integer>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
  }
};

template <typename Integer>
struct Negative {
  static Integer compute(Integer a) { return Subtract<Integer>::compute(0, a); }
};

template <typename Integer>
struct Absolute {
  static Integer compute(Integer a) { return a < 0 ? Negative<Integer>::compute(a) : a; }
};

struct IntegralDivide {
  static std::optional<int64_t> compute(int64_t dividend, int64_t divisor) {
    if (divisor == 0) return std::nullopt;
    return divisor == -1 ? Negative<int64_t>::compute(dividend) : dividend / divisor;
  }
};

/// A number's low bits: (int) of a long in Java.
template <typename Wide, typename Narrow>
struct LowBits {
  static Narrow compute(Wide value) { return static_cast<Narrow>(value); }
};

/// (int) of a double in Java stops at the ends, and NaN is 0; smaller types take the low bits of that int.
template <typename Narrow>
struct Truncate {
  using Whole = std::conditional_t<sizeof(Narrow) == 8, int64_t, int32_t>;

  static Narrow compute(double value) {
    constexpr auto kMin = std::numeric_limits<Whole>::min();
    constexpr auto kMax = std::numeric_limits<Whole>::max();
    if (value != value) return 0;
    if (value >= static_cast<double>(kMax)) return static_cast<Narrow>(kMax);
    if (value <= static_cast<double>(kMin)) return static_cast<Narrow>(kMin);
    return static_cast<Narrow>(static_cast<Whole>(value));
  }
};

template <typename Integer>
void add_arithmetic(Registrar& registrar) {
  registrar.add<Add<Integer>>("wrapping_add");
  registrar.add<Subtract<Integer>>("wrapping_subtract");
  registrar.add<Multiply<Integer>>("wrapping_multiply");
  registrar.add<Negative<Integer>>("wrapping_negative");
  registrar.add<Absolute<Integer>>("wrapping_abs");
}

}  // namespace

void add_wrapping_arithmetic(Registrar& registrar) {
  add_arithmetic<int8_t>(registrar);
  add_arithmetic<int16_t>(registrar);
  add_arithmetic<int32_t>(registrar);
  add_arithmetic<int64_t>(registrar);
  registrar.add<IntegralDivide>("wrapping_integral_divide");
  registrar.add<LowBits<int64_t, int32_t>>("wrap_to_int");
  registrar.add<LowBits<int64_t, int16_t>>("wrap_to_smallint");
  registrar.add<LowBits<int64_t, int8_t>>("wrap_to_tinyint");
  registrar.add<LowBits<int32_t, int16_t>>("wrap_to_smallint");
  registrar.add<LowBits<int32_t, int8_t>>("wrap_to_tinyint");
  registrar.add<LowBits<int16_t, int8_t>>("wrap_to_tinyint");
  registrar.add<Truncate<int64_t>>("wrap_to_bigint");
  registrar.add<Truncate<int32_t>>("wrap_to_int");
  registrar.add<Truncate<int16_t>>("wrap_to_smallint");
  registrar.add<Truncate<int8_t>>("wrap_to_tinyint");
}

}  // namespace skep::engine
