#pragma once

#include "base/result.h"

#include <simdjson.h>

#include <string_view>

namespace skep::services {

/// Reads a request's body, which is one JSON object. It lives as long as `parser` parses nothing else.
inline Result<simdjson::dom::object> read_json_body(simdjson::dom::parser& parser, std::string_view json) {
  simdjson::dom::element document;
  if (auto error = parser.parse(json.data(), json.size()).get(document); error != simdjson::SUCCESS)
    return make_error(ErrorCode::invalid_argument, "the body is not JSON: {}", simdjson::error_message(error));
  simdjson::dom::object object;
  if (document.get_object().get(object) != simdjson::SUCCESS)
    return make_error(ErrorCode::invalid_argument, "the body is not a JSON object");
  return object;
}

}  // namespace skep::services
