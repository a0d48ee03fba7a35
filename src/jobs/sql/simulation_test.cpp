#include "jobs/sql/store_fixture.h"

#include <cstdlib>
#include <map>
#include <random>
#include <set>

/// Servers that share a store, die, stall and come back, on one thread, with a clock and chance of the test's own: no job
/// is lost, and no write is made twice. SKEP_SIMULATION_SEEDS says how many histories there are.
namespace skep::jobs {
namespace {

constexpr int64_t kLease = 100;

/// What the warehouse's journal does with the writes of jobs (Warehouse::begin_write, publish, settle_write).
class Journal {
 public:
  bool begin(const std::string& id) { return states_.emplace(id, State::open).second; }
  bool commit(const std::string& id) {
    auto& state = states_.at(id);
    if (state != State::open) return false;
    state = State::committed;
    return true;
  }
  bool settle(const std::string& id) {
    auto& state = states_.emplace(id, State::barred).first->second;
    if (state == State::open) state = State::barred;
    return state == State::committed;
  }

 private:
  enum class State { open, barred, committed };
  std::map<std::string, State> states_;
};

/// A run as JobRun does it, cut into steps between which anything may happen.
struct SimulatedRun {
  Job job;
  enum class At { begun, settled, writing, written } at = At::begun;
};

struct SimulatedServer {
  std::string owner;
  std::vector<SimulatedRun> runs;
  int64_t stalled_until = 0;  ///< it neither runs nor renews; its leases may end meanwhile
};

class Simulation : public StoreFixture {
 protected:
  void run(unsigned seed) {
    chance_.seed(seed);
    journal_ = Journal();
    written_.clear();
    ids_.clear();
    servers_.clear();
    for (int i = 0; i < 3; i++) servers_.push_back({std::to_string(seed) + "-" + std::to_string(i), {}, 0});
    for (int i = 0; i < 60; i++) happen(seed);
    settle_all();
    for (const auto& id : ids_) {
      auto job = store->find(id);
      ASSERT_TRUE(job);
      ASSERT_TRUE(has_ended(job->state)) << "seed " << seed << ": " << id << " is " << to_string(job->state);
      ASSERT_LE(written_[id], 1) << "seed " << seed << ": " << id;
      if (job->state == JobState::succeeded) {
        ASSERT_EQ(written_[id], 1) << "seed " << seed << ": " << id;
      }
    }
  }

 private:
  unsigned below(unsigned most) { return static_cast<unsigned>(chance_()) % most; }

  void happen(unsigned seed) {
    now_ += below(40);
    switch (below(10)) {
      case 0:
      case 1:
        ids_.push_back(submit(request(std::to_string(seed) + "." + std::to_string(ids_.size())), now_).request.id);
        break;
      case 2: any_server().runs.clear(); break;  // killed, and started again
      case 3: any_server().stalled_until = now_ + below(300); break;
      case 4:
        if (!ids_.empty()) static_cast<void>(store->cancel(ids_[below(static_cast<unsigned>(ids_.size()))], now_));
        break;
      default: act(any_server());
    }
  }

  SimulatedServer& any_server() { return servers_[below(3)]; }

  void act(SimulatedServer& server) {
    if (server.stalled_until > now_) return;
    renew(server);
    if (server.runs.size() < 3)
      for (auto& job : claim_here(server)) server.runs.push_back({std::move(job)});
    for (size_t i = 0; i < server.runs.size();) {
      if (below(4) != 0 && step(server.runs[i]))
        server.runs.erase(server.runs.begin() + static_cast<long>(i));
      else
        i++;
    }
  }

  std::vector<Job> claim_here(const SimulatedServer& server) {
    size_t count = 3 - server.runs.size();
    Claim wanted{server.owner, count, count, 100, 1000, now_ + kLease};
    return store->claim(wanted, now_)->jobs;
  }

  /// As a server that was stalled, it may go on for a moment before it learns what it has lost.
  void renew(SimulatedServer& server) {
    if (below(2) == 0) return;
    std::vector<Held> all;
    for (const auto& run : server.runs) all.push_back(held(run.job));
    auto renewed = store->renew(server.owner, all, now_ + kLease);
    for (const auto& id : renewed->lost)
      std::erase_if(server.runs, [&](const SimulatedRun& run) { return run.job.request.id == id; });
  }

  /// Says whether the run is over.
  bool step(SimulatedRun& run) {
    using At = SimulatedRun::At;
    auto id = operation_id(run.job, 0, run.job.attempt);
    switch (run.at) {
      case At::begun:
        for (int attempt = run.job.step_attempt; attempt < run.job.attempt; attempt++) {
          if (!journal_.settle(operation_id(run.job, 0, attempt))) continue;
          return store->succeed(held(run.job), {}, "", now_).has_value();
        }
        run.at = At::settled;
        return false;
      case At::settled:
        if (run.job.cancel_wanted) return store->end_cancelled(held(run.job), now_).has_value();
        if (below(8) == 0)
          return store->put_back(held(run.job), {now_ + below(200), true, Error(ErrorCode::unavailable, "again")}, now_)
              .has_value();
        if (!journal_.begin(id)) return true;  // barred: somebody else has the job
        run.at = At::writing;
        return false;
      case At::writing:
        if (journal_.commit(id)) {
          written_[run.job.request.id]++;
          run.at = At::written;
          return false;
        }
        return true;
      case At::written: return store->succeed(held(run.job), {}, "", now_).has_value();
    }
    return true;
  }

  void settle_all() {
    for (int round = 0; round < 400 && store->load()->queued + store->load()->running > 0; round++) {
      now_ += 50;
      for (auto& server : servers_) act(server);
    }
  }

  std::mt19937 chance_;
  int64_t now_ = 1000;
  Journal journal_;
  std::vector<SimulatedServer> servers_;
  std::vector<std::string> ids_;
  std::map<std::string, int> written_;
};

INSTANTIATE_TEST_SUITE_P(Stores, Simulation, stores_under_test(), name_of_store);

TEST_P(Simulation, LosesNoJobAndWritesNothingTwice) {
  const char* wanted = std::getenv("SKEP_SIMULATION_SEEDS");
  unsigned usual = GetParam() == StoreUnderTest::sqlite ? 200 : 20;
  unsigned seeds = wanted != nullptr ? static_cast<unsigned>(std::atoi(wanted)) : usual;
  for (unsigned seed = 1; seed <= seeds; seed++) {
    run(seed);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace skep::jobs
