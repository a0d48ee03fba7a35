#include "analyzer/call_search.h"

#include "functions/catalog.h"

#include <algorithm>

namespace skep::analyzer {
namespace {

using IsWanted = std::function<bool(const syntax::FunctionCall&)>;

/// Looks below one node; what is not listed holds no expressions of this query.
struct Search {
  const IsWanted& is_wanted;

  bool maybe(const syntax::ExpressionPtr& expression) const { return expression && has_call(*expression, is_wanted); }
  bool any(const std::vector<syntax::ExpressionPtr>& expressions) const {
    return std::any_of(expressions.begin(), expressions.end(), [this](const auto& item) { return maybe(item); });
  }

  bool operator()(const syntax::FunctionCall& node) const { return is_wanted(node) || any(node.arguments); }
  bool operator()(const syntax::Between& node) const {
    return maybe(node.operand) || maybe(node.low) || maybe(node.high);
  }
  bool operator()(const syntax::InList& node) const { return maybe(node.operand) || any(node.items); }
  bool operator()(const syntax::Like& node) const { return maybe(node.operand) || maybe(node.pattern); }
  bool operator()(const syntax::LikeMany& node) const { return maybe(node.operand) || any(node.patterns); }
  bool operator()(const syntax::Lambda& node) const { return maybe(node.body); }
  bool operator()(const syntax::NamedArgument& node) const { return maybe(node.value); }
  bool operator()(const syntax::IsDistinct& node) const { return maybe(node.left) || maybe(node.right); }
  bool operator()(const syntax::Case& node) const {
    bool in_branches = std::any_of(node.branches.begin(), node.branches.end(),
                                   [this](const auto& branch) { return maybe(branch.first) || maybe(branch.second); });
    return maybe(node.operand) || maybe(node.otherwise) || in_branches;
  }
  bool operator()(const syntax::Subscript& node) const { return maybe(node.container) || maybe(node.index); }
  bool operator()(const syntax::FieldAccess& node) const { return maybe(node.container); }
  bool operator()(const syntax::Extract& node) const { return maybe(node.source); }
  bool operator()(const syntax::RowConstructor& node) const { return any(node.items); }
  template <typename Node>
  bool operator()(const Node& node) const {
    if constexpr (requires { node.operand; }) return maybe(node.operand);
    return false;
  }
};

}  // namespace

bool has_call(const syntax::Expression& start, const IsWanted& is_wanted) {
  auto* expression = &start;
  while (auto* binary = std::get_if<syntax::Binary>(&expression->node)) {
    if (has_call(*binary->right, is_wanted)) return true;
    expression = binary->left.get();
  }
  return std::visit(Search{is_wanted}, expression->node);
}

bool has_aggregate(const syntax::Expression& expression) {
  return has_call(expression, [](const syntax::FunctionCall& call) {
    auto* function = functions::find_function(call.name.parts.back());
    return function && function->kind == functions::FunctionKind::aggregate && !call.over;
  });
}

}  // namespace skep::analyzer
