#include "analyzer/context.h"
#include "analyzer/expression_analyzer.h"
#include "base/text.h"

namespace skep::analyzer {

plan::ExpressionPtr find_variable(Context& context, const std::vector<std::string>& parts) {
  // A view in the metastore knows no session.
  if (!context.names().sees_variables) return nullptr;
  size_t first = 0;
  if (parts.size() > 1 && equals_ignoring_case(parts[0], "session")) first = 1;
  if (parts.size() > 2 && equals_ignoring_case(parts[0], "system") && equals_ignoring_case(parts[1], "session"))
    first = 2;
  auto& variables = context.snapshot().variables;
  auto found = variables.find(to_lower(parts[first]));
  if (found == variables.end()) return nullptr;
  context.variables_used().insert(found->first);
  Scope nothing;
  ExpressionAnalyzer analyzer(context, nothing);
  auto value = plan::make_cast(analyzer.analyze(*found->second->value), found->second->type);
  for (size_t i = first + 1; i < parts.size(); i++) {
    value = analyzer.field_of(std::move(value), parts[i], found->second->value->position);
  }
  return value;
}

}  // namespace skep::analyzer
