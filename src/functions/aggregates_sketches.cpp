#include "functions/catalog.h"
#include "functions/signature.h"
#include "functions/sketches.h"

#include <cmath>
#include <cstdlib>

namespace skep::functions {
namespace {

using types::DataType;
using types::TypeKind;

Error out_of_range(std::string_view name, std::string_view wanted) {
  return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE",
                         fmt::format("{} takes {}", name, wanted));
}

/// Says whether a constant, if it is one, lies above 0 and, unless it may be more, below 1.
bool is_share(const Argument& argument, bool below_one) {
  if (!argument.constant || argument.constant->is_null()) return true;
  double number = std::strtod(argument.constant->to_text().c_str(), nullptr);
  return number > 0 && (!below_one || number < 1);
}

/// approx_count_distinct(value [, largest relative error])
Result<Resolution> approximate_count(std::string_view name, const Arguments& arguments) {
  Resolution resolution{{arguments[0].type}, types::kBigint, false};
  if (arguments.size() == 1) return resolution;
  auto& error = arguments[1].type;
  if (!error.is_numeric()) return unexpected_type(name, 1, "\"DOUBLE\"", error);
  resolution.arguments.push_back(types::kDouble);
  auto* given = arguments[1].constant;
  if (!given) {
    return Error::of_class(ErrorCode::invalid_argument, "_LEGACY_ERROR_TEMP_1104",
                           fmt::format("the relative error of {} is a constant", name));
  }
  if (given->is_null()) return resolution;
  double share = std::strtod(given->to_text().c_str(), nullptr);
  if (!(share > 0) || hyperloglog_bits(share) < 4) {
    return Error::of_class(
        ErrorCode::invalid_argument, "FAILED_FUNCTION_CALL",
        fmt::format("{} has a relative error above 0 and of at most 0.39, not {}", name, given->to_text()));
  }
  return resolution;
}

/// count_min_sketch(value, error, confidence, seed)
Result<Resolution> frequency_sketch(std::string_view name, const Arguments& arguments) {
  auto value = arguments[0].type;
  if (!value.is_integral() && !value.is_text() && !value.is(TypeKind::binary))
    return unexpected_type(name, 0, "(\"INTEGRAL\" or \"STRING\" or \"BINARY\")", value);
  if (value.is_integral()) value = types::kBigint;
  if (value.is_text()) value = types::kBinary;
  for (size_t i = 1; i < 3; i++) {
    if (!types::implicitly_casts(arguments[i].type, types::kDouble, arguments.mode))
      return unexpected_type(name, i, "\"DOUBLE\"", arguments[i].type);
  }
  if (!types::implicitly_casts(arguments[3].type, types::kInteger, arguments.mode))
    return unexpected_type(name, 3, "\"INT\"", arguments[3].type);
  if (!is_share(arguments[1], false)) return out_of_range(name, "a relative error above 0");
  if (!is_share(arguments[2], true)) return out_of_range(name, "a confidence between 0 and 1");
  return Resolution{{value, types::kDouble, types::kDouble, types::kInteger}, types::kBinary, false};
}

/// histogram_numeric(value, bins)
Result<Resolution> histogram(std::string_view name, const Arguments& arguments) {
  auto type = arguments[0].type.is_text() ? types::kDouble : arguments[0].type;
  bool known = type.is_numeric() || type.is_datetime() || type.is_interval() || type.is(TypeKind::null);
  if (!known) return unexpected_type(name, 0, "a number, a date or an interval", type);
  if (!arguments[1].type.is_integral()) return unexpected_type(name, 1, "\"INT\"", arguments[1].type);
  auto* bins = arguments[1].constant;
  if (bins && !bins->is_null() && std::get<int64_t>(bins->data) < 2) return out_of_range(name, "at least 2 bins");
  auto bin = DataType::struct_of({{"x", type, true, {}}, {"y", types::kDouble, true, {}}});
  return Resolution{{type, types::kInteger}, DataType::array_of(bin, true), true};
}

Result<Resolution> bitmap(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  if (type.is_numeric()) return Resolution{{types::kBigint}, types::kBinary, false};
  return fixed(name, arguments, {types::kBigint}, types::kBinary, false);
}

Result<Resolution> bitmap_union(std::string_view name, const Arguments& arguments) {
  if (!arguments[0].type.is(TypeKind::binary)) return unexpected_type(name, 0, "\"BINARY\"", arguments[0].type);
  return Resolution{{types::kBinary}, types::kBinary, false};
}

}  // namespace

int hyperloglog_bits(std::optional<double> error) {
  return static_cast<int>(std::ceil(2 * std::log2(1.106 / error.value_or(0.05))));
}

std::vector<Function> sketch_aggregates() {
  constexpr auto aggregate = FunctionKind::aggregate;
  return {
      {"approx_count_distinct",
       "approx_count_distinct",
       aggregate,
       1,
       2,
       approximate_count,
       "approx_count_distinct(a, error): about how many values",
       {},
       {},
       true},
      {"count_min_sketch",
       "count_min_sketch",
       aggregate,
       4,
       4,
       frequency_sketch,
       "count_min_sketch(a, error, confidence, seed): a sketch of how often each value comes, as Spark writes it",
       {},
       {},
       true},
      {"histogram_numeric",
       "histogram_numeric",
       aggregate,
       2,
       2,
       histogram,
       "histogram_numeric(a, n): at most n bins with their middle and height",
       {},
       {},
       true},
      {"bitmap_construct_agg",
       "bitmap_construct_agg",
       aggregate,
       1,
       1,
       bitmap,
       "bitmap_construct_agg(position): a bitmap with the bits at these positions",
       {},
       {},
       true},
      {"bitmap_or_agg",
       "bitmap_or_agg",
       aggregate,
       1,
       1,
       bitmap_union,
       "bitmap_or_agg(bitmap): the bits that any bitmap has",
       {},
       {},
       true},
  };
}

}  // namespace skep::functions
