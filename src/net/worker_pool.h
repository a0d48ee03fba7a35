#pragma once

#include <boost/asio/awaitable.hpp>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace skep::net {

/// Runs work that blocks, away from the threads that serve sockets.
///
/// A thread is started when there is work and none is idle, up to `threads_max`; then work waits. Of idle threads the
/// one that worked last is called, whose memory is still near; the others end after a while. Any thread may call it. The destructor waits for the work under way and for what waits.
class WorkerPool {
 public:
  explicit WorkerPool(size_t threads_max, size_t waiting_max = std::numeric_limits<size_t>::max());
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// Answers false, and does nothing, when `waiting_max` pieces of work wait already, or no thread can be had.
  [[nodiscard]] bool post(std::function<void()> work);

 private:
  struct Idle {
    std::condition_variable wakes;
    bool is_called = false;
  };

  bool start_thread();
  void call_latest();
  bool wait_for_work(std::unique_lock<std::mutex>& lock);
  void run();
  void join_ended();

  const size_t threads_max_;
  const size_t waiting_max_;
  std::mutex mutex_;
  std::condition_variable ended_all_;
  std::deque<std::function<void()>> waiting_;
  std::vector<std::thread> ended_;
  std::vector<std::thread> threads_;
  std::vector<Idle*> idle_;  ///< the one that worked last at the end; they live on their threads' stacks
  size_t called_ = 0;        ///< threads on their way to work: called, or just started
  bool closing_ = false;
};

/// Runs `work` on the pool while the calling coroutine waits without a thread; the coroutine goes on where it ran
/// before. Gives false when the pool refused. `work` is borrowed: name it before the co_await. `alive` owns the coroutine's
/// io_context, which the worker touches until a moment after the coroutine has gone on.
boost::asio::awaitable<bool> run_on(WorkerPool& pool, const std::function<void()>& work,
                                    const std::shared_ptr<void>& alive);

}  // namespace skep::net
