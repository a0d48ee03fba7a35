#include "functions/catalog.h"
#include "functions/signature.h"

#include <cstdlib>

namespace skep::functions {
namespace {

using types::DataType;
using types::TypeKind;

/// Percentiles of intervals are intervals of all units, of numbers they are doubles.
Result<DataType> interpolated(std::string_view name, const Arguments& arguments, size_t place) {
  auto& type = arguments[place].type;
  if (type.is(TypeKind::interval_year_month))
    return DataType::interval(types::IntervalUnit::year, types::IntervalUnit::month);
  if (type.is(TypeKind::interval_day_time))
    return DataType::interval(types::IntervalUnit::day, types::IntervalUnit::second);
  if (type.is_numeric() || type.is_text() || type.is(TypeKind::null)) return types::kDouble;
  return unexpected_type(name, place, "\"NUMERIC\" or an interval", type);
}

Error not_constant(std::string_view name, std::string_view what) {
  return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.NON_FOLDABLE_INPUT",
                         fmt::format("{} of {} must be constant", what, name));
}

/// Without ANSI a text that is no number is NULL.
bool is_number(const types::Value& value) {
  if (!value.type.is_text()) return true;
  auto text = value.to_text();
  char* end = nullptr;
  std::strtod(text.c_str(), &end);
  return end != text.c_str() && *end == '\0';
}

/// A percentage that is given as a literal: between 0 and 1. Others are left to the engine.
Result<void> check_percentage(std::string_view name, const Argument& argument, bool ansi) {
  if (!argument.constant) return {};
  if (argument.constant->is_null() || (!ansi && !is_number(*argument.constant))) {
    return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.UNEXPECTED_NULL",
                           fmt::format("the percentage of {} must not be null", name));
  }
  auto text = argument.constant->to_text();
  double number = std::strtod(text.c_str(), nullptr);
  if (number >= 0 && number <= 1) return {};
  return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE",
                         fmt::format("the percentage of {} must be from 0 to 1, not {}", name, text));
}

/// The percentages: a number, or an array of numbers, which gives an array.
Result<Resolution> with_percentages(std::string_view name, const Arguments& arguments, const DataType& value,
                                    const DataType& result, size_t place) {
  auto& type = arguments[place].type;
  bool is_list = type.is(TypeKind::array);
  auto& number = is_list ? type.element() : type;
  if (!number.is_numeric() && !number.is(TypeKind::null) && !(number.is_text() && !is_list))
    return unexpected_type(name, place, "\"DOUBLE\" or \"ARRAY<DOUBLE>\"", type);
  if (auto fits = check_percentage(name, arguments[place], arguments.ansi()); !fits) return fits.error();
  auto wanted = is_list ? DataType::array_of(types::kDouble, false) : types::kDouble;
  Resolution resolution{{value, wanted}, is_list ? DataType::array_of(result, false) : result, true};
  if (place == 0) std::swap(resolution.arguments[0], resolution.arguments[1]);
  return resolution;
}

/// percentile(value, percentages [, how often])
Result<Resolution> percentile(std::string_view name, const Arguments& arguments) {
  auto type = interpolated(name, arguments, 0);
  if (!type) return type.error();
  auto resolution = with_percentages(name, arguments, *type, *type, 1);
  if (!resolution || arguments.size() == 2) return resolution;
  if (!arguments[2].type.is_integral() && !arguments[2].type.is(TypeKind::null))
    return unexpected_type(name, 2, "\"INTEGRAL\"", arguments[2].type);
  resolution->arguments.push_back(types::kBigint);
  return resolution;
}

Result<Resolution> median(std::string_view name, const Arguments& arguments) {
  auto type = interpolated(name, arguments, 0);
  if (!type) return type.error();
  return Resolution{{*type}, *type, true};
}

/// percentile_cont and percentile_disc: the value is that of WITHIN GROUP (ORDER BY value), which comes last.
Result<Resolution> ordered_percentile(std::string_view name, const Arguments& arguments) {
  if (arguments.size() != 2) {
    return Error::of_class(ErrorCode::invalid_argument, "INVALID_WITHIN_GROUP_EXPRESSION.WITHIN_GROUP_MISSING",
                           fmt::format("{} needs WITHIN GROUP (ORDER BY ...)", name));
  }
  auto type = interpolated(name, arguments, 1);
  if (!type) return type.error();
  return with_percentages(name, arguments, *type, *type, 0);
}

bool has_approximate_percentiles(const DataType& type) {
  return type.is_numeric() || type.is_datetime() || type.is_interval() || type.is(TypeKind::null);
}

Result<void> check_accuracy(std::string_view name, const Argument& argument) {
  if (!argument.constant) return not_constant(name, "the accuracy");
  if (argument.constant->is_null()) {
    return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.UNEXPECTED_NULL",
                           fmt::format("the accuracy of {} must not be null", name));
  }
  if (std::get<int64_t>(argument.constant->data) > 0) return {};
  return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE",
                         fmt::format("the accuracy of {} must be above 0", name));
}

/// percentile_approx(value, percentages [, accuracy]): one of the values.
Result<Resolution> approximate_percentile(std::string_view name, const Arguments& arguments) {
  auto type = arguments[0].type.is_text() ? types::kDouble : arguments[0].type;
  if (!has_approximate_percentiles(type)) return unexpected_type(name, 0, "a number, a date or an interval", type);
  auto resolution = with_percentages(name, arguments, type, type, 1);
  if (!resolution || arguments.size() == 2) return resolution;
  if (!arguments[2].type.is_integral() && !arguments[2].type.is(TypeKind::null))
    return unexpected_type(name, 2, "\"INTEGRAL\"", arguments[2].type);
  if (auto fits = check_accuracy(name, arguments[2]); !fits) return fits.error();
  resolution->arguments.push_back(types::kInteger);
  return resolution;
}

/// mode(value [, whether of equally frequent ones the least is taken])
Result<Resolution> mode(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  Resolution resolution{{type}, type, true};
  if (arguments.size() == 1) return resolution;
  auto* constant = arguments[1].constant;
  if (!arguments[1].type.is(TypeKind::boolean)) return unexpected_type(name, 1, "\"BOOLEAN\"", arguments[1].type);
  if (!constant) {
    return Error::of_class(ErrorCode::invalid_argument, "NON_FOLDABLE_ARGUMENT",
                           "the second argument of mode must be constant");
  }
  resolution.arguments.push_back(types::kBoolean);
  return resolution;
}

}  // namespace

std::vector<Function> percentile_aggregates() {
  constexpr auto aggregate = FunctionKind::aggregate;
  return {
      {"percentile",
       "percentile",
       aggregate,
       2,
       3,
       percentile,
       "percentile(a, p, n): the value below which the part p of all lies, between two values if need be; n: how often "
       "each "
       "counts",
       {},
       {types::Value::bigint(1)},
       true},
      {"median", "median", aggregate, 1, 1, median, "median(a): the value in the middle", {}, {}, true},
      {"percentile_cont",
       "percentile_cont",
       aggregate,
       1,
       2,
       ordered_percentile,
       "percentile_cont(p) WITHIN GROUP (ORDER BY a): as percentile(a, p)",
       {},
       {},
       true},
      {"percentile_disc",
       "percentile_disc",
       aggregate,
       1,
       2,
       ordered_percentile,
       "percentile_disc(p) WITHIN GROUP (ORDER BY a): the first value that is not below the part p of all",
       {},
       {},
       true},
      {"percentile_approx",
       "percentile_approx",
       aggregate,
       2,
       3,
       approximate_percentile,
       "percentile_approx(a, p, accuracy): a value near the part p of all",
       {"approx_percentile"},
       {types::Value::integer(10'000)},
       true},
      {"mode", "mode", aggregate, 1, 2, mode, "mode(a): the most frequent value", {}, {}, false},
  };
}

}  // namespace skep::functions
