#include "engine/duckdb/functions/aggregate.h"
#include "engine/duckdb/functions/aggregate_families.h"
#include "engine/duckdb/functions/decimal_value.h"

#include <algorithm>

namespace skep::engine {
namespace {

/// A decimal has at most 38 digits, so that 128 bits overflow late; then the sum is out of range whatever comes.
struct DecimalSum {
  /// Of 16 bytes, aligned to 8, as DuckDB places states.
  using Total __attribute__((aligned(8))) = Int128;

  Total total = 0;
  bool any = false;
  bool overflowed = false;

  template <typename Stored>
  void add(const Stored& value) {
    add_to_total(widen(value));
    any = true;
  }

  void merge(const DecimalSum& other) {
    overflowed |= other.overflowed;
    add_to_total(other.total);
    any |= other.any;
  }

 private:
  void add_to_total(Int128 more) {
    Int128 grown = 0;
    overflowed |= __builtin_add_overflow(Int128{total}, more, &grown);
    total = grown;
  }
};

constexpr int kPrecisionMax = 38;

bool holds(const DecimalSum& sum) {
  auto bound = power_of_ten(kPrecisionMax);
  return !sum.overflowed && sum.total < bound && sum.total > -bound;
}

/// Results narrower than 38 digits cannot overflow: ten digits more than the values have are enough for all rows.
template <typename Returned, bool kRaises>
struct Sum : DecimalSum {
  std::optional<Returned> result() const {
    if (!any) return std::nullopt;
    if (!holds(*this)) {
      if (kRaises) raise({"ARITHMETIC_OVERFLOW", "the sum of decimals is out of range"});
      return std::nullopt;
    }
    return narrow<Returned>(total);
  }
};

template <typename Given, bool kRaises>
duckdb::AggregateFunction sum_of(const duckdb::LogicalType& given, const duckdb::LogicalType& returned) {
  if (returned.InternalType() == duckdb::PhysicalType::INT64)
    return unary_aggregate<Sum<int64_t, kRaises>, Given>(given, returned);
  return unary_aggregate<Sum<duckdb::hugeint_t, kRaises>, Given>(given, returned);
}

/// The type of a sum has ten digits more than its values.
template <bool kRaises>
duckdb::unique_ptr<duckdb::FunctionData> bind_sum(duckdb::ClientContext&, duckdb::AggregateFunction& function,
                                                  duckdb::vector<duckdb::unique_ptr<duckdb::Expression>>& arguments) {
  auto given = arguments[0]->return_type;
  if (given.id() != duckdb::LogicalTypeId::DECIMAL) given = duckdb::LogicalType::DECIMAL(kPrecisionMax, 0);
  auto width = std::min(duckdb::DecimalType::GetWidth(given) + 10, kPrecisionMax);
  auto returned = duckdb::LogicalType::DECIMAL(static_cast<uint8_t>(width), duckdb::DecimalType::GetScale(given));
  auto name = function.name;
  DecimalReader(given).visit([&](auto stored) { function = sum_of<decltype(stored), kRaises>(given, returned); });
  function.name = name;
  function.SetOrderDependent(duckdb::AggregateOrderDependent::NOT_ORDER_DEPENDENT);
  return nullptr;
}

/// Sums of whole numbers that wrap around, as Java's do.
struct WrappingSum {
  uint64_t total = 0;
  bool any = false;

  void add(int64_t value) {
    total += static_cast<uint64_t>(value);
    any = true;
  }
  void merge(const WrappingSum& other) {
    total += other.total;
    any |= other.any;
  }
  std::optional<int64_t> result() const {
    if (!any) return std::nullopt;
    return static_cast<int64_t>(total);
  }
};

template <bool kRaises>
duckdb::AggregateFunction decimal_sum() {
  auto decimal = duckdb::LogicalType(duckdb::LogicalTypeId::DECIMAL);
  auto function = sum_of<duckdb::hugeint_t, kRaises>(decimal, decimal);
  function.SetBindCallback(bind_sum<kRaises>);
  return function;
}

}  // namespace

void add_sums(AggregateRegistrar& registrar) {
  registrar.put("sum", decimal_sum<true>());
  registrar.put("try_sum", decimal_sum<false>());
  registrar.put("wrapping_sum",
                unary_aggregate<WrappingSum, int64_t>(duckdb::LogicalType::BIGINT, duckdb::LogicalType::BIGINT));
}

}  // namespace skep::engine
