#include "session/multi_insert.h"

#include "compiler/compiler.h"
#include "optimizer/optimizer.h"
#include "session/prune.h"

namespace skep::session {
namespace {

/// Rows that were read, as files in the staging of a write that is given up in the end: so the journal removes them,
/// whatever happens to this process.
class SourceRows {
 public:
  SourceRows(WriteContext& context, warehouse::WriteOperation operation)
      : context_(context), operation_(std::move(operation)) {}
  ~SourceRows() { context_.command.warehouse.abandon(operation_); }
  SourceRows(const SourceRows&) = delete;
  SourceRows& operator=(const SourceRows&) = delete;

  Result<engine::ScanDescriptor> read(plan::PlanPtr source) {
    engine::ScanDescriptor rows;
    rows.name = "the rows of FROM";
    engine::WriteTarget target{operation_.staging_path, operation_.id, 0, {}};
    for (auto& field : source->output) {
      auto name = "c" + std::to_string(rows.columns.size());
      rows.columns.push_back({name, field.type, field.nullable, {}});
      target.column_names.push_back(std::move(name));
    }
    auto plan = optimizer::optimize(std::move(source));
    auto scans =
        prune(*plan, context_.names, context_.command.warehouse, context_.settings.time_zone, context_.cancellation);
    if (!scans) return scans.error();
    engine::EngineRequest request{std::move(plan), std::move(*scans), context_.settings};
    auto written = context_.engine.write(std::move(request), target, context_.cancellation);
    if (!written) return written.error();
    rows.partitions.emplace_back();
    for (auto& file : *written) {
      rows.files.push_back({file.path, file.bytes, -1, 0});
      rows.row_estimate += file.rows;
    }
    return rows;
  }

 private:
  WriteContext& context_;
  warehouse::WriteOperation operation_;
};

}  // namespace

Result<void> run_multi_insert(analyzer::MultiInsert& statement, WriteContext& context) {
  auto& command = context.command;
  for (auto& insert : statement.inserts) {
    auto name = context.names.tables[insert.table].name.to_text();
    auto allowed = command.policy.check(command.request.principal, access::Action::write, name);
    if (!allowed) return allowed.error();
  }
  auto operation = command.warehouse.begin_write(context.names.tables[statement.inserts[0].table], false, false);
  if (!operation) return operation.error();
  SourceRows source(context, std::move(*operation));
  auto rows = source.read(std::move(statement.source));
  if (!rows) return rows.error();

  auto names = context.names;
  names.source = std::move(*rows);
  WriteContext with_source{command, context.engine, context.settings, names, context.cancellation};
  for (auto& insert : statement.inserts) {
    analyzer::Statement one{std::move(insert)};
    auto graph = compiler::compile(one).graph;
    auto done = run_insert(std::get<analyzer::Insert>(one.node), graph, with_source);
    if (!done) return done.error();
  }
  return {};
}

}  // namespace skep::session
