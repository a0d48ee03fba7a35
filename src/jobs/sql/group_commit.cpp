#include "jobs/sql/group_commit.h"

#include "metastore/sql/store_calls.h"

#include <algorithm>

namespace skep::jobs::sql {

Result<void> GroupCommit::run(const Body& body, Turn turn) {
  Waiting own{&body, turn};
  std::unique_lock lock(mutex_);
  queue_.push_back(&own);
  if (is_leading_) own.changed.wait(lock, [&] { return own.done || own.leads; });
  if (own.done) return own.outcome;

  is_leading_ = true;
  std::vector<Waiting*> group;
  group.swap(queue_);
  lock.unlock();
  std::stable_partition(group.begin(), group.end(), [](const Waiting* each) { return each->turn == Turn::any; });
  commit(group);
  lock.lock();
  // The next group goes to the store while this one's callers wake.
  is_leading_ = !queue_.empty();
  if (is_leading_) {
    queue_.front()->leads = true;
    queue_.front()->changed.notify_one();
  }
  for (auto* each : group) {
    each->done = true;
    if (each != &own) each->changed.notify_one();
  }
  return own.outcome;
}

void GroupCommit::commit(const std::vector<Waiting*>& group) {
  transactions_++;
  if (group.size() == 1) return commit_alone(*group.front());
  try {
    Transaction transaction = pool_.begin_writing();
    for (auto* each : group) each->outcome = (*each->body)(transaction);
    auto committed = transaction.commit();
    for (auto* each : group)
      if (!committed && each->outcome) each->outcome = committed.error();
  } catch (const soci::soci_error&) {
    // One of them met a failure of the store, and nothing has happened: the others must not suffer from it.
    for (auto* each : group) commit_alone(*each);
  }
}

void GroupCommit::commit_alone(Waiting& one) {
  metastore::sql::StoreCalls calls(pool_);
  one.outcome = calls.changing(*one.body);
}

}  // namespace skep::jobs::sql
