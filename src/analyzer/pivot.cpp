#include "analyzer/aggregation.h"
#include "analyzer/context.h"
#include "analyzer/expression_analyzer.h"
#include "analyzer/relation_forms.h"
#include "base/text.h"
#include "types/coercion.h"

#include <algorithm>

namespace skep::analyzer {

using plan::ExpressionPtr;
using types::TypeKind;

namespace {

const syntax::Expression& without_alias(const syntax::Expression& expression) {
  auto* alias = std::get_if<syntax::Alias>(&expression.node);
  return alias ? *alias->operand : expression;
}

std::string alias_of(const syntax::Expression& expression) {
  auto* alias = std::get_if<syntax::Alias>(&expression.node);
  return alias ? alias->names[0] : "";
}

/// A value of the pivot column or columns, and what its columns are called.
struct PivotValue {
  std::string name;
  std::vector<ExpressionPtr> constants;  ///< one a pivot column
};

class Pivot {
 public:
  Pivot(Context& context, const syntax::PivotRelation& node, TextPosition position)
      : context_(context), node_(node), position_(position) {}

  Relation analyze() {
    input_ = analyze_relation(context_, *node_.input);
    if (!context_.failed()) find_columns();
    if (!context_.failed()) read_values();
    if (!context_.failed()) read_aggregates();
    if (!context_.failed()) find_groups();
    return context_.failed() ? Context::one_empty_row() : build();
  }

 private:
  void find_columns() {
    ExpressionAnalyzer analyzer(context_, input_.scope);
    for (auto& name : node_.columns) {
      syntax::Expression column{position_, syntax::ColumnName{{name}}};
      columns_.push_back(analyzer.analyze(column));
      if (context_.failed()) return;
      if (!types::is_orderable(columns_.back()->type)) {
        return context_.report(
            analysis_error("INCOMPARABLE_PIVOT_COLUMN", "values of the pivot column {} cannot be compared", name),
            position_);
      }
    }
  }

  void read_values() {
    Scope nothing;
    ExpressionAnalyzer analyzer(context_, nothing), over_input(context_, input_.scope);
    for (auto& item : node_.values) {
      auto& expression = without_alias(*item);
      if (!is_constant(expression)) {
        over_input.analyze(expression);
        return context_.report(analysis_error("NON_LITERAL_PIVOT_VALUES", "the values of a pivot must be constants"),
                               expression.position);
      }
      PivotValue value{alias_of(*item), {}};
      std::vector<const syntax::Expression*> parts{&expression};
      auto* row = std::get_if<syntax::RowConstructor>(&expression.node);
      if (row && columns_.size() > 1) {
        parts.clear();
        for (auto& part : row->items) parts.push_back(&without_alias(*part));
      }
      for (auto* part : parts) value.constants.push_back(analyzer.analyze(*part));
      if (context_.failed()) return;
      cast_value(value, expression.position);
      if (value.name.empty()) value.name = value_name(value);
      values_.push_back(std::move(value));
    }
  }

  static bool is_constant(const syntax::Expression& expression) {
    return !std::holds_alternative<syntax::ColumnName>(expression.node);
  }

  void cast_value(PivotValue& value, TextPosition at) {
    bool fits = value.constants.size() == columns_.size();
    for (size_t i = 0; fits && i < columns_.size(); i++) {
      auto& from = value.constants[i]->type;
      auto& to = columns_[i]->type;
      fits = from == to || from.is(TypeKind::null) || types::can_cast(from, to);
      if (from.is(TypeKind::struct_) != to.is(TypeKind::struct_) && !from.is(TypeKind::null)) fits = false;
      if (fits) value.constants[i] = plan::make_cast(std::move(value.constants[i]), to);
    }
    if (fits) return;
    context_.report(
        analysis_error("PIVOT_VALUE_DATA_TYPE_MISMATCH", "a pivot value has not the types of the pivot columns"), at);
  }

  /// The value's text as a cast to string gives it; several values in braces.
  std::string value_name(const PivotValue& value) {
    std::vector<std::string> texts;
    for (auto& constant : value.constants) texts.push_back(text_of(*constant));
    return texts.size() == 1 ? texts[0] : "{" + join(texts, ", ") + "}";
  }

  static std::string text_of(const plan::Expression& expression) {
    if (auto* constant = std::get_if<plan::Constant>(&expression.node)) {
      return constant->value.is_null() ? "null" : constant->value.to_text();
    }
    if (auto* cast = std::get_if<plan::Cast>(&expression.node)) return text_of(*cast->operand);
    auto& call = std::get<plan::Call>(expression.node);
    if (call.function == "negative") return "-" + text_of(*call.arguments[0]);
    if (call.function == "+" || call.function == "-" || call.function == "*") {
      if (auto number = constant_integer(expression)) return std::to_string(*number);
    }
    std::vector<std::string> parts;
    bool names = call.function == "named_struct";
    for (size_t i = names ? 1 : 0; i < call.arguments.size(); i += names ? 2 : 1)
      parts.push_back(text_of(*call.arguments[i]));
    return (names ? "{" : "[") + join(parts, ", ") + (names ? "}" : "]");
  }

  void read_aggregates() {
    ExpressionAnalyzer analyzer(context_, input_.scope, ExpressionAnalyzer::Aggregates::allowed);
    for (auto& item : node_.aggregates) {
      auto& expression = without_alias(*item);
      aggregates_.push_back(analyzer.analyze(expression));
      if (context_.failed()) return;
      if (!contains_aggregate(*aggregates_.back())) {
        return context_.report(analysis_error("_LEGACY_ERROR_TEMP_1006", "a pivot takes aggregate functions"),
                               expression.position);
      }
      auto alias = alias_of(*item);
      names_.push_back(alias.empty() ? column_name(context_, expression) : alias);
    }
  }

  /// All columns that are used neither by the pivot nor by the aggregates.
  void find_groups() {
    std::vector<size_t> used;
    auto note = [&](const plan::Expression& expression) {
      plan::walk(expression, [&](const plan::Expression& part) {
        if (auto* column = std::get_if<plan::InputColumn>(&part.node)) used.push_back(column->index);
      });
    };
    for (auto& column : columns_) note(*column);
    for (auto& aggregate : aggregates_) note(*aggregate);
    for (auto* column : input_.scope.star({})) {
      if (std::find(used.begin(), used.end(), column->index) == used.end()) groups_.push_back(column);
    }
  }

  ExpressionPtr matches(const PivotValue& value) {
    ExpressionAnalyzer analyzer(context_, input_.scope);
    ExpressionPtr all;
    for (size_t i = 0; i < columns_.size(); i++) {
      std::vector<ExpressionPtr> sides, both;
      sides.push_back(plan::clone(*columns_[i]));
      sides.push_back(plan::clone(*value.constants[i]));
      auto same = analyzer.call("<=>", std::move(sides), position_);
      if (!all) {
        all = std::move(same);
        continue;
      }
      both.push_back(std::move(all));
      both.push_back(std::move(same));
      all = analyzer.call("and", std::move(both), position_);
    }
    return all;
  }

  /// Spark looks the results of these types up by value, so that a value without rows gives null; those of others it
  /// computes over the rows of each value, where count gives 0 and collect_list an empty array.
  static bool is_looked_up(const types::DataType& type) { return type.is_numeric() || type.is(TypeKind::boolean); }

  /// The aggregate over the rows of one value.
  ExpressionPtr over(const plan::Expression& aggregate, const PivotValue& value) {
    auto copy = plan::clone(aggregate);
    restrict_to(*copy, value);
    bool looked_up = std::all_of(aggregates_.begin(), aggregates_.end(),
                                 [](const ExpressionPtr& each) { return is_looked_up(each->type); });
    if (!looked_up) return copy;
    auto count = plan::make_call("", types::kBigint, false, {});
    plan::AggregateCall rows{"count", {}, false, matches(value)};
    rows.arguments.push_back(plan::make_constant(types::Value::integer(1)));
    count->node = std::move(rows);
    std::vector<ExpressionPtr> sides;
    sides.push_back(std::move(count));
    sides.push_back(plan::make_constant(types::Value::bigint(0)));
    auto any = plan::make_call(">", types::kBoolean, false, std::move(sides));
    plan::Case node;
    node.otherwise = plan::make_constant(types::Value::null(aggregate.type));
    node.branches.emplace_back(std::move(any), std::move(copy));
    auto result = std::make_unique<plan::Expression>();
    result->type = aggregate.type;
    result->node = std::move(node);
    return result;
  }

  void restrict_to(plan::Expression& expression, const PivotValue& value) {
    ExpressionAnalyzer analyzer(context_, input_.scope);
    plan::walk(expression, [&](plan::Expression& part) {
      auto* call = std::get_if<plan::AggregateCall>(&part.node);
      if (!call) return;
      auto condition = matches(value);
      if (call->filter) {
        std::vector<ExpressionPtr> both;
        both.push_back(std::move(condition));
        both.push_back(std::move(call->filter));
        condition = analyzer.call("and", std::move(both), position_);
      }
      call->filter = std::move(condition);
    });
  }

  Relation build() {
    std::vector<ExpressionPtr> groups, selected;
    types::Schema output;
    std::vector<std::vector<std::string>> qualifiers;
    for (auto* column : groups_) {
      groups.push_back(plan::make_input(column->index, column->field));
      selected.push_back(plan::make_input(column->index, column->field));
      output.push_back(column->field);
    }
    for (auto& value : values_) {
      for (size_t i = 0; i < aggregates_.size(); i++) {
        selected.push_back(over(*aggregates_[i], value));
        auto name = aggregates_.size() == 1 ? value.name : value.name + "_" + names_[i];
        output.push_back({name, aggregates_[i]->type, true, {}});
      }
    }
    std::vector<ExpressionPtr*> pointers;
    for (auto& expression : selected) pointers.push_back(&expression);
    auto plan = aggregate(context_, std::move(input_.plan), {std::move(groups), {}}, pointers, {}, true, position_);
    if (context_.failed()) return Context::one_empty_row();
    auto scope = Scope::of(output, {});
    return {plan::make_plan(std::move(output), plan::Project{std::move(plan), std::move(selected)}), std::move(scope)};
  }

  Context& context_;
  const syntax::PivotRelation& node_;
  TextPosition position_;
  Relation input_;
  std::vector<ExpressionPtr> columns_;
  std::vector<PivotValue> values_;
  std::vector<ExpressionPtr> aggregates_;
  std::vector<std::string> names_;
  std::vector<const ScopeColumn*> groups_;
};

}  // namespace

Relation analyze_pivot(Context& context, const syntax::PivotRelation& node, TextPosition position) {
  return Pivot(context, node, position).analyze();
}

}  // namespace skep::analyzer
