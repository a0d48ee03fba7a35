#include "engine/duckdb/functions/decimal_value.h"
#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"
#include "types/value.h"

#include <cmath>

namespace skep::engine {
namespace {

using duckdb::LogicalType;

Failure out_of_range(const std::string& value, const DecimalType& type) {
  return {"NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION",
          fmt::format("the value {} cannot be represented as DECIMAL({}, {})", value, type.precision, type.scale)};
}

Failure malformed(std::string_view text, const DecimalType& type) {
  return {
      "CAST_INVALID_INPUT",
      fmt::format("the value '{}' of the type \"STRING\" cannot be cast to \"DECIMAL({},{})\" because it is malformed",
                  text, type.precision, type.scale)};
}

/// Gives the decimal or the failure that kept it from being one.
struct Converted {
  std::optional<Int128> value;
  std::optional<Failure> failure;
};

Converted convert(std::string_view text, const DecimalType& type) {
  DecimalText reason;
  auto value = parse_decimal(text, type, reason);
  if (value) return {value, {}};
  if (reason == DecimalText::malformed) return {{}, malformed(text, type)};
  if (reason == DecimalText::more_than_38_digits) {
    return {{}, Failure{"NUMERIC_OUT_OF_SUPPORTED_RANGE", fmt::format("no decimal holds the value {}", text)}};
  }
  return {{}, out_of_range(std::string(text), type)};
}

/// A double has the decimal digits of its shortest text, as in Java; what is no number gives NULL.
Converted convert(double number, const DecimalType& type) {
  if (!std::isfinite(number)) return {};
  auto text = types::double_to_text(number);
  DecimalText reason;
  auto value = parse_decimal(text, type, reason);
  if (value) return {value, {}};
  return {{}, out_of_range(text, type)};
}

Converted convert(int64_t number, const DecimalType& type) {
  auto value = rescale(number, 0, type);
  if (value) return {value, {}};
  return {{}, out_of_range(std::to_string(number), type)};
}

/// Runs `convert_row` over the first argument and stores decimals of the target's type.
template <typename Given, bool kRaises, typename ConvertRow>
void convert_rows(duckdb::DataChunk& arguments, duckdb::Vector& result, ConvertRow&& convert_row) {
  DecimalReader(result.GetType()).visit([&](auto stored) {
    using Digits = decltype(stored);
    map_rows<Digits, Given>(arguments, result, [&](auto given) -> std::optional<Digits> {
      Converted converted = convert_row(given);
      if (converted.value) return narrow<Digits>(*converted.value);
      if (kRaises && converted.failure) raise(*converted.failure);
      return std::nullopt;
    });
  });
}

template <typename Given, bool kRaises>
duckdb::ScalarFunction from_plain() {
  auto run = [](duckdb::DataChunk& arguments, duckdb::ExpressionState& state, duckdb::Vector& result) {
    const auto& target = target_of(state);
    convert_rows<Given, kRaises>(arguments, result, [&](auto given) { return convert(given, target); });
  };
  return duckdb::ScalarFunction({logical_type<Given>(), LogicalType::INTEGER, LogicalType::INTEGER},
                                duckdb::LogicalTypeId::DECIMAL, run, bind_decimal_result);
}

template <bool kRaises>
duckdb::ScalarFunction from_decimal() {
  auto run = [](duckdb::DataChunk& arguments, duckdb::ExpressionState& state, duckdb::Vector& result) {
    const auto& target = target_of(state);
    DecimalReader source(arguments.data[0].GetType());
    source.visit([&](auto stored) {
      convert_rows<decltype(stored), kRaises>(arguments, result, [&](auto given) -> Converted {
        auto value = rescale(widen(given), source.scale(), target);
        if (value) return {value, {}};
        return {{}, out_of_range(types::decimal_to_text(widen(given), source.scale()), target)};
      });
    });
  };
  return duckdb::ScalarFunction({duckdb::LogicalTypeId::DECIMAL, LogicalType::INTEGER, LogicalType::INTEGER},
                                duckdb::LogicalTypeId::DECIMAL, run, bind_decimal_result);
}

}  // namespace

void add_casts_to_decimal(Registrar& registrar) {
  registrar.put_raising("to_decimal", from_plain<std::string_view, true>());
  registrar.put_raising("to_decimal", from_plain<double, true>());
  registrar.put_raising("to_decimal", from_plain<int64_t, true>());
  registrar.put_raising("to_decimal", from_decimal<true>());
  registrar.put("try_to_decimal", from_plain<std::string_view, false>());
  registrar.put("try_to_decimal", from_plain<double, false>());
  registrar.put("try_to_decimal", from_plain<int64_t, false>());
  registrar.put("try_to_decimal", from_decimal<false>());
}

}  // namespace skep::engine
