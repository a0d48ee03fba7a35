#include "functions/catalog.h"
#include "functions/signature.h"
#include "types/coercion.h"

namespace skep::functions {
namespace {

Result<Resolution> place(std::string_view, const Arguments&) { return Resolution{{}, types::kInteger, false}; }

Result<Resolution> share(std::string_view, const Arguments&) { return Resolution{{}, types::kDouble, false}; }

Error must_be_constant(std::string_view function, std::string_view argument) {
  return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.NON_FOLDABLE_INPUT",
                         fmt::format("the {} of {} must be a constant", argument, function));
}

Error must_be_positive(std::string_view function, std::string_view argument) {
  return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE",
                         fmt::format("the {} of {} must be more than 0", argument, function));
}

Result<Resolution> tiles(std::string_view name, const Arguments& arguments) {
  auto& buckets = arguments[0];
  if (!buckets.constant) return must_be_constant(name, "number of buckets");
  if (!buckets.type.is(types::TypeKind::integer)) return unexpected_type(name, 0, "\"INT\"", buckets.type);
  if (std::get<int64_t>(buckets.constant->data) <= 0) return must_be_positive(name, "number of buckets");
  return Resolution{{types::kInteger}, types::kInteger, false};
}

/// lag(a, offset, default) and lead.
Result<Resolution> neighbour(std::string_view name, const Arguments& arguments) {
  auto& value = arguments[0].type;
  Resolution resolution{{value}, value, true};
  if (!arguments[1].constant) return must_be_constant(name, "offset");
  if (!types::implicitly_casts(arguments[1].type, types::kInteger)) {
    return unexpected_type(name, 1, "\"INT\"", arguments[1].type);
  }
  resolution.arguments.push_back(types::kInteger);
  bool is_default =
      types::implicitly_casts(arguments[2].type, value) || (arguments[2].type.is_numeric() && value.is_numeric());
  if (!is_default) return unexpected_type(name, 2, value.to_sql(), arguments[2].type);
  resolution.arguments.push_back(value);
  resolution.nullable = arguments[0].nullable || arguments[2].nullable;
  return resolution;
}

Result<Resolution> nth(std::string_view name, const Arguments& arguments) {
  if (!arguments[1].constant) return must_be_constant(name, "offset");
  if (!arguments[1].type.is(types::TypeKind::integer)) return unexpected_type(name, 1, "\"INT\"", arguments[1].type);
  if (std::get<int64_t>(arguments[1].constant->data) <= 0) return must_be_positive(name, "offset");
  return Resolution{{arguments[0].type, types::kInteger}, arguments[0].type, true};
}

}  // namespace

std::vector<Function> window_functions() {
  constexpr auto window = FunctionKind::window;
  auto null = types::Value::null();
  auto one = types::Value::integer(1);
  return {
      {"row_number", "row_number", window, 0, 0, place, "row_number(): the row's place, from 1", {}, {}, false},
      {"rank",
       "RANK",
       window,
       0,
       0,
       place,
       "rank(): the place, rows alike sharing one and leaving gaps",
       {},
       {},
       false},
      {"dense_rank", "DENSE_RANK", window, 0, 0, place, "dense_rank(): the place without gaps", {}, {}, false},
      {"percent_rank", "PERCENT_RANK", window, 0, 0, share, "percent_rank(): the rank from 0 to 1", {}, {}, false},
      {"cume_dist", "cume_dist", window, 0, 0, share, "cume_dist(): the share of rows up to this one", {}, {}, false},
      {"ntile", "ntile", window, 0, 1, tiles, "ntile(n): the bucket of n, all of a size", {}, {one}, false},
      {"lag", "lag", window, 1, 3, neighbour, "lag(a, offset, default): a of an earlier row", {}, {one, null}, false},
      {"lead", "lead", window, 1, 3, neighbour, "lead(a, offset, default): a of a later row", {}, {one, null}, false},
      {"nth_value", "nth_value", window, 2, 2, nth, "nth_value(a, n): a of the frame's n-th row", {}, {}, false},
  };
}

}  // namespace skep::functions
