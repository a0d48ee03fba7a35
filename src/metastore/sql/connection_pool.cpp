#include "metastore/sql/connection_pool.h"

#include <chrono>
#include <thread>

namespace skep::metastore::sql {
namespace {

constexpr std::chrono::seconds kWaitMax{30};
constexpr std::chrono::seconds kLookUpMax{10};
constexpr std::chrono::milliseconds kLookUpPause{200};

}  // namespace

Transaction::Transaction(ConnectionPool& pool, std::unique_ptr<Connection> connection, bool is_writing) noexcept
    : pool_(&pool), connection_(std::move(connection)), is_writing_(is_writing) {}

Transaction::~Transaction() {
  if (!connection_) return;
  bool is_usable = true;
  if (is_open_) {
    try {
      session() << "ROLLBACK";
    } catch (const soci::soci_error&) {
      // A connection that cannot roll back is closed, which rolls back too.
      is_usable = false;
    }
  }
  pool_->give_back(std::move(connection_), is_usable);
}

const Dialect& Transaction::dialect() const { return pool_->dialect(); }

SchemaLevel Transaction::level() const { return pool_->level(); }

bool Transaction::orders_by_bytes() const { return pool_->orders_by_bytes(); }

Result<void> Transaction::commit() {
  std::string mark;
  if (is_writing_) mark = dialect().transaction_mark(session());
  try {
    session() << "COMMIT";
    is_open_ = false;
    return {};
  } catch (const soci::soci_error& failure) {
    if (dialect().is_known_not_committed(failure)) return dialect().to_error(failure);
    auto committed = mark.empty() ? std::optional<bool>() : pool_->look_up(mark);
    if (committed && *committed) return {};
    if (committed) return dialect().to_error(failure);
    return make_error(ErrorCode::outcome_unknown, "the metastore's store failed during a commit: {}",
                      failure.get_error_message());
  }
}

ConnectionPool::ConnectionPool(std::unique_ptr<Dialect> dialect, std::string address, size_t connections_max)
    : dialect_(std::move(dialect)),
      address_(std::move(address)),
      connections_max_(connections_max),
      ids_(*dialect_, address_) {}

/// A connection that was lost while it was idle is no failure yet: the next one is tried, at last a new one.
Transaction ConnectionPool::begin(std::string_view statement, bool is_writing) {
  while (true) {
    auto [connection, is_new] = take();
    try {
      connection->session << std::string(statement);
      return Transaction(*this, std::move(connection), is_writing);
    } catch (const soci::soci_error& failure) {
      give_back(std::move(connection), false);
      if (is_new || !dialect_->is_lost(failure)) throw;
    }
  }
}

std::optional<bool> ConnectionPool::look_up(const std::string& mark) {
  auto until = std::chrono::steady_clock::now() + kLookUpMax;
  while (std::chrono::steady_clock::now() < until) {
    try {
      soci::session session;
      dialect_->connect(session, address_);
      if (auto committed = dialect_->was_committed(session, mark)) return committed;
    } catch (const soci::soci_error&) {
      // The store may be about to start again.
    }
    std::this_thread::sleep_for(kLookUpPause);
  }
  return std::nullopt;
}

ConnectionPool::Taken ConnectionPool::take() {
  {
    std::unique_lock lock(mutex_);
    bool is_free = came_back_.wait_for(lock, kWaitMax, [&] { return in_use_ < connections_max_; });
    if (!is_free) throw soci::soci_error("every connection is in use");
    in_use_++;
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return {std::move(connection), false};
    }
  }
  auto connection = std::make_unique<Connection>(*dialect_);
  try {
    dialect_->connect(connection->session, address_);
  } catch (const soci::soci_error&) {
    give_back(nullptr, false);
    throw;
  }
  return {std::move(connection), true};
}

void ConnectionPool::give_back(std::unique_ptr<Connection> connection, bool is_usable) {
  if (!is_usable) connection.reset();
  std::lock_guard lock(mutex_);
  in_use_--;
  if (connection) idle_.push_back(std::move(connection));
  came_back_.notify_one();
}

}  // namespace skep::metastore::sql
