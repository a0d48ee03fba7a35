#include "compiler/compiler.h"

#include "base/text.h"

#include <fmt/format.h>

namespace skep::compiler {
namespace {

using tasks::TaskKind;

std::vector<std::string> plan_lines(const plan::Plan& plan) {
  auto lines = split(plan::to_text(plan), '\n');
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

/// The stages of every write: files first, then their places, then one change of the catalogue, then counts.
void add_write(tasks::TaskGraph& graph, const plan::Plan& plan, const std::string& target, const std::string& change,
               std::vector<size_t> after = {}) {
  auto write = graph.add(TaskKind::write, "into staging, Parquet", plan_lines(plan), std::move(after));
  auto move = graph.add(TaskKind::move, "staged files to " + target, {}, {write});
  auto statistics = graph.add(TaskKind::statistics, "files, bytes and rows", {}, {write});
  graph.add(TaskKind::metastore, change, {}, {move, statistics});
}

void add_insert(tasks::TaskGraph& graph, const analyzer::Insert& insert, std::vector<size_t> after = {}) {
  auto target = insert.overwrite ? "new locations" : "the table's folders";
  auto change = insert.overwrite ? "point the table at the new files" : "add the new files and partitions";
  add_write(graph, *insert.plan, target, change, std::move(after));
}

}  // namespace

CompiledStatement compile(const analyzer::Statement& statement) {
  CompiledStatement compiled;
  auto& graph = compiled.graph;
  if (auto* query = std::get_if<analyzer::Query>(&statement.node)) {
    auto run = graph.add(TaskKind::query, "on the embedded engine", plan_lines(*query->plan), {});
    graph.add(TaskKind::fetch, "rows to the client", {}, {run});
  } else if (auto* insert = std::get_if<analyzer::Insert>(&statement.node)) {
    add_insert(graph, *insert);
  } else if (auto* inserts = std::get_if<analyzer::MultiInsert>(&statement.node)) {
    auto read = graph.add(TaskKind::write, "rows read once, into staging, Parquet", plan_lines(*inserts->source), {});
    for (auto& each : inserts->inserts) add_insert(graph, each, {read});
  } else if (auto* create = std::get_if<analyzer::CreateTable>(&statement.node)) {
    auto change = fmt::format("create table {}.{}", create->database, create->name);
    if (create->query) {
      add_write(graph, *create->query, "the new table's folder", change);
    } else {
      graph.add(TaskKind::metastore, change, {}, {});
    }
  } else if (auto* explain = std::get_if<analyzer::Explain>(&statement.node)) {
    return compile(*explain->statement);
  } else {
    graph.add(TaskKind::metastore, "read or change the catalogue", {}, {});
  }
  return compiled;
}

}  // namespace skep::compiler
