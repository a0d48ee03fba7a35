#pragma once

#include "analyzer/analyzer.h"
#include "tasks/task_graph.h"

/// Turns an analysed statement into a graph of tasks.
namespace skep::compiler {

/// What a statement is compiled to.
struct CompiledStatement {
  tasks::TaskGraph graph;
};

/// Compiles a query (query, fetch), a write (query and write, move, metastore, statistics) or a command (metastore).
CompiledStatement compile(const analyzer::Statement& statement);

}  // namespace skep::compiler
