#include "functions/catalog.h"
#include "functions/signature.h"
#include "types/coercion.h"

#include <algorithm>

namespace skep::functions {
namespace {

using types::DataType;
using types::kBigint;
using types::kInteger;
using types::kString;
using types::TypeKind;

bool is_seed(const DataType& type) {
  return type.is(TypeKind::integer) || type.is(TypeKind::bigint) || type.is(TypeKind::null);
}

/// rand(seed), randn(seed), uuid(seed): the seed is a constant.
Result<Resolution> seeded(std::string_view name, const Arguments& arguments) {
  auto result = name == "uuid" ? kString : types::kDouble;
  if (arguments.empty()) return Resolution{{}, result, false};
  bool smaller = arguments[0].type.is_integral();
  if (!is_seed(arguments[0].type) && !smaller)
    return unexpected_type(name, 0, "\"INT\" or \"BIGINT\"", arguments[0].type);
  if (!arguments[0].constant) {
    return Error::of_class(ErrorCode::invalid_argument, "SEED_EXPRESSION_IS_UNFOLDABLE",
                           fmt::format("the seed of {} must be a constant", name));
  }
  return Resolution{{kBigint}, result, false};
}

Result<Resolution> random_text(std::string_view name, const Arguments& arguments) {
  for (size_t i = 0; i < arguments.size(); i++) {
    if (!arguments[i].constant && !arguments[i].type.is_nested()) return no_constant(name, i);
  }
  if (arguments.size() == 2 && !is_seed(arguments[1].type))
    return unexpected_type(name, 1, "\"INT\"", arguments[1].type);
  auto* length = arguments[0].constant;
  bool negative = length && length->type.is_integral() && !length->is_null() && std::get<int64_t>(length->data) < 0;
  if (negative) {
    return Error::of_class(ErrorCode::invalid_argument, "INVALID_PARAMETER_VALUE.LENGTH",
                           fmt::format("{} takes no negative length", name));
  }
  return fixed(name, arguments, {kInteger, kBigint}, kString, false);
}

/// uniform(low, high, seed) has the type of its bounds that holds more.
Result<Resolution> uniform(std::string_view name, const Arguments& arguments) {
  for (size_t i = 0; i < 2; i++) {
    auto& type = arguments[i].type;
    if (!type.is_numeric() && !type.is(TypeKind::null)) return unexpected_type(name, i, "\"NUMERIC\"", type);
  }
  if (arguments.size() == 3 && !is_seed(arguments[2].type))
    return unexpected_type(name, 2, "\"INT\"", arguments[2].type);
  for (size_t i = 0; i < arguments.size(); i++) {
    if (!arguments[i].constant) return no_constant(name, i);
  }
  auto rank = [](const DataType& type) {
    if (type.is(TypeKind::null)) return 0;
    if (type.is(TypeKind::decimal)) return 100 + type.precision();
    return type.is_fractional() ? 200 + static_cast<int>(type.kind()) : static_cast<int>(type.kind());
  };
  auto result = rank(arguments[0].type) < rank(arguments[1].type) ? arguments[1].type : arguments[0].type;
  bool has_null = arguments[0].type.is(TypeKind::null) || arguments[1].type.is(TypeKind::null);
  Resolution resolution{{types::kDouble, types::kDouble}, has_null ? types::kDouble : result, false};
  if (arguments.size() == 3) resolution.arguments.push_back(kBigint);
  return resolution;
}

Result<Resolution> row_id(std::string_view, const Arguments&) { return Resolution{{}, kBigint, false}; }
Result<Resolution> partition_id(std::string_view, const Arguments&) { return Resolution{{}, kInteger, false}; }

}  // namespace

std::vector<Function> random_functions() {
  constexpr auto scalar = FunctionKind::scalar;
  return {
      {"rand", "rand", scalar, 0, 1, seeded, "rand(seed): random numbers from 0 to below 1", {"random"}},
      {"randn", "randn", scalar, 0, 1, seeded, "randn(seed): random numbers of the standard normal distribution"},
      {"randstr", "randstr", scalar, 1, 2, random_text, "randstr(length, seed): random letters and digits"},
      {"uniform", "uniform", scalar, 2, 3, uniform, "uniform(low, high, seed): random numbers between two others"},
      {"uuid", "uuid", scalar, 0, 1, seeded, "uuid(): a random UUID, another for each row"},
      {"monotonically_increasing_id", "monotonically_increasing_id", scalar, 0, 0, row_id,
       "monotonically_increasing_id(): a number of its own for each row"},
      {"spark_partition_id", "SPARK_PARTITION_ID", scalar, 0, 0, partition_id,
       "spark_partition_id(): the part of the data that a row is computed in; there is one"},
  };
}

}  // namespace skep::functions
