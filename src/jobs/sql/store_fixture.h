#pragma once

#include "jobs/sql/sql_job_store.h"
#include "metastore/sql/postgresql_fixture.h"
#include "metastore/sql/store_url.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

namespace skep::jobs {

enum class StoreUnderTest { sqlite, postgresql };

/// A store of its own for each test: SQLite in memory where the system has a file system there, or a real PostgreSQL.
class StoreFixture : public testing::TestWithParam<StoreUnderTest> {
 protected:
  void SetUp() override {
    if (GetParam() == StoreUnderTest::postgresql) {
      auto* server = metastore::PostgresqlServer::instance();
      if (server == nullptr) GTEST_SKIP() << "PostgreSQL is not installed";
      url = server->create_database();
      open();
      return;
    }
    namespace fs = std::filesystem;
    auto parent = fs::exists("/dev/shm") ? fs::path("/dev/shm") : fs::temp_directory_path();
    auto pattern = (parent / "skep-jobs-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    url = "sqlite:" + folder + "/jobs.db";
    open();
  }
  void TearDown() override {
    store.reset();
    if (!folder.empty()) std::filesystem::remove_all(folder);
  }

  void open() {
    store.reset();
    auto opened = open_sql_job_store(url);
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
    Claim wanted{owner, count, count, principal_max, 2, now + lease};
    auto claimed = store->claim(wanted, now);
    EXPECT_TRUE(claimed) << claimed.error().message;
    return claimed ? claimed->jobs : std::vector<Job>();
  }

  /// Makes the store what the first version of its tables was.
  void back_to_version_1() {
    store.reset();
    auto parsed = metastore::sql::parse_store_url({url, "", ""});
    ASSERT_TRUE(parsed);
    soci::session session;
    metastore::sql::make_dialect(parsed->kind)->connect(session, parsed->address);
    session << R"(DROP TABLE "SKEP_JOB_WAITS")";
    session << R"(DROP TABLE "SKEP_JOB_SCHEDULES")";
    session << R"(DROP TABLE "SKEP_JOB_HOOKS")";
    session << R"(UPDATE "SKEP_JOBS_VERSION" SET "VERSION" = 1)";
  }

  JobState state_of(const std::string& id) { return store->find(id)->state; }

  std::string folder;
  std::string url;
  std::unique_ptr<JobStore> store;
};

inline auto stores_under_test() { return testing::Values(StoreUnderTest::sqlite, StoreUnderTest::postgresql); }

inline std::string name_of_store(const testing::TestParamInfo<StoreUnderTest>& tested) {
  return tested.param == StoreUnderTest::sqlite ? "Sqlite" : "Postgresql";
}

inline Held held(const Job& job) { return {job.request.id, job.attempt, {}}; }

}  // namespace skep::jobs
