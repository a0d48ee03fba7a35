#include "analyzer/expression_analyzer.h"
#include "base/text.h"
#include "functions/signature.h"

namespace skep::analyzer {

using plan::ExpressionPtr;

/// LIKE ANY is an OR, LIKE ALL an AND of LIKEs.
ExpressionPtr ExpressionAnalyzer::visit(const syntax::LikeMany& node, TextPosition at) {
  auto operand = analyze(*node.operand);
  ExpressionPtr all;
  for (auto& pattern : node.patterns) {
    std::vector<ExpressionPtr> arguments;
    arguments.push_back(plan::clone(*operand));
    arguments.push_back(analyze(*pattern));
    auto one = call(node.kind == syntax::LikeKind::ilike ? "ilike" : "like", std::move(arguments), at);
    one = negate_if(node.negated, std::move(one), at);
    all = all ? two_sided(node.all ? "and" : "or", std::move(all), std::move(one), at) : std::move(one);
  }
  return all;
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::NamedArgument& node, TextPosition at) {
  return context_.fail(Error::of_class(ErrorCode::invalid_argument, "NAMED_PARAMETERS_NOT_SUPPORTED",
                                       fmt::format("the argument {} cannot be given by name here", node.name)),
                       at);
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::Collate& node, TextPosition at) {
  auto name = to_upper(node.collation.parts.back());
  auto operand = analyze(*node.operand);
  if (name != "UTF8_BINARY") {
    return context_.fail(Error::of_class(ErrorCode::unsupported, "UNSUPPORTED_FEATURE",
                                         fmt::format("the collation {} is not there yet", name)),
                         at);
  }
  if (!operand->type.is_text()) {
    return context_.fail(functions::unexpected_type("collate", 0, "\"STRING\"", operand->type), at);
  }
  return operand;
}

}  // namespace skep::analyzer
