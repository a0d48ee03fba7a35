#pragma once

#include "analyzer/analyzer.h"
#include "analyzer/scope.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
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

class ExpressionAnalyzer;

/// The query around a subquery while the subquery is analysed: what its names mean there, and what of it the subquery
/// uses so far (plan::Subquery::outers).
struct OuterQuery {
  ExpressionAnalyzer* analyzer;
  std::vector<plan::ExpressionPtr> outers;
  std::vector<std::string> names;  ///< of `outers`, for the names of columns
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
  /// A number for a parameter of a lambda, another for each.
  size_t next_lambda_variable() { return ++lambda_variables_; }

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

  /// The common tables that are being defined by WITH RECURSIVE, and the bodies of those definitions.
  std::map<std::string, const syntax::Query*> recursive_tables;

  /// The queries around, the nearest last. A name may mean something in the nearest one only, as in Spark.
  std::vector<OuterQuery*> outer_queries;

  /// For column names: the windows that OVER means, and the distances of RANGE that were cast to their key's type.
  std::unordered_map<const syntax::FunctionCall*, const syntax::WindowSpec*> window_definitions;
  std::unordered_set<const syntax::FrameBound*> cast_bounds;

  /// For column names: the names that mean earlier items of the select list.
  std::unordered_set<const syntax::ColumnName*> lateral_aliases;

  /// For column names: what subqueries use of the queries around them.
  std::unordered_map<const syntax::Query*, std::string> printed_outers;

  /// What a SELECT without FROM reads in FROM ... INSERT ... SELECT; null elsewhere.
  const Relation* insert_source = nullptr;

  /// Within INSERT, what each DEFAULT that stands for a column's value means; null elsewhere.
  const std::unordered_map<const syntax::ColumnName*, plan::ExpressionPtr>* written_defaults = nullptr;

  /// For column names: columns with fields as they stand within other expressions; subscripts that are fields, and
  /// fields that are keys of maps.
  std::unordered_map<const syntax::ColumnName*, std::string> printed_columns;
  std::unordered_set<const syntax::Subscript*> printed_fields;
  std::unordered_set<const syntax::FieldAccess*> printed_keys;

  /// For column names: the columns that stars among arguments stand for.
  std::unordered_map<const syntax::Star*, std::string> printed_stars;

  /// For column names: what the types told about the operators of dates and intervals.
  std::unordered_map<const syntax::Binary*, PrintedOperator> printed_operators;

  /// The same for calls that Spark takes for another function's by their arguments' types.
  std::unordered_map<const syntax::FunctionCall*, std::string_view> printed_functions;

  /// The columns that calls of window() and session_window() mean.
  std::unordered_map<const syntax::FunctionCall*, ScopeColumn> time_windows;

 private:
  const catalog::Snapshot& snapshot_;
  const AnalyzerSettings settings_;
  const catalog::NameScope names_;
  int depth_ = 0;
  std::set<std::string> own_variables_used_;
  std::set<std::string>* variables_used_ = &own_variables_used_;  ///< the outermost one's
  std::optional<Error> error_;
  size_t lambda_variables_ = 0;
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
Relation analyze_join(Context& context, Relation left, const syntax::JoinRelation& join, TextPosition position);

/// All of FROM: `a, b JOIN c ON ...` joins c to a and b, whose columns its condition may use.
Relation analyze_from(Context& context, const std::vector<syntax::RelationPtr>& from);

/// Analyses what LATERAL stands before, which sees the columns of `left`; `outers` gets what it uses of them.
Relation analyze_lateral(Context& context, const Scope& left, const syntax::Relation& relation,
                         std::vector<plan::ExpressionPtr>& outers);
Relation analyze_values(Context& context, const std::vector<std::vector<syntax::ExpressionPtr>>& rows,
                        TextPosition position);
Relation analyze_set_operation(Context& context, const syntax::SetBody& body, TextPosition position);

/// Puts ORDER BY, LIMIT and OFFSET of a query whose body's rows are known only by their output (set operations, VALUES).
Relation add_order_and_limit(Context& context, Relation relation, const syntax::Query& query);
plan::PlanPtr add_limit(Context& context, plan::PlanPtr plan, const syntax::Query& query);

/// What a view's query gives, under the view's own columns.
Relation analyze_view(Context& context, const catalog::TableEntry& view, TextPosition position);

/// The refusal of a stored text (a view's, a function's) that was made for another ANSI mode or time zone than the
/// statement has: the engine computes a statement in one of each. Nothing when they agree.
std::optional<Error> other_mode(const Context& context, const std::map<std::string, std::string>& stored,
                                const std::string& name);

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
MultiInsert analyze_multi_insert(Context& context, const syntax::MultiInsert& statement, TextPosition position);

/// Fills the char columns of a table up with blanks (spark.sql.readSideCharPadding).
plan::PlanPtr pad_char_columns(plan::PlanPtr scan);

/// Gives both sides of a comparison, or the operand and items of IN, one length where a char column is among them.
void pad_compared_chars(std::vector<plan::ExpressionPtr>& sides);

/// The value with a check of its lengths where the type has some: what is stored in a column.
plan::ExpressionPtr check_lengths(plan::ExpressionPtr value, const types::DataType& type);

/// Hive's text of a partition value: the null partition's name for nulls and empty texts.
plan::ExpressionPtr partition_text(plan::ExpressionPtr value);

/// Reports DATATYPE_MISMATCH.INVALID_ORDERING_TYPE for a key that cannot be ordered: a map, or what holds one.
void check_can_order(Context& context, const plan::Expression& key, TextPosition position);

/// Spark's name of an unnamed select item that has been analysed: "(a + 1)", "count(1)".
std::string column_name(const Context& context, const syntax::Expression& expression);

}  // namespace skep::analyzer
