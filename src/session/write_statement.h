#pragma once

#include "analyzer/analyzer.h"
#include "base/cancellation.h"
#include "engine/engine.h"
#include "session/commands.h"
#include "session/names.h"
#include "tasks/task_graph.h"

namespace skep::session {

/// What running a write needs besides its analysis.
struct WriteContext {
  CommandContext& command;
  engine::Engine& engine;
  engine::EngineSettings settings;
  const LoadedNames& names;
  Cancellation cancellation;
};

/// Runs INSERT INTO and INSERT OVERWRITE through their task graph. On any failure nothing is visible.
Result<void> run_insert(analyzer::Insert& insert, tasks::TaskGraph& graph, WriteContext& context);

/// Runs CREATE TABLE, with or without a query.
Result<void> run_create_table(analyzer::CreateTable& create, tasks::TaskGraph& graph, WriteContext& context);

}  // namespace skep::session
