#include "tasks/task_graph.h"

#include <gtest/gtest.h>

namespace skep::tasks {
namespace {

TEST(TaskGraph, PrintsStagesAndWhatTheyDependOn) {
  TaskGraph graph;
  auto query = graph.add(TaskKind::query, "on the embedded engine", {"scan t"}, {});
  graph.add(TaskKind::fetch, "rows to the client", {}, {query});

  EXPECT_EQ(to_text(graph),
            "STAGE DEPENDENCIES:\n  Stage-0 is a root stage\n  Stage-1 depends on stages: Stage-0\n"
            "\nSTAGE PLANS:\n  Stage: Stage-0\n    Query: on the embedded engine\n      scan t\n"
            "  Stage: Stage-1\n    Fetch: rows to the client\n");
}

}  // namespace
}  // namespace skep::tasks
