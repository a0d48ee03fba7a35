#include "engine/duckdb/functions/aggregate_families.h"
#include "engine/duckdb/functions/list_reader.h"
#include "engine/duckdb/functions/registrar.h"

#include <algorithm>
#include <vector>

namespace skep::engine {
namespace {

using duckdb::LogicalType;

struct Bin {
  double middle = 0;
  double height = 0;
};

/// A histogram of at most so many bins: a value that has none becomes one, and then the two nearest bins become one.
class Histogram {
 public:
  explicit Histogram(size_t bins_max) : bins_max_(bins_max) {}

  void add(double value) {
    auto place = std::lower_bound(bins_.begin(), bins_.end(), value,
                                  [](const Bin& bin, double wanted) { return bin.middle < wanted; });
    if (place != bins_.end() && place->middle == value) {
      place->height += 1;
      return;
    }
    bins_.insert(place, {value, 1});
    if (bins_.size() > bins_max_) join_nearest();
  }

  const std::vector<Bin>& bins() const { return bins_; }

 private:
  void join_nearest() {
    size_t nearest = 0;
    for (size_t i = 1; i + 1 < bins_.size(); ++i) {
      if (distance_after(i) < distance_after(nearest)) nearest = i;
    }
    auto &left = bins_[nearest], &right = bins_[nearest + 1];
    double height = left.height + right.height;
    left.middle = left.middle * left.height / height + right.middle * right.height / height;
    left.height = height;
    bins_.erase(bins_.begin() + static_cast<std::ptrdiff_t>(nearest) + 1);
  }

  double distance_after(size_t bin) const { return bins_[bin + 1].middle - bins_[bin].middle; }

  size_t bins_max_;
  std::vector<Bin> bins_;
};

/// skep_histogram_numeric(values, bins)
void run(duckdb::DataChunk& arguments, duckdb::ExpressionState&, duckdb::Vector& result) {
  auto rows = arguments.size();
  ListReader<double> values(arguments.data[0], rows);
  duckdb::UnifiedVectorFormat bins;
  arguments.data[1].ToUnifiedFormat(rows, bins);
  auto bin_type = duckdb::ListType::GetChildType(result.GetType());
  for (duckdb::idx_t row = 0; row < rows; ++row) {
    if (values.is_null(row)) {
      result.SetValue(row, duckdb::Value(result.GetType()));
      continue;
    }
    Histogram histogram(
        static_cast<size_t>(duckdb::UnifiedVectorFormat::GetData<int32_t>(bins)[bins.sel->get_index(row)]));
    for (duckdb::idx_t i = 0; i < values.size(row); ++i) histogram.add(values.item(row, i));
    duckdb::vector<duckdb::Value> found;
    for (const auto& bin : histogram.bins()) {
      found.push_back(
          duckdb::Value::STRUCT({{"x", duckdb::Value::DOUBLE(bin.middle)}, {"y", duckdb::Value::DOUBLE(bin.height)}}));
    }
    result.SetValue(row, duckdb::Value::LIST(bin_type, std::move(found)));
  }
  if (arguments.AllConstant()) result.SetVectorType(duckdb::VectorType::CONSTANT_VECTOR);
}

}  // namespace

void add_histograms(Registrar& registrar) {
  auto bins = LogicalType::LIST(LogicalType::STRUCT({{"x", LogicalType::DOUBLE}, {"y", LogicalType::DOUBLE}}));
  registrar.put("histogram_numeric",
                duckdb::ScalarFunction({LogicalType::LIST(LogicalType::DOUBLE), LogicalType::INTEGER}, bins, run));
}

}  // namespace skep::engine
