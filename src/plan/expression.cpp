#include "plan/expression.h"

#include "base/text.h"
#include "plan/plan.h"

#include <algorithm>

namespace skep::plan {

ExpressionPtr make_constant(types::Value value) {
  auto expression = std::make_unique<Expression>();
  expression->type = value.type;
  expression->nullable = value.is_null();
  expression->node = Constant{std::move(value)};
  return expression;
}

ExpressionPtr make_input(size_t index, const types::Field& field) {
  auto expression = std::make_unique<Expression>();
  expression->type = field.type;
  expression->nullable = field.nullable;
  expression->node = InputColumn{index, field.name};
  return expression;
}

ExpressionPtr make_call(std::string function, types::DataType type, bool nullable,
                        std::vector<ExpressionPtr> arguments) {
  auto expression = std::make_unique<Expression>();
  expression->type = std::move(type);
  expression->nullable = nullable;
  expression->node = Call{std::move(function), std::move(arguments)};
  return expression;
}

ExpressionPtr make_cast(ExpressionPtr operand, const types::DataType& type, bool is_implicit) {
  if (operand->type == type) return operand;
  if (auto* constant = std::get_if<Constant>(&operand->node); constant && constant->value.is_null() && is_implicit) {
    return make_constant(types::Value::null(type));
  }
  auto expression = std::make_unique<Expression>();
  expression->type = type;
  expression->nullable = operand->nullable;
  expression->node = Cast{std::move(operand), false, is_implicit};
  return expression;
}

namespace {

std::vector<ExpressionPtr> clone_all(const std::vector<ExpressionPtr>& expressions) {
  std::vector<ExpressionPtr> copies;
  copies.reserve(expressions.size());
  for (auto& expression : expressions) copies.push_back(clone(*expression));
  return copies;
}

std::vector<SortKey> clone_all(const std::vector<SortKey>& keys) {
  std::vector<SortKey> copies;
  for (auto& key : keys) copies.push_back({clone(*key.expression), key.descending, key.nulls_first});
  return copies;
}

ExpressionPtr clone_or_null(const ExpressionPtr& expression) { return expression ? clone(*expression) : nullptr; }

struct Cloner {
  decltype(Expression::node) operator()(const Constant& node) const { return node; }
  decltype(Expression::node) operator()(const InputColumn& node) const { return node; }
  decltype(Expression::node) operator()(const Call& node) const {
    return Call{node.function, clone_all(node.arguments)};
  }
  decltype(Expression::node) operator()(const Lambda& node) const { return Lambda{node.parameters, clone(*node.body)}; }
  decltype(Expression::node) operator()(const LambdaVariable& node) const { return node; }
  decltype(Expression::node) operator()(const Cast& node) const {
    return Cast{clone(*node.operand), node.is_try, node.is_implicit};
  }
  decltype(Expression::node) operator()(const Case& node) const {
    Case copy;
    for (auto& [when, then] : node.branches) copy.branches.emplace_back(clone(*when), clone(*then));
    copy.otherwise = clone(*node.otherwise);
    return copy;
  }
  decltype(Expression::node) operator()(const InList& node) const {
    return InList{clone(*node.operand), clone_all(node.items)};
  }
  decltype(Expression::node) operator()(const Subquery& node) const {
    return Subquery{node.kind, clone_all(node.operands), clone(*node.plan), clone_all(node.outers)};
  }
  decltype(Expression::node) operator()(const OuterColumn& node) const { return node; }
  decltype(Expression::node) operator()(const AggregateCall& node) const {
    return AggregateCall{node.function, clone_all(node.arguments), node.distinct, clone_or_null(node.filter),
                         clone_all(node.order)};
  }
  decltype(Expression::node) operator()(const WindowCall& node) const {
    WindowCall copy{node.function,      clone_all(node.arguments), clone_or_null(node.filter), clone_all(node.order),
                    node.ignores_nulls, clone_all(node.partition), clone_all(node.keys),       {}};
    if (node.frame) copy.frame = WindowFrame{node.frame->is_rows, copied(node.frame->start), copied(node.frame->end)};
    return copy;
  }
  static FrameBound copied(const FrameBound& bound) { return {bound.kind, clone_or_null(bound.offset)}; }
};

bool equal_all(const std::vector<ExpressionPtr>& a, const std::vector<ExpressionPtr>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const ExpressionPtr& x, const ExpressionPtr& y) { return equal(*x, *y); });
}

bool equal_or_null(const ExpressionPtr& a, const ExpressionPtr& b) { return !a == !b && (!a || equal(*a, *b)); }

bool equal_all(const std::vector<SortKey>& a, const std::vector<SortKey>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const SortKey& x, const SortKey& y) {
    return x.descending == y.descending && x.nulls_first == y.nulls_first && equal(*x.expression, *y.expression);
  });
}

bool equal(const FrameBound& a, const FrameBound& b) { return a.kind == b.kind && equal_or_null(a.offset, b.offset); }

bool equal(const std::optional<WindowFrame>& a, const std::optional<WindowFrame>& b) {
  if (!a || !b) return !a == !b;
  return a->is_rows == b->is_rows && equal(a->start, b->start) && equal(a->end, b->end);
}

/// Compares two nodes of one kind.
struct SameNode {
  const decltype(Expression::node)& other;

  bool operator()(const Constant& a) const { return a.value == std::get<Constant>(other).value; }
  bool operator()(const InputColumn& a) const { return a.index == std::get<InputColumn>(other).index; }
  bool operator()(const Call& a) const {
    auto& b = std::get<Call>(other);
    return a.function == b.function && equal_all(a.arguments, b.arguments);
  }
  bool operator()(const Lambda& a) const {
    auto& b = std::get<Lambda>(other);
    if (a.parameters.size() != b.parameters.size()) return false;
    auto body = clone(*b.body);
    walk(*body, [&](Expression& part) {
      auto* variable = std::get_if<LambdaVariable>(&part.node);
      for (size_t i = 0; variable && i < b.parameters.size(); i++) {
        if (variable->id == b.parameters[i]) {
          variable->id = a.parameters[i];
          break;
        }
      }
    });
    return equal(*a.body, *body);
  }
  bool operator()(const LambdaVariable& a) const { return a.id == std::get<LambdaVariable>(other).id; }
  bool operator()(const Cast& a) const {
    auto& b = std::get<Cast>(other);
    return a.is_try == b.is_try && equal(*a.operand, *b.operand);
  }
  bool operator()(const Case& a) const {
    auto& b = std::get<Case>(other);
    return equal(*a.otherwise, *b.otherwise) &&
           std::equal(a.branches.begin(), a.branches.end(), b.branches.begin(), b.branches.end(),
                      [](auto& x, auto& y) { return equal(*x.first, *y.first) && equal(*x.second, *y.second); });
  }
  bool operator()(const InList& a) const {
    auto& b = std::get<InList>(other);
    return equal(*a.operand, *b.operand) && equal_all(a.items, b.items);
  }
  bool operator()(const Subquery& a) const {
    auto& b = std::get<Subquery>(other);
    return a.kind == b.kind && equal_all(a.operands, b.operands) && equal_all(a.outers, b.outers) &&
           to_text(*a.plan) == to_text(*b.plan);
  }
  bool operator()(const OuterColumn& a) const { return a.index == std::get<OuterColumn>(other).index; }
  bool operator()(const WindowCall& a) const {
    auto& b = std::get<WindowCall>(other);
    return a.function == b.function && a.ignores_nulls == b.ignores_nulls && equal_all(a.arguments, b.arguments) &&
           equal_or_null(a.filter, b.filter) && equal_all(a.order, b.order) && equal_all(a.partition, b.partition) &&
           equal_all(a.keys, b.keys) && equal(a.frame, b.frame);
  }
  bool operator()(const AggregateCall& a) const {
    auto& b = std::get<AggregateCall>(other);
    return a.function == b.function && a.distinct == b.distinct && equal_or_null(a.filter, b.filter) &&
           equal_all(a.arguments, b.arguments) && equal_all(a.order, b.order);
  }
};

std::string list_text(const std::vector<ExpressionPtr>& expressions) {
  std::vector<std::string> parts;
  for (auto& expression : expressions) parts.push_back(to_text(*expression));
  return join(parts, ", ");
}

std::string keys_text(const std::vector<SortKey>& keys) {
  std::vector<std::string> parts;
  for (auto& key : keys) {
    parts.push_back(fmt::format("{} {} nulls {}", to_text(*key.expression), key.descending ? "desc" : "asc",
                                key.nulls_first ? "first" : "last"));
  }
  return join(parts, ", ");
}

std::string bound_text(const FrameBound& bound) {
  switch (bound.kind) {
    case FrameBoundKind::unbounded_preceding: return "unbounded preceding";
    case FrameBoundKind::preceding: return to_text(*bound.offset) + " preceding";
    case FrameBoundKind::current_row: return "current row";
    case FrameBoundKind::following: return to_text(*bound.offset) + " following";
    case FrameBoundKind::unbounded_following: return "unbounded following";
  }
  return "";
}

bool is_operator(const std::string& function) {
  auto first = function.front();
  return !((first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z')) || function == "and" || function == "or";
}

struct Printer {
  const Expression& expression;

  std::string operator()(const Constant& node) const {
    if (node.value.is_null()) return "null";
    auto text = node.value.to_text();
    return expression.type.is_text() ? "'" + text + "'" : text;
  }
  std::string operator()(const InputColumn& node) const { return fmt::format("{}#{}", node.name, node.index); }
  std::string operator()(const Call& node) const {
    if (node.arguments.size() == 2 && is_operator(node.function)) {
      return fmt::format("({} {} {})", to_text(*node.arguments[0]), node.function, to_text(*node.arguments[1]));
    }
    return fmt::format("{}({})", node.function, list_text(node.arguments));
  }
  std::string operator()(const Lambda& node) const {
    std::vector<std::string> names;
    for (auto id : node.parameters) names.push_back(fmt::format("x{}", id));
    return fmt::format("({}) -> {}", join(names, ", "), to_text(*node.body));
  }
  std::string operator()(const LambdaVariable& node) const { return fmt::format("x{}", node.id); }
  std::string operator()(const Cast& node) const {
    return fmt::format("{}({} as {})", node.is_try ? "try_cast" : "cast", to_text(*node.operand),
                       expression.type.to_text());
  }
  std::string operator()(const Case& node) const {
    std::string out = "case";
    for (auto& [when, then] : node.branches) out += fmt::format(" when {} then {}", to_text(*when), to_text(*then));
    return out + fmt::format(" else {} end", to_text(*node.otherwise));
  }
  std::string operator()(const InList& node) const {
    return fmt::format("({} in ({}))", to_text(*node.operand), list_text(node.items));
  }
  std::string operator()(const Subquery& node) const {
    auto body = plan::to_text(*node.plan);
    while (!body.empty() && body.back() == '\n') body.pop_back();
    std::replace(body.begin(), body.end(), '\n', ';');
    if (!node.outers.empty()) body = fmt::format("with {}: {}", list_text(node.outers), body);
    switch (node.kind) {
      case SubqueryKind::scalar: return fmt::format("scalar({})", body);
      case SubqueryKind::exists: return fmt::format("exists({})", body);
      case SubqueryKind::in: return fmt::format("(({}) in ({}))", list_text(node.operands), body);
    }
    return body;
  }
  std::string operator()(const OuterColumn& node) const { return fmt::format("outer {}#{}", node.name, node.index); }
  std::string operator()(const WindowCall& node) const {
    auto text = fmt::format("{}({})", node.function, list_text(node.arguments));
    if (!node.order.empty()) text += fmt::format(" within group {}", keys_text(node.order));
    if (node.filter) text += fmt::format(" filter {}", to_text(*node.filter));
    if (node.ignores_nulls) text += " ignoring nulls";
    text += fmt::format(" over [{}] in order [{}]", list_text(node.partition), keys_text(node.keys));
    if (!node.frame) return text;
    return text + fmt::format(" {} from {} to {}", node.frame->is_rows ? "rows" : "range",
                              bound_text(node.frame->start), bound_text(node.frame->end));
  }
  std::string operator()(const AggregateCall& node) const {
    auto filter = node.filter ? fmt::format(" filter {}", to_text(*node.filter)) : "";
    auto order = node.order.empty() ? "" : fmt::format(" within group {}", keys_text(node.order));
    return fmt::format("{}({}{}){}{}", node.function, node.distinct ? "distinct " : "", list_text(node.arguments),
                       order, filter);
  }
};

}  // namespace

ExpressionPtr clone(const Expression& expression) {
  auto copy = std::make_unique<Expression>();
  copy->type = expression.type;
  copy->nullable = expression.nullable;
  copy->node = std::visit(Cloner{}, expression.node);
  return copy;
}

bool equal(const Expression& a, const Expression& b) {
  return a.type == b.type && a.node.index() == b.node.index() && std::visit(SameNode{b.node}, a.node);
}

std::string to_text(const Expression& expression) { return std::visit(Printer{expression}, expression.node); }

}  // namespace skep::plan
