#pragma once

#include "net/http_handler.h"

#include <string>
#include <string_view>
#include <vector>

namespace skep::services {

/// Whether a request that came to a loopback address names this machine: "localhost", 127.x.x.x or [::1], with any port,
/// or one of `names`. A web page elsewhere whose name was made to lead here (DNS rebinding) names itself.
bool names_this_host(const net::HttpRequest& request, const std::vector<std::string>& names);

/// Lets pages of `origins` ("https://app.example.com", or "*" for all) read the answer: CORS. Without an Origin header, or
/// with another one, the answer stays as it is.
void allow_origin(const net::HttpRequest& request, const std::vector<std::string>& origins, net::HttpAnswer& answer);

/// The answer to OPTIONS, to the questions of CORS before a request included.
net::HttpAnswer options_answer(const net::HttpRequest& request, const std::vector<std::string>& allowed,
                               const std::vector<std::string>& origins);

}  // namespace skep::services
