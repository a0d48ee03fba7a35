#include "session/task_runner.h"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>

namespace skep::session {
namespace {

using tasks::TaskKind;
using tasks::TaskState;

TEST(TaskRunner, RunsEachTaskAfterThoseItDependsOn) {
  tasks::TaskGraph graph;
  auto first = graph.add(TaskKind::write, "first", {}, {});
  auto left = graph.add(TaskKind::move, "left", {}, {first});
  auto right = graph.add(TaskKind::statistics, "right", {}, {first});
  graph.add(TaskKind::metastore, "last", {}, {left, right});
  std::mutex mutex;
  std::vector<size_t> order;
  TaskActions actions;
  for (size_t i = 0; i < 4; i++) {
    actions.push_back([&, i]() -> Result<void> {
      std::lock_guard guard(mutex);
      order.push_back(i);
      return {};
    });
  }

  ASSERT_TRUE(run_tasks(graph, actions, Cancellation()));

  ASSERT_EQ(order.size(), 4u);
  EXPECT_EQ(order.front(), 0u);
  EXPECT_EQ(order.back(), 3u);
}

TEST(TaskRunner, SkipsWhatDependsOnAFailedTask) {
  tasks::TaskGraph graph;
  auto first = graph.add(TaskKind::write, "first", {}, {});
  graph.add(TaskKind::metastore, "second", {}, {first});
  bool second_ran = false;
  TaskActions actions;
  actions.push_back([]() -> Result<void> { return make_error(ErrorCode::invalid_data, "division by zero"); });
  actions.push_back([&]() -> Result<void> {
    second_ran = true;
    return {};
  });

  auto result = run_tasks(graph, actions, Cancellation());

  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "division by zero");
  EXPECT_FALSE(second_ran);
  EXPECT_EQ(graph.tasks[1].state, TaskState::skipped);
}

TEST(TaskRunner, StopsBetweenTasksWhenCancelled) {
  tasks::TaskGraph graph;
  auto first = graph.add(TaskKind::write, "first", {}, {});
  graph.add(TaskKind::metastore, "second", {}, {first});
  Cancellation cancellation;
  TaskActions actions(2);
  actions[0] = [&]() -> Result<void> {
    cancellation.request(ErrorCode::cancelled, "by hand");
    return {};
  };

  auto result = run_tasks(graph, actions, cancellation);

  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::cancelled);
  EXPECT_EQ(graph.tasks[1].state, TaskState::skipped);
}

}  // namespace
}  // namespace skep::session
