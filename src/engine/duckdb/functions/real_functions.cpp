#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"

#include <cmath>

namespace skep::engine {
namespace {

template <double (*kFunction)(double)>
struct OfOne {
  static double compute(double value) { return kFunction(value); }
};

template <double (*kFunction)(double, double)>
struct OfTwo {
  static double compute(double a, double b) { return kFunction(a, b); }
};

double cotangent(double value) { return 1 / std::tan(value); }
double secant(double value) { return 1 / std::cos(value); }
double cosecant(double value) { return 1 / std::sin(value); }

/// A zero keeps its sign; what is no number stays so.
double signum(double value) { return value > 0 ? 1 : value < 0 ? -1 : value; }

/// The positive zero for both.
template <typename Real>
struct OneZero {
  static Real compute(Real value) { return value == 0 ? Real{0} : value; }
};

// As Spark computes them, overflow included.
double inverse_sinh(double value) {
  return value == -HUGE_VAL ? value : std::log(value + std::sqrt(value * value + 1));
}
double inverse_cosh(double value) { return std::log(value + std::sqrt(value * value - 1)); }
double inverse_tanh(double value) { return 0.5 * (std::log1p(value) - std::log1p(-value)); }

struct Log1p {
  static std::optional<double> compute(double value) {
    if (value <= -1) return std::nullopt;
    return std::log1p(value);
  }
};

struct Logarithm {
  static std::optional<double> compute(double base, double value) {
    if (base <= 0 || value <= 0) return std::nullopt;
    return std::log(value) / std::log(base);
  }
};

/// Which of `count` equal parts between the bounds holds a value: 0 before the first, count + 1 after the last.
struct WidthBucket {
  static std::optional<int64_t> compute(double value, double low, double high, int64_t count) {
    bool is_number = !std::isnan(value) && std::isfinite(low) && std::isfinite(high);
    if (count <= 0 || count == INT64_MAX || low == high || !is_number) return std::nullopt;
    double lower = std::min(low, high), upper = std::max(low, high);
    bool ascending = low < high;
    if (ascending ? value < lower : value > upper) return 0;
    if (ascending ? value >= upper : value <= lower) return count + 1;
    double distance = ascending ? value - lower : upper - value;
    return static_cast<int64_t>(static_cast<double>(count) * distance / (upper - lower)) + 1;
  }
};

}  // namespace

void add_real_functions(Registrar& registrar) {
  registrar.add<OneZero<double>>("one_zero");
  registrar.add<OneZero<float>>("one_zero");
  registrar.add<OfOne<::sin>>("sin");  // DuckDB's own refuse infinities
  registrar.add<OfOne<::cos>>("cos");
  registrar.add<OfOne<::tan>>("tan");
  registrar.add<OfOne<signum>>("signum");
  registrar.add<OfOne<::asin>>("asin");
  registrar.add<OfOne<::acos>>("acos");
  registrar.add<OfOne<::atan>>("atan");
  registrar.add<OfOne<::sinh>>("sinh");
  registrar.add<OfOne<::cosh>>("cosh");
  registrar.add<OfOne<::tanh>>("tanh");
  registrar.add<OfOne<inverse_sinh>>("asinh");
  registrar.add<OfOne<inverse_cosh>>("acosh");
  registrar.add<OfOne<inverse_tanh>>("atanh");
  registrar.add<OfOne<::expm1>>("expm1");
  registrar.add<OfOne<::rint>>("rint");
  registrar.add<OfOne<cotangent>>("cot");
  registrar.add<OfOne<secant>>("sec");
  registrar.add<OfOne<cosecant>>("csc");
  registrar.add<OfTwo<::atan2>>("atan2");
  registrar.add<OfTwo<::hypot>>("hypot");
  registrar.add<Log1p>("log1p");
  registrar.add<Logarithm>("log");
  registrar.add<WidthBucket>("width_bucket");
}

}  // namespace skep::engine
