#include "jobs/sql/store_fixture.h"

#include <thread>

namespace skep::jobs {
namespace {

using SqlJobStore = StoreFixture;

TEST_F(SqlJobStore, KeepsAllOfARequestAcrossARestart) {
  auto wanted = request("nightly");
  wanted.statements = {{"SET a = 1", ""}, {"SELECT :n", R"({"n":1})"}};
  wanted.database = "sales";
  wanted.settings = {{"spark.sql.session.timeZone", "Europe/Berlin"}};
  wanted.timeout = std::chrono::milliseconds(1500);
  wanted.keep = std::chrono::seconds(60);
  wanted.retries = 7;
  submit(wanted);

  open();

  auto job = store->find("nightly");
  ASSERT_TRUE(job) << job.error().message;
  EXPECT_EQ(job->state, JobState::queued);
  EXPECT_EQ(job->request.statements[1].parameters, R"({"n":1})");
  EXPECT_EQ(job->request.database, "sales");
  EXPECT_EQ(job->request.settings, wanted.settings);
  EXPECT_EQ(job->request.timeout, wanted.timeout);
  EXPECT_EQ(job->request.keep, wanted.keep);
  EXPECT_EQ(job->request.retries, 7);
}

TEST_F(SqlJobStore, TakesAnIdOnce) {
  submit(request("one"));

  auto again = store->submit(request("one"), std::nullopt, 2);

  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::already_exists);
}

TEST_F(SqlJobStore, GivesTheSameJobForTheSameKeyAndBodyOfTheSamePrincipal) {
  IdempotencyKey key{"k", "hash"};
  auto first = store->submit(request(""), key, 1);
  auto again = store->submit(request(""), key, 2);
  auto of_another = store->submit(request("", "bob"), key, 2);
  auto other_body = store->submit(request(""), IdempotencyKey{"k", "other"}, 2);
  auto next_day = store->submit(request(""), key, 1 + int64_t{24} * 3600 * 1'000'000);

  EXPECT_TRUE(first->is_new);
  EXPECT_FALSE(again->is_new);
  EXPECT_EQ(again->job.request.id, first->job.request.id);
  EXPECT_TRUE(of_another->is_new);
  ASSERT_FALSE(other_body);
  EXPECT_EQ(other_body.error().error_class, "IDEMPOTENCY_KEY_REUSED");
  EXPECT_TRUE(next_day->is_new);
}

TEST_F(SqlJobStore, GivesJobsByPriorityThenAge) {
  submit(request("old"));
  submit(request("late"));
  submit(request("urgent", "ann", 5));

  auto claimed = claim("a", 2, 10);

  ASSERT_EQ(claimed.size(), 2u);
  EXPECT_EQ(claimed[0].request.id, "urgent");
  EXPECT_EQ(claimed[1].request.id, "old");
  EXPECT_EQ(claimed[0].attempt, 1);
  EXPECT_EQ(state_of("old"), JobState::running);
  EXPECT_EQ(state_of("late"), JobState::queued);
}

TEST_F(SqlJobStore, LetsNobodyRunMoreThanTheirShare) {
  for (int i = 0; i < 20; i++) submit(request("ann-" + std::to_string(i), "ann", 1));
  submit(request("bob-1", "bob"));

  auto claimed = claim("a", 10, 10, 100, 3);

  ASSERT_EQ(claimed.size(), 4u);
  EXPECT_EQ(claimed[3].request.id, "bob-1");
}

TEST_F(SqlJobStore, GivesAJobToAnotherOnlyWhenTheLeaseHasEnded) {
  submit(request("one"));
  auto first = claim("a", 1, 10, 100);
  EXPECT_TRUE(claim("b", 1, 109).empty());

  auto second = claim("b", 1, 110);

  ASSERT_EQ(second.size(), 1u);
  EXPECT_TRUE(second[0].interrupted);
  EXPECT_EQ(second[0].attempt, 2);
  EXPECT_FALSE(*store->succeed(held(first[0]), {}, "", 111));
  EXPECT_FALSE(*store->fail(held(first[0]), Error(ErrorCode::internal, "late"), 111));
  EXPECT_TRUE(*store->succeed(held(second[0]), {3, 0, 500}, "", 112));
  EXPECT_EQ(state_of("one"), JobState::succeeded);
  EXPECT_EQ(store->find("one")->result.rows, 3);
}

TEST_F(SqlJobStore, ProlongsLeasesAndTellsWhatWasLostOrIsToEnd) {
  submit(request("kept"));
  submit(request("ended"));
  auto jobs = claim("a", 2, 10, 100);
  ASSERT_TRUE(store->succeed(held(jobs[1]), {}, "", 20));
  ASSERT_TRUE(store->cancel("kept", 30));

  auto renewed = store->renew("a", {held(jobs[0]), held(jobs[1])}, 500);

  EXPECT_EQ(renewed->cancelled, std::vector<std::string>{"kept"});
  EXPECT_EQ(renewed->lost, std::vector<std::string>{"ended"});
  EXPECT_TRUE(claim("b", 1, 400).empty());
}

TEST_F(SqlJobStore, FailsAJobThatTakesItsServerWithItEachTime) {
  submit(request("deadly"));
  for (int64_t now : {1, 1000, 2000}) ASSERT_EQ(claim("a", 1, now).size(), 1u);

  EXPECT_TRUE(claim("a", 1, 3000).empty());

  EXPECT_EQ(state_of("deadly"), JobState::failed);
  EXPECT_EQ(store->find("deadly")->error->error_class, "JOB_INTERRUPTED_TOO_OFTEN");
}

TEST_F(SqlJobStore, WaitsUntilARetryIsDue) {
  submit(request("one"));
  auto job = claim("a", 1, 10)[0];
  ASSERT_TRUE(*store->put_back(held(job), {50, true, Error(ErrorCode::unavailable, "later")}, 20));

  EXPECT_TRUE(claim("a", 1, 49).empty());
  auto again = claim("a", 1, 50);

  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].failures, 1);
  EXPECT_FALSE(again[0].interrupted);
}

TEST_F(SqlJobStore, CancelsAQueuedJobAtOnceAndAnEndedOneNotAtAll) {
  submit(request("one"));

  EXPECT_EQ(store->cancel("one", 5)->state, JobState::cancelled);
  EXPECT_EQ(store->cancel("one", 6)->ended_micros, 5);
  EXPECT_TRUE(claim("a", 1, 10).empty());
  EXPECT_EQ(store->cancel("none", 5).error().code, ErrorCode::not_found);
}

TEST_F(SqlJobStore, ListsPagesOfOnesOwnInAState) {
  for (int i = 0; i < 5; i++) submit(request("ann-" + std::to_string(i)));
  submit(request("bob", "bob"));
  claim("a", 1, 10);

  auto page = store->list({"ann", JobState::queued, std::nullopt, 2});
  auto next = store->list({"ann", JobState::queued, page->back().number, 10});

  ASSERT_EQ(page->size(), 2u);
  EXPECT_EQ(page->front().request.id, "ann-4");
  EXPECT_EQ(next->size(), 2u);
  EXPECT_EQ(next->back().request.id, "ann-1");
}

TEST_F(SqlJobStore, WritesDownEachChange) {
  auto job = submit(request("one"));
  auto claimed = claim("a", 1, 10)[0];
  ASSERT_TRUE(*store->advance(held(claimed), 1, "statement 1 of 2 is done", 11));
  ASSERT_TRUE(*store->fail(held(claimed), Error::of_class(ErrorCode::invalid_data, "DIVIDE_BY_ZERO", "by zero"), 12));

  auto events = store->events(job.number, 0, 100);
  auto later = store->events(job.number, 3, 100);

  ASSERT_EQ(events->size(), 4u);
  EXPECT_EQ((*events)[2].text, "statement 1 of 2 is done");
  EXPECT_EQ(later->front().state, JobState::failed);
  EXPECT_EQ(later->front().number, store->find("one")->revision);
  EXPECT_EQ(store->find("one")->error->error_class, "DIVIDE_BY_ZERO");
}

TEST_F(SqlJobStore, SharesCommitsAmongThoseWhoComeTogether) {
  constexpr int kThreads = 8, kEach = 50;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; t++)
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; i++) submit(request(std::to_string(t) + "-" + std::to_string(i)));
    });
  for (auto& thread : threads) thread.join();

  EXPECT_EQ(store->load()->queued, static_cast<size_t>(kThreads * kEach));
}

TEST_F(SqlJobStore, ForgetsWhatIsTooOld) {
  submit(request("one"));
  auto job = claim("a", 1, 10)[0];
  ASSERT_TRUE(*store->succeed(held(job), {1, 10, 100}, "abcd", 20));
  EXPECT_EQ(*store->small_result(job.number), "abcd");
  EXPECT_EQ(store->expired_results(100)->size(), 1u);

  ASSERT_TRUE(store->sweep(100, 20));
  EXPECT_EQ(*store->small_result(job.number), "");
  EXPECT_TRUE(store->find("one"));
  ASSERT_TRUE(store->sweep(100, 21));

  EXPECT_EQ(store->find("one").error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace skep::jobs
