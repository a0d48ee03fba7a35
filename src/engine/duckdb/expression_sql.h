#pragma once

#include "engine/duckdb/cast_sql.h"
#include "engine/engine.h"
#include "plan/plan.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace skep::engine {

/// Writes expressions as DuckDB SQL.
///
/// Keeps the first thing that it cannot write as its error; what it hands back then is not to be used.
class ExpressionSql {
 public:
  /// Gives the SQL of the input column at a position, and of a subquery's plan.
  using ColumnSql = std::function<std::string(size_t)>;
  using PlanSql = std::function<std::string(const plan::Plan&)>;

  ExpressionSql(const EngineSettings& settings, PlanSql plan_sql)
      : settings_(settings),
        plan_sql_(std::move(plan_sql)),
        casts_(settings, lambdas_, [this](std::string message) { return unsupported(std::move(message)); }) {}

  std::string write(const plan::Expression& expression, const ColumnSql& column);

  /// As `write`, for a WHERE: conjuncts that can fail are guarded by those to their left, as written.
  std::string write_condition(const plan::Expression& expression, const ColumnSql& column);

  /// A result's column as clients see it: variants as JSON.
  std::string shown(const std::string& operand, const types::DataType& type);

  /// Writes what stands inside a subquery or on the right of a lateral join: its OuterColumns are `outers`, over `column`.
  std::string with_outers(const std::vector<plan::ExpressionPtr>& outers, const ColumnSql& column,
                          const std::function<std::string()>& write_inside);

  /// The SQL of an OuterColumn, and the same for some of them while `write_inside` runs: columns `o<index>` of `alias`.
  std::string outer(size_t index);
  std::string with_outers_in(const std::string& alias, const std::set<size_t>& indexes,
                             const std::function<std::string()>& write_inside);

  const std::optional<Error>& error() const { return error_; }

 private:
  std::string constant(const types::Value& value);
  std::string call(const plan::Call& call, const plan::Expression& expression, const ColumnSql& column);
  std::string arithmetic(const plan::Call& call, const plan::Expression& expression,
                         const std::vector<std::string>& arguments);
  std::string decimal_arithmetic(const plan::Call& call, const plan::Expression& expression,
                                 const std::vector<std::string>& arguments);
  std::string datetime_arithmetic(std::string_view op, const plan::Call& call, const plan::Expression& expression,
                                  const std::vector<std::string>& arguments);
  std::string logical(const plan::Call& call, const ColumnSql& column);

  /// The same where NULL counts as false: each side is written once, however deep AND and OR nest.
  std::string truth(const plan::Expression& expression, const ColumnSql& column);
  static std::string guarded(std::string_view function, const std::string& left, const std::string& right);
  std::string like(const plan::Call& call, const std::vector<std::string>& arguments);
  static std::string calendar_arithmetic(std::string_view op, const std::vector<std::string>& arguments, bool wraps);
  std::string moved_by_calendar(std::string_view op, const types::DataType& moment,
                                const std::vector<std::string>& arguments);
  std::string interval_scaling(std::string_view op, const plan::Call& call, const std::vector<std::string>& arguments);

  // Calls that need more than a template; nothing for the others.
  using Special = std::optional<std::string>;
  Special special(const plan::Call& call, const plan::Expression& expression,
                  const std::vector<std::string>& arguments);
  Special number_call(const plan::Call& call, const plan::Expression& expression,
                      const std::vector<std::string>& arguments);
  Special try_call(const plan::Call& call, const plan::Expression& expression,
                   const std::vector<std::string>& arguments);
  Special text_call(const plan::Call& call, const plan::Expression& expression,
                    const std::vector<std::string>& arguments);
  Special format_call(const plan::Call& call, const plan::Expression& expression,
                      const std::vector<std::string>& arguments);
  Special formatted_date(const plan::Call& call, const ColumnSql& column);
  Special datetime_call(const plan::Call& call, const plan::Expression& expression,
                        const std::vector<std::string>& arguments);
  Special parsed_datetime(const plan::Call& call, const std::vector<std::string>& arguments);
  Special collection_call(const plan::Call& call, const plan::Expression& expression,
                          const std::vector<std::string>& arguments);
  Special variant_call(const plan::Call& call, const plan::Expression& expression,
                       const std::vector<std::string>& arguments);
  std::string_view map_function() const;  ///< the beginning of the names of functions that make maps
  std::string map_of_text(const std::vector<std::string>& arguments);
  std::string sequence(const plan::Call& call, const std::vector<std::string>& arguments);
  // Functions that take functions (lambda_sql.cpp); nothing for the others.
  Special higher_order(const plan::Call& call, const plan::Expression& expression, const ColumnSql& column);
  std::string body(const plan::Lambda& lambda, const std::vector<std::string>& values, const ColumnSql& column);
  std::string over_items(std::string_view function, const std::string& list, const plan::Lambda& lambda,
                         const ColumnSql& column);
  std::string over_entries(std::string_view function, const std::string& map, const plan::Lambda& lambda,
                           const ColumnSql& column);
  std::string reduce(const plan::Call& call, const ColumnSql& column);
  std::string zip(const plan::Call& call, const ColumnSql& column);
  std::string zip_maps(const plan::Call& call, const ColumnSql& column);
  std::string sort_by_comparator(const plan::Call& call, const ColumnSql& column);
  std::string next_variable();

  std::string item_of(const plan::Call& call, const plan::Expression& expression,
                      const std::vector<std::string>& arguments);
  std::string cast(const plan::Cast& node, const types::DataType& to, const ColumnSql& column);

  /// A value that fails by ANSI's rules and is NULL by the others.
  std::string raised_or_null(std::string_view error_class, std::string_view message, const types::DataType& type) const;
  std::string aggregate(const plan::AggregateCall& call, const plan::Expression& expression, const ColumnSql& column);
  std::string subquery(const plan::Subquery& node, const ColumnSql& column);
  std::string row_in_correlated(const std::vector<std::string>& operands, const std::string& body) const;
  std::string window(const plan::WindowCall& call, const plan::Expression& expression, const ColumnSql& column);
  std::string order(const std::vector<plan::SortKey>& keys, const ColumnSql& column);
  std::string bound(const plan::FrameBound& bound);
  std::string fill(std::string_view text, const std::vector<std::string>& arguments, const plan::Call* call);
  std::string zone() const;
  std::string unsupported(std::string message);

  const EngineSettings& settings_;
  PlanSql plan_sql_;
  std::optional<Error> error_;
  std::map<size_t, std::string> variables_;       ///< the SQL of lambdas' parameters, by their ids
  std::vector<std::vector<std::string>> outers_;  ///< of the subqueries that are being written, the innermost last
  std::string over_;                              ///< " OVER (...)" while a window's function is written
  int lambdas_ = 0;                               ///< gives their variables names of their own
  CastSql casts_;
};

/// Says whether some row can make the expression raise an error; expressions without columns count as safe.
bool can_fail(const plan::Expression& expression, bool ansi);

}  // namespace skep::engine
