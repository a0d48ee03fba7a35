#pragma once

#include "base/result.h"
#include "cli/client/http_client.h"
#include "cli/jobs/job_arguments.h"
#include "cli/jobs/job_text.h"

#include <functional>
#include <string>
#include <vector>

namespace skep::cli {

/// Asks a server about jobs. One thread.
class JobClient {
 public:
  explicit JobClient(const std::string& server) : client_(server) {}

  Result<JobView> submit(const std::string& body, const std::string& idempotency_key);
  Result<std::vector<JobView>> list(const std::string& state, int limit);
  Result<JobView> find(const std::string& id);

  /// Blocks until the job has ended, or for some seconds; gives it as it is then.
  Result<JobView> wait(const std::string& id);

  /// False when it had ended already.
  Result<bool> cancel(const std::string& id);

  /// Calls back for each change until the job has ended; goes on by itself when the server is away for a while.
  Result<JobView> follow(const std::string& id, const std::function<void(const JobView&)>& on_change);

  /// The rows in a form; the sink says whether more are wanted.
  Result<void> result(const std::string& id, const std::string& media_type, const std::string& query,
                      const HttpClient::Sink& sink);

 private:
  Result<JobView> job_of(const Result<HttpReply>& reply, int wanted_status);

  HttpClient client_;
};

}  // namespace skep::cli
