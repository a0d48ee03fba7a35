#include "engine/duckdb/functions/aggregate.h"
#include "engine/duckdb/functions/aggregate_families.h"

#include <cmath>

/// Variances, skewness, kurtosis. DuckDB's own fail where NaN or an infinity is among the values.
namespace skep::engine {
namespace {

/// The count, mean and central moments of what was added, kept as each value comes.
struct Moments {
  double count = 0;
  double mean = 0;
  double second = 0;
  double third = 0;
  double fourth = 0;

  void add(double value) {
    Moments one;
    one.count = 1;
    one.mean = value;
    // NaN and infinities stay: a moment of one value is NaN when the value is none.
    one.second = one.third = one.fourth = value - value;
    merge(one);
  }

  void merge(const Moments& other) {
    if (other.count == 0) return;
    if (count == 0) {
      *this = other;
      return;
    }
    double total = count + other.count;
    double delta = other.mean - mean;
    double step = delta / total;
    double product = delta * step * count * other.count;
    double square = step * step;
    double new_fourth = fourth + other.fourth +
                        product * square * (count * count - count * other.count + other.count * other.count) +
                        6 * square * (count * count * other.second + other.count * other.count * second) +
                        4 * step * (count * other.third - other.count * third);
    double new_third = third + other.third + product * step * (count - other.count) +
                       3 * step * (count * other.second - other.count * second);
    mean += step * other.count;
    second += other.second + product;
    third = new_third;
    fourth = new_fourth;
    count = total;
  }
};

struct VariancePopulation : Moments {
  std::optional<double> result() const {
    if (count == 0) return std::nullopt;
    return second / count;
  }
};

struct VarianceSample : Moments {
  std::optional<double> result() const {
    if (count < 2) return std::nullopt;
    return second / (count - 1);
  }
};

struct DeviationPopulation : Moments {
  std::optional<double> result() const {
    if (count == 0) return std::nullopt;
    return std::sqrt(second / count);
  }
};

struct DeviationSample : Moments {
  std::optional<double> result() const {
    if (count < 2) return std::nullopt;
    return std::sqrt(second / (count - 1));
  }
};

struct Skewness : Moments {
  std::optional<double> result() const {
    if (count == 0 || second == 0) return std::nullopt;
    return std::sqrt(count) * third / std::sqrt(second * second * second);
  }
};

struct Kurtosis : Moments {
  std::optional<double> result() const {
    if (count == 0 || second == 0) return std::nullopt;
    return count * fourth / (second * second) - 3;
  }
};

template <typename State>
void add_moment(AggregateRegistrar& registrar, const std::string& name) {
  registrar.put(name, unary_aggregate<State, double>(duckdb::LogicalType::DOUBLE, duckdb::LogicalType::DOUBLE));
}

}  // namespace

void add_moments(AggregateRegistrar& registrar) {
  add_moment<VariancePopulation>(registrar, "var_pop");
  add_moment<VarianceSample>(registrar, "var_samp");
  add_moment<DeviationPopulation>(registrar, "stddev_pop");
  add_moment<DeviationSample>(registrar, "stddev_samp");
  add_moment<Skewness>(registrar, "skewness");
  add_moment<Kurtosis>(registrar, "kurtosis");
}

}  // namespace skep::engine
