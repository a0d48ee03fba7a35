#pragma once

#include "base/cancellation.h"
#include "services/http/api.h"

#include <atomic>
#include <memory>
#include <string>

namespace skep::services {

/// Cancels a statement when its client goes away, from before it is known to the session until this object is gone.
class StatementWatch {
 public:
  StatementWatch(Api& api, std::string id, Cancellation gone);
  ~StatementWatch();

 private:
  std::shared_ptr<std::atomic<bool>> over_ = std::make_shared<std::atomic<bool>>(false);
  std::unique_ptr<Cancellation::Observation> observation_;
};

}  // namespace skep::services
