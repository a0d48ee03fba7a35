#include "metastore/sql/connection_pool.h"

#include <chrono>

namespace skep::metastore::sql {
namespace {

constexpr std::chrono::seconds kWaitMax{30};

}  // namespace

Transaction::Transaction(ConnectionPool& pool, std::unique_ptr<soci::session> session) noexcept
    : pool_(&pool), session_(std::move(session)) {}

Transaction::~Transaction() {
  if (!session_) return;
  bool is_usable = true;
  if (is_open_) {
    try {
      *session_ << "ROLLBACK";
    } catch (const soci::soci_error&) {
      // A connection that cannot roll back is closed, which rolls back too.
      is_usable = false;
    }
  }
  pool_->give_back(std::move(session_), is_usable);
}

const Dialect& Transaction::dialect() const { return pool_->dialect(); }

Result<void> Transaction::commit() {
  try {
    *session_ << "COMMIT";
    is_open_ = false;
    return {};
  } catch (const soci::soci_error& failure) {
    if (dialect().is_known_not_committed(failure)) return dialect().to_error(failure);
    return make_error(ErrorCode::outcome_unknown, "the metastore's store failed during a commit: {}",
                      failure.get_error_message());
  }
}

ConnectionPool::ConnectionPool(std::unique_ptr<Dialect> dialect, std::string address, size_t connections_max)
    : dialect_(std::move(dialect)), address_(std::move(address)), connections_max_(connections_max) {}

Transaction ConnectionPool::begin(std::string_view statement) {
  auto session = take();
  try {
    *session << std::string(statement);
  } catch (const soci::soci_error&) {
    give_back(std::move(session), false);
    throw;
  }
  return Transaction(*this, std::move(session));
}

std::unique_ptr<soci::session> ConnectionPool::take() {
  {
    std::unique_lock lock(mutex_);
    bool is_free = came_back_.wait_for(lock, kWaitMax, [&] { return in_use_ < connections_max_; });
    if (!is_free) throw soci::soci_error("every connection is in use");
    in_use_++;
    if (!idle_.empty()) {
      auto session = std::move(idle_.back());
      idle_.pop_back();
      return session;
    }
  }
  auto session = std::make_unique<soci::session>();
  try {
    dialect_->connect(*session, address_);
  } catch (const soci::soci_error&) {
    give_back(nullptr, false);
    throw;
  }
  return session;
}

void ConnectionPool::give_back(std::unique_ptr<soci::session> session, bool is_usable) {
  if (!is_usable) session.reset();
  std::lock_guard lock(mutex_);
  in_use_--;
  if (session) idle_.push_back(std::move(session));
  came_back_.notify_one();
}

}  // namespace skep::metastore::sql
