#pragma once

#include "functions/function.h"

#include <map>

namespace skep::functions {

/// Finds a built-in by name or alias, in any case; null when there is none. Lives as long as the program.
const Function* find_function(std::string_view name);

/// All names and aliases, in byte order.
const std::vector<std::string>& function_names();

// The families; each file adds its own.
std::vector<Function> arithmetic_functions();
std::vector<Function> operator_functions();
std::vector<Function> math_functions();
std::vector<Function> text_functions();
std::vector<Function> encoding_functions();
std::vector<Function> hash_functions();
std::vector<Function> format_functions();
std::vector<Function> random_functions();
std::vector<Function> session_functions();
std::vector<Function> datetime_functions();
std::vector<Function> timestamp_functions();
std::vector<Function> conditional_functions();
std::vector<Function> collection_functions();
std::vector<Function> array_functions();
std::vector<Function> map_functions();
std::vector<Function> variant_functions();
std::vector<Function> aggregate_functions();
std::vector<Function> statistics_aggregates();
std::vector<Function> percentile_aggregates();
std::vector<Function> sketch_aggregates();
std::vector<Function> window_functions();
std::vector<Function> higher_order_functions();

/// Whether a function gives another value from call to call, or from statement to statement: random ones, and those of
/// the present moment.
bool varies(std::string_view function);

/// The place of the first argument of a higher-order function that is a function.
size_t first_lambda(std::string_view function);

/// The parameters of the function that stands at `argument`, by the types of the arguments before all lambdas;
/// `written` says how many the text gives it, since some take an index too.
Result<std::vector<types::Field>> lambda_parameters(std::string_view function, size_t argument, const Arguments& before,
                                                    size_t written);

}  // namespace skep::functions
