#pragma once

namespace skep::engine {

class AggregateRegistrar;
class Registrar;

// Aggregate functions, one per file of this folder.
void add_sums(AggregateRegistrar& registrar);
void add_moments(AggregateRegistrar& registrar);
void add_regressions(AggregateRegistrar& registrar);
void add_bitmaps(AggregateRegistrar& registrar);
void add_hyperloglog(AggregateRegistrar& registrar);

// Scalar functions over the list of a group's values, of which aggregates are made.
void add_weighted_percentiles(Registrar& registrar);
void add_approximate_percentiles(Registrar& registrar);
void add_histograms(Registrar& registrar);
void add_count_min_sketch(Registrar& registrar);

}  // namespace skep::engine
