#pragma once

#include "cli/client/connection.h"

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace skep::cli {

/// Shows on standard error, from half a second on, for how long the connection's statement has been running and how far
/// it has come. Gone without a trace once stopped. The connection is borrowed.
class ProgressLine {
 public:
  explicit ProgressLine(Connection& connection);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// Erases the line; after this nothing is shown. May be called again.
  void stop();

 private:
  void run();

  Connection& connection_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_stopped_ = false;
  std::thread thread_;
};

/// What the line says, such as "running 12.3 s, 4321 k rows read".
std::string progress_text(const std::optional<Progress>& progress, double seconds);

}  // namespace skep::cli
