#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// A statement's work as a directed acyclic graph of tasks, the way Hive shows it: stages and what each depends on.
namespace skep::tasks {

/// What a task does.
enum class TaskKind {
  query,       ///< run a plan on an engine
  write,       ///< run a plan into files in staging
  move,        ///< put staged files in their places
  metastore,   ///< change the catalogue
  statistics,  ///< record counts of what was written
  fetch,       ///< hand rows to the client
};

enum class TaskState { waiting, running, done, failed, skipped };

/// One stage. `details` are lines for people: the plan, the target, the partitions.
struct Task {
  TaskKind kind;
  std::string title;
  std::vector<std::string> details;
  std::vector<size_t> depends_on;  ///< indexes of earlier tasks
  TaskState state = TaskState::waiting;
};

/// Tasks in an order in which each stands after those it depends on. A value: jobs keep it.
struct TaskGraph {
  std::vector<Task> tasks;

  /// Adds a task and gives its index.
  size_t add(TaskKind kind, std::string title, std::vector<std::string> details, std::vector<size_t> depends_on);
};

std::string_view to_string(TaskKind kind);
std::string_view to_string(TaskState state);

/// Prints "STAGE DEPENDENCIES" and "STAGE PLANS", as EXPLAIN shows them.
std::string to_text(const TaskGraph& graph);

}  // namespace skep::tasks
