#pragma once

#include "base/error.h"
#include "net/http_handler.h"

#include <optional>
#include <string>
#include <string_view>

namespace skep::services {

/// What an error was about decides between 404 and 400 where something is missing.
enum class Subject {
  statement,  ///< of a statement's text: only a missing table or database is a 404
  resource,   ///< of the URL itself
};

/// The one mapping from errors to HTTP.
int status_of(const Error& error, Subject subject);

/// A problem document (RFC 9457) with that status, and Retry-After where trying again later helps.
net::HttpAnswer problem_answer(const Error& error, Subject subject);

/// A problem of the protocol itself, with a status of its own.
net::HttpAnswer problem_answer(const Error& error, int status);

/// The first header of a name.
std::optional<std::string_view> header_of(const net::HttpAnswer& answer, std::string_view name);

/// Says that the answer depends on a request header, too.
void add_vary(net::HttpAnswer& answer, std::string_view request_header);

net::HttpAnswer json_answer(int status, std::string json);

}  // namespace skep::services
