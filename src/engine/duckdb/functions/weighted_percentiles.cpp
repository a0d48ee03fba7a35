#include "engine/duckdb/functions/aggregate_families.h"
#include "engine/duckdb/functions/list_reader.h"
#include "engine/duckdb/functions/registrar.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace skep::engine {
namespace {

using duckdb::LogicalType;

/// A value and how many values are not above it.
struct Step {
  double value = 0;
  int64_t up_to = 0;
};

/// NaN is greater than all other numbers.
bool is_less(double a, double b) { return std::isnan(b) ? !std::isnan(a) : a < b; }

std::vector<Step> steps_of(const ListReader<double>& values, const ListReader<int64_t>& counts, duckdb::idx_t row) {
  std::vector<Step> steps;
  for (duckdb::idx_t i = 0; i < values.size(row); ++i) {
    if (values.item_is_null(row, i) || counts.item_is_null(row, i)) continue;
    auto count = counts.item(row, i);
    if (count < 0)
      raise({"NEGATIVE_VALUES_IN_FREQUENCY_EXPRESSION", fmt::format("percentile counts a value {} times", count)});
    if (count > 0) steps.push_back({values.item(row, i), count});
  }
  std::sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return is_less(a.value, b.value); });
  for (size_t i = 1; i < steps.size(); ++i) steps[i].up_to += steps[i - 1].up_to;
  return steps;
}

double value_at(const std::vector<Step>& steps, int64_t position) {
  auto step = std::lower_bound(steps.begin(), steps.end(), position + 1,
                               [](const Step& each, int64_t count) { return each.up_to < count; });
  return step->value;
}

double percentile(const std::vector<Step>& steps, double percentage) {
  double position = static_cast<double>(steps.back().up_to - 1) * percentage;
  auto low = static_cast<int64_t>(std::floor(position)), high = static_cast<int64_t>(std::ceil(position));
  auto low_value = value_at(steps, low), high_value = value_at(steps, high);
  if (low == high || low_value == high_value) return low_value;
  return (static_cast<double>(high) - position) * low_value + (position - static_cast<double>(low)) * high_value;
}

/// skep_weighted_percentiles(values, how often each counts, percentages): one for each percentage.
void run(duckdb::DataChunk& arguments, duckdb::ExpressionState&, duckdb::Vector& result) {
  auto rows = arguments.size();
  ListReader<double> values(arguments.data[0], rows);
  ListReader<int64_t> counts(arguments.data[1], rows);
  ListReader<double> percentages(arguments.data[2], rows);
  for (duckdb::idx_t row = 0; row < rows; ++row) {
    bool missing = values.is_null(row) || counts.is_null(row) || percentages.is_null(row);
    auto steps = missing ? std::vector<Step>() : steps_of(values, counts, row);
    if (steps.empty()) {
      result.SetValue(row, duckdb::Value(result.GetType()));
      continue;
    }
    duckdb::vector<duckdb::Value> found;
    for (duckdb::idx_t i = 0; i < percentages.size(row); ++i)
      found.push_back(duckdb::Value::DOUBLE(percentile(steps, percentages.item(row, i))));
    result.SetValue(row, duckdb::Value::LIST(LogicalType::DOUBLE, std::move(found)));
  }
  if (arguments.AllConstant()) result.SetVectorType(duckdb::VectorType::CONSTANT_VECTOR);
}

}  // namespace

void add_weighted_percentiles(Registrar& registrar) {
  auto reals = LogicalType::LIST(LogicalType::DOUBLE);
  registrar.put_raising("weighted_percentiles",
                        duckdb::ScalarFunction({reals, LogicalType::LIST(LogicalType::BIGINT), reals}, reals, run));
}

}  // namespace skep::engine
