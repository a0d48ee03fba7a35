#include "analyzer/analyzer.h"

#include "analyzer/context.h"
#include "analyzer/expression_analyzer.h"
#include "base/text.h"
#include "functions/catalog.h"
#include "types/text_lengths.h"

namespace skep::analyzer {
namespace {

/// MERGE, UPDATE and DELETE need tables whose rows can be changed, which Parquet and text tables are not.
void refuse_row_change(Context& context, const syntax::RowChange& change) {
  syntax::Relation target{change.table.position, syntax::TableRelation{change.table}, {}, {}};
  analyze_relation(context, target);
  bool deletes = change.kind == syntax::RowChangeKind::delete_;
  context.report(Error::of_class(ErrorCode::unsupported,
                                 deletes ? "UNSUPPORTED_FEATURE.TABLE_OPERATION" : "_LEGACY_ERROR_TEMP_2096",
                                 fmt::format("{} of a table's rows is not supported: {}",
                                             deletes                                        ? "DELETE"
                                             : change.kind == syntax::RowChangeKind::update ? "UPDATE"
                                                                                            : "MERGE",
                                             change.table.to_text())),
                 change.table.position);
}

Statement analyze_statement(Context& context, const syntax::Statement& statement) {
  if (auto* query = std::get_if<syntax::QueryStatement>(&statement.node)) {
    auto plan = analyze_query(context, *query->query).plan;
    for (auto& field : plan->output) field.type = types::without_lengths(field.type);
    return {Query{std::move(plan)}};
  }
  if (auto* create = std::get_if<syntax::CreateTable>(&statement.node)) {
    return {analyze_create_table(context, *create, statement.position)};
  }
  if (auto* insert = std::get_if<syntax::Insert>(&statement.node)) {
    return {analyze_insert(context, *insert, statement.position)};
  }
  if (auto* inserts = std::get_if<syntax::MultiInsert>(&statement.node)) {
    return {analyze_multi_insert(context, *inserts, statement.position)};
  }
  if (auto* change = std::get_if<syntax::RowChange>(&statement.node)) {
    refuse_row_change(context, *change);
    return {Command{&statement}};
  }
  if (auto* explain = std::get_if<syntax::Explain>(&statement.node)) {
    auto inner = std::make_unique<Statement>(analyze_statement(context, *explain->statement));
    return {Explain{explain->mode, std::move(inner)}};
  }
  auto command = analyze_command(context, statement);
  command.variables = context.variables_used();
  return {std::move(command)};
}

std::string plan_text(const plan::Plan& plan) {
  std::vector<std::string> columns;
  for (auto& field : plan.output) columns.push_back(field.name + ": " + field.type.to_text());
  return "[" + join(columns, ", ") + "]\n" + plan::to_text(plan);
}

}  // namespace

AnalyzerSettings with_settings(AnalyzerSettings settings, const std::map<std::string, std::string>& stored) {
  auto zone = stored.find("spark.sql.session.timeZone");
  if (zone != stored.end()) settings.time_zone = zone->second;
  return settings;
}

Result<Statement> analyze(const syntax::Statement& statement, const catalog::Snapshot& snapshot,
                          const AnalyzerSettings& settings) {
  Context context(snapshot, settings);
  auto result = analyze_statement(context, statement);
  if (context.failed()) return context.error();
  return result;
}

std::string to_text(const Statement& statement) {
  if (auto* query = std::get_if<Query>(&statement.node)) return plan_text(*query->plan);
  if (auto* explain = std::get_if<Explain>(&statement.node)) return "explain\n" + to_text(*explain->statement);
  if (auto* insert = std::get_if<Insert>(&statement.node)) {
    return fmt::format("insert {} ", insert->overwrite ? "overwrite" : "into") + plan_text(*insert->plan);
  }
  if (auto* inserts = std::get_if<MultiInsert>(&statement.node)) {
    auto text = "from " + plan_text(*inserts->source);
    for (auto& insert : inserts->inserts) {
      text += fmt::format("insert {} ", insert.overwrite ? "overwrite" : "into") + plan_text(*insert.plan);
    }
    return text;
  }
  if (auto* create = std::get_if<CreateTable>(&statement.node)) {
    auto text = fmt::format("create table {}.{} using {}\n", create->database, create->name, create->provider);
    for (size_t i = 0; i < create->columns.size(); i++) {
      bool partition = i + create->partition_count >= create->columns.size();
      text += fmt::format("  {}: {}{}\n", create->columns[i].name, create->columns[i].type.to_text(),
                          partition ? " partition" : "");
    }
    return create->query ? text + plan_text(*create->query) : text;
  }
  auto& command = std::get<Command>(statement.node);
  return command.query ? "command " + plan_text(*command.query) : "command\n";
}

}  // namespace skep::analyzer
