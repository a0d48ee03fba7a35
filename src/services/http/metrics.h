#pragma once

#include "jobs/job_service.h"
#include "session/session.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace skep::services {

/// One answered request.
struct RequestMeasure {
  std::string method;
  std::string route;  ///< its pattern; "none" where there is none
  int status = 200;
  size_t bytes = 0;  ///< of the body, as it was sent
  std::chrono::nanoseconds time{0};
  bool whole = true;  ///< false for a body that broke off
};

/// Counts what the door does, and words it for Prometheus. Any thread may call it.
class Metrics {
 public:
  Metrics();
  ~Metrics();

  void add(const RequestMeasure& request);

  /// Everything in Prometheus's text format, with what is given and the process's own values as they are now.
  /// Without `jobs` nothing is said of them.
  std::string text(const session::SessionLoad& load, size_t connections, const std::optional<jobs::JobLoad>& jobs);

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace skep::services
