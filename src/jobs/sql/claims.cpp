#include "jobs/sql/claims.h"

#include "base/text.h"
#include "jobs/job_text.h"
#include "jobs/sql/job_rows.h"

#include <algorithm>
#include <map>

namespace skep::jobs::sql {
namespace {

/// One claim on its way.
class Claiming {
 public:
  Claiming(Transaction& transaction, const Claim& claim, int64_t now_micros)
      : transaction_(transaction), claim_(claim), now_(now_micros) {}

  Result<Claimed> run() {
    claim_alone(transaction_);
    if (auto taken = take_abandoned(); !taken) return taken.error();
    if (auto taken = take_queued(); !taken) return taken.error();
    Claimed claimed;
    for (const auto& job : claimed_)
      // One that was taken over runs in any case.
      claimed.running_max[job.request.principal] = std::max<size_t>(1, places_of(job.request.principal));
    for (const auto& [principal, count] : own_)
      claimed.running_max[principal] = std::max<size_t>(1, places_of(principal));
    claimed.jobs = std::move(claimed_);
    return claimed;
  }

 private:
  size_t wanted() const { return claim_.count - claimed_.size(); }

  /// Jobs whose server did not prolong its lease.
  Result<void> take_abandoned() {
    auto abandoned = read_jobs(
        transaction_,
        fmt::format(
            R"(WHERE "STATE" = 'running' AND "LEASE_UNTIL" <= :now ORDER BY "PRIORITY" DESC, "NUMBER" LIMIT {})",
            wanted()) +
            takes_free_rows(transaction_),
        soci::use(now_));
    if (!abandoned) return abandoned.error();
    for (auto& job : *abandoned) {
      job.interruptions++;
      if (job.interruptions > claim_.interruptions_max) {
        give_up(job);
        continue;
      }
      job.interrupted = true;
      take(std::move(job), "begun again: the server that ran it has ended");
    }
    return {};
  }

  /// A job that takes its server with it each time must not do so for ever.
  void give_up(const Job& job) {
    auto error = Error::of_class(
        ErrorCode::unavailable, kInterruptedTooOften,
        fmt::format("the server ended {} times while the job ran; the setting skep.jobs.interruptions.max = {} allows "
                    "no more",
                    job.interruptions, claim_.interruptions_max));
    end_job(transaction_, {job.number, job.state, job.attempt, job.revision}, JobState::failed, error_to_json(error),
            "failed: " + error.message, now_);
  }

  Result<void> take_queued() {
    count_running();
    if (wanted() == 0) return {};
    // Each round leaves out those who have all the places they may have; a round without a new one of them is the last.
    while (wanted() > 0) {
      size_t full = full_principals().size();
      auto queued = next_queued();
      if (!queued) return queued.error();
      for (auto& job : *queued) {
        if (is_full(job.request.principal)) continue;
        // It would wait in the server's memory: were that to end, nobody would know that it was not begun.
        if (claimed_.size() >= claim_.count_now && !job.request.repeats) continue;
        own_[job.request.principal]++;
        take(std::move(job), "begun");
      }
      if (full_principals().size() == full) return {};
    }
    return {};
  }

  Result<std::vector<Job>> next_queued() {
    std::vector<std::string> quoted;
    for (const auto& name : full_principals()) quoted.push_back(json_quote(name));
    std::string full = "[" + join(quoted, ",") + "]";
    auto is_full = transaction_.dialect().is_one_of_texts(R"("PRINCIPAL")", ":full");
    return read_jobs(transaction_,
                     fmt::format(R"(WHERE "STATE" = 'queued' AND "READY" <= :now AND NOT ({}) )"
                                 R"(ORDER BY "PRIORITY" DESC, "NUMBER" LIMIT {})",
                                 is_full, wanted()) +
                         takes_free_rows(transaction_),
                     soci::use(now_), soci::use(full));
  }

  std::vector<std::string> full_principals() const {
    std::vector<std::string> full;
    for (const auto* counted : {&own_, &others_})
      for (const auto& [name, running] : *counted)
        if (is_full(name) && (counted == &own_ || !own_.contains(name))) full.push_back(name);
    return full;
  }

  /// What other servers leave of a principal's places.
  size_t places_of(const std::string& principal) const {
    auto others = others_.find(principal);
    size_t taken = others == others_.end() ? 0 : others->second;
    return taken < claim_.principal_running_max ? claim_.principal_running_max - taken : 0;
  }

  bool is_full(const std::string& principal) const {
    auto own = own_.find(principal);
    size_t places = places_of(principal);
    return places == 0 || (own != own_.end() && own->second >= places + claim_.ahead);
  }

  void count_running() {
    std::string principal;
    std::string owner;
    int64_t count = 0;
    metastore::sql::KeptRows rows(transaction_,
                                  R"(SELECT "PRINCIPAL", "OWNER", COUNT(*) FROM "SKEP_JOBS" WHERE "STATE" = 'running'
                                     GROUP BY "PRINCIPAL", "OWNER")",
                                  soci::into(principal), soci::into(owner), soci::into(count));
    while (rows.next()) (owner == claim_.owner ? own_ : others_)[principal] += static_cast<size_t>(count);
  }

  void take(Job job, const std::string& text) {
    job.attempt++;
    job.revision++;
    if (job.started_micros == 0) job.started_micros = now_;
    change(transaction_,
           R"(UPDATE "SKEP_JOBS" SET "STATE" = 'running', "REVISION" = :revision, "ATTEMPT" = :attempt,
              "INTERRUPTIONS" = :interruptions, "OWNER" = :owner, "LEASE_UNTIL" = :lease, "STARTED" = :started
              WHERE "NUMBER" = :number)",
           soci::use(job.revision), soci::use(job.attempt), soci::use(job.interruptions), soci::use(claim_.owner),
           soci::use(claim_.lease_until_micros), soci::use(job.started_micros), soci::use(job.number));
    job.state = JobState::running;
    add_event(transaction_, job.number, {job.revision, now_, job.state, text});
    claimed_.push_back(std::move(job));
  }

  Transaction& transaction_;
  const Claim& claim_;
  const int64_t now_;
  std::map<std::string, size_t> own_;  ///< jobs that run, by principal: the owner's
  std::map<std::string, size_t> others_;
  std::vector<Job> claimed_;
};

}  // namespace

Result<Claimed> claim_jobs(Transaction& transaction, const Claim& claim, int64_t now_micros) {
  return Claiming(transaction, claim, now_micros).run();
}

Renewed renew_leases(Transaction& transaction, const std::string& owner, const std::vector<Held>& held,
                     int64_t lease_until_micros) {
  Renewed renewed;
  for (const auto& one : held) {
    auto progress = progress_to_json(one.progress);
    auto changed = change(transaction,
                          R"(UPDATE "SKEP_JOBS" SET "LEASE_UNTIL" = :lease, "PROGRESS" = :progress WHERE "ID" = :id
                             AND "ATTEMPT" = :attempt AND "OWNER" = :owner AND "STATE" = 'running')",
                          soci::use(lease_until_micros), soci::use(progress), soci::use(one.id), soci::use(one.attempt),
                          soci::use(owner));
    if (changed == 0) {
      renewed.lost.push_back(one.id);
      continue;
    }
    int wanted = 0;
    metastore::sql::KeptRows rows(transaction, R"(SELECT "CANCEL_WANTED" FROM "SKEP_JOBS" WHERE "ID" = :id)",
                                  soci::into(wanted), soci::use(one.id));
    if (rows.next() && wanted != 0) renewed.cancelled.push_back(one.id);
  }
  return renewed;
}

}  // namespace skep::jobs::sql
