#pragma once

#include <functional>
#include <mutex>
#include <thread>

namespace skep::cli {

/// Turns Ctrl-C into a call of the current handler, in a thread of its own, for as long as this lives. One at a time.
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  /// What Ctrl-C does from now on; nothing for none. Returns when the former handler is not at work any more.
  void handle(std::function<void()> handler);

 private:
  void run();

  std::mutex mutex_;
  std::function<void()> handler_;
  std::thread thread_;
};

}  // namespace skep::cli
