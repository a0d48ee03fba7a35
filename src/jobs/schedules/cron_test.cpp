#include "jobs/schedules/cron.h"

#include <date/date.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace skep::jobs {
namespace {

std::string shown(int64_t micros) {
  return date::format("%FT%TZ", date::sys_seconds(std::chrono::seconds(micros / 1'000'000)));
}

int64_t micros_of(const std::string& text) {
  std::istringstream in(text);
  date::sys_seconds instant;
  in >> date::parse("%FT%TZ", instant);
  return std::chrono::microseconds(instant.time_since_epoch()).count();
}

std::vector<std::string> next_ones(const Cron& cron, const std::string& after, int count) {
  std::vector<std::string> found;
  auto at = micros_of(after);
  for (int i = 0; i < count; i++) found.push_back(shown(at = cron.next_after(at)));
  return found;
}

std::vector<std::string> next_ones(const std::string& expression, const std::string& zone, const std::string& after,
                                   int count) {
  auto cron = Cron::parse(expression, zone);
  EXPECT_TRUE(cron) << expression << ": " << cron.error().message;
  return cron ? next_ones(*cron, after, count) : std::vector<std::string>();
}

using Times = std::vector<std::string>;

// record_croniter.py makes the file.
TEST(Cron, FallsWhereCroniterSays) {
  std::ifstream file("testdata/croniter.txt");
  std::string line;
  int cases = 0;
  for (; std::getline(file, line); cases++) {
    std::vector<std::string> parts;
    for (size_t at = 0; parts.size() < 4;) {
      auto end = std::min(line.find(" | ", at), line.size());
      parts.push_back(line.substr(at, end - at));
      at = std::min(end + 3, line.size());
    }
    std::istringstream in(parts[3]);
    Times wanted;
    for (std::string each; in >> each;) wanted.push_back(each);

    EXPECT_EQ(next_ones(parts[0], parts[1], parts[2], 5), wanted) << line;
  }
  EXPECT_GT(cases, 200);
}

TEST(Cron, FallsOnceWhereTheClockIsSetBack) {
  EXPECT_EQ(next_ones("30 2 * * *", "Europe/Berlin", "2026-10-24T20:00:00Z", 2),
            (Times{"2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"}));
}

TEST(Cron, FallsOnTheChangeWhereTheClockLeavesTheTimeOut) {
  EXPECT_EQ(next_ones("30 2 * * *", "Europe/Berlin", "2026-03-28T20:00:00Z", 2),
            (Times{"2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"}));
}

TEST(Cron, GoesByTheHoursThatPassWhenItIsForEachOfThem) {
  EXPECT_EQ(next_ones("15 * * * *", "Europe/Berlin", "2026-10-24T23:59:00Z", 3),
            (Times{"2026-10-25T00:15:00Z", "2026-10-25T01:15:00Z", "2026-10-25T02:15:00Z"}));
}

TEST(Cron, KnowsShortForms) {
  EXPECT_EQ(next_ones("@daily", "UTC", "2026-01-31T12:00:00Z", 1), (Times{"2026-02-01T00:00:00Z"}));
  EXPECT_EQ(next_ones("@yearly", "Asia/Tokyo", "2026-01-31T12:00:00Z", 1), (Times{"2026-12-31T15:00:00Z"}));
}

TEST(Cron, RefusesWhatIsNone) {
  for (const char* text : {"", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *",
                           "* * * * 8", "5-1 * * * *", "*/0 * * * *", "a * * * *", "1,,2 * * * *", "0 0 31 2 *",
                           "@never", "-1 * * * *", "1- * * * *", "*/ * * * *", "99999999999 * * * *"})
    EXPECT_FALSE(Cron::parse(text, "UTC")) << text;
  EXPECT_FALSE(Cron::parse("* * * * *", "Europe/Atlantis"));
}

}  // namespace
}  // namespace skep::jobs
