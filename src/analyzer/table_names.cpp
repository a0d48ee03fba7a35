#include "analyzer/analyzer.h"
#include "base/text.h"
#include "functions/catalog.h"

#include <set>

namespace skep::analyzer {
namespace {

using syntax::Expression;
using syntax::ExpressionPtr;
using syntax::Query;

/// Walks a statement and keeps its names, without those of tables that a CTE in sight hides.
class Collector {
 public:
  NamesUsed names;

  void query(const Query& query) {
    auto before = common_tables_;
    for (auto& table : query.with) {
      this->query(*table.query);
      common_tables_.insert(to_lower(table.name));
    }
    if (auto* select = std::get_if<syntax::SelectBody>(&query.body)) {
      all(select->items);
      for (auto& from : select->from) relation(*from);
      maybe(select->where);
      all(select->group_by);
      for (auto& element : select->grouping) grouping(element);
      maybe(select->having);
      for (auto& named : select->windows) window(named.window);
    } else if (auto* set = std::get_if<syntax::SetBody>(&query.body)) {
      this->query(*set->left);
      this->query(*set->right);
    } else {
      for (auto& row : std::get<syntax::ValuesBody>(query.body).rows) all(row);
    }
    for (auto& key : query.order_by) expression(*key.expression);
    common_tables_ = std::move(before);
  }

  void inserts(const syntax::MultiInsert& statement) {
    for (auto& insert : statement.inserts) add(insert.table);
    relation(*statement.source);
    for (auto& insert : statement.inserts) query(*insert.query);
  }

  void add(const syntax::Name& name) {
    if (name.parts.size() == 1 && common_tables_.contains(to_lower(name.parts[0]))) return;
    names.tables.push_back(name);
  }

  /// Visits children; chains that lean to the left are walked without recursion.
  void expression(const Expression& start) {
    auto* expression = &start;
    while (auto* binary = std::get_if<syntax::Binary>(&expression->node)) {
      this->expression(*binary->right);
      expression = binary->left.get();
    }
    if (auto* call = std::get_if<syntax::FunctionCall>(&expression->node)) function(call->name);
    std::visit([&](const auto& node) { children(node); }, expression->node);
  }

 private:
  void function(const syntax::Name& name) {
    bool is_shift = name.parts[0].starts_with('<') || name.parts[0].starts_with('>');
    if (is_shift) return;
    if (name.parts.size() > 1 || !functions::find_function(to_lower(name.parts[0]))) names.functions.push_back(name);
  }

  void all(const std::vector<ExpressionPtr>& expressions) {
    for (auto& item : expressions) expression(*item);
  }
  void maybe(const ExpressionPtr& item) {
    if (item) expression(*item);
  }

  void relation(const syntax::Relation& relation) {
    if (auto* table = std::get_if<syntax::TableRelation>(&relation.node)) {
      add(table->name);
    } else if (auto* subquery = std::get_if<syntax::SubqueryRelation>(&relation.node)) {
      query(*subquery->query);
    } else if (auto* called = std::get_if<syntax::FunctionRelation>(&relation.node)) {
      function(called->name);
      all(called->arguments);
    } else if (auto* join = std::get_if<syntax::JoinRelation>(&relation.node)) {
      this->relation(*join->left);
      this->relation(*join->right);
      maybe(join->condition);
    } else {
      std::visit([&](const auto& node) { around(node); }, relation.node);
    }
  }

  /// What stands around another relation, or makes rows of its own.
  template <typename Node>
  void around(const Node& node) {
    if constexpr (requires { node.input; }) this->relation(*node.input);
    if constexpr (requires { node.query; }) query(*node.query);
    if constexpr (requires { node.arguments; }) all(node.arguments);
    if constexpr (requires { node.aggregates; }) all(node.aggregates);
  }

  void grouping(const syntax::GroupingElement& element) {
    all(element.set);
    for (auto& inner : element.elements) grouping(inner);
  }

  void window(const syntax::WindowSpec& window) {
    all(window.partition);
    for (auto& key : window.order) expression(*key.expression);
  }

  template <typename Node>
  void children(const Node& node) {
    if constexpr (requires { node.within_group; }) {
      for (auto& key : node.within_group) expression(*key.expression);
      if (node.over) window(*node.over);
    }
    if constexpr (requires { node.query; }) query(*node.query);
    if constexpr (requires { node.operand; }) maybe(node.operand);
    if constexpr (requires { node.left; }) maybe(node.left);
    if constexpr (requires { node.right; }) maybe(node.right);
    if constexpr (requires { node.low; }) maybe(node.low);
    if constexpr (requires { node.high; }) maybe(node.high);
    if constexpr (requires { node.items; }) all(node.items);
    if constexpr (requires { node.arguments; }) all(node.arguments);
    if constexpr (requires { node.pattern; }) maybe(node.pattern);
    if constexpr (requires { node.patterns; }) all(node.patterns);
    if constexpr (requires { node.body; }) maybe(node.body);
    if constexpr (requires { node.replacements; }) {
      for (auto& [name, value] : node.replacements) maybe(value);
    }
    if constexpr (requires { node.filter; }) maybe(node.filter);
    if constexpr (requires { node.source; }) maybe(node.source);
    if constexpr (requires { node.container; }) maybe(node.container);
    if constexpr (requires { node.index; }) maybe(node.index);
    if constexpr (requires { node.branches; }) {
      for (auto& [when, then] : node.branches) maybe(when), maybe(then);
      maybe(node.otherwise);
    }
  }

  std::set<std::string> common_tables_;
};

}  // namespace

NamesUsed names_used(const syntax::Query& query) {
  Collector collector;
  collector.query(query);
  return std::move(collector.names);
}

NamesUsed names_used(const syntax::Expression& expression) {
  Collector collector;
  collector.expression(expression);
  return std::move(collector.names);
}

NamesUsed names_used(const syntax::Statement& statement) {
  Collector collector;
  auto visit_query = [&](const syntax::QueryPtr& query) {
    if (query) collector.query(*query);
  };
  auto visit_expression = [&](const syntax::ExpressionPtr& expression) {
    if (expression) collector.expression(*expression);
  };
  if (auto* explain = std::get_if<syntax::Explain>(&statement.node)) return names_used(*explain->statement);
  if (auto* insert = std::get_if<syntax::Insert>(&statement.node)) collector.add(insert->table);
  if (auto* inserts = std::get_if<syntax::MultiInsert>(&statement.node)) collector.inserts(*inserts);
  if (auto* change = std::get_if<syntax::RowChange>(&statement.node)) collector.add(change->table);
  if (auto* analyze = std::get_if<syntax::AnalyzeTable>(&statement.node)) collector.add(analyze->table);
  if (auto* set = std::get_if<syntax::SetVariable>(&statement.node)) {
    for (auto& [name, value] : set->values) visit_expression(value);
  }
  if (auto* declare = std::get_if<syntax::DeclareVariable>(&statement.node)) visit_expression(declare->value);
  if (auto* function = std::get_if<syntax::CreateFunction>(&statement.node)) visit_expression(function->body);
  std::visit(
      [&](const auto& node) {
        if constexpr (requires { visit_query(node.query); }) visit_query(node.query);
      },
      statement.node);
  return std::move(collector.names);
}

}  // namespace skep::analyzer
