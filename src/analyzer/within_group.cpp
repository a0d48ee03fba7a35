#include "analyzer/within_group.h"

namespace skep::analyzer {
namespace {

bool is_percentile(std::string_view function) { return function == "percentile_cont" || function == "percentile_disc"; }

Error refused(std::string_view category, std::string_view function, std::string_view text) {
  return analysis_error(fmt::format("INVALID_WITHIN_GROUP_EXPRESSION.{}", category), "{} {}", function, text);
}

}  // namespace

bool takes_ordered_value(std::string_view function) { return is_percentile(function) || function == "mode"; }

std::optional<Error> place_within_group(std::string_view function, bool distinct,
                                        const std::vector<plan::SortKey>& keys,
                                        std::vector<plan::ExpressionPtr>& arguments) {
  bool takes_value = is_percentile(function) || (function == "mode" && arguments.empty());
  if (takes_ordered_value(function) && distinct)
    return refused("DISTINCT_UNSUPPORTED", function, "cannot have DISTINCT");
  if (keys.empty()) {
    if (takes_value) return refused("WITHIN_GROUP_MISSING", function, "needs WITHIN GROUP (ORDER BY ...)");
    return std::nullopt;
  }
  if (function == "listagg") {
    bool orders_itself = keys.size() == 1 && plan::equal(*keys[0].expression, *arguments[0]);
    if (!distinct || orders_itself) return std::nullopt;
    return refused("MISMATCH_WITH_DISTINCT_INPUT", function, "with DISTINCT is ordered by its argument only");
  }
  if (!takes_ordered_value(function)) {
    return analysis_error("INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX", "WITHIN GROUP cannot stand with {}",
                          function);
  }
  if (!takes_value || keys.size() > 1) {
    return refused("WRONG_NUM_ORDERINGS", function, "takes one key in WITHIN GROUP, and none beside an argument");
  }
  arguments.push_back(plan::clone(*keys[0].expression));
  return std::nullopt;
}

}  // namespace skep::analyzer
