#include "base/text.h"
#include "results/encoder.h"

namespace skep::results {
namespace {

std::string_view title_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument: return "The request is wrong";
    case ErrorCode::invalid_data: return "The data does not allow this";
    case ErrorCode::not_found: return "Not found";
    case ErrorCode::already_exists: return "It exists already";
    case ErrorCode::permission_denied: return "Not permitted";
    case ErrorCode::unsupported: return "Not supported";
    case ErrorCode::cancelled: return "Cancelled";
    case ErrorCode::timed_out: return "Out of time";
    case ErrorCode::resource_exhausted: return "Out of resources";
    case ErrorCode::conflict: return "Changed by someone else";
    case ErrorCode::outcome_unknown: return "The outcome is not known";
    case ErrorCode::unavailable: return "Not available";
    case ErrorCode::internal: return "Internal error";
  }
  return "Error";
}

}  // namespace

std::string problem_document(const Error& error, std::optional<int> status) {
  std::string out = R"({"type":"about:blank","title":)" + json_quote(title_of(error.code));
  if (status) out += fmt::format(R"(,"status":{})", *status);
  out += R"(,"detail":)" + json_quote(error.message);
  out += R"(,"code":)" + json_quote(to_string(error.code));
  if (!error.error_class.empty()) out += R"(,"errorClass":)" + json_quote(error.error_class);
  if (!error.sql_state.empty()) out += R"(,"sqlState":)" + json_quote(error.sql_state);
  if (error.position) out += fmt::format(R"(,"line":{},"column":{})", error.position->line, error.position->column);
  return out + "}";
}

}  // namespace skep::results
