#include "engine/duckdb/functions/functions.h"

#include "engine/duckdb/functions/aggregate.h"
#include "engine/duckdb/functions/aggregate_families.h"
#include "engine/duckdb/functions/cast_families.h"
#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"

namespace skep::engine {

namespace {

void register_aggregates(duckdb::DatabaseInstance& database) {
  AggregateRegistrar registrar;
  add_sums(registrar);
  add_moments(registrar);
  add_regressions(registrar);
  add_bitmaps(registrar);
  add_hyperloglog(registrar);
  registrar.register_in(database);
}

}  // namespace

void register_functions(duckdb::DatabaseInstance& database) {
  register_aggregates(database);
  Registrar registrar;
  add_casts_from_text(registrar);
  add_casts_between_numbers(registrar);
  add_casts_to_decimal(registrar);
  add_casts_to_text(registrar);
  add_casts_to_datetime(registrar);
  add_zones(registrar);
  add_division(registrar);
  add_decimal_arithmetic(registrar);
  add_rounding(registrar);
  add_decimal_rounding(registrar);
  add_substrings(registrar);
  add_text_editing(registrar);
  add_like(registrar);
  add_regular_expressions(registrar);
  add_date_arithmetic(registrar);
  add_datetime_patterns(registrar);
  add_real_functions(registrar);
  add_bits(registrar);
  add_encodings(registrar);
  add_text_search(registrar);
  add_interval_arithmetic(registrar);
  add_calendar_intervals(registrar);
  add_date_units(registrar);
  add_binary_editing(registrar);
  add_format_string(registrar);
  add_letter_case(registrar);
  add_masks(registrar);
  add_number_formats(registrar);
  add_random_values(registrar);
  add_sentences(registrar);
  add_charsets(registrar);
  add_encryption(registrar);
  add_hashes(registrar);
  add_csv_values(registrar);
  add_json_values(registrar);
  add_json_schema(registrar);
  add_json_texts(registrar);
  add_urls(registrar);
  add_xml_values(registrar);
  add_xml_paths(registrar);
  add_array_sets(registrar);
  add_array_search(registrar);
  add_array_editing(registrar);
  add_sequences(registrar);
  add_shuffles(registrar);
  add_maps(registrar);
  add_variants(registrar);
  add_list_logic(registrar);
  add_raise(registrar);
  add_casts_to_interval(registrar);
  add_casts_to_real(registrar);
  add_legacy_casts(registrar);
  add_wrapping_arithmetic(registrar);
  add_sized_texts(registrar);
  add_weighted_percentiles(registrar);
  add_approximate_percentiles(registrar);
  add_histograms(registrar);
  add_count_min_sketch(registrar);
  registrar.register_in(database);
}

}  // namespace skep::engine
