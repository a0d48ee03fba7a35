#include "services/http/answers.h"

#include "base/text.h"
#include "results/encoder.h"

namespace skep::services {
namespace {

bool names_a_table_or_database(const Error& error) {
  return error.error_class == "TABLE_OR_VIEW_NOT_FOUND" || error.error_class == "SCHEMA_NOT_FOUND";
}

}  // namespace

int status_of(const Error& error, Subject subject) {
  if (error.error_class == "CURSOR_EXPIRED") return 410;
  if (error.error_class == "RESULT_STORAGE_FULL") return 507;
  if (error.error_class == "IDEMPOTENCY_KEY_REUSED") return 422;
  switch (error.code) {
    case ErrorCode::invalid_argument:
    case ErrorCode::invalid_data:
    case ErrorCode::unsupported:
      // The analyzer says "invalid" also of names that are missing.
      return subject == Subject::statement && names_a_table_or_database(error) ? 404 : 400;
    case ErrorCode::not_found: return subject == Subject::resource || names_a_table_or_database(error) ? 404 : 400;
    case ErrorCode::already_exists:
    case ErrorCode::cancelled:
    case ErrorCode::conflict: return 409;
    case ErrorCode::permission_denied: return 403;
    case ErrorCode::timed_out: return 408;
    case ErrorCode::resource_exhausted: return 429;
    case ErrorCode::outcome_unknown:
    case ErrorCode::unavailable: return 503;
    case ErrorCode::internal: return 500;
  }
  return 500;
}

net::HttpAnswer problem_answer(const Error& error, Subject subject) {
  return problem_answer(error, status_of(error, subject));
}

net::HttpAnswer problem_answer(const Error& error, int status) {
  net::HttpAnswer answer;
  answer.status = status;
  answer.headers = {{"Content-Type", "application/problem+json"}, {"Cache-Control", "no-store"}};
  if (status == 429 || status == 503) answer.headers.push_back({"Retry-After", "1"});
  answer.body = results::problem_document(error, status);
  return answer;
}

net::HttpAnswer json_answer(int status, std::string json) {
  net::HttpAnswer answer;
  answer.status = status;
  answer.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};
  answer.body = std::move(json);
  return answer;
}

std::optional<std::string_view> header_of(const net::HttpAnswer& answer, std::string_view name) {
  for (const auto& header : answer.headers)
    if (equals_ignoring_case(header.name, name)) return header.value;
  return std::nullopt;
}

void add_vary(net::HttpAnswer& answer, std::string_view request_header) {
  for (auto& header : answer.headers) {
    if (!equals_ignoring_case(header.name, "Vary")) continue;
    header.value += ", ";
    header.value += request_header;
    return;
  }
  answer.headers.push_back({"Vary", std::string(request_header)});
}

}  // namespace skep::services
