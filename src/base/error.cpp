#include "base/error.h"

#include "base/error_classes.h"

namespace skep {

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument: return "invalid_argument";
    case ErrorCode::invalid_data: return "invalid_data";
    case ErrorCode::not_found: return "not_found";
    case ErrorCode::already_exists: return "already_exists";
    case ErrorCode::permission_denied: return "permission_denied";
    case ErrorCode::unsupported: return "unsupported";
    case ErrorCode::cancelled: return "cancelled";
    case ErrorCode::timed_out: return "timed_out";
    case ErrorCode::resource_exhausted: return "resource_exhausted";
    case ErrorCode::conflict: return "conflict";
    case ErrorCode::outcome_unknown: return "outcome_unknown";
    case ErrorCode::unavailable: return "unavailable";
    case ErrorCode::internal: return "internal";
  }
  return "internal";
}

Error Error::of_class(ErrorCode code, std::string_view error_class, std::string message) {
  Error error(code, std::move(message));
  error.error_class = error_class;
  error.sql_state = sql_state_of(error_class);
  return error;
}

std::string render(const Error& error, std::string_view text) {
  std::string out = "error";
  if (!error.error_class.empty()) out += " " + error.error_class;
  out += ": " + error.message;
  if (!error.position || error.position->offset > text.size()) return out;

  size_t begin = error.position->offset;
  while (begin > 0 && text[begin - 1] != '\n') begin--;
  auto end = text.find('\n', error.position->offset);
  auto line = text.substr(begin, end == std::string_view::npos ? end : end - begin);
  return fmt::format("{}\n{}\n{}^ line {}, column {}", out, line, std::string(error.position->column - 1, ' '),
                     error.position->line, error.position->column);
}

}  // namespace skep
