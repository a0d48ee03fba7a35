#include "functions/catalog.h"
#include "functions/signature.h"
#include "types/coercion.h"

#include <algorithm>

namespace skep::functions {
namespace {

using types::DataType;
using types::TypeKind;

Result<Resolution> first_not_null(std::string_view name, const Arguments& arguments) {
  auto common = common_of(arguments);
  if (!common) return different_types(name, arguments);
  bool nullable = std::all_of(arguments.begin(), arguments.end(), [](const Argument& a) { return a.nullable; });
  return Resolution{std::vector<DataType>(arguments.size(), *common), *common, nullable};
}

Result<Resolution> null_if(std::string_view name, const Arguments& arguments) {
  auto common = common_of(arguments);
  if (!common) return different_types(name, arguments);
  return Resolution{{*common, *common}, *common, true};
}

Result<Resolution> choose(std::string_view name, const Arguments& arguments) {
  if (!arguments[0].type.is(TypeKind::boolean) && !arguments[0].type.is(TypeKind::null)) {
    return unexpected_type(name, 0, "\"BOOLEAN\"", arguments[0].type);
  }
  auto common = common_of(arguments, 1);
  if (!common) return different_types(name, arguments);
  return Resolution{{types::kBoolean, *common, *common}, *common, arguments[1].nullable || arguments[2].nullable};
}

Result<Resolution> choose_by_null(std::string_view name, const Arguments& arguments) {
  auto common = common_of(arguments, 1);
  if (!common) return different_types(name, arguments);
  return Resolution{{arguments[0].type, *common, *common}, *common, arguments[1].nullable || arguments[2].nullable};
}

Result<Resolution> type_name(std::string_view, const Arguments& arguments) {
  return Resolution{{arguments[0].type}, types::kString, false};
}

/// assert_true(c) and raise_error(text): of type void.
Result<Resolution> assertion(std::string_view name, const Arguments& arguments) {
  auto& condition = arguments[0].type;
  if (!condition.is(types::TypeKind::boolean) && !condition.is(types::TypeKind::null))
    return unexpected_type(name, 0, "\"BOOLEAN\"", condition);
  return fixed(name, arguments, {types::kBoolean, types::kString}, types::kNull, true);
}

Result<Resolution> raise(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {types::kString}, types::kNull, true);
}

}  // namespace

std::vector<Function> conditional_functions() {
  constexpr auto scalar = FunctionKind::scalar;
  return {
      {"coalesce",
       "coalesce",
       scalar,
       1,
       -1,
       first_not_null,
       "coalesce(a, b, ...): the first that is not null",
       {},
       {},
       false},
      {"nvl", "nvl", scalar, 2, 2, first_not_null, "nvl(a, b): a, or b where a is null", {"ifnull"}, {}, false},
      {"nvl2", "nvl2", scalar, 3, 3, choose_by_null, "nvl2(a, b, c): b where a is not null, else c", {}, {}, false},
      {"nullif", "nullif", scalar, 2, 2, null_if, "nullif(a, b): a, or null where a equals b", {}, {}, false},
      {"if", "IF", scalar, 3, 3, choose, "if(c, a, b): a where c holds, else b", {}, {}, false},
      {"nullifzero", "nullifzero", scalar, 1, 1, null_if, "nullifzero(a): a, or null where it is 0", {}, {}, false},
      {"zeroifnull", "zeroifnull", scalar, 1, 1, null_if, "zeroifnull(a): a, or 0 where it is null", {}, {}, false},
      {"equal_null", "equal_null", scalar, 2, 2, null_if, "equal_null(a, b): a <=> b", {}, {}, false},
      {"assert_true",
       "assert_true",
       scalar,
       1,
       2,
       assertion,
       "assert_true(c, text): an error where c does not hold",
       {},
       {},
       true},
      {"raise_error", "raise_error", scalar, 1, 1, raise, "raise_error(text): an error", {}, {}, true},
      {"typeof", "typeof", scalar, 1, 1, type_name, "typeof(a): the name of its type", {}, {}, false},
  };
}

}  // namespace skep::functions
