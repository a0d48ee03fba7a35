#include "server/server.h"
#include "services/http/http_service.h"
#include "services/metastore_thrift/thrift_service.h"

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <csignal>
#include <cstdio>

namespace skep::server {
namespace {

bool is_loopback(const std::string& address) {
  return address.starts_with("127.") || address == "::1" || address == "localhost";
}

/// Blocks the signals that end a server, in this thread and those it starts, so that one place waits for them.
sigset_t block_stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return signals;
}

/// Calls are short, and clients come back.
constexpr std::chrono::seconds kMetastoreGrace{5};

/// Null when none is asked for.
Result<std::unique_ptr<services::MetastoreThriftService>> start_metastore(OpenWarehouse& warehouse,
                                                                          const ServeOptions& options) {
  std::unique_ptr<services::MetastoreThriftService> service;
  if (!options.metastore_port) return service;
  services::MetastoreThriftSettings settings;
  settings.address = options.address;
  settings.port = *options.metastore_port;
  service = services::make_metastore_thrift_service(warehouse.warehouse(), warehouse.policy(), settings);
  if (auto started = service->start(); !started) return started.error();
  return service;
}

}  // namespace

Result<void> serve(const ServeOptions& options) {
  if (!is_loopback(options.address)) {
    return make_error(
        ErrorCode::unsupported,
        "Skep listens on loopback only, not on {}: authentication, TLS and --trusted-network are not there yet",
        options.address);
  }
  auto signals = block_stop_signals();
  auto warehouse = open_warehouse(options.warehouse);
  if (!warehouse) return warehouse.error();
  auto& session = (*warehouse)->session();

  services::HttpSettings http;
  http.address = options.address;
  http.port = options.port;
  auto service = services::make_http_service(session, http);
  if (auto started = service->start(); !started) return started.error();
  auto metastore = start_metastore(**warehouse, options);
  if (!metastore) return metastore.error();
  fmt::print("skep listens on http://{}:{}\n", options.address, service->port());
  if (*metastore) fmt::print("skep serves the metastore on thrift://{}:{}\n", options.address, (*metastore)->port());
  std::fflush(stdout);

  int signal = 0;
  sigwait(&signals, &signal);
  constexpr auto kGrace = std::chrono::seconds(20);
  spdlog::info("stopping: running statements have {} s to end", kGrace.count());
  service->announce_stop();
  if (*metastore) (*metastore)->stop(kMetastoreGrace);
  session.drain(kGrace);
  service->stop(kGrace);
  return {};
}

}  // namespace skep::server
