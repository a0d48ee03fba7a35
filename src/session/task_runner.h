#pragma once

#include "base/cancellation.h"
#include "base/result.h"
#include "tasks/task_graph.h"

#include <functional>
#include <vector>

namespace skep::session {

/// What each task of a graph does, by the task's index; an empty action is done at once.
using TaskActions = std::vector<std::function<Result<void>()>>;

/// Runs a graph's tasks in dependency order, those that are independent of each other at the same time. Stops at the
/// first failure (of the task that stands first) once what runs has ended; what was not begun is skipped. Between
/// tasks a cancellation stops it too. The states in the graph tell what became of each task.
Result<void> run_tasks(tasks::TaskGraph& graph, const TaskActions& actions, const Cancellation& cancellation);

}  // namespace skep::session
