#include "engine/duckdb/functions/decimal_value.h"
#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"

namespace skep::engine {
namespace {

using duckdb::LogicalType;

enum class Direction { half_even, up, down };

/// The nearest multiple of a unit in a direction.
Int128 to_multiple(Int128 value, Int128 unit, Direction direction) {
  auto rest = value % unit;
  if (rest < 0) rest += unit;
  auto below = value - rest;
  if (rest == 0 || direction == Direction::down) return below;
  if (direction == Direction::up) return below + unit;
  bool odd = below / unit % 2 != 0;
  return rest > unit - rest || (rest == unit - rest && odd) ? below + unit : below;
}

/// Rounds to `places` digits behind the point; the result's scale is theirs, or 0 where they are negative.
template <Direction kDirection>
std::optional<Int128> round_to(Int128 value, int scale, int places, const DecimalType& target) {
  int dropped = scale - places;
  if (dropped > 38) return Int128{0};
  auto rounded = dropped > 0 ? to_multiple(value, power_of_ten(dropped), kDirection) : value;
  return rescale(rounded, scale, target);
}

template <Direction kDirection>
duckdb::ScalarFunction make_function() {
  auto run = [](duckdb::DataChunk& arguments, duckdb::ExpressionState& state, duckdb::Vector& result) {
    const auto& target = target_of(state);
    DecimalReader source(arguments.data[0].GetType());
    auto with_types = [&](auto source_stored, auto result_stored) {
      using Given = decltype(source_stored);
      using Digits = decltype(result_stored);
      map_rows<Digits, Given, int32_t>(arguments, result, [&](Given given, int32_t places) -> std::optional<Digits> {
        auto value = round_to<kDirection>(widen(given), source.scale(), places, target);
        if (!value) raise({"NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION", "a rounded decimal is out of range"});
        return narrow<Digits>(*value);
      });
    };
    source.visit([&](auto s) { DecimalReader(result.GetType()).visit([&](auto d) { with_types(s, d); }); });
  };
  return duckdb::ScalarFunction(
      {duckdb::LogicalTypeId::DECIMAL, LogicalType::INTEGER, LogicalType::INTEGER, LogicalType::INTEGER},
      duckdb::LogicalTypeId::DECIMAL, run, bind_decimal_result);
}

}  // namespace

void add_decimal_rounding(Registrar& registrar) {
  registrar.put_raising("decimal_bround", make_function<Direction::half_even>());
  registrar.put_raising("decimal_ceil", make_function<Direction::up>());
  registrar.put_raising("decimal_floor", make_function<Direction::down>());
}

}  // namespace skep::engine
