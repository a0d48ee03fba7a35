#pragma once

#include "types/value.h"

#include <duckdb.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace skep::engine {

using types::Int128;

/// 10^exponent for 0 to 38.
Int128 power_of_ten(int exponent);

inline Int128 widen(int16_t value) { return value; }
inline Int128 widen(int32_t value) { return value; }
inline Int128 widen(int64_t value) { return value; }
inline Int128 widen(duckdb::hugeint_t value) {
  return static_cast<Int128>(value.upper) * (static_cast<Int128>(1) << 64) + value.lower;
}

/// A decimal type as our functions compute with it.
struct DecimalType {
  int precision = 38;
  int scale = 0;

  bool holds(Int128 unscaled) const {
    auto bound = power_of_ten(precision);
    return unscaled < bound && unscaled > -bound;
  }
};

/// The decimal type that a call's constant arguments (p, s) name. Kept as the call's bind data.
struct DecimalTarget : duckdb::FunctionData {
  explicit DecimalTarget(DecimalType type_in) : type(type_in) {}

  duckdb::unique_ptr<duckdb::FunctionData> Copy() const override { return duckdb::make_uniq<DecimalTarget>(type); }
  bool Equals(const duckdb::FunctionData& other) const override;

  DecimalType type;
};

/// Binds a function whose last two arguments are the constants p and s of the result's type; arguments that are decimals
/// keep their types.
duckdb::unique_ptr<duckdb::FunctionData> bind_decimal_result(
    duckdb::ClientContext& context, duckdb::ScalarFunction& function,
    duckdb::vector<duckdb::unique_ptr<duckdb::Expression>>& arguments);

/// Binds a function that takes decimals of any precision and gives something else.
duckdb::unique_ptr<duckdb::FunctionData> keep_decimal_arguments(
    duckdb::ClientContext& context, duckdb::ScalarFunction& function,
    duckdb::vector<duckdb::unique_ptr<duckdb::Expression>>& arguments);

const DecimalType& target_of(const duckdb::ExpressionState& state);

/// Gives access to decimals as DuckDB stores them: in 2, 4, 8 or 16 bytes by their precision.
class DecimalReader {
 public:
  explicit DecimalReader(const duckdb::LogicalType& type)
      : type_(type), precision_(duckdb::DecimalType::GetWidth(type)), scale_(duckdb::DecimalType::GetScale(type)) {}

  int precision() const { return precision_; }
  int scale() const { return scale_; }
  std::string type_text() const;

  /// Calls `with` with a value of the C++ type that stores such decimals.
  template <typename With>
  void visit(With&& with) const {
    switch (type_.InternalType()) {
      case duckdb::PhysicalType::INT16: return with(int16_t{});
      case duckdb::PhysicalType::INT32: return with(int32_t{});
      case duckdb::PhysicalType::INT64: return with(int64_t{});
      default: return with(duckdb::hugeint_t{});
    }
  }

 private:
  duckdb::LogicalType type_;
  int precision_;
  int scale_;
};

/// Narrows to what stores a decimal; the value is known to fit.
template <typename Stored>
Stored narrow(Int128 value) {
  if constexpr (std::is_same_v<Stored, duckdb::hugeint_t>) {
    return duckdb::hugeint_t(static_cast<int64_t>(value >> 64), static_cast<uint64_t>(value));
  } else {
    return static_cast<Stored>(value);
  }
}

/// Divides by a power of ten, halves away from zero.
Int128 divide_half_up(Int128 value, Int128 divisor);

/// Brings a decimal to another type: rounds half up, and gives nothing when the result is out of range.
std::optional<Int128> rescale(Int128 unscaled, int scale, const DecimalType& target);

enum class DecimalText { malformed, out_of_range, more_than_38_digits };

/// Reads a number's text as a decimal of the type, rounded half up. The reason is set when there is no result.
std::optional<Int128> parse_decimal(std::string_view text, const DecimalType& target, DecimalText& reason);

}  // namespace skep::engine
