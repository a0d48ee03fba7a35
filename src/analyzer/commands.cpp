#include "analyzer/context.h"
#include "analyzer/expression_analyzer.h"

namespace skep::analyzer {
namespace {

/// One row of expressions: what SET VAR and EXECUTE IMMEDIATE give their variables.
plan::PlanPtr one_row(Context& context, const std::vector<const syntax::Expression*>& expressions) {
  Scope nothing;
  ExpressionAnalyzer analyzer(context, nothing);
  std::vector<plan::ExpressionPtr> values;
  types::Schema output;
  for (auto* expression : expressions) {
    values.push_back(analyzer.analyze(*expression));
    output.push_back({"value", values.back()->type, values.back()->nullable, {}});
  }
  auto row = Context::one_empty_row();
  return plan::make_plan(std::move(output), plan::Project{std::move(row.plan), std::move(values)});
}

}  // namespace

Command analyze_command(Context& context, const syntax::Statement& statement) {
  Command command;
  command.statement = &statement;
  if (auto* set = std::get_if<syntax::SetVariable>(&statement.node); set && !set->query) {
    std::vector<const syntax::Expression*> values;
    for (auto& [name, value] : set->values) {
      if (value) values.push_back(value.get());
    }
    command.query = one_row(context, values);
    return command;
  }
  if (auto* declare = std::get_if<syntax::DeclareVariable>(&statement.node)) {
    if (declare->value) command.query = one_row(context, {declare->value.get()});
    return command;
  }
  if (auto* analyze = std::get_if<syntax::AnalyzeTable>(&statement.node); analyze && !analyze->no_scan) {
    syntax::Relation table;
    table.position = analyze->table.position;
    table.node = syntax::TableRelation{analyze->table};
    command.query = std::move(analyze_relation(context, table).plan);
    return command;
  }
  if (std::holds_alternative<syntax::CreateFunction>(statement.node)) return command;
  std::visit(
      [&](const auto& node) {
        if constexpr (requires { analyze_query(context, *node.query); }) {
          if (node.query) command.query = std::move(analyze_query(context, *node.query).plan);
        }
      },
      statement.node);
  return command;
}

}  // namespace skep::analyzer
