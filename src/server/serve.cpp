#include "config/settings.h"
#include "jobs/hooks/hook_targets.h"
#include "jobs/job_service.h"
#include "jobs/sql/sql_job_store.h"
#include "server/secret_key.h"
#include "server/server.h"
#include "server/settings_in_force.h"
#include "services/http/http_service.h"
#include "services/metastore_thrift/thrift_service.h"

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <malloc.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <thread>

namespace skep::server {
namespace {

bool is_loopback(const std::string& address) {
  return address.starts_with("127.") || address == "::1" || address == "localhost";
}

/// Blocks the signals that a server waits for, in this thread and those it starts, so that one place waits for them.
sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return signals;
}

Settings filled_in(const std::map<std::string, std::string>& given) {
  auto settings = config::initial_settings();
  for (const auto& [key, value] : given) settings[key] = value;
  return settings;
}

/// Puts those settings into force that a running server can change; keeps all as they are when one is wrong.
void reload(const ServeOptions& options, Settings& settings, session::SessionService& session,
            services::HttpService& service) {
  auto given = options.read_again();
  if (!given) {
    spdlog::error("the settings stay as they are: {}", given.error().message);
    return;
  }
  auto again = filled_in(*given);
  apply_log_settings(again);
  log_changes(settings, again);
  session.set_limits(session_limits(again));
  service.set_rules(http_settings(again));
  settings = std::move(again);
  spdlog::info("the settings were read again");
}

/// Calls are short, and clients come back.
constexpr std::chrono::seconds kMetastoreGrace{5};

/// Null when none is asked for.
Result<std::unique_ptr<services::MetastoreThriftService>> start_metastore(OpenWarehouse& warehouse,
                                                                          const ServeOptions& options,
                                                                          const services::HttpSettings& http) {
  std::unique_ptr<services::MetastoreThriftService> service;
  if (!options.metastore_port) return service;
  services::MetastoreThriftSettings settings;
  settings.address = options.address;
  settings.port = *options.metastore_port;
  settings.networks = http.networks;
  service = services::make_metastore_thrift_service(warehouse.warehouse(), warehouse.policy(), settings);
  if (auto started = service->start(); !started) return started.error();
  return service;
}

/// Null when none are to be run.
Result<std::unique_ptr<jobs::JobService>> start_jobs(OpenWarehouse& warehouse, const Settings& settings) {
  std::unique_ptr<jobs::JobService> none;
  if (settings.at("skep.jobs.enabled") != "true") return none;
  auto directory = std::filesystem::absolute(settings.at("skep.warehouse.directory")).lexically_normal().string();
  auto url = settings.at("skep.jobs.store");
  auto store = jobs::open_sql_job_store(url.empty() ? "sqlite:" + directory + "/jobs.db" : url);
  if (!store) return store.error();
  auto limits = job_settings(settings);
  if (auto targets = jobs::HookTargets::parse(limits.hooks.networks); !targets)
    return targets.error().during("reading skep.jobs.webhook.networks");
  if (limits.results.directory.empty()) limits.results.directory = directory + "/job-results";
  limits.results.shared = &warehouse.budget();
  return jobs::start_jobs(std::move(*store), warehouse.session(), limits);
}

/// Statements are at work on many threads, a few at a time: with an arena for each glibc would keep what they freed many
/// times over.
void limit_arenas() { mallopt(M_ARENA_MAX, static_cast<int>(std::max(2U, std::thread::hardware_concurrency()))); }

}  // namespace

Result<void> serve(const ServeOptions& options) {
  auto settings = filled_in(options.warehouse.settings);
  const auto& trusted = settings.at("skep.trusted.network");
  if (!is_loopback(options.address) && trusted.empty()) {
    return make_error(ErrorCode::unsupported,
                      "Skep listens on loopback only, not on {}: authentication and TLS are not there yet; where the "
                      "network is private, --trusted-network ADDRESS/BITS says so",
                      options.address);
  }
  limit_arenas();
  auto signals = block_signals();
  apply_log_settings(settings);
  if (!trusted.empty()) spdlog::warn("clients of {} are trusted: nobody has to say who they are", trusted);
  auto warehouse = open_warehouse(options.warehouse);
  if (!warehouse) return warehouse.error();
  auto& session = (*warehouse)->session();

  auto http = http_settings(settings);
  http.address = options.address;
  http.port = options.port;
  http.results.directory = settings.at("skep.warehouse.directory") + "/results";
  auto key = load_key(settings.at("skep.warehouse.directory") + "/cursor.key");
  if (!key) return key.error();
  http.cursor_key = std::move(*key);
  if (auto* changes = (*warehouse)->changes()) http.catalogue_changes = [changes] { return changes->now(); };
  auto jobs = start_jobs(**warehouse, settings);
  if (!jobs) return jobs.error();
  auto service = services::make_http_service(session, http, jobs->get());
  if (auto started = service->start(); !started) return started.error();
  auto metastore = start_metastore(**warehouse, options, http);
  if (!metastore) return metastore.error();
  fmt::print("skep listens on http://{}:{}\n", options.address, service->port());
  if (*metastore) fmt::print("skep serves the metastore on thrift://{}:{}\n", options.address, (*metastore)->port());
  std::fflush(stdout);

  int signal = 0;
  for (sigwait(&signals, &signal); signal == SIGHUP; sigwait(&signals, &signal))
    if (options.read_again) reload(options, settings, session, *service);
  auto grace = seconds_of(settings, "skep.drain.timeout");
  spdlog::info("stopping: running statements have {} s to end", grace.count());
  service->announce_stop();
  if (*metastore) (*metastore)->stop(kMetastoreGrace);
  if (*jobs) (*jobs)->begin_stop();
  session.drain(grace);
  service->stop(grace);
  return {};
}

}  // namespace skep::server
