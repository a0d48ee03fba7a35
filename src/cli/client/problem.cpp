#include "cli/client/problem.h"

#include <simdjson.h>

#include <array>

namespace skep::cli {
namespace {

constexpr std::array kCodes = {
    ErrorCode::invalid_argument,   ErrorCode::invalid_data, ErrorCode::not_found,       ErrorCode::already_exists,
    ErrorCode::permission_denied,  ErrorCode::unsupported,  ErrorCode::cancelled,       ErrorCode::timed_out,
    ErrorCode::resource_exhausted, ErrorCode::conflict,     ErrorCode::outcome_unknown, ErrorCode::unavailable,
    ErrorCode::internal,
};

ErrorCode code_named(std::string_view name) {
  for (auto code : kCodes)
    if (to_string(code) == name) return code;
  return ErrorCode::internal;
}

/// Finds the byte at which a line and a column (in characters) lie.
TextPosition position_in(std::string_view text, uint32_t line, uint32_t column) {
  TextPosition place;
  while (place.offset < text.size() && (place.line < line || place.column < column)) {
    if (text[place.offset] == '\n') {
      if (place.line == line) break;
      place.line++;
      place.column = 1;
    } else if ((text[place.offset] & 0xC0) != 0x80) {
      place.column++;
    }
    place.offset++;
    while (place.offset < text.size() && (text[place.offset] & 0xC0) == 0x80) place.offset++;
  }
  return place;
}

std::string text_of(const simdjson::dom::element& document, std::string_view key) {
  std::string_view value;
  return document[key].get_string().get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
}

}  // namespace

Error error_from_problem(int status, std::string_view body, std::string_view text) {
  constexpr size_t kQuotedMax = 200;
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  if (parser.parse(simdjson::padded_string(body)).get(document) != simdjson::SUCCESS || !document.is_object())
    return make_error(ErrorCode::unavailable, "the server answered with status {}: {}", status,
                      body.substr(0, kQuotedMax));
  Error error(code_named(text_of(document, "code")), text_of(document, "detail"));
  if (error.message.empty()) error.message = text_of(document, "title");
  error.error_class = text_of(document, "errorClass");
  error.sql_state = text_of(document, "sqlState");
  int64_t line = 0;
  int64_t column = 0;
  if (document["line"].get_int64().get(line) == simdjson::SUCCESS &&
      document["column"].get_int64().get(column) == simdjson::SUCCESS && line > 0 && column > 0)
    error.position = position_in(text, static_cast<uint32_t>(line), static_cast<uint32_t>(column));
  return error;
}

}  // namespace skep::cli
