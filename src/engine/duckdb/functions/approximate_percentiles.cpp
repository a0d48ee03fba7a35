#include "engine/duckdb/functions/aggregate_families.h"
#include "engine/duckdb/functions/list_reader.h"
#include "engine/duckdb/functions/registrar.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace skep::engine {
namespace {

using duckdb::LogicalType;

/// NaN is the greatest, as in Spark.
bool less(double a, double b) { return std::isnan(b) ? !std::isnan(a) : a < b; }

/// The summary of Greenwald and Khanna that Spark keeps of a group's values, with its choices, so that the same value is
/// found: so many samples that each rank is known to within a share of all.
class QuantileSummary {
 public:
  explicit QuantileSummary(int32_t accuracy) : error_(1.0 / accuracy) {}

  void add(double value) {
    head_.push_back(value);
    if (head_.size() < kHeadMax) return;
    take_head();
    if (samples_.size() >= kCompressed) compress();
  }

  double find(double percentage) {
    if (!head_.empty()) {
      take_head();
      compress();
    }
    if (percentage <= error_ || samples_.size() == 1) return samples_.front().value;
    if (percentage >= 1 - error_) return samples_.back().value;
    int64_t widest = 0;
    for (auto& sample : samples_) widest = std::max(widest, sample.steps + sample.spread);
    auto off = static_cast<double>(widest) / 2;
    auto rank = std::ceil(percentage * static_cast<double>(count_));
    int64_t least = 0;
    for (size_t i = 0; i + 1 < samples_.size(); ++i) {
      least += samples_[i].steps;
      auto most = static_cast<double>(least + samples_[i].spread);
      if (most - off <= rank && rank <= static_cast<double>(least) + off) return samples_[i].value;
    }
    return samples_.back().value;
  }

 private:
  static constexpr size_t kHeadMax = 50'000;
  static constexpr size_t kCompressed = 10'000;

  /// `steps` ranks after the sample before, and at most `spread` more.
  struct Sample {
    double value;
    int64_t steps;
    int64_t spread;
  };

  void take_head() {
    std::stable_sort(head_.begin(), head_.end(), less);
    std::vector<Sample> merged;
    merged.reserve(samples_.size() + head_.size());
    size_t next = 0;
    for (size_t i = 0; i < head_.size(); ++i) {
      while (next < samples_.size() && !less(head_[i], samples_[next].value)) merged.push_back(samples_[next++]);
      ++count_;
      bool is_end = merged.empty() || (next == samples_.size() && i + 1 == head_.size());
      auto spread = is_end ? 0 : static_cast<int64_t>(std::floor(2 * error_ * static_cast<double>(count_)));
      merged.push_back({head_[i], 1, spread});
    }
    merged.insert(merged.end(), samples_.begin() + static_cast<std::ptrdiff_t>(next), samples_.end());
    samples_ = std::move(merged);
    head_.clear();
  }

  /// Joins samples with the next one, from the end on, where the rank stays known well enough.
  void compress() {
    auto most = 2 * error_ * static_cast<double>(count_);
    std::vector<Sample> kept;
    auto joined = samples_.back();
    for (size_t i = samples_.size() - 1; i-- > 1;) {
      if (static_cast<double>(samples_[i].steps + joined.steps + joined.spread) < most) {
        joined.steps += samples_[i].steps;
      } else {
        kept.push_back(joined);
        joined = samples_[i];
      }
    }
    kept.push_back(joined);
    if (samples_.size() > 1 && samples_.front().value <= joined.value) kept.push_back(samples_.front());
    std::reverse(kept.begin(), kept.end());
    samples_ = std::move(kept);
  }

  double error_;
  int64_t count_ = 0;
  std::vector<double> head_;
  std::vector<Sample> samples_;
};

/// skep_approximate_percentiles(values, percentages, accuracy): one for each percentage.
void run(duckdb::DataChunk& arguments, duckdb::ExpressionState&, duckdb::Vector& result) {
  auto rows = arguments.size();
  ListReader<double> values(arguments.data[0], rows), percentages(arguments.data[1], rows);
  duckdb::UnifiedVectorFormat accuracies;
  arguments.data[2].ToUnifiedFormat(rows, accuracies);
  for (duckdb::idx_t row = 0; row < rows; ++row) {
    if (values.is_null(row) || values.size(row) == 0 || percentages.is_null(row)) {
      result.SetValue(row, duckdb::Value(result.GetType()));
      continue;
    }
    QuantileSummary summary(duckdb::UnifiedVectorFormat::GetData<int32_t>(accuracies)[accuracies.sel->get_index(row)]);
    for (duckdb::idx_t i = 0; i < values.size(row); ++i) summary.add(values.item(row, i));
    duckdb::vector<duckdb::Value> found;
    for (duckdb::idx_t i = 0; i < percentages.size(row); ++i)
      found.push_back(duckdb::Value::DOUBLE(summary.find(percentages.item(row, i))));
    result.SetValue(row, duckdb::Value::LIST(LogicalType::DOUBLE, std::move(found)));
  }
  if (arguments.AllConstant()) result.SetVectorType(duckdb::VectorType::CONSTANT_VECTOR);
}

}  // namespace

void add_approximate_percentiles(Registrar& registrar) {
  auto doubles = LogicalType::LIST(LogicalType::DOUBLE);
  registrar.put("approximate_percentiles",
                duckdb::ScalarFunction({doubles, doubles, LogicalType::INTEGER}, doubles, run));
}

}  // namespace skep::engine
