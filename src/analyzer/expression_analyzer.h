#pragma once

#include "analyzer/context.h"
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

  plan::ExpressionPtr analyze(const syntax::Expression& expression);

  /// Analyses and casts to boolean; another type is an error that names the clause.
  plan::ExpressionPtr analyze_condition(const syntax::Expression& expression, std::string_view clause);

  /// Makes a call of a built-in over resolved arguments: coercion, result type, errors.
  plan::ExpressionPtr call(std::string_view function, std::vector<plan::ExpressionPtr> arguments,
                           TextPosition position);

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
  plan::ExpressionPtr visit(const syntax::Cast& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::Case& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::FunctionCall& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::IntervalLiteral& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::Extract& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::Subscript& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::FieldAccess& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::RowConstructor& node, TextPosition at);
  plan::ExpressionPtr visit(const syntax::Alias& node, TextPosition at);

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

  plan::ExpressionPtr negate_if(bool negated, plan::ExpressionPtr operand, TextPosition at);
  plan::ExpressionPtr cast_call(const syntax::FunctionCall& node, const types::DataType& type, TextPosition at);
  plan::ExpressionPtr aggregate_call(const functions::Function& function, const syntax::FunctionCall& node,
                                     TextPosition at);
  plan::ExpressionPtr struct_call(const std::vector<syntax::ExpressionPtr>& items, TextPosition at);
  plan::ExpressionPtr field_of(plan::ExpressionPtr container, const std::string& field, TextPosition at);
  plan::ExpressionPtr case_of(std::vector<std::pair<plan::ExpressionPtr, plan::ExpressionPtr>> branches,
                              plan::ExpressionPtr otherwise, TextPosition at);
  plan::PlanPtr subquery(const syntax::Query& query);
  plan::ExpressionPtr call_without_parentheses(const std::vector<std::string>& parts, TextPosition at);
  Error unresolved(const std::vector<std::string>& parts) const;
  std::vector<plan::ExpressionPtr> analyze_all(const std::vector<syntax::ExpressionPtr>& expressions);

  Context& context_;
  const Scope& scope_;
  Aggregates aggregates_;
  bool in_aggregate_ = false;
  std::vector<std::pair<std::string, const plan::Expression*>> aliases_;
};

/// Says whether an aggregate function stands in the tree, outside subqueries.
bool has_aggregate(const syntax::Expression& expression);

}  // namespace skep::analyzer
