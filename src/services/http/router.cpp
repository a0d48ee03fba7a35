#include "services/http/router.h"

#include "base/log.h"
#include "base/text.h"
#include "net/url.h"
#include "services/http/accept.h"
#include "services/http/answers.h"
#include "services/http/entity_tag.h"
#include "services/http/origin.h"
#include "services/http/packed_answer.h"
#include "services/http/request_record.h"
#include "services/http/routes.h"
#include "services/http/row_format.h"

#include <simdjson.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <optional>

namespace skep::services {
namespace {

const std::vector<std::string> kAllMethods{"GET", "HEAD", "POST", "DELETE", "OPTIONS"};

Result<net::Url> read_url(const net::HttpRequest& request) {
  auto url = net::parse_url(request.target);
  if (!url) return url;
  auto is_text = [](const std::string& text) { return simdjson::validate_utf8(text); };
  bool path_is_text = std::all_of(url->path.begin(), url->path.end(), is_text);
  bool query_is_text = std::all_of(url->query.begin(), url->query.end(), [&](const auto& parameter) {
    return is_text(parameter.first) && is_text(parameter.second);
  });
  if (!path_is_text || !query_is_text) return make_error(ErrorCode::invalid_argument, "the target is not UTF-8");
  return url;
}

/// Puts the form of the answer into the call; gives the answer to a client that accepts none.
std::optional<net::HttpAnswer> choose_form(const Route& route, std::string_view suffix, Call& call) {
  static constexpr std::array<std::string_view, 1> kJson = {"application/json"};
  auto accept = call.request.list_header("Accept");
  if (route.gives_rows) {
    auto chosen = choose_row_format(accept, suffix, call.query);
    if (!chosen) return problem_answer(chosen.error(), 400);
    if (*chosen) {
      call.rows = std::move(**chosen);
      return std::nullopt;
    }
  }
  bool is_plain = route.gives_files || (!route.gives_rows && (route.place == Place::at_once || !suffix.empty()));
  if (is_plain || (!route.gives_rows && choose_media_type(accept, kJson))) return std::nullopt;
  auto offers = route.gives_rows ? join(row_media_types(), ", ") : "application/json";
  return problem_answer(make_error(ErrorCode::invalid_argument, "the answer's form is one of: {}", offers), 406);
}

ErrorCode code_of(int status) {
  if (status == 408) return ErrorCode::timed_out;
  if (status == 413 || status == 414 || status == 429 || status == 431) return ErrorCode::resource_exhausted;
  if (status == 501 || status == 505) return ErrorCode::unsupported;
  return status == 500 ? ErrorCode::internal : ErrorCode::invalid_argument;
}

/// Which setting raises the limit behind a refusal of the server's.
std::string_view setting_behind(int status) {
  switch (status) {
    case 408: return "skep.http.header.timeout or skep.http.writer.timeout";
    case 413: return "skep.http.body.max";
    case 429: return "skep.http.statements.max";
    case 431: return "skep.http.header.max";
    default: return "";
  }
}

net::HttpAnswer method_not_allowed(const net::HttpRequest& request, const std::vector<std::string>& allowed) {
  auto answer = problem_answer(
      make_error(ErrorCode::invalid_argument, "this resource does not know the method {}", request.method), 405);
  answer.headers.push_back({"Allow", join(allowed, ", ")});
  return answer;
}

bool is_known(const std::string& method) {
  return method == "PUT" || std::find(kAllMethods.begin(), kAllMethods.end(), method) != kAllMethods.end();
}

net::HttpAnswer refuse_packed(const Error& error) {
  if (error.code == ErrorCode::resource_exhausted) return problem_answer(error, 413);
  if (error.code != ErrorCode::unsupported) return problem_answer(error, 400);
  auto answer = problem_answer(error, 415);
  answer.headers.push_back({"Accept-Encoding", "zstd, gzip"});
  return answer;
}

}  // namespace

net::WorkerPool* Router::pool_for(const net::HttpRequest& request) {
  auto url = read_url(request);
  if (!url) return nullptr;
  auto found = find_route(request.method, url->path);
  if (found.route == nullptr || found.route->place == Place::at_once) return nullptr;
  return found.route->place == Place::statement ? &statements_ : &catalogue_;
}

net::HttpAnswer Router::answer(const net::HttpRequest& request, const Cancellation& gone) {
  auto rules = rules_.load();
  RequestRecord record{request_id_of(request), request.target, {request.method, "none"}, rules->log_requests};
  net::HttpAnswer answer;
  {
    LogFields fields(LogFields::Fields{{"request", record.id}});
    answer = lead(request, *rules, record.measure.route, gone);
  }
  allow_origin(request, rules->origins, answer);
  answer.headers.push_back({"X-Content-Type-Options", "nosniff"});
  answer.headers.push_back({"X-Request-Id", record.id});
  if (answer.status == 500) spdlog::error("{} {}: {}", request.method, request.target, answer.body);
  if (!is_known(request.method)) record.measure.method = "other";
  finish_record(std::move(record), api_.metrics, answer);
  return answer;
}

net::HttpAnswer Router::lead(const net::HttpRequest& request, const DoorRules& rules, std::string& route,
                             const Cancellation& gone) {
  if (rules.loopback_only && !names_this_host(request, rules.hosts))
    return problem_answer(make_error(ErrorCode::invalid_argument,
                                     "the Host header names another server; the setting skep.http.hosts adds names"),
                          421);
  if (request.method == "OPTIONS" && request.target == "*") return options_answer(request, kAllMethods, rules.origins);
  auto url = read_url(request);
  if (!url) return problem_answer(url.error(), 400);

  auto found = find_route(request.method, url->path);
  if (request.method == "OPTIONS" && !found.allowed.empty())
    return options_answer(request, found.allowed, rules.origins);
  if (found.route == nullptr && !found.allowed.empty()) return method_not_allowed(request, found.allowed);
  if (found.route == nullptr)
    return problem_answer(make_error(ErrorCode::not_found, "no such resource: {}", request.target), 404);

  route = found.route->pattern;
  net::HttpAnswer answer;
  if (request.header("Content-Encoding")) {
    auto unpacked = unpack_request(request, rules.unpack);
    if (!unpacked) return refuse_packed(unpacked.error());
    answer = call(found, *unpacked, std::move(*url), gone);
  } else {
    answer = call(found, request, std::move(*url), gone);
  }
  if (found.route->has_tag) answer_conditionally(request, answer);
  if (found.route->place != Place::at_once) pack_answer(request, answer);
  return answer;
}

net::HttpAnswer Router::call(const RouteMatch& found, const net::HttpRequest& request, net::Url url,
                             const Cancellation& gone) {
  const auto& route = *found.route;
  if (auto valid = check_query(route.parameters, url.query); !valid) return problem_answer(valid.error(), 400);
  Call call{request, found.names, Query(std::move(url.query)), gone};
  if (auto refused = choose_form(route, found.suffix, call)) return std::move(*refused);
  return route.function(api_, call);
}

net::HttpAnswer Router::refuse(const net::HttpRefusal& refusal) {
  auto setting = setting_behind(refusal.status);
  auto why = setting.empty() ? refusal.why : fmt::format("{}; the setting {} raises that", refusal.why, setting);
  auto answer = problem_answer(Error(code_of(refusal.status), std::move(why)), refusal.status);
  api_.metrics.add({"other", "none", refusal.status, answer.body.size()});
  return answer;
}

}  // namespace skep::services
