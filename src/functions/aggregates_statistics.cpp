#include "functions/catalog.h"
#include "functions/signature.h"

namespace skep::functions {
namespace {

Result<Resolution> spread(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {types::kDouble}, types::kDouble, true);
}

Result<Resolution> pair_count(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {types::kDouble}, types::kBigint, false);
}

Function of_one(std::string_view name, std::string_view documentation, std::vector<std::string_view> aliases = {}) {
  return {name, name, FunctionKind::aggregate, 1, 1, spread, documentation, std::move(aliases), {}, false};
}

Function of_two(std::string_view name, std::string_view documentation) {
  return {name, name, FunctionKind::aggregate, 2, 2, spread, documentation, {}, {}, false};
}

}  // namespace

std::vector<Function> statistics_aggregates() {
  Function pairs = of_two("regr_count", "regr_count(y, x): rows in which neither is null");
  pairs.resolve = pair_count;
  return {
      of_one("stddev", "stddev(a): the standard deviation of a sample", {"std"}),
      of_one("stddev_samp", "stddev_samp(a): the standard deviation of a sample"),
      of_one("stddev_pop", "stddev_pop(a): the standard deviation of a population"),
      of_one("variance", "variance(a): of a sample"),
      of_one("var_samp", "var_samp(a): the variance of a sample"),
      of_one("var_pop", "var_pop(a): the variance of a population"),
      of_one("skewness", "skewness(a): of a population"),
      of_one("kurtosis", "kurtosis(a): of a population, 0 for a normal one"),
      of_two("corr", "corr(a, b): Pearson's correlation"),
      of_two("covar_pop", "covar_pop(a, b): the covariance of a population"),
      of_two("covar_samp", "covar_samp(a, b): the covariance of a sample"),
      pairs,
      of_two("regr_slope", "regr_slope(y, x): of the line that fits best"),
      of_two("regr_intercept", "regr_intercept(y, x): where the line that fits best meets x = 0"),
      of_two("regr_r2", "regr_r2(y, x): how much of y's variance the line that fits best explains"),
      of_two("regr_avgx", "regr_avgx(y, x): the mean of x where neither is null"),
      of_two("regr_avgy", "regr_avgy(y, x): the mean of y where neither is null"),
      of_two("regr_sxx", "regr_sxx(y, x): the sum of squared distances of x from its mean"),
      of_two("regr_syy", "regr_syy(y, x): the sum of squared distances of y from its mean"),
      of_two("regr_sxy", "regr_sxy(y, x): the sum of products of both distances from the means"),
  };
}

}  // namespace skep::functions
