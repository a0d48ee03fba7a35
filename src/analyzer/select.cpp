#include "analyzer/aggregation.h"
#include "analyzer/call_search.h"
#include "analyzer/context.h"
#include "analyzer/expression_analyzer.h"
#include "analyzer/generators.h"
#include "analyzer/relation_forms.h"
#include "analyzer/stars.h"
#include "analyzer/time_windows.h"
#include "analyzer/windows.h"
#include "base/text.h"
#include "types/coercion.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

namespace skep::analyzer {

using plan::ExpressionPtr;

namespace {

using Names = std::vector<std::string>;

/// A select item, resolved over the rows that FROM and WHERE leave.
struct Item {
  std::string name;
  ExpressionPtr expression;
  std::string comment;                ///< of the column that the item is, if it is just one
  Names qualifier;                    ///< of that column: what comes after |> may still use it
  std::optional<size_t> column = {};  ///< that column of the input, where no alias names it anew
};

/// One SELECT on its way from text to plan: FROM and WHERE, then items, then grouping, then order.
class SelectAnalysis {
 public:
  SelectAnalysis(Context& context, const syntax::SelectBody& body, const syntax::Query& query)
      : context_(context), body_(body), query_(query) {}

  Relation analyze() {
    check_named_windows(context_, body_.windows);
    analyze_from();
    analyze_where();
    analyze_time_window();
    analyze_items();
    if (body_.pipe != syntax::PipeOperator::none) check_pipe();
    aggregated_ = body_.has_group_by || body_.having || !later_.empty() || any_item_aggregates();
    if (!aggregated_ && any_order_aggregates()) {
      context_.report(
          analysis_error("UNSUPPORTED_EXPR_FOR_OPERATOR", "an aggregate function in ORDER BY needs a GROUP BY"),
          query_.position);
    }
    if (aggregated_) analyze_groups();
    analyze_having();
    analyze_order();
    return context_.failed() ? Context::one_empty_row() : build();
  }

 private:
  enum class Clause { having, order };

  void analyze_from() {
    if (body_.from.empty()) {
      auto* shared = context_.insert_source;
      input_ = shared ? Relation{plan::clone(*shared->plan), shared->scope} : Context::one_empty_row();
      return;
    }
    input_ = skep::analyzer::analyze_from(context_, body_.from);
  }

  void analyze_where() {
    if (!body_.where) return;
    add_time_window(context_, input_, {body_.where.get()});
    auto condition = ExpressionAnalyzer(context_, input_.scope).analyze_condition(*body_.where, "WHERE");
    auto output = input_.plan->output;
    input_.plan = plan::make_plan(std::move(output), plan::Filter{std::move(input_.plan), std::move(condition)});
  }

  static void collect_groups(const syntax::GroupingElement& element, std::vector<const syntax::Expression*>& to) {
    for (auto& expression : element.set) to.push_back(expression.get());
    for (auto& inner : element.elements) collect_groups(inner, to);
  }

  void analyze_time_window() {
    std::vector<const syntax::Expression*> expressions;
    for (auto& item : body_.items) expressions.push_back(item.get());
    for (auto& group : body_.group_by) expressions.push_back(group.get());
    for (auto& element : body_.grouping) collect_groups(element, expressions);
    if (body_.having) expressions.push_back(body_.having.get());
    for (auto& key : query_.order_by) expressions.push_back(key.expression.get());
    add_time_window(context_, input_, expressions);
  }

  void analyze_items() {
    ExpressionAnalyzer analyzer(context_, input_.scope, ExpressionAnalyzer::Aggregates::allowed);
    analyzer.allow_windows(body_.windows);
    if (!body_.grouping.empty()) analyzer.allow_grouping();
    items_.reserve(body_.items.size());
    for (auto& item : body_.items) {
      if (context_.failed()) return;
      if (auto* star = std::get_if<syntax::Star>(&item->node)) {
        add_star(*star, item->position, analyzer);
        continue;
      }
      auto* alias = std::get_if<syntax::Alias>(&item->node);
      if (auto* generator = generator_call(alias ? *alias->operand : *item)) {
        add_generated(*generator, alias, item->position, analyzer);
        continue;
      }
      if (alias && alias->names.size() > 1) {
        return context_.report(analysis_error("MULTI_ALIAS_WITHOUT_GENERATOR", "several names for one value"),
                               item->position);
      }
      if (auto place = pipe_key(alias ? *alias->operand : *item)) {
        items_.push_back({place->field.name, plan::make_input(place->index, place->field), "", {}});
        continue;
      }
      auto expression = analyzer.analyze(alias ? *alias->operand : *item);
      if (context_.failed()) return;
      auto name = alias ? alias->names[0] : column_name(context_, *item);
      auto* column = std::get_if<plan::InputColumn>(&expression->node);
      auto comment = column ? input_.plan->output[column->index].comment : "";
      auto place = column && !alias ? std::optional(column->index) : std::nullopt;
      items_.push_back({name, std::move(expression), std::move(comment), alias ? Names{} : names_of(column), place});
      if (alias) analyzer.add_alias(name, items_.back().expression.get());
    }
  }

  /// The input's column that a number means among the keys of |> AGGREGATE; null for other items.
  const ScopeColumn* pipe_key(const syntax::Expression& expression) const {
    if (body_.pipe != syntax::PipeOperator::aggregate || items_.size() >= body_.group_by.size()) return nullptr;
    auto place = ordinal(expression);
    auto columns = input_.scope.star({});
    bool fits = place && *place >= 1 && *place <= static_cast<int64_t>(columns.size());
    return fits ? columns[static_cast<size_t>(*place) - 1] : nullptr;
  }

  void add_star(const syntax::Star& star, TextPosition at, ExpressionAnalyzer& analyzer) {
    for (auto& column : expand_star(context_, input_.scope, analyzer, star, at)) {
      auto* input = std::get_if<plan::InputColumn>(&column.expression->node);
      auto place = input ? std::optional(input->index) : std::nullopt;
      items_.push_back(
          {column.name, std::move(column.expression), std::move(column.comment), std::move(column.qualifier), place});
    }
  }

  /// A generator in the select list makes its rows below the SELECT, where only the items see their columns.
  void add_generated(const syntax::FunctionCall& call, const syntax::Alias* alias, TextPosition at,
                     ExpressionAnalyzer& analyzer) {
    if (call.distinct || call.filter) {
      return context_.report(analysis_error("INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX",
                                            "{} takes no DISTINCT and no FILTER", call.name.to_text()),
                             at);
    }
    auto generated = analyze_generator(context_, analyzer, call.name, call.arguments, at);
    if (context_.failed()) return;
    if (alias) rename_generated(context_, generated.columns, alias->names, at);
    if (groups_rows()) return generate_later(std::move(generated));
    size_t width = input_.plan->output.size();
    auto columns = generated.columns;
    input_.plan = generate(std::move(input_.plan), std::move(generated));
    for (size_t i = 0; i < columns.size(); i++) {
      items_.push_back({columns[i].name, plan::make_input(width + i, columns[i]), "", {}});
      if (alias) analyzer.add_alias(columns[i].name, items_.back().expression.get());
    }
  }

  bool groups_rows() const {
    return body_.has_group_by || body_.having ||
           std::any_of(body_.items.begin(), body_.items.end(), [](const auto& item) { return has_aggregate(*item); });
  }

  /// Over groups a generator makes its rows last. Until then its columns are variables, which grouping lets pass.
  void generate_later(GeneratorCall call) {
    for (auto& column : call.columns) {
      auto placeholder = std::make_unique<plan::Expression>();
      placeholder->type = column.type;
      placeholder->nullable = column.nullable;
      later_columns_.push_back(context_.next_lambda_variable());
      placeholder->node = plan::LambdaVariable{later_columns_.back(), column.name};
      items_.push_back({column.name, std::move(placeholder), "", {}});
    }
    later_.push_back(std::move(call));
  }

  plan::PlanPtr generate_now(plan::PlanPtr plan) {
    size_t first = plan->output.size();
    auto place = [&](ExpressionPtr& expression) {
      plan::walk(*expression, [&](plan::Expression& part) {
        auto* variable = std::get_if<plan::LambdaVariable>(&part.node);
        auto found =
            variable ? std::find(later_columns_.begin(), later_columns_.end(), variable->id) : later_columns_.end();
        if (found == later_columns_.end()) return;
        part.node = plan::InputColumn{first + static_cast<size_t>(found - later_columns_.begin()), variable->name};
      });
    };
    for (auto& item : items_) place(item.expression);
    for (auto& key : order_) {
      if (!body_.distinct) place(key.expression);
    }
    for (auto& call : later_) plan = generate(std::move(plan), std::move(call));
    return plan;
  }

  /// The names of the table that a column comes from.
  Names names_of(const plan::InputColumn* column) const {
    if (!column) return {};
    for (auto& known : input_.scope.columns) {
      if (known.index == column->index && known.in_star) return known.qualifier;
    }
    return {};
  }

  /// The operators of a pipe allow aggregates in AGGREGATE, and there nothing else.
  void check_pipe() {
    using enum syntax::PipeOperator;
    bool aggregates = body_.pipe == aggregate;
    if (!aggregates && body_.pipe != select && body_.pipe != extend && body_.pipe != set) return;
    for (size_t i = aggregates ? body_.group_by.size() : 0; i < items_.size() && !context_.failed(); i++) {
      if (contains_aggregate(*items_[i].expression) == aggregates) continue;
      context_.report(aggregates ? analysis_error("PIPE_OPERATOR_AGGREGATE_EXPRESSION_CONTAINS_NO_AGGREGATE_FUNCTION",
                                                  "AGGREGATE takes aggregate functions, not {}", items_[i].name)
                                 : analysis_error("PIPE_OPERATOR_CONTAINS_AGGREGATE_FUNCTION",
                                                  "only AGGREGATE takes aggregate functions: {}", items_[i].name),
                      query_.position);
    }
  }

  bool any_item_aggregates() const {
    return std::any_of(items_.begin(), items_.end(),
                       [](const Item& item) { return contains_aggregate(*item.expression); });
  }

  bool any_order_aggregates() const {
    return std::any_of(query_.order_by.begin(), query_.order_by.end(),
                       [](const syntax::SortKey& key) { return has_aggregate(*key.expression); });
  }

  void analyze_groups() {
    if (body_.group_by_all) {
      for (auto& item : items_) {
        if (!contains_aggregate(*item.expression)) groups_.push_back(plan::clone(*item.expression));
      }
      return;
    }
    auto checked = [&](const syntax::Expression& expression) {
      auto group = analyze_group(expression);
      if (contains_aggregate(*group)) {
        context_.report(analysis_error("GROUP_BY_AGGREGATE", "an aggregate function cannot stand in GROUP BY"),
                        expression.position);
      }
      return group;
    };
    if (!body_.grouping.empty()) {
      auto grouping = expand_grouping(context_, body_, query_.position, checked);
      groups_ = std::move(grouping.groups);
      sets_ = std::move(grouping.sets);
      return;
    }
    for (auto& expression : body_.group_by) {
      if (context_.failed()) return;
      groups_.push_back(checked(*expression));
    }
    for (auto& group : groups_) check_grouped_subquery(*group);
  }

  /// A correlated scalar subquery that is grouped by must be selected too.
  void check_grouped_subquery(const plan::Expression& group) {
    auto* subquery = std::get_if<plan::Subquery>(&group.node);
    if (!subquery || subquery->kind != plan::SubqueryKind::scalar || subquery->outers.empty()) return;
    bool selected = std::any_of(items_.begin(), items_.end(),
                                [&](const Item& item) { return plan::equal(*item.expression, group); });
    if (selected) return;
    context_.report(
        analysis_error("UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.MUST_AGGREGATE_CORRELATED_SCALAR_SUBQUERY",
                       "a scalar subquery that uses columns of the query around is grouped by and not selected"),
        query_.position);
  }

  /// A position in the select list, else an expression over the input, else a select item's alias.
  ExpressionPtr analyze_group(const syntax::Expression& expression) {
    if (auto position = ordinal(expression)) {
      if (has_star()) {
        return context_.fail(
            analysis_error("STAR_GROUP_BY_POS", "* cannot stand beside a GROUP BY of positions in the select list"),
            expression.position);
      }
      if (*position < 1 || *position > static_cast<int64_t>(items_.size())) {
        return context_.fail(
            analysis_error("GROUP_BY_POS_OUT_OF_RANGE", "GROUP BY position {} is not in the select list (1 to {})",
                           *position, items_.size()),
            expression.position);
      }
      auto& item = *items_[static_cast<size_t>(*position) - 1].expression;
      if (contains_aggregate(item)) {
        return context_.fail(
            analysis_error("GROUP_BY_POS_AGGREGATE", "GROUP BY position {} is an aggregate", *position),
            expression.position);
      }
      return plan::clone(item);
    }
    ExpressionAnalyzer analyzer(context_, input_.scope, ExpressionAnalyzer::Aggregates::allowed);
    analyzer.allow_windows(body_.windows);
    for (auto& item : items_) analyzer.add_alias(item.name, item.expression.get());
    return analyzer.analyze(expression);
  }

  bool has_star() const {
    return std::any_of(body_.items.begin(), body_.items.end(), [](const syntax::ExpressionPtr& item) {
      return std::holds_alternative<syntax::Star>(item->node);
    });
  }

  static std::optional<int64_t> ordinal(const syntax::Expression& expression) {
    auto* literal = std::get_if<syntax::Literal>(&expression.node);
    if (!literal || !literal->value.type.is(types::TypeKind::integer)) return std::nullopt;
    return std::get<int64_t>(literal->value.data);
  }

  /// Resolves over the select items' names first and the input next, as HAVING and ORDER BY do; items are put in place
  /// of their names, so that the result is over the input.
  ExpressionPtr analyze_over_items(const syntax::Expression& expression, Clause clause) {
    Scope scope;
    for (auto& column : input_.scope.columns) {
      bool hidden = std::any_of(items_.begin(), items_.end(),
                                [&](const Item& item) { return equals_ignoring_case(item.name, column.field.name); });
      auto copy = column;
      copy.in_star = column.in_star && !hidden;
      scope.columns.push_back(std::move(copy));
    }
    size_t first_item = input_.plan->output.size();
    for (size_t i = 0; i < items_.size(); i++) {
      auto& item = items_[i];
      bool repeated = std::any_of(items_.begin(), items_.begin() + static_cast<ptrdiff_t>(i), [&](const Item& earlier) {
        return equals_ignoring_case(earlier.name, item.name) && plan::equal(*earlier.expression, *item.expression);
      });
      if (repeated || is_reached_by_qualifier_only(item)) continue;
      scope.columns.push_back(
          {{}, {item.name, item.expression->type, item.expression->nullable, {}}, first_item + i, true});
    }
    ExpressionAnalyzer analyzer(context_, scope, ExpressionAnalyzer::Aggregates::allowed);
    auto selected = selected_scope();
    if (clause == Clause::order) {
      analyzer.show_subqueries(selected);
    } else {
      analyzer.allow_outer_aggregates();
    }
    if (!sets_.empty()) analyzer.allow_grouping();
    analyzer.leave_select_list();
    auto result = analyzer.analyze(expression);
    replace_items(result, first_item);
    return result;
  }

  /// A side of a USING column: l.id, which the name id alone does not mean.
  bool is_reached_by_qualifier_only(const Item& item) const {
    if (!item.column) return false;
    auto& columns = input_.scope.columns;
    return std::none_of(columns.begin(), columns.end(),
                        [&](const ScopeColumn& column) { return column.index == *item.column && column.in_star; });
  }

  /// With DISTINCT the order is by what the select list gives, and by nothing else.
  ExpressionPtr analyze_over_distinct(const syntax::Expression& expression) {
    auto scope = selected_scope();
    for (size_t i = 0; i < scope.columns.size(); i++) scope.columns[i].index = i;
    ExpressionAnalyzer analyzer(context_, scope);
    analyzer.refuse_aggregates_as("UNSUPPORTED_EXPR_FOR_OPERATOR");
    analyzer.leave_select_list();
    return analyzer.analyze(expression);
  }

  /// The columns that subqueries in ORDER BY see: the select list's. Those that are just columns keep their qualifiers.
  Scope selected_scope() const {
    Scope scope;
    size_t first_item = input_.plan->output.size();
    for (size_t i = 0; i < items_.size(); i++) {
      auto& expression = *items_[i].expression;
      ScopeColumn column{{}, {items_[i].name, expression.type, expression.nullable, {}}, first_item + i, true};
      if (auto* source = std::get_if<plan::InputColumn>(&expression.node)) {
        for (auto& candidate : input_.scope.columns) {
          if (candidate.index == source->index) column.qualifier = candidate.qualifier;
        }
      }
      scope.columns.push_back(std::move(column));
    }
    return scope;
  }

  void replace_items(ExpressionPtr& expression, size_t first_item) {
    if (auto* column = std::get_if<plan::InputColumn>(&expression->node); column && column->index >= first_item) {
      expression = plan::clone(*items_[column->index - first_item].expression);
      return;
    }
    plan::detail::for_each_child(*expression, [&](ExpressionPtr& child) { replace_items(child, first_item); });
  }

  void analyze_having() {
    if (!body_.having || context_.failed()) return;
    having_ = analyze_over_items(*body_.having, Clause::having);
    if (having_->type.is(types::TypeKind::boolean)) return;
    // HAVING alone takes what can be cast: HAVING 5.
    if (types::can_cast(having_->type, types::kBoolean)) {
      having_ = plan::make_cast(std::move(having_), types::kBoolean, false);
    } else {
      context_.report(analysis_error("DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN",
                                     "the condition of HAVING must be boolean, not {}", having_->type.to_sql()),
                      body_.having->position);
    }
  }

  void analyze_order() {
    if (query_.order_by_all) {
      bool nulls_first = query_.all_nulls_first.value_or(!query_.all_descending);
      for (size_t i = 0; i < items_.size(); i++) {
        auto& item = *items_[i].expression;
        auto key =
            body_.distinct ? plan::make_input(i, {items_[i].name, item.type, item.nullable, {}}) : plan::clone(item);
        order_.push_back({std::move(key), query_.all_descending, nulls_first});
      }
    }
    for (auto& key : query_.distribute_by) {
      if (!context_.failed()) analyze_over_items(*key, Clause::order);
    }
    for (auto& key : query_.order_by) {
      if (context_.failed()) return;
      ExpressionPtr expression;
      if (auto position = ordinal(*key.expression)) {
        if (*position < 1 || *position > static_cast<int64_t>(items_.size())) {
          context_.report(
              analysis_error("ORDER_BY_POS_OUT_OF_RANGE", "ORDER BY position {} is not in the select list (1 to {})",
                             *position, items_.size()),
              key.expression->position);
          return;
        }
        auto place = static_cast<size_t>(*position) - 1;
        auto& item = *items_[place].expression;
        expression = body_.distinct ? plan::make_input(place, {items_[place].name, item.type, item.nullable, {}})
                                    : plan::clone(item);
      } else {
        expression = body_.distinct ? analyze_over_distinct(*key.expression)
                                    : analyze_over_items(*key.expression, Clause::order);
      }
      check_can_order(context_, *expression, key.expression->position);
      order_.push_back({std::move(expression), key.descending, key.nulls_first.value_or(!key.descending)});
    }
  }

  Relation build() {
    auto plan = std::move(input_.plan);
    if (aggregated_) {
      std::vector<ExpressionPtr*> selected, others;
      for (auto& item : items_) selected.push_back(&item.expression);
      for (auto& call : later_) {
        for (auto& argument : call.node.expressions) selected.push_back(&argument);
      }
      if (having_) others.push_back(&having_);
      for (auto& key : order_) {
        if (!body_.distinct) others.push_back(&key.expression);
      }
      bool grouped_by_window = std::any_of(groups_.begin(), groups_.end(),
                                           [](const ExpressionPtr& group) { return contains_window(*group); });
      plan = merge_sessions(context_, std::move(plan), groups_);
      plan = aggregate(context_, std::move(plan), {std::move(groups_), std::move(sets_)}, selected, others,
                       body_.has_group_by, query_.position);
      if (grouped_by_window) {
        context_.report(analysis_error("UNSUPPORTED_EXPR_FOR_OPERATOR", "a window function cannot stand in GROUP BY"),
                        query_.position);
      }
      if (context_.failed()) return Context::one_empty_row();
    }
    if (having_) {
      auto output = plan->output;
      plan = plan::make_plan(std::move(output), plan::Filter{std::move(plan), std::move(having_)});
    }
    std::vector<ExpressionPtr*> expressions;
    for (auto& item : items_) expressions.push_back(&item.expression);
    for (auto& key : order_) {  // items that windows compute
      if (!body_.distinct) expressions.push_back(&key.expression);
    }
    plan = add_windows(std::move(plan), expressions);
    if (!later_.empty()) plan = generate_now(std::move(plan));
    return project_and_sort(std::move(plan));
  }

  /// Of each item the first that is the same column under its own name, as in SELECT id, id: what comes after may use
  /// either.
  std::vector<size_t> first_alike() const {
    std::vector<size_t> places;
    std::unordered_map<size_t, size_t> first;
    for (size_t i = 0; i < items_.size(); i++) {
      places.push_back(items_[i].column ? first.emplace(*items_[i].column, i).first->second : i);
    }
    return places;
  }

  /// Puts the select list, with what the order needs beside it, the sort, and last the select list alone.
  Relation project_and_sort(plan::PlanPtr plan) {
    types::Schema output;
    std::vector<ExpressionPtr> expressions;
    std::vector<Names> qualifiers;
    for (auto& item : items_) {
      qualifiers.push_back(std::move(item.qualifier));
      output.push_back({item.name, item.expression->type, item.expression->nullable, item.comment});
      expressions.push_back(std::move(item.expression));
    }
    types::Schema result = output;
    if (body_.distinct) {
      check_distinct(context_, output, query_.position);
      plan = plan::make_plan(output, plan::Project{std::move(plan), std::move(expressions)});
      plan = plan::make_plan(output, plan::Distinct{std::move(plan)});
      return sorted_and_limited(std::move(plan), std::move(result), std::move(qualifiers));
    }
    for (auto& key : order_) {
      auto same = std::find_if(expressions.begin(), expressions.end(), [&](const ExpressionPtr& candidate) {
        return plan::equal(*candidate, *key.expression);
      });
      auto index = static_cast<size_t>(same - expressions.begin());
      if (same == expressions.end()) {
        output.push_back({"order" + std::to_string(index), key.expression->type, key.expression->nullable, {}});
        expressions.push_back(std::move(key.expression));
      }
      key.expression = plan::make_input(index, output[index]);
    }
    plan = plan::make_plan(output, plan::Project{std::move(plan), std::move(expressions)});
    return sorted_and_limited(std::move(plan), std::move(result), std::move(qualifiers));
  }

  /// The keys of `order_` are over `plan`, whose first columns are the select list.
  Relation sorted_and_limited(plan::PlanPtr plan, types::Schema result, std::vector<Names> qualifiers) {
    auto output = plan->output;
    size_t visible = result.size();
    if (visible == output.size()) plan = apply_hints(context_, std::move(plan), body_.hints);
    if (!order_.empty()) plan = plan::make_plan(output, plan::Sort{std::move(plan), std::move(order_)});
    plan = add_limit(context_, std::move(plan), query_);
    if (output.size() > visible) {
      std::vector<ExpressionPtr> kept;
      for (size_t i = 0; i < visible; i++) kept.push_back(plan::make_input(i, output[i]));
      plan = plan::make_plan(result, plan::Project{std::move(plan), std::move(kept)});
    }
    auto scope = Scope::of(result, {});
    auto same = first_alike();
    for (size_t i = 0; i < qualifiers.size(); i++) {
      scope.columns[i].qualifier = std::move(qualifiers[i]);
      scope.columns[i].index = same[i];
    }
    return {std::move(plan), std::move(scope)};
  }

  Context& context_;
  const syntax::SelectBody& body_;
  const syntax::Query& query_;
  Relation input_;
  std::vector<Item> items_;
  std::vector<GeneratorCall> later_;   ///< generators over groups
  std::vector<size_t> later_columns_;  ///< the variables that stand for their columns
  std::vector<ExpressionPtr> groups_;
  std::vector<std::vector<size_t>> sets_;
  ExpressionPtr having_;
  std::vector<plan::SortKey> order_;  ///< over what the select list is over; with DISTINCT over the select list
  bool aggregated_ = false;
};

}  // namespace

Relation analyze_select(Context& context, const syntax::SelectBody& body, const syntax::Query& query) {
  return SelectAnalysis(context, body, query).analyze();
}

}  // namespace skep::analyzer
