#pragma once

#include "net/http_handler.h"
#include "services/http/metrics.h"

#include <chrono>
#include <string>

namespace skep::services {

/// The id by which a request is found in the log: the caller's X-Request-Id where it is plain text, else a new one.
std::string request_id_of(const net::HttpRequest& request);

/// One request from its arrival to the end of its answer: measured, and logged as a line when `logs` says so.
struct RequestRecord {
  std::string id;
  std::string target;
  RequestMeasure measure;
  bool logs = false;
  std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
};

/// Counts and logs the answer when it has ended: at once, or when its stream is dropped.
void finish_record(RequestRecord record, Metrics& metrics, net::HttpAnswer& answer);

}  // namespace skep::services
