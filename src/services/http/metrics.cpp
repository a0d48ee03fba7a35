#include "services/http/metrics.h"

#include <fmt/format.h>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <unistd.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <unordered_map>

namespace skep::services {
namespace {

using namespace prometheus;

const Histogram::BucketBoundaries kSeconds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60};

Gauge& gauge(Registry& registry, const std::string& name, const std::string& help) {
  return BuildGauge().Name(name).Help(help).Register(registry).Add({});
}

Counter& counter(Registry& registry, const std::string& name, const std::string& help) {
  return BuildCounter().Name(name).Help(help).Register(registry).Add({});
}

double resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double total = 0;
  double resident = 0;
  file >> total >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double open_descriptors() {
  std::error_code ignored;
  std::filesystem::directory_iterator descriptors("/proc/self/fd", ignored);
  return static_cast<double>(std::distance(begin(descriptors), end(descriptors)));
}

double cpu_seconds() {
  std::timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

/// What a request is added to. Looked up once for each method, route and status: that is dear in the library.
struct Series {
  Counter& requests;
  Histogram& times;
  Counter& bytes;
};

/// A counter that is read elsewhere: raised to what it is there.
void raise_to(Counter& counter, double value) {
  if (value > counter.Value()) counter.Increment(value - counter.Value());
}

}  // namespace

struct Metrics::Families {
  Series& series_of(const RequestMeasure& request);
  void take(const jobs::JobLoad& load);

  Registry registry;
  Family<Counter>& requests = BuildCounter()
                                  .Name("skep_http_requests_total")
                                  .Help("Answered requests by method, route and status")
                                  .Register(registry);
  Family<Histogram>& times = BuildHistogram()
                                 .Name("skep_http_request_duration_seconds")
                                 .Help("Time from a request to the end of its answer, by route")
                                 .Register(registry);
  Family<Counter>& bytes =
      BuildCounter().Name("skep_http_response_bytes_total").Help("Bytes of bodies sent, by route").Register(registry);
  Counter& broken = BuildCounter()
                        .Name("skep_http_broken_responses_total")
                        .Help("Bodies that broke off: failures after the first byte, and clients that went away")
                        .Register(registry)
                        .Add({});
  Gauge& connections = gauge(registry, "skep_http_connections", "Open connections");
  Gauge& running = gauge(registry, "skep_statements_running", "Statements at work");
  Gauge& queued = gauge(registry, "skep_statements_queued", "Statements that wait for others to end");
  Family<Counter>& ended =
      BuildCounter().Name("skep_statements_total").Help("Statements that have ended, by outcome").Register(registry);
  Counter& finished = ended.Add({{"outcome", "finished"}});
  Counter& failed = ended.Add({{"outcome", "failed"}});
  Counter& cancelled = ended.Add({{"outcome", "cancelled"}});
  Family<Gauge>& jobs =
      BuildGauge().Name("skep_jobs").Help("Jobs in the store that have not ended, by state").Register(registry);
  Gauge& jobs_queued = jobs.Add({{"state", "queued"}});
  Gauge& jobs_running = jobs.Add({{"state", "running"}});
  Counter& jobs_submitted = counter(registry, "skep_jobs_submitted_total", "Jobs taken in here");
  Family<Counter>& jobs_ended =
      BuildCounter().Name("skep_jobs_ended_total").Help("Jobs that have ended here, by outcome").Register(registry);
  Counter& jobs_succeeded = jobs_ended.Add({{"outcome", "succeeded"}});
  Counter& jobs_failed = jobs_ended.Add({{"outcome", "failed"}});
  Counter& jobs_cancelled = jobs_ended.Add({{"outcome", "cancelled"}});
  Counter& jobs_retried = counter(registry, "skep_jobs_retried_total", "Failures after which a job was queued again");
  Counter& jobs_recovered =
      counter(registry, "skep_jobs_recovered_total", "Jobs gone on with here that a server which ended had begun");
  Gauge& job_results = gauge(registry, "skep_job_results_bytes", "Bytes of the files of jobs' results");
  Counter& job_store = counter(registry, "skep_job_store_transactions_total", "Transactions with the store of jobs");
  Counter& hooks_told = counter(registry, "skep_job_webhooks_total", "Ends of jobs that were told to their webhooks");
  Counter& hooks_failed =
      counter(registry, "skep_job_webhook_failures_total", "Tries to tell a webhook that failed, or were refused");
  Gauge& memory = gauge(registry, "process_resident_memory_bytes", "Resident memory");
  Gauge& descriptors = gauge(registry, "process_open_fds", "Open file descriptors");
  Gauge& started = gauge(registry, "process_start_time_seconds", "When the process started, since 1970");
  std::mutex mutex;
  std::unordered_map<std::string, Series> series;
  Counter& cpu =
      BuildCounter().Name("process_cpu_seconds_total").Help("CPU time, user and system").Register(registry).Add({});
};

Metrics::Metrics() : families_(std::make_unique<Families>()) {
  families_->started.Set(static_cast<double>(std::time(nullptr)));
  BuildGauge()
      .Name("skep_build_info")
      .Help("Always 1; the version is a label")
      .Register(families_->registry)
      .Add({{"version", SKEP_VERSION}})
      .Set(1);
}

Metrics::~Metrics() = default;

/// One call of the library each would take longer than a small answer.
Series& Metrics::Families::series_of(const RequestMeasure& request) {
  auto key = fmt::format("{} {} {}", request.method, request.status, request.route);
  std::lock_guard guard(mutex);
  if (auto known = series.find(key); known != series.end()) return known->second;
  Labels labels{{"method", request.method}, {"route", request.route}, {"status", std::to_string(request.status)}};
  Series made{requests.Add(labels), times.Add({{"route", request.route}}, kSeconds),
              bytes.Add({{"route", request.route}})};
  return series.emplace(std::move(key), made).first->second;
}

void Metrics::add(const RequestMeasure& request) {
  auto& series = families_->series_of(request);
  series.requests.Increment();
  series.times.Observe(std::chrono::duration<double>(request.time).count());
  series.bytes.Increment(static_cast<double>(request.bytes));
  if (!request.whole) families_->broken.Increment();
}

void Metrics::Families::take(const jobs::JobLoad& load) {
  jobs_queued.Set(static_cast<double>(load.queued));
  jobs_running.Set(static_cast<double>(load.running));
  raise_to(jobs_submitted, static_cast<double>(load.submitted));
  raise_to(jobs_succeeded, static_cast<double>(load.succeeded));
  raise_to(jobs_failed, static_cast<double>(load.failed));
  raise_to(jobs_cancelled, static_cast<double>(load.cancelled));
  raise_to(jobs_retried, static_cast<double>(load.retried));
  raise_to(jobs_recovered, static_cast<double>(load.recovered));
  raise_to(hooks_told, static_cast<double>(load.hooks_told));
  raise_to(hooks_failed, static_cast<double>(load.hooks_failed));
  raise_to(job_store, static_cast<double>(load.store_transactions));
  job_results.Set(static_cast<double>(load.result_bytes));
}

std::string Metrics::text(const session::SessionLoad& load, size_t connections,
                          const std::optional<jobs::JobLoad>& jobs) {
  auto& all = *families_;
  if (jobs) all.take(*jobs);
  all.connections.Set(static_cast<double>(connections));
  all.running.Set(static_cast<double>(load.running));
  all.queued.Set(static_cast<double>(load.queued));
  raise_to(all.finished, static_cast<double>(load.finished));
  raise_to(all.failed, static_cast<double>(load.failed));
  raise_to(all.cancelled, static_cast<double>(load.cancelled));
  all.memory.Set(resident_bytes());
  all.descriptors.Set(open_descriptors());
  raise_to(all.cpu, cpu_seconds());
  return TextSerializer().Serialize(all.registry.Collect());
}

}  // namespace skep::services
