#pragma once

#include "analyzer/context.h"
#include "analyzer/stars.h"
#include "functions/catalog.h"

#include <optional>
#include <string_view>
#include <vector>

namespace skep::analyzer {

/// Resolves expressions over one scope.
class ExpressionAnalyzer {
 public:
  /// Where aggregate functions may stand; elsewhere they are errors.
  enum class Aggregates { refused, allowed };

  ExpressionAnalyzer(Context& context, const Scope& scope, Aggregates aggregates = Aggregates::refused)
      : context_(context), scope_(scope), aggregates_(aggregates) {}

  /// Select items that later ones may use by alias, where the scope has no such name.
  void add_alias(const std::string& name, const plan::Expression* expression) {
    aliases_.emplace_back(name, expression);
  }

  /// From here on what is analysed is no select item: HAVING, ORDER BY.
  void leave_select_list() { in_select_list_ = false; }
  /// Lets grouping() and grouping_id() stand here.
  void allow_grouping() { groups_in_sets_ = true; }

  /// The class of the error where an aggregate function cannot stand.
  void refuse_aggregates_as(std::string_view error_class) { refusal_class_ = error_class; }

  /// Lets window functions stand here; `named` are those of the WINDOW clause.
  void allow_windows(const std::vector<syntax::NamedWindow>& named) { named_windows_ = &named; }

  /// Makes subqueries see another scope than the expression itself: below ORDER BY only what the select list gives.
  void show_subqueries(const Scope& scope) { subquery_scope_ = &scope; }

  /// What a name in a subquery means in this, the query around it; null where it means nothing.
  plan::ExpressionPtr find_for_subquery(const std::vector<std::string>& parts, TextPosition at);
  const Scope& scope_for_subqueries() const { return subquery_scope_ ? *subquery_scope_ : scope_; }

  /// Lets a subquery have aggregate functions of the query around, as in HAVING.
  void allow_outer_aggregates() { allows_outer_aggregates_ = true; }
  bool allows_outer_aggregates() const { return allows_outer_aggregates_; }

  plan::ExpressionPtr analyze(const syntax::Expression& expression);

  /// Analyses and casts to boolean; another type is an error that names the clause.
  plan::ExpressionPtr analyze_condition(const syntax::Expression& expression, std::string_view clause);

  /// Makes a call of a built-in over resolved arguments: coercion, result type, errors.
  plan::ExpressionPtr call(std::string_view function, std::vector<plan::ExpressionPtr> arguments,
                           TextPosition position);

  /// A struct's field by name.
  plan::ExpressionPtr field_of(plan::ExpressionPtr container, const std::string& field, TextPosition at);

 private:
  plan::ExpressionPtr visit(const syntax::Literal& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::ColumnName& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::Star& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::Unary& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::Binary& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::IsNull& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::IsTruth& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::IsDistinct& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::Between& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::InList& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::InQuery& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::Exists& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::ScalarQuery& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::Like& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::LikeMany& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::Cast& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::Case& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::FunctionCall& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::IntervalLiteral& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::Extract& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::Subscript& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::FieldAccess& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::Lambda& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::NamedArgument& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::Collate& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::RowConstructor& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::Alias& node, TextPosition at);

  static bool is_text_and_time(const syntax::Binary& node, std::vector<plan::ExpressionPtr>& arguments);
  std::string_view datetime_operator(const syntax::Binary& node, std::vector<plan::ExpressionPtr>& arguments);
  plan::ExpressionPtr explicit_cast(plan::ExpressionPtr operand, const types::DataType& type, bool is_try,
                                    TextPosition at);

  /// What EXTRACT(field FROM source) and date_part give.
  plan::ExpressionPtr date_part(std::string_view field, plan::ExpressionPtr source, TextPosition at);

  /// A call that stands for another expression: nullif, decode, current_schema ... Null for every other.
  plan::ExpressionPtr rewritten_call(const std::string& name, const syntax::FunctionCall& node, TextPosition at);
  plan::ExpressionPtr collation_of(plan::ExpressionPtr value, TextPosition at);
  std::optional<types::Value> session_value(std::string_view name) const;
  plan::ExpressionPtr completed_call(const std::string& name, const syntax::FunctionCall& node, TextPosition at);
  plan::ExpressionPtr collated(const syntax::FunctionCall& node, TextPosition at);
  plan::ExpressionPtr typed_text_call(const std::string& name, const syntax::FunctionCall& node, TextPosition at);
  plan::ExpressionPtr schema_of_call(const std::string& name, const syntax::FunctionCall& node, TextPosition at);
  plan::ExpressionPtr null_if(plan::ExpressionPtr value, plan::ExpressionPtr unwanted, TextPosition at);
  plan::ExpressionPtr decode(const syntax::FunctionCall& node, TextPosition at);
  plan::ExpressionPtr units_call(bool adds, const syntax::FunctionCall& node, TextPosition at);
  plan::ExpressionPtr two_sided(std::string_view function, plan::ExpressionPtr left, plan::ExpressionPtr right,
                                TextPosition at);

  plan::ExpressionPtr higher_order_call(const functions::Function& function, const syntax::FunctionCall& node,
                                        TextPosition at);
  plan::ExpressionPtr resolve_higher_order(const functions::Function& function,
                                           std::vector<plan::ExpressionPtr> arguments, TextPosition at);
  plan::ExpressionPtr lambda(const syntax::Expression& argument, const std::vector<types::Field>& fields);
  plan::ExpressionPtr lambda_variable(const syntax::ColumnName& name, TextPosition at);  ///< null: it is none

  plan::ExpressionPtr negate_if(bool negated, plan::ExpressionPtr operand, TextPosition at);
  plan::ExpressionPtr sql_function_call(const catalog::SqlFunction& function, const syntax::FunctionCall& node,
                                        TextPosition at);
  plan::ExpressionPtr cast_call(const syntax::FunctionCall& node, const types::DataType& type, TextPosition at);
  plan::ExpressionPtr aggregate_call(const functions::Function& function, const syntax::FunctionCall& node,
                                     TextPosition at);
  plan::ExpressionPtr struct_call(const std::vector<syntax::ExpressionPtr>& items, TextPosition at);
  plan::ExpressionPtr zip_call(const std::vector<syntax::ExpressionPtr>& arrays, TextPosition at);
  plan::ExpressionPtr case_of(std::vector<std::pair<plan::ExpressionPtr, plan::ExpressionPtr>> branches,
                              plan::ExpressionPtr otherwise, TextPosition at);
  plan::ExpressionPtr call_without_parentheses(const std::vector<std::string>& parts, TextPosition at);
  void remember_fields(const syntax::ColumnName& node);
  plan::ExpressionPtr find_column(const Scope& scope, const std::vector<std::string>& parts, TextPosition at);
  plan::ExpressionPtr aliased_column(const std::vector<std::string>& parts, TextPosition at);
  plan::ExpressionPtr outer_column(const std::vector<std::string>& parts, TextPosition at);
  plan::ExpressionPtr outer_aggregate(plan::ExpressionPtr call, TextPosition at);
  const functions::Function* find_function(const syntax::FunctionCall& node, TextPosition at);
  plan::ExpressionPtr aggregate_filter(const syntax::Expression& expression);
  plan::ExpressionPtr time_window(const std::string& name, const syntax::FunctionCall& node, TextPosition at);
  plan::ExpressionPtr window_call(const syntax::FunctionCall& node, TextPosition at);
  plan::ExpressionPtr resolved_window_call(const functions::Function& function, plan::WindowCall call,
                                           std::vector<plan::ExpressionPtr> arguments, TextPosition at);
  plan::ExpressionPtr grouping_call(const std::string& name, const syntax::FunctionCall& node, TextPosition at);
  std::vector<plan::SortKey> sort_keys(const std::vector<syntax::SortKey>& keys);
  Relation subquery(const syntax::Query& query, std::vector<plan::ExpressionPtr>& outers);
  Error unresolved(const std::vector<std::string>& parts) const;
  /// The columns of a star among arguments; remembers their names for those of columns.
  std::vector<StarColumn> star_columns(const syntax::Star& star, TextPosition at);
  std::vector<plan::ExpressionPtr> analyze_all(const std::vector<syntax::ExpressionPtr>& expressions);

  /// A parameter of a lambda around what is analysed.
  struct LambdaVariable {
    std::string name;
    types::Field field;
    size_t id;
  };

  Context& context_;
  const Scope& scope_;
  Aggregates aggregates_;
  std::string_view refusal_class_ = "INVALID_WHERE_CONDITION";
  bool in_aggregate_ = false;
  bool in_select_list_ = true;
  std::vector<LambdaVariable> lambda_variables_;
  const std::vector<syntax::NamedWindow>* named_windows_ = nullptr;
  bool in_window_ = false;
  bool groups_in_sets_ = false;
  const Scope* subquery_scope_ = nullptr;
  bool allows_outer_aggregates_ = false;
  std::vector<std::pair<std::string, const plan::Expression*>> aliases_;
};

/// Reports windows of a WINDOW clause that are defined twice or by names that define nothing.
void check_named_windows(Context& context, const std::vector<syntax::NamedWindow>& windows);

/// Says whether IGNORE NULLS may stand with a function.
bool takes_nulls_option(std::string_view name);

}  // namespace skep::analyzer
