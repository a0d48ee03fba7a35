#include "engine/duckdb/functions/functions.h"

#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"

namespace skep::engine {

void register_functions(duckdb::DatabaseInstance& database) {
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
  add_date_units(registrar);
  add_list_logic(registrar);
  add_raise(registrar);
  registrar.register_in(database);
}

}  // namespace skep::engine
