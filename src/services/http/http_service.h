#pragma once

#include "base/result.h"
#include "cache/result_spool.h"
#include "session/session.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace skep::jobs {
class JobService;
}

namespace skep::services {

struct HttpSettings {
  std::string address = "127.0.0.1";
  uint16_t port = 8080;         ///< 0: any free one
  int io_threads = 0;           ///< that serve the sockets; 0: one a core, at most 4
  int worker_threads = 0;       ///< that read the catalogue; 0: twice the cores, at least 8
  size_t statements_max = 512;  ///< that run or wait at this door, a thread each; beyond it 429
  size_t connections_max = 10'000;
  size_t body_max_bytes = 16u << 20;
  size_t header_max_bytes = 64u << 10;
  size_t body_ratio_max = 100;              ///< how many times larger a packed body may be than it came
  std::vector<std::string> networks = {};   ///< from which clients may come besides this machine (net/networks.h)
  std::vector<std::string> hosts;           ///< names of this machine, besides the loopback ones; "*" for any
  std::vector<std::string> origins;         ///< whose pages may read answers (CORS); "*" for all
  cache::SpoolSettings results = {};        ///< the rows of further pages
  std::string cursor_key = {};              ///< signs cursors; empty: one of this process
  std::chrono::seconds session_idle{3600};  ///< a session that is not used for so long ends
  size_t sessions_max = 10'000;
  bool log_requests = false;  ///< a line each

  /// Differs from every earlier answer when the catalogue may have changed since; nothing where that cannot be told
  /// without waiting. What is read of the catalogue is kept in memory while it has not.
  std::function<std::optional<uint64_t>()> catalogue_changes = {};
  std::chrono::milliseconds header_deadline{10'000};  ///< for a request's header, from its first byte on
  std::chrono::milliseconds stalled_writer{30'000};   ///< a request's body of which nothing comes for so long
  std::chrono::milliseconds stalled_reader{60'000};   ///< a client that takes no bytes for so long loses its statement
  std::chrono::milliseconds idle_connection{75'000};
};

/// Answers the REST API under /api/v1, /livez and /readyz. Only translates: what a statement means is the session's.
class HttpService {
 public:
  virtual ~HttpService() = default;

  /// Listens and returns; fails with unavailable, naming the address, when the port is taken.
  virtual Result<void> start() = 0;
  virtual uint16_t port() const = 0;

  /// Requests that come later follow the hosts, origins, ratio and log of these settings; the rest stays as it is.
  virtual void set_rules(const HttpSettings& settings) = 0;

  /// /readyz answers 503 from now on, so that no new clients are sent here while running statements end.
  virtual void announce_stop() = 0;

  /// Announces it, and listens no more; connections end after their running answer. Blocks until all have, or `grace`.
  virtual void stop(std::chrono::milliseconds grace) = 0;
};

/// `session`, and `jobs` where there are some, are borrowed and must outlive the service.
std::unique_ptr<HttpService> make_http_service(session::SessionService& session, HttpSettings settings,
                                               jobs::JobService* jobs = nullptr);

}  // namespace skep::services
