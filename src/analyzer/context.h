#pragma once

#include "analyzer/analyzer.h"
#include "analyzer/scope.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace skep::analyzer {

/// A plan and the names under which its columns are known.
struct Relation {
  plan::PlanPtr plan;
  Scope scope;
};

/// How Spark prints a + b, a - b or a * b where it takes the operator for another by its operands' types.
struct PrintedOperator {
  std::string_view function;    ///< "date_add", "date_sub"; empty: the sign, without parentheses
  bool sides_swapped = false;   ///< 1 + date
  bool takes_interval = false;  ///< date + an interval of whole days
  bool in_parentheses = false;  ///< 3 * interval
};

/// What the parts of one analysis share: the snapshot, the CTEs in sight, and the first error.
///
/// Analysis does not stop at an error: the part that met it reports it and hands back a harmless placeholder (a null
/// constant, a plan without columns). Only the first report counts, and once there is one the result is that error.
class Context {
 public:
  Context(const catalog::Snapshot& snapshot, const AnalyzerSettings& settings)
      : snapshot_(snapshot), settings_(settings), names_{snapshot.current_database} {}

  /// For the text of a view or a function: its own settings, names that mean what they meant there, nothing else in
  /// sight. `outer` only tells how deep this is.
  Context(const Context& outer, AnalyzerSettings settings, catalog::NameScope names)
      : snapshot_(outer.snapshot_),
        settings_(std::move(settings)),
        names_(std::move(names)),
        depth_(outer.depth_ + 1),
        variables_used_(outer.variables_used_) {}

  const catalog::Snapshot& snapshot() const { return snapshot_; }
  const AnalyzerSettings& settings() const { return settings_; }
  const catalog::NameScope& names() const { return names_; }
  int depth() const { return depth_; }

  void report(Error error, TextPosition position) {
    if (error_) return;
    if (!error.position) error.position = position;
    error_ = std::move(error);
  }
  bool failed() const { return error_.has_value(); }
  const Error& error() const { return *error_; }

  /// The placeholders for what could not be resolved.
  plan::ExpressionPtr fail(Error error, TextPosition position) {
    report(std::move(error), position);
    return plan::make_constant(types::Value::null());
  }
  Relation fail_relation(Error error, TextPosition position) {
    report(std::move(error), position);
    return one_empty_row();
  }

  /// A relation of one row without columns: what SELECT without FROM reads.
  static Relation one_empty_row() {
    plan::Values values;
    values.rows.emplace_back();
    return {plan::make_plan({}, std::move(values)), {}};
  }

  /// The session's variables that were read, in lower case; those of views' texts, too.
  std::set<std::string>& variables_used() { return *variables_used_; }

  /// CTEs by lower-case name; an inner one hides an outer one while it is in sight.
  std::map<std::string, const plan::Plan*> common_tables;

  /// The scopes of the queries around a subquery: only to tell a correlated name from a missing one.
  std::vector<const Scope*> outer_scopes;

  /// For column names: what the types told about the operators of dates and intervals.
  std::unordered_map<const syntax::Binary*, PrintedOperator> printed_operators;

 private:
  const catalog::Snapshot& snapshot_;
  const AnalyzerSettings settings_;
  const catalog::NameScope names_;
  int depth_ = 0;
  std::set<std::string> own_variables_used_;
  std::set<std::string>* variables_used_ = &own_variables_used_;  ///< the outermost one's
  std::optional<Error> error_;
};

/// Shorthand for Spark's errors of analysis.
template <typename... Args>
Error analysis_error(std::string_view error_class, fmt::format_string<Args...> text, Args&&... args) {
  return Error::of_class(ErrorCode::invalid_argument, error_class, fmt::format(text, std::forward<Args>(args)...));
}

// One function a form; each in a file of its name.

Relation analyze_query(Context& context, const syntax::Query& query);
Relation analyze_select(Context& context, const syntax::SelectBody& body, const syntax::Query& query);
Relation analyze_relation(Context& context, const syntax::Relation& relation);
Relation analyze_join(Context& context, const syntax::JoinRelation& join, TextPosition position);
Relation analyze_values(Context& context, const std::vector<std::vector<syntax::ExpressionPtr>>& rows,
                        TextPosition position);
Relation analyze_set_operation(Context& context, const syntax::SetBody& body, TextPosition position);

/// Puts ORDER BY, LIMIT and OFFSET of a query whose body's rows are known only by their output (set operations, VALUES).
Relation add_order_and_limit(Context& context, Relation relation, const syntax::Query& query);
plan::PlanPtr add_limit(Context& context, plan::PlanPtr plan, const syntax::Query& query);

/// What a view's query gives, under the view's own columns.
Relation analyze_view(Context& context, const catalog::TableEntry& view, TextPosition position);

/// The value of a session variable; null when the name means none.
plan::ExpressionPtr find_variable(Context& context, const std::vector<std::string>& parts);

/// The function written in SQL that a name means, or null.
const catalog::SqlFunction* find_sql_function(const Context& context, const std::vector<std::string>& parts);

/// The body of a scalar function with `arguments` for its parameters.
plan::ExpressionPtr inline_function(Context& context, const catalog::SqlFunction& function,
                                    std::vector<plan::ExpressionPtr> arguments, TextPosition position);

/// The rows of a table function.
Relation analyze_table_function(Context& context, const catalog::SqlFunction& function,
                                const syntax::FunctionRelation& call, TextPosition position);

Command analyze_command(Context& context, const syntax::Statement& statement);
CreateTable analyze_create_table(Context& context, const syntax::CreateTable& create, TextPosition position);
Insert analyze_insert(Context& context, const syntax::Insert& insert, TextPosition position);

/// Hive's text of a partition value: the null partition's name for nulls and empty texts.
plan::ExpressionPtr partition_text(plan::ExpressionPtr value);

/// Reports DATATYPE_MISMATCH.INVALID_ORDERING_TYPE for a key that cannot be ordered: a map, or what holds one.
void check_can_order(Context& context, const plan::Expression& key, TextPosition position);

/// Spark's name of an unnamed select item that has been analysed: "(a + 1)", "count(1)".
std::string column_name(const Context& context, const syntax::Expression& expression);

}  // namespace skep::analyzer
