#include "syntax/special_datetimes.h"

#include "base/text.h"
#include "syntax/grammar.h"

namespace skep::syntax {
namespace {

ExpressionPtr cast_to(ExpressionPtr operand, const types::DataType& type) {
  return make_expression({}, Cast{std::move(operand), type, false, false});
}

}  // namespace

std::optional<ExpressionPtr> special_datetime(const types::DataType& type, std::string_view text) {
  if (!type.is_datetime()) return {};
  auto word = to_lower(trim(text));
  if (word == "epoch" && type == types::kTimestamp)
    return cast_to(make_expression({}, Literal{types::Value::string("1970-01-01 00:00:00Z")}), type);
  if (word == "epoch") return make_expression({}, Literal{types::Value{type, int64_t{0}}});
  if (word == "now" && type != types::kDate)
    return make_call({}, type == types::kTimestamp ? "current_timestamp" : "localtimestamp", {});
  std::optional<int> days;
  if (word == "yesterday") days = -1;
  if (word == "today" || word == "now") days = 0;
  if (word == "tomorrow") days = 1;
  if (!days) return {};

  auto day = make_call({}, "current_date", {});
  if (*days != 0) {
    std::vector<ExpressionPtr> arguments;
    arguments.push_back(std::move(day));
    arguments.push_back(make_expression({}, Literal{types::Value::integer(*days)}));
    day = make_call({}, "date_add", std::move(arguments));
  }
  return type == types::kDate ? std::move(day) : cast_to(std::move(day), type);
}

}  // namespace skep::syntax
