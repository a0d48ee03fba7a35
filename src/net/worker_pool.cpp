#include "net/worker_pool.h"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <system_error>
#include <utility>

namespace skep::net {
namespace {

constexpr std::chrono::seconds kIdleThread{10};

/// Holds a coroutine's handler until the work is done, then resumes it on its own executor.
template <typename Handler>
struct Resumption {
  Resumption(std::shared_ptr<void> alive_in, Handler handler_in)
      : alive(std::move(alive_in)),
        handler(std::move(handler_in)),
        guard(boost::asio::get_associated_executor(handler)) {}

  void resume(bool ran) {
    auto executor = guard.get_executor();
    boost::asio::post(executor, [held = std::move(handler), ran]() mutable { std::move(held)(ran); });
    guard.reset();
  }

  std::shared_ptr<void> alive;  ///< first, so that it goes last
  Handler handler;
  boost::asio::executor_work_guard<boost::asio::associated_executor_t<Handler>> guard;
};

}  // namespace

WorkerPool::WorkerPool(size_t threads_max, size_t waiting_max) : threads_max_(threads_max), waiting_max_(waiting_max) {}

WorkerPool::~WorkerPool() {
  std::unique_lock lock(mutex_);
  closing_ = true;
  for (auto* idle : idle_) idle->wakes.notify_one();
  ended_all_.wait(lock, [&] { return threads_.empty(); });
  join_ended();
}

bool WorkerPool::post(std::function<void()> work) {
  std::lock_guard lock(mutex_);
  bool is_taken = idle_.size() + called_ > waiting_.size();
  bool starts_thread = !is_taken && threads_.size() < threads_max_;
  if (!is_taken && !starts_thread && waiting_.size() >= waiting_max_) return false;

  join_ended();
  if (starts_thread && !start_thread() && threads_.empty()) return false;
  waiting_.push_back(std::move(work));
  if (!idle_.empty()) call_latest();
  return true;
}

/// Answers false where the system has no thread left.
bool WorkerPool::start_thread() {
  try {
    threads_.emplace_back([this] { run(); });
    called_++;
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

void WorkerPool::call_latest() {
  auto* latest = idle_.back();
  idle_.pop_back();
  latest->is_called = true;
  called_++;
  latest->wakes.notify_one();
}

/// Waits for a call, which may be in vain, since a thread that was at work may have taken what it was for. Says whether
/// there is anything to wait for any more.
bool WorkerPool::wait_for_work(std::unique_lock<std::mutex>& lock) {
  Idle self;
  idle_.push_back(&self);
  self.wakes.wait_for(lock, kIdleThread, [&] { return self.is_called || closing_; });
  if (self.is_called) {
    called_--;
  } else {
    std::erase(idle_, &self);
  }
  return self.is_called && !closing_;
}

void WorkerPool::run() {
  std::unique_lock lock(mutex_);
  called_--;
  for (;;) {
    if (waiting_.empty()) {
      bool goes_on = wait_for_work(lock);
      if (waiting_.empty() && goes_on) continue;
      if (waiting_.empty()) break;
    }

    auto work = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    work();
    work = nullptr;
    lock.lock();
  }
  auto self = std::find_if(threads_.begin(), threads_.end(),
                           [](const std::thread& thread) { return thread.get_id() == std::this_thread::get_id(); });
  ended_.push_back(std::move(*self));
  threads_.erase(self);
  ended_all_.notify_all();
}

void WorkerPool::join_ended() {
  // Each of these threads has let go of the lock for the last time, or is about to: it touches nothing after.
  for (auto& thread : ended_) thread.join();
  ended_.clear();
}

boost::asio::awaitable<bool> run_on(WorkerPool& pool, const std::function<void()>& work,
                                    const std::shared_ptr<void>& alive) {
  auto start = [&pool, &work, &alive](auto handler) {
    auto resumption = std::make_shared<Resumption<decltype(handler)>>(alive, std::move(handler));
    bool accepted = pool.post([resumption, &work] {
      work();
      resumption->resume(true);
    });
    if (!accepted) resumption->resume(false);
  };
  co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(bool)>(
      start, boost::asio::use_awaitable);
}

}  // namespace skep::net
