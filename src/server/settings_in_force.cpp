#include "server/settings_in_force.h"

#include "base/check.h"
#include "base/log.h"
#include "base/text.h"
#include "config/hive_time.h"
#include "config/settings.h"

#include <spdlog/spdlog.h>

#include <pwd.h>
#include <unistd.h>
#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace skep::server {
namespace {

std::vector<std::string> list_of(const Settings& settings, const std::string& key) {
  std::vector<std::string> elements;
  for (const auto& element : split(settings.at(key), ','))
    if (auto one = trim(element); !one.empty()) elements.emplace_back(one);
  return elements;
}

size_t size_of(const Settings& settings, const std::string& key) {
  return static_cast<size_t>(number_of(settings, key));
}

}  // namespace

int64_t number_of(const Settings& settings, const std::string& key) {
  const auto& text = settings.at(key);
  int64_t value = 0;
  auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  check(problem == std::errc() && end == text.data() + text.size(), "a setting that was checked is no number");
  return value;
}

std::chrono::seconds seconds_of(const Settings& settings, const std::string& key) {
  return std::chrono::seconds(number_of(settings, key));
}

session::SessionLimits session_limits(const Settings& settings) {
  session::SessionLimits limits;
  limits.running_max = size_of(settings, "skep.statements.running.max");
  limits.queued_max = size_of(settings, "skep.statements.queued.max");
  limits.heavy_max = std::max<size_t>(1, size_of(settings, "skep.statements.heavy.max"));
  limits.heavy_bytes = number_of(settings, "skep.statements.heavy.bytes");
  limits.timeout = seconds_of(settings, "skep.statements.timeout");
  limits.answers_bytes = size_of(settings, "skep.statements.answers.bytes");
  return limits;
}

Result<metastore::RemoteSettings> remote_settings(const Settings& settings) {
  metastore::RemoteSettings remote;
  auto addresses = metastore::parse_metastore_uris(settings.at("hive.metastore.uris"));
  if (!addresses) return addresses.error();
  remote.addresses = *std::move(addresses);
  auto time_of = [&](const std::string& key) {
    auto time = config::parse_hive_time(settings.at(key));
    check(time.has_value(), "a setting that was checked is no time");
    return *time;
  };
  remote.answer_deadline = time_of("hive.metastore.client.socket.timeout");
  remote.connect_pause = time_of("hive.metastore.client.connect.retry.delay");
  remote.connect_rounds =
      static_cast<int>(std::min<int64_t>(number_of(settings, "hive.metastore.connect.retries"), 100));
  auto* named = std::getenv("HADOOP_USER_NAME");
  auto* user = named == nullptr ? ::getpwuid(::geteuid()) : nullptr;
  if (named != nullptr) remote.user = named;
  if (user != nullptr) remote.user = user->pw_name;
  return remote;
}

services::HttpSettings http_settings(const Settings& settings) {
  services::HttpSettings http;
  http.statements_max = size_of(settings, "skep.http.statements.max");
  http.connections_max = size_of(settings, "skep.http.connections.max");
  http.body_max_bytes = size_of(settings, "skep.http.body.max");
  http.body_ratio_max = std::max<size_t>(1, size_of(settings, "skep.http.body.ratio.max"));
  http.header_max_bytes = size_of(settings, "skep.http.header.max");
  http.header_deadline = seconds_of(settings, "skep.http.header.timeout");
  http.stalled_writer = seconds_of(settings, "skep.http.writer.timeout");
  http.stalled_reader = seconds_of(settings, "skep.http.reader.timeout");
  http.idle_connection = seconds_of(settings, "skep.http.idle");
  http.results.keep = seconds_of(settings, "skep.results.keep");
  http.results.result_max_bytes = number_of(settings, "skep.results.max.bytes");
  http.results.budget_bytes = number_of(settings, "skep.results.budget.bytes");
  http.session_idle = seconds_of(settings, "skep.sessions.idle");
  http.sessions_max = size_of(settings, "skep.sessions.max");
  http.networks = list_of(settings, "skep.trusted.network");
  http.hosts = list_of(settings, "skep.http.hosts");
  http.origins = list_of(settings, "skep.http.origins");
  http.log_requests = settings.at("skep.log.requests") == "true";
  return http;
}

jobs::JobSettings job_settings(const Settings& settings) {
  jobs::JobSettings jobs;
  jobs.running_max = std::max<size_t>(1, size_of(settings, "skep.jobs.running.max"));
  jobs.principal_running_max = std::max<size_t>(1, size_of(settings, "skep.jobs.principal.running.max"));
  jobs.interruptions_max = static_cast<int>(number_of(settings, "skep.jobs.interruptions.max"));
  jobs.lease = std::max(std::chrono::seconds(1), seconds_of(settings, "skep.jobs.lease"));
  jobs.timeout = std::max(std::chrono::seconds(1), seconds_of(settings, "skep.jobs.timeout"));
  jobs.backoff = seconds_of(settings, "skep.jobs.retry.first");
  jobs.backoff_max = seconds_of(settings, "skep.jobs.retry.max");
  jobs.keep_job = seconds_of(settings, "skep.jobs.keep");
  jobs.keep_result = seconds_of(settings, "skep.jobs.results.keep");
  jobs.results.directory = settings.at("skep.jobs.results.directory");
  for (const auto& network : split(settings.at("skep.jobs.webhook.networks"), ','))
    if (!trim(network).empty()) jobs.hooks.networks.emplace_back(trim(network));
  jobs.hooks.secret = settings.at("skep.jobs.webhook.secret");
  jobs.hooks.tries_max = std::max(1, static_cast<int>(number_of(settings, "skep.jobs.webhook.tries")));
  jobs.results.budget_bytes = number_of(settings, "skep.jobs.results.budget.bytes");
  return jobs;
}

void apply_log_settings(const Settings& settings) {
  bool json = settings.at("skep.log.format") == "json";
  configure_log(settings.at("skep.log.level"), json ? LogFormat::json : LogFormat::text);
}

void log_changes(const Settings& from, const Settings& to) {
  for (const auto& [key, value] : to) {
    auto before = from.find(key);
    if (before != from.end() && before->second == value) continue;
    auto* known = config::find_setting(key);
    if (known != nullptr && known->reloads)
      spdlog::info("{} is now '{}'", key, config::shown_value(key, value));
    else
      spdlog::warn("{} will be '{}' after a restart", key, config::shown_value(key, value));
  }
}

}  // namespace skep::server
