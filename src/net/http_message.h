#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep::net {

struct HttpHeader {
  std::string name;
  std::string value;
};

/// One request as it was sent: the target is not decoded yet.
struct HttpRequest {
  std::string method;
  std::string target;
  int minor_version = 1;  ///< of HTTP/1
  std::vector<HttpHeader> headers;
  std::string body;

  /// The first header of a name, without regard to case.
  std::optional<std::string_view> header(std::string_view name) const;

  /// All headers of a name as one list, separated by commas; empty where there is none.
  std::string list_header(std::string_view name) const;
};

/// Why a message is refused, before anybody has looked at what it asks for.
struct HttpRefusal {
  int status = 400;
  std::string why;
};

/// The standard's phrase for a status: "Not Found".
std::string_view reason_phrase(int status);

}  // namespace skep::net
