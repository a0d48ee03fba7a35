#include "jobs/sql/store_fixture.h"

#include <fmt/format.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <set>
#include <thread>

namespace skep::jobs {
namespace {

class SqlJobStore : public StoreFixture {};
INSTANTIATE_TEST_SUITE_P(Stores, SqlJobStore, stores_under_test(), name_of_store);

TEST_P(SqlJobStore, KeepsAllOfARequestAcrossARestart) {
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

TEST_P(SqlJobStore, TakesAnIdOnce) {
  submit(request("one"));

  auto again = store->submit(request("one"), std::nullopt, 2);

  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::already_exists);
}

TEST_P(SqlJobStore, GivesTheSameJobForTheSameKeyAndBodyOfTheSamePrincipal) {
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

TEST_P(SqlJobStore, GivesJobsByPriorityThenAge) {
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

TEST_P(SqlJobStore, LetsNobodyRunMoreThanTheirShare) {
  for (int i = 0; i < 20; i++) submit(request("ann-" + std::to_string(i), "ann", 1));
  submit(request("bob-1", "bob"));

  auto claimed = claim("a", 10, 10, 100, 3);

  ASSERT_EQ(claimed.size(), 4u);
  EXPECT_EQ(claimed[3].request.id, "bob-1");
}

TEST_P(SqlJobStore, GivesAJobToAnotherOnlyWhenTheLeaseHasEnded) {
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

TEST_P(SqlJobStore, ProlongsLeasesAndTellsWhatWasLostOrIsToEnd) {
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

TEST_P(SqlJobStore, FailsAJobThatTakesItsServerWithItEachTime) {
  submit(request("deadly"));
  for (int64_t now : {1, 1000, 2000}) ASSERT_EQ(claim("a", 1, now).size(), 1u);

  EXPECT_TRUE(claim("a", 1, 3000).empty());

  EXPECT_EQ(state_of("deadly"), JobState::failed);
  EXPECT_EQ(store->find("deadly")->error->error_class, "JOB_INTERRUPTED_TOO_OFTEN");
}

TEST_P(SqlJobStore, WaitsUntilARetryIsDue) {
  submit(request("one"));
  auto job = claim("a", 1, 10)[0];
  ASSERT_TRUE(*store->put_back(held(job), {50, true, Error(ErrorCode::unavailable, "later")}, 20));

  EXPECT_TRUE(claim("a", 1, 49).empty());
  auto again = claim("a", 1, 50);

  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].failures, 1);
  EXPECT_FALSE(again[0].interrupted);
}

TEST_P(SqlJobStore, CancelsAQueuedJobAtOnceAndAnEndedOneNotAtAll) {
  submit(request("one"));

  EXPECT_EQ(store->cancel("one", 5)->state, JobState::cancelled);
  EXPECT_EQ(store->cancel("one", 6)->ended_micros, 5);
  EXPECT_TRUE(claim("a", 1, 10).empty());
  EXPECT_EQ(store->cancel("none", 5).error().code, ErrorCode::not_found);
}

TEST_P(SqlJobStore, ListsPagesOfOnesOwnInAState) {
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

TEST_P(SqlJobStore, WritesDownEachChange) {
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

TEST_P(SqlJobStore, SharesCommitsAmongThoseWhoComeTogether) {
  constexpr int kThreads = 8, kEach = 50;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; t++)
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; i++) submit(request(std::to_string(t) + "-" + std::to_string(i)));
    });
  for (auto& thread : threads) thread.join();

  EXPECT_EQ(store->load()->queued, static_cast<size_t>(kThreads * kEach));
}

TEST_P(SqlJobStore, ForgetsWhatIsTooOld) {
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

TEST_P(SqlJobStore, GivesAJobThatWaitsForOthersOnceAllHaveSucceeded) {
  submit(request("a"));
  submit(request("b"));
  auto waits = request("c");
  waits.after = {"a", "b"};
  submit(waits);
  auto claimed = claim("x", 10, 10);
  ASSERT_EQ(claimed.size(), 2u);

  ASSERT_TRUE(*store->succeed(held(claimed[0]), {}, "", 20));
  EXPECT_TRUE(claim("x", 10, 21).empty());
  ASSERT_TRUE(*store->succeed(held(claimed[1]), {}, "", 30));
  auto last = claim("x", 10, 31);

  ASSERT_EQ(last.size(), 1u);
  EXPECT_EQ(last[0].request.id, "c");
  EXPECT_EQ(last[0].request.after, waits.after);
}

TEST_P(SqlJobStore, CountsAJobThatWaitsForOthersAmongTheQueued) {
  submit(request("a"));
  auto waits = request("b");
  waits.after = {"a"};
  submit(waits);

  EXPECT_EQ(state_of("b"), JobState::queued);
  EXPECT_EQ(store->load()->queued, 2u);
  EXPECT_EQ(store->list({"ann", JobState::queued, std::nullopt, 10})->size(), 2u);
  EXPECT_EQ(store->list({"bob", JobState::queued, std::nullopt, 10})->size(), 0u);
  EXPECT_EQ(store->cancel("b", 5)->state, JobState::cancelled);
}

TEST_P(SqlJobStore, FailsAWholeChainWhenItsFirstJobDoes) {
  constexpr int kLength = 300;
  submit(request("0"));
  for (int i = 1; i < kLength; i++) {
    auto next = request(std::to_string(i));
    next.after = {std::to_string(i - 1)};
    submit(next);
  }
  auto first = claim("x", 10, 10);
  ASSERT_EQ(first.size(), 1u);

  ASSERT_TRUE(*store->fail(held(first[0]), Error(ErrorCode::invalid_data, "wrong"), 20));

  EXPECT_EQ(store->load()->queued, 0u);
  auto last = store->find(std::to_string(kLength - 1));
  EXPECT_EQ(last->state, JobState::failed);
  EXPECT_EQ(last->error->error_class, "JOB_DEPENDENCY_FAILED");
}

TEST_P(SqlJobStore, TakesInAJobWhoseOthersHaveEnded) {
  submit(request("good"));
  submit(request("bad"));
  ASSERT_TRUE(store->cancel("bad", 5));
  ASSERT_TRUE(*store->succeed(held(claim("x", 1, 10)[0]), {}, "", 20));
  auto after_good = request("1");
  after_good.after = {"good"};
  auto after_bad = request("2");
  after_bad.after = {"good", "bad"};

  submit(after_good);
  submit(after_bad);

  EXPECT_EQ(state_of("1"), JobState::queued);
  EXPECT_EQ(claim("x", 10, 30).size(), 1u);
  EXPECT_EQ(state_of("2"), JobState::failed);
}

TEST_P(SqlJobStore, RefusesToWaitForAnothersJobAndTakesNothingIn) {
  submit(request("of-bob", "bob"));
  auto waits = request("mine");
  waits.after = {"of-bob"};

  auto submitted = store->submit(waits, std::nullopt, 1);

  ASSERT_FALSE(submitted);
  EXPECT_EQ(submitted.error().code, ErrorCode::invalid_argument);
  EXPECT_FALSE(store->find("mine"));
}

TEST_P(SqlJobStore, QueuesAFailedJobAgainWithItsStepsAndAllItsTries) {
  submit(request("one"));
  auto job = claim("x", 1, 10)[0];
  EXPECT_EQ(store->requeue("one", 11).error().code, ErrorCode::conflict);
  ASSERT_TRUE(*store->advance(held(job), 1, "one is done", 11));
  ASSERT_TRUE(*store->fail(held(job), Error(ErrorCode::unavailable, "gone"), 12));

  auto queued = store->requeue("one", 13);
  auto again = claim("x", 1, 14);

  ASSERT_TRUE(queued) << queued.error().message;
  EXPECT_EQ(queued->state, JobState::queued);
  EXPECT_EQ(queued->ended_micros, 0);
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].step, 1u);
  EXPECT_EQ(again[0].attempt, 2);
  EXPECT_EQ(again[0].failures, 0);
  EXPECT_EQ(store->requeue("none", 13).error().code, ErrorCode::not_found);
}

TEST_P(SqlJobStore, QueuesAJobAgainOnlyOnceWhatItWaitsForIsMended) {
  submit(request("first"));
  auto waits = request("second");
  waits.after = {"first"};
  submit(waits);
  ASSERT_TRUE(store->cancel("first", 5));
  ASSERT_EQ(state_of("second"), JobState::failed);

  ASSERT_TRUE(store->requeue("second", 6));
  EXPECT_EQ(state_of("second"), JobState::failed);
  ASSERT_TRUE(store->requeue("first", 7));
  ASSERT_TRUE(store->requeue("second", 8));
  auto claimed = claim("x", 10, 10);

  ASSERT_EQ(claimed.size(), 1u);
  EXPECT_EQ(claimed[0].request.id, "first");
  EXPECT_EQ(state_of("second"), JobState::queued);
}

TEST_P(SqlJobStore, KeepsAnEndUntilItHasBeenTold) {
  auto wanted = request("one");
  wanted.webhook = "http://127.0.0.1/";
  auto job = submit(wanted);
  submit(request("nobody-asks"));
  EXPECT_TRUE(store->take_hooks(1000, 2000, 10)->empty());
  ASSERT_TRUE(store->cancel("nobody-asks", 5));
  auto claimed = claim("x", 1, 10);
  ASSERT_EQ(claimed.size(), 1u);
  EXPECT_EQ(claimed[0].request.webhook, wanted.webhook);
  ASSERT_TRUE(*store->fail(held(claimed[0]), Error(ErrorCode::invalid_data, "wrong"), 20));

  auto taken = store->take_hooks(20, 50, 10);
  auto meanwhile = store->take_hooks(49, 100, 10);
  ASSERT_TRUE(store->put_off_hook(job.number, 70));
  auto too_soon = store->take_hooks(69, 100, 10);
  auto again = store->take_hooks(70, 100, 10);
  ASSERT_TRUE(store->end_hook(job.number, "told", 71));

  ASSERT_EQ(taken->size(), 1u);
  EXPECT_EQ((*taken)[0].job_number, job.number);
  EXPECT_TRUE(meanwhile->empty());
  EXPECT_TRUE(too_soon->empty());
  ASSERT_EQ(again->size(), 1u);
  EXPECT_EQ((*again)[0].tries, 1);
  EXPECT_TRUE(store->take_hooks(1000, 2000, 10)->empty());
  EXPECT_EQ(store->events(job.number, 0, 100)->back().text, "told");
  EXPECT_EQ(state_of("one"), JobState::failed);
}

TEST_P(SqlJobStore, TellsEachEndOfAJobThatIsQueuedAgain) {
  auto wanted = request("one");
  wanted.webhook = "http://127.0.0.1/";
  auto job = submit(wanted);
  ASSERT_TRUE(store->cancel("one", 5));
  ASSERT_EQ(store->take_hooks(5, 50, 10)->size(), 1u);
  ASSERT_TRUE(store->requeue("one", 6));
  ASSERT_TRUE(store->end_hook(job.number, "told", 7));

  EXPECT_TRUE(store->take_hooks(1000, 2000, 10)->empty());
  EXPECT_EQ(state_of("one"), JobState::queued);
  ASSERT_TRUE(store->cancel("one", 8));

  EXPECT_EQ(store->take_hooks(8, 50, 10)->size(), 1u);
}

TEST_P(SqlJobStore, MakesAScheduledRunOnce) {
  Schedule schedule;
  schedule.id = "nightly";
  schedule.principal = "ann";
  schedule.cron = "0 0 * * *";
  schedule.request = request("");
  schedule.request.priority = 7;
  schedule.next_micros = 100;
  ASSERT_TRUE(store->add_schedule(schedule));
  EXPECT_EQ(store->add_schedule(schedule).error().code, ErrorCode::already_exists);
  EXPECT_TRUE(store->schedules("", 99)->empty());
  EXPECT_TRUE(store->schedules("bob", std::nullopt)->empty());
  auto seen = store->schedules("", 100);
  ASSERT_EQ(seen->size(), 1u);
  DueRuns due{{100}, 200};

  auto first = store->run_schedule((*seen)[0], due, 101);
  auto second = store->run_schedule((*seen)[0], due, 101);  // another server that has seen the same

  EXPECT_TRUE(*first);
  EXPECT_FALSE(*second);
  EXPECT_EQ(store->load()->queued, 1u);
  auto job = store->find(scheduled_job_id(schedule, 100));
  ASSERT_TRUE(job) << job.error().message;
  EXPECT_EQ(job->request.priority, 7);
  EXPECT_EQ(job->request.principal, "ann");
  EXPECT_EQ(**store->next_schedule(), 200);
  EXPECT_EQ((*store->schedules("ann", std::nullopt))[0].last_job, job->request.id);
  EXPECT_FALSE(*store->remove_schedule("bob", "nightly"));
  EXPECT_TRUE(*store->remove_schedule("ann", "nightly"));
  EXPECT_FALSE(*store->next_schedule());
}

TEST_P(SqlJobStore, KeepsItsJobsWhenItsTablesGrow) {
  submit(request("old"));
  back_to_version_1();

  open();

  EXPECT_EQ(claim("x", 1, 10).size(), 1u);
  auto waits = request("new");
  waits.after = {"old"};
  submit(waits);
  EXPECT_EQ(state_of("new"), JobState::queued);
}

TEST_P(SqlJobStore, LetsJobsWaitAheadThatMayBeRepeatedAndSaysHowManyMayRun) {
  for (int i = 0; i < 6; i++) {
    auto wanted = request(std::to_string(i));
    wanted.repeats = i != 2;
    submit(wanted);
  }
  claim("other", 1, 10);
  Claim wanted{"own", 4, 1, 3, 2, 1000};
  wanted.ahead = 2;

  auto claimed = store->claim(wanted, 11);

  // "other" has one of the three places. Two are left, and two jobs more may wait; the third one is none of those.
  ASSERT_TRUE(claimed);
  std::vector<std::string> ids;
  for (const auto& job : claimed->jobs) ids.push_back(job.request.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"1", "3", "4"}));
  EXPECT_EQ(claimed->running_max.at("ann"), 2u);
  EXPECT_EQ(claim("third", 10, 12, 100, 3).size(), 0u);
}

/// Two servers on one store.
class SharedJobStore : public StoreFixture {};
INSTANTIATE_TEST_SUITE_P(Stores, SharedJobStore, testing::Values(StoreUnderTest::postgresql), name_of_store);

TEST_P(SharedJobStore, TellsOtherServersWhatThereIsToDoButNotItself) {
  auto opened = open_sql_job_store(url);
  ASSERT_TRUE(opened);
  auto other = std::move(*opened);
  std::atomic<int> queued = 0, cancels = 0, own = 0;
  auto is_soon = [](const std::function<bool()>& condition) {
    for (int i = 0; i < 500 && !condition(); i++) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return condition();
  };
  other->on_news([&](News news) { news == News::queued ? queued++ : cancels++; });
  store->on_news([&](News) { own++; });
  ASSERT_TRUE(is_soon([&] { return queued == 1 && own == 1; }));  // each time it connects

  submit(request("one"));
  EXPECT_TRUE(is_soon([&] { return queued == 2; }));
  claim("x", 1, 10);
  ASSERT_TRUE(store->cancel("one", 11));

  EXPECT_TRUE(is_soon([&] { return cancels == 1; }));
  EXPECT_EQ(own, 1);
  other->on_news(nullptr);
  store->on_news(nullptr);
}

TEST_P(SharedJobStore, GivesEachJobToOneOfThoseThatClaimAtOnceAndKeepsToThePrincipalsPlaces) {
  constexpr int kJobs = 100;
  for (int i = 0; i < kJobs; i++) submit(request(std::to_string(i)));
  std::vector<std::unique_ptr<JobStore>> stores;
  for (int i = 0; i < 3; i++) stores.push_back(std::move(*open_sql_job_store(url)));
  std::mutex mutex;
  std::set<std::string> given;
  std::vector<std::thread> servers;
  for (auto& each : stores)
    servers.emplace_back([&, server = each.get()] {
      for (int round = 0; round < 10; round++) {
        auto claimed = server->claim({fmt::format("{}", fmt::ptr(server)), 5, 5, 60, 2, 1000}, 10);
        ASSERT_TRUE(claimed) << claimed.error().message;
        std::lock_guard guard(mutex);
        for (const auto& job : claimed->jobs) EXPECT_TRUE(given.insert(job.request.id).second) << job.request.id;
      }
    });
  for (auto& thread : servers) thread.join();

  EXPECT_EQ(given.size(), 60u);
  EXPECT_EQ(store->load()->running, 60u);
}

TEST_P(SharedJobStore, TakesAnIdOnceFromThoseThatSubmitAtOnce) {
  auto other = std::move(*open_sql_job_store(url));
  std::atomic<int> taken = 0, refused = 0;
  auto send = [&](JobStore& to) {
    for (int i = 0; i < 50; i++) {
      auto submitted = to.submit(request(std::to_string(i)), std::nullopt, 1);
      if (submitted) taken++;
      if (!submitted && submitted.error().code == ErrorCode::already_exists) refused++;
    }
  };
  std::thread first([&] { send(*store); });
  std::thread second([&] { send(*other); });
  first.join();
  second.join();

  EXPECT_EQ(taken, 50);
  EXPECT_EQ(refused, 50);
}

}  // namespace
}  // namespace skep::jobs
