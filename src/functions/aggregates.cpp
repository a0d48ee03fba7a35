#include "functions/catalog.h"
#include "functions/signature.h"
#include "types/coercion.h"

#include <algorithm>

namespace skep::functions {
namespace {

using types::DataType;
using types::TypeKind;

Result<Resolution> count(std::string_view, const Arguments& arguments) {
  Resolution resolution{{}, types::kBigint, false};
  for (auto& argument : arguments) resolution.arguments.push_back(argument.type);
  return resolution;
}

Result<Resolution> count_if(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {types::kBoolean}, types::kBigint, false);
}

Result<Resolution> sum(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  if (type.is(TypeKind::decimal)) {
    return Resolution{{type}, DataType::decimal(std::min(type.precision() + 10, 38), type.scale()), true};
  }
  if (type.is_integral()) return Resolution{{types::kBigint}, types::kBigint, true};
  if (type.is_fractional() || type.is_text() || type.is(TypeKind::null) || type.is(TypeKind::timestamp)) {
    return Resolution{{types::kDouble}, types::kDouble, true};
  }
  if (type.is_interval()) return Resolution{{type}, type, true};
  return unexpected_type(name, 0, "a number", type);
}

Result<Resolution> average(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  if (type.is(TypeKind::decimal)) {
    int precision = std::min(type.precision() + 4, 38);
    return Resolution{{type}, DataType::decimal(precision, std::min(type.scale() + 4, precision)), true};
  }
  if (type.is_numeric() || type.is_text() || type.is(TypeKind::null) || type.is(TypeKind::timestamp)) {
    return Resolution{{types::kDouble}, types::kDouble, true};
  }
  if (type.is(TypeKind::interval_year_month)) {
    return Resolution{{type}, DataType::interval(types::IntervalUnit::year, types::IntervalUnit::month), true};
  }
  if (type.is(TypeKind::interval_day_time)) {
    return Resolution{{type}, DataType::interval(types::IntervalUnit::day, types::IntervalUnit::second), true};
  }
  return unexpected_type(name, 0, "a number", type);
}

Result<Resolution> same(std::string_view name, const Arguments& arguments) {
  if (!types::is_orderable(arguments[0].type)) return no_order(name, arguments[0].type);
  return Resolution{{arguments[0].type}, arguments[0].type, true};
}

/// first(a, true) leaves nulls out; the writer drops the constant.
Result<Resolution> any_value(std::string_view name, const Arguments& arguments) {
  Resolution resolution{{arguments[0].type}, arguments[0].type, true};
  if (arguments.size() == 1) return resolution;
  auto* constant = arguments[1].constant;
  if (!constant || !constant->type.is(TypeKind::boolean))
    return unexpected_type(name, 1, "a constant \"BOOLEAN\"", arguments[1].type);
  resolution.arguments.push_back(types::kBoolean);
  return resolution;
}

Result<Resolution> bits(std::string_view name, const Arguments& arguments) {
  if (arguments[0].type.is(TypeKind::null)) return Resolution{{types::kInteger}, types::kInteger, true};
  if (!arguments[0].type.is_integral()) return unexpected_type(name, 0, "\"INTEGRAL\"", arguments[0].type);
  return Resolution{{arguments[0].type}, arguments[0].type, true};
}

/// A set cannot hold maps, which are never equal.
Result<Resolution> collect(std::string_view name, const Arguments& arguments) {
  if (name == "collect_set" && !types::is_orderable(arguments[0].type)) {
    return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.UNSUPPORTED_INPUT_TYPE",
                           fmt::format("{} takes no {}", name, arguments[0].type.to_sql()));
  }
  return Resolution{{arguments[0].type}, DataType::array_of(arguments[0].type, false), false};
}

/// listagg(text [, delimiter]): the delimiter is a constant; binary values are joined by binary ones.
Result<Resolution> joined(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  bool binary = type.is(TypeKind::binary);
  if (!binary && !types::implicitly_casts(type, types::kString, arguments.mode))
    return unexpected_type(name, 0, "\"STRING\" or \"BINARY\"", type);
  auto result = binary ? types::kBinary : types::kString;
  Resolution resolution{{result}, result, true};
  if (arguments.size() == 1) return resolution;
  if (!arguments[1].constant) {
    return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.NON_FOLDABLE_INPUT",
                           fmt::format("the delimiter of {} is a constant", name));
  }
  resolution.arguments.push_back(result);
  return resolution;
}

Result<Resolution> truth(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {types::kBoolean}, types::kBoolean, true);
}

/// a where b is least or greatest.
Result<Resolution> by_other(std::string_view name, const Arguments& arguments) {
  if (!types::is_orderable(arguments[1].type)) return no_order(name, arguments[1].type);
  return Resolution{{arguments[0].type, arguments[1].type}, arguments[0].type, true};
}

}  // namespace

std::vector<Function> aggregate_functions() {
  constexpr auto aggregate = FunctionKind::aggregate;
  return {
      {"count",
       "count",
       aggregate,
       1,
       -1,
       count,
       "count(*), count(a, ...): rows, or rows in which none is null",
       {},
       {},
       false},
      {"count_if", "count_if", aggregate, 1, 1, count_if, "count_if(c): rows for which c holds", {}, {}, false},
      {"sum", "sum", aggregate, 1, 1, sum, "sum(a)", {}, {}, true},
      {"avg", "avg", aggregate, 1, 1, average, "avg(a): the mean", {"mean"}, {}, true},
      {"try_sum", "try_sum", aggregate, 1, 1, sum, "try_sum(a): null where it overflows", {}, {}, false},
      {"try_avg", "try_avg", aggregate, 1, 1, average, "try_avg(a): null where it overflows", {}, {}, false},
      {"min", "min", aggregate, 1, 1, same, "min(a)", {}, {}, false},
      {"max", "max", aggregate, 1, 1, same, "max(a)", {}, {}, false},
      {"min_by", "min_by", aggregate, 2, 2, by_other, "min_by(a, b): a where b is least", {}, {}, false},
      {"max_by", "max_by", aggregate, 2, 2, by_other, "max_by(a, b): a where b is greatest", {}, {}, false},
      {"first",
       "first",
       aggregate,
       1,
       2,
       any_value,
       "first(a): of the first row that comes",
       {"first_value", "any_value"},
       {},
       false},
      {"last", "last", aggregate, 1, 2, any_value, "last(a): of the last row that comes", {"last_value"}, {}, false},
      {"bit_and", "bit_and", aggregate, 1, 1, bits, "bit_and(a): the bits that all have", {}, {}, false},
      {"bit_or", "bit_or", aggregate, 1, 1, bits, "bit_or(a): the bits that any has", {}, {}, false},
      {"bit_xor", "bit_xor", aggregate, 1, 1, bits, "bit_xor(a): the bits that an odd number have", {}, {}, false},
      {"collect_list",
       "collect_list",
       aggregate,
       1,
       1,
       collect,
       "collect_list(a): all values that are not null",
       {"array_agg"},
       {},
       false},
      {"collect_set", "collect_set", aggregate, 1, 1, collect, "collect_set(a): each value once", {}, {}, false},
      {"listagg",
       "listagg",
       aggregate,
       1,
       2,
       joined,
       "listagg(a, delimiter): the texts that are not null, joined; WITHIN GROUP (ORDER BY ...) orders them",
       {"string_agg"},
       {},
       false},
      {"bool_and", "bool_and", aggregate, 1, 1, truth, "bool_and(c): whether c holds for all", {"every"}, {}, false},
      {"bool_or", "bool_or", aggregate, 1, 1, truth, "bool_or(c): whether c holds for any", {"some", "any"}, {}, false},
  };
}

}  // namespace skep::functions
