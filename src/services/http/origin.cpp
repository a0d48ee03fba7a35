#include "services/http/origin.h"

#include "base/text.h"
#include "services/http/answers.h"

#include <algorithm>

namespace skep::services {
namespace {

constexpr std::string_view kExposedHeaders =
    "Skep-Statement, Skep-Session, ETag, Link, Retry-After, X-Request-Id, Preference-Applied, Location";
constexpr std::string_view kAllowedHeaders =
    "Content-Type, Content-Encoding, Accept, Prefer, If-None-Match, Skep-Session, X-Request-Id, Authorization";
constexpr std::string_view kPreflightSeconds = "600";

/// The name in "name:port" or "[address]:port".
std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

std::string_view host_of(const net::HttpRequest& request) {
  std::string_view target = request.target;
  auto scheme = target.find("://");
  if (target.starts_with('/') || scheme == std::string_view::npos) return request.header("Host").value_or("");
  auto authority = target.substr(scheme + 3);
  return authority.substr(0, authority.find_first_of("/?"));
}

bool is_loopback(std::string_view name) {
  if (equals_ignoring_case(name, "localhost") || name == "[::1]") return true;
  auto parts = split(name, '.');
  return parts.size() == 4 && parts[0] == "127" && std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
           return !part.empty() && part.size() <= 3 && part.find_first_not_of("0123456789") == std::string::npos;
         });
}

/// The value of Access-Control-Allow-Origin; empty where the page may not read.
std::string allowed_origin(const net::HttpRequest& request, const std::vector<std::string>& origins) {
  auto origin = request.header("Origin");
  if (!origin) return "";
  if (std::find(origins.begin(), origins.end(), "*") != origins.end()) return "*";
  bool is_listed = std::find(origins.begin(), origins.end(), *origin) != origins.end();
  return is_listed ? std::string(*origin) : "";
}

}  // namespace

bool names_this_host(const net::HttpRequest& request, const std::vector<std::string>& names) {
  // A request of HTTP/1.0 need not name a host; browsers, whom this is about, always do.
  if (request.minor_version == 0 && !request.header("Host")) return true;
  auto name = without_port(host_of(request));
  return is_loopback(name) || std::any_of(names.begin(), names.end(), [&](const std::string& one) {
           return one == "*" || equals_ignoring_case(one, name);
         });
}

void allow_origin(const net::HttpRequest& request, const std::vector<std::string>& origins, net::HttpAnswer& answer) {
  if (origins.empty()) return;
  add_vary(answer, "Origin");
  auto origin = allowed_origin(request, origins);
  if (origin.empty()) return;
  answer.headers.push_back({"Access-Control-Allow-Origin", origin});
  answer.headers.push_back({"Access-Control-Expose-Headers", std::string(kExposedHeaders)});
}

net::HttpAnswer options_answer(const net::HttpRequest& request, const std::vector<std::string>& allowed,
                               const std::vector<std::string>& origins) {
  net::HttpAnswer answer;
  answer.status = 204;
  auto methods = join(allowed, ", ");
  answer.headers = {{"Allow", methods}};
  if (!request.header("Access-Control-Request-Method") || allowed_origin(request, origins).empty()) return answer;
  answer.headers.push_back({"Access-Control-Allow-Methods", methods});
  answer.headers.push_back({"Access-Control-Allow-Headers", std::string(kAllowedHeaders)});
  answer.headers.push_back({"Access-Control-Max-Age", std::string(kPreflightSeconds)});
  return answer;
}

}  // namespace skep::services
