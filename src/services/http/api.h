#pragma once

#include "base/cancellation.h"
#include "cache/result_spool.h"
#include "jobs/job_service.h"
#include "net/http_handler.h"
#include "net/worker_pool.h"
#include "results/encoder.h"
#include "services/http/cursor.h"
#include "services/http/metrics.h"
#include "services/http/query.h"
#include "services/http/session_store.h"
#include "session/session.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep::services {

/// What all resources of the REST API work with; borrowed.
struct Api {
  session::SessionService& session;
  net::WorkerPool& control;   ///< cancels statements whose client went away
  net::WorkerPool& spooling;  ///< moves rows of further pages into the spool
  cache::ResultSpool& spool;
  const CursorSeal& cursors;
  SessionStore& sessions;
  Metrics& metrics;
  jobs::JobService* jobs;  ///< null: this server runs none
  std::function<size_t()> connections;
  std::function<std::optional<uint64_t>()> catalogue_changes;
  std::atomic<bool> stopping = false;
};

/// One request, as a resource's function gets it.
struct Call {
  const net::HttpRequest& request;
  std::vector<std::string> names;  ///< what stood for the pattern's {...}, in order
  Query query;
  const Cancellation& gone;

  /// The form of the answer, where its route gives rows; the time zone is the statement's.
  results::EncoderOptions rows = {};

  access::Principal principal = {};

  /// Set by a resource whose answer may be given again, without asking it, for as long as this holds. Called on the
  /// thread that serves the sockets: never waits.
  std::function<bool()> answer_holds = {};
};

/// Fails with permission_denied, as every door does before it shows an object.
inline Result<void> check_access(Api& api, const Call& call, const std::string& object) {
  return api.session.policy().check(call.principal, access::Action::describe, object);
}

}  // namespace skep::services
