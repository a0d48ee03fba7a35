#pragma once

namespace skep::engine {

class Registrar;

// One per file of this folder. "How to add a function" in the README says what goes where.
void add_casts_from_text(Registrar& registrar);
void add_casts_between_numbers(Registrar& registrar);
void add_casts_to_decimal(Registrar& registrar);
void add_casts_to_text(Registrar& registrar);
void add_casts_to_datetime(Registrar& registrar);
void add_zones(Registrar& registrar);
void add_division(Registrar& registrar);
void add_decimal_arithmetic(Registrar& registrar);
void add_rounding(Registrar& registrar);
void add_decimal_rounding(Registrar& registrar);
void add_substrings(Registrar& registrar);
void add_text_editing(Registrar& registrar);
void add_like(Registrar& registrar);
void add_regular_expressions(Registrar& registrar);
void add_date_arithmetic(Registrar& registrar);
void add_datetime_patterns(Registrar& registrar);
void add_real_functions(Registrar& registrar);
void add_bits(Registrar& registrar);
void add_encodings(Registrar& registrar);
void add_text_search(Registrar& registrar);
void add_interval_arithmetic(Registrar& registrar);
void add_calendar_intervals(Registrar& registrar);
void add_date_units(Registrar& registrar);
void add_binary_editing(Registrar& registrar);
void add_format_string(Registrar& registrar);
void add_letter_case(Registrar& registrar);
void add_masks(Registrar& registrar);
void add_number_formats(Registrar& registrar);
void add_random_values(Registrar& registrar);
void add_sentences(Registrar& registrar);
void add_charsets(Registrar& registrar);
void add_encryption(Registrar& registrar);
void add_hashes(Registrar& registrar);
void add_csv_values(Registrar& registrar);
void add_json_values(Registrar& registrar);
void add_json_schema(Registrar& registrar);
void add_json_texts(Registrar& registrar);
void add_xml_values(Registrar& registrar);
void add_xml_paths(Registrar& registrar);
void add_urls(Registrar& registrar);
void add_array_sets(Registrar& registrar);
void add_array_search(Registrar& registrar);
void add_array_editing(Registrar& registrar);
void add_sequences(Registrar& registrar);
void add_shuffles(Registrar& registrar);
void add_maps(Registrar& registrar);
void add_variants(Registrar& registrar);
void add_list_logic(Registrar& registrar);
void add_raise(Registrar& registrar);

}  // namespace skep::engine
