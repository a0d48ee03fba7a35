#include "engine/duckdb/functions/aggregate.h"
#include "engine/duckdb/functions/aggregate_families.h"

#include <cmath>

/// Covariances, correlation and the line that fits best. DuckDB's own fail where NaN or an infinity is among the values.
namespace skep::engine {
namespace {

/// Means, squares and products of pairs, kept as each pair comes. The first of a pair is y, as in regr_slope(y, x).
struct Pairs {
  double count = 0;
  double mean_y = 0;
  double mean_x = 0;
  double squares_y = 0;
  double squares_x = 0;
  double products = 0;

  void add(double y, double x) {
    Pairs one;
    one.count = 1;
    one.mean_y = y;
    one.mean_x = x;
    one.squares_y = y - y;
    one.squares_x = x - x;
    one.products = one.squares_y + one.squares_x;
    merge(one);
  }

  void merge(const Pairs& other) {
    if (other.count == 0) return;
    if (count == 0) {
      *this = other;
      return;
    }
    double total = count + other.count;
    double delta_y = other.mean_y - mean_y, delta_x = other.mean_x - mean_x;
    double weight = count * other.count / total;
    mean_y += delta_y * other.count / total;
    mean_x += delta_x * other.count / total;
    squares_y += other.squares_y + delta_y * delta_y * weight;
    squares_x += other.squares_x + delta_x * delta_x * weight;
    products += other.products + delta_y * delta_x * weight;
    count = total;
  }

 protected:
  std::optional<double> unless_empty(double value) const {
    if (count == 0) return std::nullopt;
    return value;
  }
};

struct Correlation : Pairs {
  std::optional<double> result() const {
    if (count < 2) return std::nullopt;
    auto spread = std::sqrt(squares_x * squares_y);
    if (spread == 0) return std::nullopt;
    return products / spread;
  }
};

struct CovariancePopulation : Pairs {
  std::optional<double> result() const { return unless_empty(products / count); }
};

struct CovarianceSample : Pairs {
  std::optional<double> result() const {
    if (count < 2) return std::nullopt;
    return products / (count - 1);
  }
};

struct Slope : Pairs {
  std::optional<double> result() const {
    if (count < 2 || squares_x == 0) return std::nullopt;
    return products / squares_x;
  }
};

struct Intercept : Pairs {
  std::optional<double> result() const {
    if (count < 2 || squares_x == 0) return std::nullopt;
    return mean_y - products / squares_x * mean_x;
  }
};

struct Determination : Pairs {
  std::optional<double> result() const {
    if (count < 2 || squares_x == 0) return std::nullopt;
    if (squares_y == 0) return 1;
    return products * products / (squares_x * squares_y);
  }
};

struct MeanY : Pairs {
  std::optional<double> result() const { return unless_empty(mean_y); }
};
struct MeanX : Pairs {
  std::optional<double> result() const { return unless_empty(mean_x); }
};
struct SquaresY : Pairs {
  std::optional<double> result() const { return unless_empty(squares_y); }
};
struct SquaresX : Pairs {
  std::optional<double> result() const { return unless_empty(squares_x); }
};
struct Products : Pairs {
  std::optional<double> result() const { return unless_empty(products); }
};

template <typename State>
void add_pairs(AggregateRegistrar& registrar, const std::string& name) {
  auto real = duckdb::LogicalType::DOUBLE;
  registrar.put(name, binary_aggregate<State, double, double>(real, real, real));
}

}  // namespace

void add_regressions(AggregateRegistrar& registrar) {
  add_pairs<Correlation>(registrar, "corr");
  add_pairs<CovariancePopulation>(registrar, "covar_pop");
  add_pairs<CovarianceSample>(registrar, "covar_samp");
  add_pairs<Slope>(registrar, "regr_slope");
  add_pairs<Intercept>(registrar, "regr_intercept");
  add_pairs<Determination>(registrar, "regr_r2");
  add_pairs<MeanY>(registrar, "regr_avgy");
  add_pairs<MeanX>(registrar, "regr_avgx");
  add_pairs<SquaresY>(registrar, "regr_syy");
  add_pairs<SquaresX>(registrar, "regr_sxx");
  add_pairs<Products>(registrar, "regr_sxy");
}

}  // namespace skep::engine
