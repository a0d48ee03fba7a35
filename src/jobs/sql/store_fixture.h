#pragma once

#include "jobs/sql/sql_job_store.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

namespace skep::jobs {

/// A store of its own for each test, in memory where the system has a file system there.
class StoreFixture : public testing::Test {
 protected:
  void SetUp() override {
    namespace fs = std::filesystem;
    auto parent = fs::exists("/dev/shm") ? fs::path("/dev/shm") : fs::temp_directory_path();
    auto pattern = (parent / "skep-jobs-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    open();
  }
  void TearDown() override {
    store.reset();
    std::filesystem::remove_all(folder);
  }

  void open() {
    store.reset();
    auto opened = open_sql_job_store("sqlite:" + folder + "/jobs.db");
    ASSERT_TRUE(opened) << opened.error().message;
    store = std::move(*opened);
  }

  static JobRequest request(const std::string& id, const std::string& principal = "ann", int priority = 0) {
    JobRequest made;
    made.id = id;
    made.principal = principal;
    made.priority = priority;
    made.statements = {{"SELECT 1", ""}};
    return made;
  }

  Job submit(const JobRequest& wanted, int64_t now = 1) {
    auto submitted = store->submit(wanted, std::nullopt, now);
    EXPECT_TRUE(submitted) << submitted.error().message;
    return submitted ? submitted->job : Job();
  }

  std::vector<Job> claim(const std::string& owner, size_t count, int64_t now, int64_t lease = 100,
                         size_t principal_max = 100) {
    Claim wanted{owner, count, principal_max, 2, now + lease};
    auto claimed = store->claim(wanted, now);
    EXPECT_TRUE(claimed) << claimed.error().message;
    return claimed ? *claimed : std::vector<Job>();
  }

  JobState state_of(const std::string& id) { return store->find(id)->state; }

  std::string folder;
  std::unique_ptr<JobStore> store;
};

inline Held held(const Job& job) { return {job.request.id, job.attempt, {}}; }

}  // namespace skep::jobs
