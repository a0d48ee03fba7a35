#include "cli/jobs/job_text.h"
#include "cli/jobs/event_reader.h"

#include <gtest/gtest.h>

#include <vector>

namespace skep::cli {
namespace {

TEST(JobText, ReadsAJobAndShowsHowFarItIs) {
  auto job = job_from_json(
      R"({"id":"j","state":"running","statement":["SET a = 1","SELECT 1"],"submitted":"2026-01-31T12:00:00Z",
          "progress":{"statements":2,"statementsDone":1,"phase":"execution","rows":0,"rowsScanned":42,"percentage":50.0}})");

  ASSERT_TRUE(job);
  EXPECT_EQ(progress_bar(*job), "[###############-----] 75 %, running, statement 2 of 2, execution, 42 rows read");
}

TEST(JobText, CutsALineWhereACharacterBegins) {
  JobView job;
  job.id = "j";
  job.state = "queued";
  job.statement = "SELECT 'üü'\nFROM t";

  EXPECT_EQ(list_line(job, 1000).find('\n'), std::string::npos);
  EXPECT_LE(list_line(job, 75).size(), 75u);
}

TEST(JobText, KnowsWhatIsNoJob) {
  EXPECT_FALSE(job_from_json("[]"));
  EXPECT_FALSE(job_from_json("{}"));
  EXPECT_FALSE(job_from_json("<html>"));
}

TEST(EventReader, ReadsEventsThatAreCutAnywhere) {
  const std::string text = ": hello\n\nid: 3\nevent: state\ndata: {\"a\":\ndata: 1}\n\nevent: end\r\ndata: x\r\n\r\n";
  for (size_t cut = 0; cut <= text.size(); cut++) {
    std::vector<std::string> events;
    EventReader reader([&](const std::string& name, const std::string& data) {
      events.push_back(name + "=" + data);
      return name != "end";
    });

    bool first = reader.add(std::string_view(text).substr(0, cut));
    bool second = first && reader.add(std::string_view(text).substr(cut));

    EXPECT_FALSE(second);
    EXPECT_EQ(events, (std::vector<std::string>{"state={\"a\":\n1}", "end=x"})) << cut;
    EXPECT_EQ(reader.last_id(), "3");
  }
}

}  // namespace
}  // namespace skep::cli
