#include "analyzer/expression_analyzer.h"
#include "base/text.h"

#include <algorithm>

namespace skep::analyzer {
namespace {

bool any_has(const std::vector<syntax::ExpressionPtr>& expressions) {
  return std::any_of(expressions.begin(), expressions.end(), [](const auto& item) { return has_aggregate(*item); });
}

/// Looks below one node; what is not listed holds no expressions of this query.
struct Search {
  static bool maybe(const syntax::ExpressionPtr& expression) { return expression && has_aggregate(*expression); }

  bool operator()(const syntax::FunctionCall& node) const {
    auto* function = functions::find_function(node.name.parts.back());
    return (function && function->kind == functions::FunctionKind::aggregate && !node.over) || any_has(node.arguments);
  }
  bool operator()(const syntax::Between& node) const {
    return maybe(node.operand) || maybe(node.low) || maybe(node.high);
  }
  bool operator()(const syntax::InList& node) const { return maybe(node.operand) || any_has(node.items); }
  bool operator()(const syntax::Like& node) const { return maybe(node.operand) || maybe(node.pattern); }
  bool operator()(const syntax::LikeMany& node) const { return maybe(node.operand) || any_has(node.patterns); }
  bool operator()(const syntax::Lambda& node) const { return maybe(node.body); }
  bool operator()(const syntax::NamedArgument& node) const { return maybe(node.value); }
  bool operator()(const syntax::IsDistinct& node) const { return maybe(node.left) || maybe(node.right); }
  bool operator()(const syntax::Case& node) const {
    bool in_branches = std::any_of(node.branches.begin(), node.branches.end(),
                                   [](const auto& branch) { return maybe(branch.first) || maybe(branch.second); });
    return maybe(node.operand) || maybe(node.otherwise) || in_branches;
  }
  bool operator()(const syntax::Subscript& node) const { return maybe(node.container) || maybe(node.index); }
  bool operator()(const syntax::FieldAccess& node) const { return maybe(node.container); }
  bool operator()(const syntax::Extract& node) const { return maybe(node.source); }
  bool operator()(const syntax::RowConstructor& node) const { return any_has(node.items); }
  template <typename Node>
  bool operator()(const Node& node) const {
    if constexpr (requires { node.operand; }) return maybe(node.operand);
    return false;
  }
};

}  // namespace

bool has_aggregate(const syntax::Expression& start) {
  auto* expression = &start;
  while (auto* binary = std::get_if<syntax::Binary>(&expression->node)) {
    if (has_aggregate(*binary->right)) return true;
    expression = binary->left.get();
  }
  return std::visit(Search{}, expression->node);
}

}  // namespace skep::analyzer
