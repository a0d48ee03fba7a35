#include "tasks/task_graph.h"

#include "base/check.h"
#include "base/text.h"

#include <fmt/format.h>

namespace skep::tasks {

size_t TaskGraph::add(TaskKind kind, std::string title, std::vector<std::string> details,
                      std::vector<size_t> depends_on) {
  for (auto index : depends_on) check(index < tasks.size(), "a task depends on a later one");
  tasks.push_back({kind, std::move(title), std::move(details), std::move(depends_on), TaskState::waiting});
  return tasks.size() - 1;
}

std::string_view to_string(TaskKind kind) {
  switch (kind) {
    case TaskKind::query: return "Query";
    case TaskKind::write: return "Write";
    case TaskKind::move: return "Move";
    case TaskKind::metastore: return "Metastore";
    case TaskKind::statistics: return "Statistics";
    case TaskKind::fetch: return "Fetch";
  }
  return "";
}

std::string_view to_string(TaskState state) {
  switch (state) {
    case TaskState::waiting: return "waiting";
    case TaskState::running: return "running";
    case TaskState::done: return "done";
    case TaskState::failed: return "failed";
    case TaskState::skipped: return "skipped";
  }
  return "";
}

std::string to_text(const TaskGraph& graph) {
  std::string out = "STAGE DEPENDENCIES:\n";
  for (size_t i = 0; i < graph.tasks.size(); i++) {
    std::vector<std::string> names;
    for (auto index : graph.tasks[i].depends_on) names.push_back(fmt::format("Stage-{}", index));
    out += names.empty() ? fmt::format("  Stage-{} is a root stage\n", i)
                         : fmt::format("  Stage-{} depends on stages: {}\n", i, join(names, ", "));
  }
  out += "\nSTAGE PLANS:\n";
  for (size_t i = 0; i < graph.tasks.size(); i++) {
    auto& task = graph.tasks[i];
    out += fmt::format("  Stage: Stage-{}\n    {}: {}\n", i, to_string(task.kind), task.title);
    for (auto& line : task.details) out += "      " + line + "\n";
  }
  return out;
}

}  // namespace skep::tasks
