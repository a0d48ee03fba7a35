#include "services/http/http_service.h"

#include "net/http_server.h"
#include "net/worker_pool.h"
#include "services/http/api.h"
#include "services/http/router.h"

#include <algorithm>
#include <filesystem>
#include <thread>

namespace skep::services {
namespace {

/// Catalogue requests that may wait for a thread; each of them is short.
constexpr size_t kCatalogueWaitingMax = 1024;

size_t catalogue_threads(int wanted) {
  if (wanted > 0) return static_cast<size_t>(wanted);
  return std::max<size_t>(8, 2 * std::thread::hardware_concurrency());
}

/// Ready answers and those of small statements are made faster than one thread takes them to the sockets.
int socket_threads(int wanted) {
  if (wanted > 0) return wanted;
  return static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 4U));
}

net::HttpServerSettings server_settings(const HttpSettings& settings) {
  net::HttpServerSettings server;
  server.address = settings.address;
  server.port = settings.port;
  server.io_threads = socket_threads(settings.io_threads);
  server.connections_max = settings.connections_max;
  server.networks = settings.networks;
  server.limits.header_max_bytes = settings.header_max_bytes;
  server.limits.body_max_bytes = settings.body_max_bytes;
  server.idle = settings.idle_connection;
  server.header_deadline = settings.header_deadline;
  server.stalled_writer = settings.stalled_writer;
  server.stalled_reader = settings.stalled_reader;
  return server;
}

bool is_loopback(const std::string& address) {
  return address.starts_with("127.") || address == "::1" || address == "localhost";
}

DoorRules door_rules(const HttpSettings& settings) {
  return {is_loopback(settings.address),
          settings.hosts,
          settings.origins,
          {settings.body_max_bytes, settings.body_ratio_max},
          settings.log_requests};
}

cache::SpoolSettings spool_settings(cache::SpoolSettings settings) {
  if (settings.directory.empty()) settings.directory = std::filesystem::temp_directory_path();
  return settings;
}

class HttpServiceOnServer final : public HttpService {
 public:
  HttpServiceOnServer(session::SessionService& session, const HttpSettings& settings, jobs::JobService* jobs)
      : catalogue_(catalogue_threads(settings.worker_threads), kCatalogueWaitingMax),
        statements_(settings.statements_max, 0),
        bodies_(settings.statements_max),
        control_(settings.statements_max),
        spool_(spool_settings(settings.results)),
        spooling_(settings.statements_max),
        cursors_(settings.cursor_key.empty() ? CursorSeal::new_key() : settings.cursor_key),
        sessions_(settings.session_idle, settings.sessions_max),
        api_{session,
             control_,
             spooling_,
             spool_,
             cursors_,
             sessions_,
             metrics_,
             jobs,
             [this] { return server_.connections(); },
             settings.catalogue_changes ? settings.catalogue_changes : [] { return std::optional<uint64_t>(); }},
        router_(api_, catalogue_, statements_, door_rules(settings)),
        server_(server_settings(settings), router_, bodies_) {}

  Result<void> start() override { return server_.start(); }
  uint16_t port() const override { return server_.port(); }

  void set_rules(const HttpSettings& settings) override { router_.set_rules(door_rules(settings)); }

  void announce_stop() override { api_.stopping = true; }

  void stop(std::chrono::milliseconds grace) override {
    announce_stop();
    server_.stop(grace);
  }

 private:
  // Pools of their own, so that statements that wait for each other never keep those from a thread that they wait for.
  net::WorkerPool catalogue_;
  net::WorkerPool statements_;
  net::WorkerPool bodies_;
  net::WorkerPool control_;
  cache::ResultSpool spool_;
  net::WorkerPool spooling_;
  CursorSeal cursors_;
  SessionStore sessions_;
  Metrics metrics_;
  Api api_;
  Router router_;
  net::HttpServer server_;
};

}  // namespace

std::unique_ptr<HttpService> make_http_service(session::SessionService& session, HttpSettings settings,
                                               jobs::JobService* jobs) {
  return std::make_unique<HttpServiceOnServer>(session, settings, jobs);
}

}  // namespace skep::services
