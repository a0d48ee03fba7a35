#include "engine/duckdb/functions/decimal_value.h"
#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"
#include "types/value.h"

#include <boost/multiprecision/cpp_int.hpp>

namespace skep::engine {
namespace {

using boost::multiprecision::int512_t;
using duckdb::LogicalType;

/// Spark rounds a product to this many digits before it brings it to the result's scale.
constexpr int kProductDigits = 38;

/// Spark computes a quotient with this many digits after the point before it brings it to the result's scale.
constexpr int kQuotientScale = 39;

constexpr Int128 kSmall = static_cast<Int128>(1) << 62;

bool is_small(Int128 value) { return value < kSmall && value > -kSmall; }

int512_t wide_power_of_ten(int exponent) {
  int512_t power = 1;
  for (; exponent > 38; exponent -= 38) power *= int512_t(power_of_ten(38));
  return power * int512_t(power_of_ten(exponent));
}

int512_t wide_divide_half_up(const int512_t& value, const int512_t& divisor) {
  int512_t quotient = value / divisor;
  int512_t rest = value % divisor;
  if (abs(rest) * 2 < abs(divisor)) return quotient;
  return (value < 0) != (divisor < 0) ? int512_t(quotient - 1) : int512_t(quotient + 1);
}

int digit_count(int512_t value) {
  value = abs(value);
  int digits = 0;
  for (; value > 0; value /= 10) ++digits;
  return digits;
}

/// Brings a wide value to the result's type.
std::optional<Int128> fit(int512_t value, int scale, const DecimalType& target) {
  if (scale > target.scale) {
    value = wide_divide_half_up(value, wide_power_of_ten(scale - target.scale));
  } else {
    value *= wide_power_of_ten(target.scale - scale);
  }
  if (abs(value) >= int512_t(power_of_ten(target.precision))) return std::nullopt;
  return static_cast<Int128>(value);
}

struct Operands {
  Int128 left;
  Int128 right;
  int left_scale;
  int right_scale;
};

// kDivides: a right side of 0 is refused. kIsSlow: computed with so many digits that it is worth no loop of its own for
// each way in which DuckDB stores decimals.

/// The exact sum, rounded where the result's type has lost digits of the scale.
struct Add {
  static constexpr bool kDivides = false;
  static constexpr bool kIsSlow = false;

  static std::optional<Int128> compute(const Operands& operands, const DecimalType& target) {
    int scale = std::max(operands.left_scale, operands.right_scale);
    Int128 left = 0, right = 0, sum = 0;
    bool fits = !__builtin_mul_overflow(operands.left, power_of_ten(scale - operands.left_scale), &left) &&
                !__builtin_mul_overflow(operands.right, power_of_ten(scale - operands.right_scale), &right) &&
                !__builtin_add_overflow(left, right, &sum);
    return fits ? rescale(sum, scale, target) : compute_wide(operands, scale, target);
  }

 private:
  [[gnu::noinline]] static std::optional<Int128> compute_wide(const Operands& operands, int scale,
                                                              const DecimalType& target) {
    int512_t wide_left = int512_t(operands.left) * wide_power_of_ten(scale - operands.left_scale);
    int512_t wide_right = int512_t(operands.right) * wide_power_of_ten(scale - operands.right_scale);
    return fit(wide_left + wide_right, scale, target);
  }
};

struct Multiply {
  static constexpr bool kDivides = false;
  static constexpr bool kIsSlow = false;

  static std::optional<Int128> compute(const Operands& operands, const DecimalType& target) {
    int scale = operands.left_scale + operands.right_scale;
    if (is_small(operands.left) && is_small(operands.right)) {
      auto product = operands.left * operands.right;
      if (product > -power_of_ten(kProductDigits) && product < power_of_ten(kProductDigits)) {
        return rescale_wide_scale(product, scale, target);
      }
    }
    return compute_wide(operands, scale, target);
  }

 private:
  [[gnu::noinline]] static std::optional<Int128> compute_wide(const Operands& operands, int scale,
                                                              const DecimalType& target) {
    int512_t product = int512_t(operands.left) * int512_t(operands.right);
    if (int excess = digit_count(product) - kProductDigits; excess > 0) {
      product = wide_divide_half_up(product, wide_power_of_ten(excess));
      scale -= excess;
    }
    return scale >= 0 ? fit(std::move(product), scale, target) : fit(product * wide_power_of_ten(-scale), 0, target);
  }

  static std::optional<Int128> rescale_wide_scale(Int128 product, int scale, const DecimalType& target) {
    if (scale - target.scale > 38) return Int128{0};
    return rescale(product, scale, target);
  }
};

struct Divide {
  static constexpr bool kDivides = true;
  static constexpr bool kIsSlow = false;

  static std::optional<Int128> compute(const Operands& operands, const DecimalType& target) {
    auto fast = divide_narrow(operands, target);
    return fast ? *fast : divide_wide(operands, target);
  }

 private:
  [[gnu::noinline]] static std::optional<Int128> divide_wide(const Operands& operands, const DecimalType& target) {
    int shift = kQuotientScale + operands.right_scale - operands.left_scale;
    int512_t dividend = int512_t(operands.left) * wide_power_of_ten(shift);
    return fit(wide_divide_half_up(dividend, int512_t(operands.right)), kQuotientScale, target);
  }

  /// In 128 bits, where both roundings of the long way give the same: the divisor has too few digits for a quotient to
  /// come so near to a half.
  static std::optional<std::optional<Int128>> divide_narrow(const Operands& operands, const DecimalType& target) {
    int shift = target.scale + operands.right_scale - operands.left_scale;
    if (shift < 0 || shift > 18 || target.scale > 20 || !is_small(operands.right)) return std::nullopt;
    Int128 dividend;
    if (__builtin_mul_overflow(operands.left, power_of_ten(shift), &dividend)) return std::nullopt;
    bool negative = (dividend < 0) != (operands.right < 0);
    auto divisor = operands.right < 0 ? -operands.right : operands.right;
    auto quotient = divide_half_up(dividend < 0 ? -dividend : dividend, divisor);
    if (!target.holds(quotient)) return std::optional<Int128>();
    return std::optional<Int128>(negative ? -quotient : quotient);
  }
};

struct Remainder {
  static constexpr bool kDivides = true;
  static constexpr bool kIsSlow = true;

  [[gnu::noinline]] static std::optional<Int128> compute(const Operands& operands, const DecimalType& target) {
    int scale = std::max(operands.left_scale, operands.right_scale);
    int512_t left = int512_t(operands.left) * wide_power_of_ten(scale - operands.left_scale);
    int512_t right = int512_t(operands.right) * wide_power_of_ten(scale - operands.right_scale);
    return fit(left % right, scale, target);
  }
};

/// The whole part of the quotient.
struct IntegralDivide {
  static constexpr bool kDivides = true;
  static constexpr bool kIsSlow = true;

  [[gnu::noinline]] static std::optional<Int128> compute(const Operands& operands, const DecimalType& target) {
    int scale = std::max(operands.left_scale, operands.right_scale);
    int512_t left = int512_t(operands.left) * wide_power_of_ten(scale - operands.left_scale);
    int512_t right = int512_t(operands.right) * wide_power_of_ten(scale - operands.right_scale);
    return fit(left / right, 0, target);
  }
};

/// The remainder with the divisor's sign where it was negative: ((a % n) + n) % n.
struct PositiveModulus {
  static constexpr bool kDivides = true;
  static constexpr bool kIsSlow = true;

  [[gnu::noinline]] static std::optional<Int128> compute(const Operands& operands, const DecimalType& target) {
    int scale = std::max(operands.left_scale, operands.right_scale);
    int512_t left = int512_t(operands.left) * wide_power_of_ten(scale - operands.left_scale);
    int512_t right = int512_t(operands.right) * wide_power_of_ten(scale - operands.right_scale);
    int512_t rest = left % right;
    if (rest < 0) rest = (rest + right) % right;
    return fit(std::move(rest), scale, target);
  }
};

/// What a row without a result gives: an error, or NULL.
[[gnu::noinline]] std::optional<Int128> refuse(bool raises, bool divides_by_zero, const DecimalType& target) {
  if (!raises) return std::nullopt;
  if (divides_by_zero) raise({"DIVIDE_BY_ZERO", "division by zero"});
  raise({"NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION",
         fmt::format("the result cannot be represented as DECIMAL({}, {})", target.precision, target.scale)});
}

template <typename Operation>
std::optional<Int128> run_row(const Operands& operands, const DecimalType& target, bool raises) {
  if (Operation::kDivides && operands.right == 0) return refuse(raises, true, target);
  auto value = Operation::compute(operands, target);
  return value ? value : refuse(raises, false, target);
}

/// Whether a product needs no rounding, and comes in 16 bytes.
bool is_plain_product(const DecimalReader& left, const DecimalReader& right, const DecimalType& target) {
  return target.scale == left.scale() + right.scale() && target.precision > 18;
}

/// Products without rounding, in DuckDB's own loops: where no digit can be too many, there is nothing to check.
template <typename Left, typename Right>
void multiply_plain(duckdb::DataChunk& arguments, duckdb::Vector& result, bool always_fits, const DecimalType& target,
                    bool raises) {
  using duckdb::hugeint_t;
  auto& left = arguments.data[0];
  auto& right = arguments.data[1];
  if (always_fits) {
    duckdb::BinaryExecutor::Execute<Left, Right, hugeint_t>(
        left, right, result, arguments.size(), [](Left a, Right b) { return narrow<hugeint_t>(widen(a) * widen(b)); });
    return;
  }
  duckdb::BinaryExecutor::ExecuteWithNulls<Left, Right, hugeint_t>(
      left, right, result, arguments.size(), [&](Left a, Right b, duckdb::ValidityMask& mask, duckdb::idx_t row) {
        auto x = widen(a), y = widen(b);
        // Two numbers of 62 bits have a product of 38 digits at most.
        if (is_small(x) && is_small(y)) return narrow<hugeint_t>(x * y);
        auto value = run_row<Multiply>({x, y, target.scale, 0}, target, raises);
        if (!value) mask.SetInvalid(row);
        return narrow<hugeint_t>(value.value_or(0));
      });
}

/// The digits of a decimal in 16 bytes, however many DuckDB stores them in.
void widen_rows(duckdb::Vector& from, duckdb::Vector& to, duckdb::idx_t count) {
  DecimalReader(from.GetType()).visit([&](auto stored) {
    using Stored = decltype(stored);
    duckdb::UnaryExecutor::Execute<Stored, duckdb::hugeint_t>(
        from, to, count, [](Stored value) { return narrow<duckdb::hugeint_t>(widen(value)); });
  });
}

/// Calls `with` with values of the C++ types that the columns of `arguments` are stored in; widens them before where the
/// operation is slow anyway.
template <typename Operation, typename With>
void visit_arguments(duckdb::DataChunk& arguments, With&& with) {
  if constexpr (Operation::kIsSlow) {
    duckdb::DataChunk wide;
    wide.InitializeEmpty({LogicalType::HUGEINT, LogicalType::HUGEINT});
    for (size_t i = 0; i < 2; i++) {
      duckdb::Vector column(LogicalType::HUGEINT, arguments.size());
      widen_rows(arguments.data[i], column, arguments.size());
      wide.data[i].Reference(column);
    }
    wide.SetCardinality(arguments.size());
    with(wide, duckdb::hugeint_t{}, duckdb::hugeint_t{});
  } else {
    DecimalReader left(arguments.data[0].GetType());
    DecimalReader right(arguments.data[1].GetType());
    left.visit([&](auto l) { right.visit([&](auto r) { with(arguments, l, r); }); });
  }
}

/// What of a call differs between the functions of one operation.
struct Form {
  bool raises = false;
  bool negates_right = false;  ///< a difference is a sum
};

template <typename Operation>
duckdb::ScalarFunction make_function(Form form) {
  auto run = [form](duckdb::DataChunk& arguments, duckdb::ExpressionState& state, duckdb::Vector& result) {
    const auto& target = target_of(state);
    DecimalReader left(arguments.data[0].GetType());
    DecimalReader right(arguments.data[1].GetType());
    if constexpr (std::is_same_v<Operation, Multiply>) {
      if (is_plain_product(left, right, target)) {
        bool always_fits = left.precision() + right.precision() <= target.precision;
        left.visit([&](auto l) {
          right.visit([&](auto r) {
            multiply_plain<decltype(l), decltype(r)>(arguments, result, always_fits, target, form.raises);
          });
        });
        return;
      }
    }
    visit_arguments<Operation>(arguments, [&](duckdb::DataChunk& columns, auto left_stored, auto right_stored) {
      using Left = decltype(left_stored);
      using Right = decltype(right_stored);
      DecimalReader(result.GetType()).visit([&](auto result_stored) {
        using Digits = decltype(result_stored);
        map_rows<Digits, Left, Right>(columns, result, [&](Left a, Right b) -> std::optional<Digits> {
          auto right_digits = form.negates_right ? -widen(b) : widen(b);
          Operands operands{widen(a), right_digits, left.scale(), right.scale()};
          auto value = run_row<Operation>(operands, target, form.raises);
          if (!value) return std::nullopt;
          return narrow<Digits>(*value);
        });
      });
    });
  };
  return duckdb::ScalarFunction(
      {duckdb::LogicalTypeId::DECIMAL, duckdb::LogicalTypeId::DECIMAL, LogicalType::INTEGER, LogicalType::INTEGER},
      duckdb::LogicalTypeId::DECIMAL, run, bind_decimal_result);
}

template <typename Operation>
void add_operation(Registrar& registrar, const std::string& name, bool negates_right = false) {
  registrar.put_raising(name, make_function<Operation>({true, negates_right}));
  registrar.put("try_" + name, make_function<Operation>({false, negates_right}));
}

}  // namespace

void add_decimal_arithmetic(Registrar& registrar) {
  add_operation<Add>(registrar, "decimal_add");
  add_operation<Add>(registrar, "decimal_subtract", true);
  add_operation<Multiply>(registrar, "decimal_multiply");
  add_operation<Divide>(registrar, "decimal_divide");
  add_operation<Remainder>(registrar, "decimal_remainder");
  add_operation<IntegralDivide>(registrar, "decimal_div");
  add_operation<PositiveModulus>(registrar, "decimal_pmod");
}

}  // namespace skep::engine
