#include "session/task_runner.h"

#include <algorithm>
#include <future>

namespace skep::session {
namespace {

using tasks::TaskState;

/// The waiting tasks whose dependencies are all done.
std::vector<size_t> ready_tasks(const tasks::TaskGraph& graph) {
  std::vector<size_t> ready;
  for (size_t i = 0; i < graph.tasks.size(); i++) {
    auto& task = graph.tasks[i];
    bool can_start = std::all_of(task.depends_on.begin(), task.depends_on.end(),
                                 [&](size_t index) { return graph.tasks[index].state == TaskState::done; });
    if (task.state == TaskState::waiting && can_start) ready.push_back(i);
  }
  return ready;
}

void skip_the_rest(tasks::TaskGraph& graph) {
  for (auto& task : graph.tasks) {
    if (task.state == TaskState::waiting) task.state = TaskState::skipped;
  }
}

}  // namespace

Result<void> run_tasks(tasks::TaskGraph& graph, const TaskActions& actions, const Cancellation& cancellation) {
  auto act = [&](size_t index) { return actions[index] ? actions[index]() : Result<void>{}; };
  for (auto ready = ready_tasks(graph); !ready.empty(); ready = ready_tasks(graph)) {
    if (auto reason = cancellation.reason()) {
      skip_the_rest(graph);
      return *reason;
    }
    for (auto index : ready) graph.tasks[index].state = TaskState::running;
    std::vector<std::future<Result<void>>> beside;
    for (size_t i = 1; i < ready.size(); i++) beside.push_back(std::async(std::launch::async, act, ready[i]));
    std::vector<Result<void>> results;
    results.push_back(act(ready[0]));
    for (auto& future : beside) results.push_back(future.get());

    std::optional<Error> failed;
    for (size_t i = 0; i < ready.size(); i++) {
      graph.tasks[ready[i]].state = results[i] ? TaskState::done : TaskState::failed;
      if (!results[i] && !failed) failed = results[i].error();
    }
    if (failed) {
      skip_the_rest(graph);
      return *failed;
    }
  }
  return {};
}

}  // namespace skep::session
