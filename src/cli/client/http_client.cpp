#include "cli/client/http_client.h"

#include "base/text.h"

#include <curl/curl.h>

namespace skep::cli {
namespace {

/// What the callbacks of one transfer need.
struct Transfer {
  CURL* easy;
  const HttpClient::Sink& sink;
  HttpReply reply;
  bool had_enough = false;
};

size_t on_header(char* bytes, size_t size, size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  std::string_view line(bytes, size * count);
  auto colon = line.find(':');
  if (colon != std::string_view::npos)
    transfer.reply.headers[to_lower(line.substr(0, colon))] = trim(line.substr(colon + 1));
  return size * count;
}

size_t on_body(char* bytes, size_t size, size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  long status = 0;
  curl_easy_getinfo(transfer.easy, CURLINFO_RESPONSE_CODE, &status);
  if (!transfer.sink || status >= 400) {
    transfer.reply.body.append(bytes, size * count);
    return size * count;
  }
  if (transfer.sink(std::string_view(bytes, size * count))) return size * count;
  transfer.had_enough = true;
  return CURL_WRITEFUNC_ERROR;
}

bool is_cut_off(CURLcode code) {
  return code == CURLE_PARTIAL_FILE || code == CURLE_RECV_ERROR || code == CURLE_GOT_NOTHING ||
         code == CURLE_HTTP2_STREAM;
}

}  // namespace

struct HttpClient::Handle {
  Handle() : easy(curl_easy_init()) {}
  ~Handle() { curl_easy_cleanup(easy); }
  CURL* easy;
};

HttpClient::HttpClient(std::string base_url) : base_url_(std::move(base_url)) {
  static const auto initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  (void)initialised;
  handle_ = std::make_unique<Handle>();
}

HttpClient::~HttpClient() = default;

Result<HttpReply> HttpClient::send(const HttpRequest& request, const Sink& sink) {
  auto* easy = handle_->easy;
  curl_easy_reset(easy);
  Transfer transfer{easy, sink};
  auto url = base_url_ + request.path;
  curl_slist* headers = nullptr;
  headers = curl_slist_append(headers, "Expect:");
  if (!request.body.empty()) headers = curl_slist_append(headers, "Content-Type: application/json");
  for (auto& header : request.headers) headers = curl_slist_append(headers, header.c_str());

  constexpr long kConnectSeconds = 10;
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(easy, CURLOPT_USERAGENT, "skep/" SKEP_VERSION);
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  if (!request.body.empty()) {
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.data());
  }
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &transfer);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
  auto code = curl_easy_perform(easy);
  curl_slist_free_all(headers);

  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  transfer.reply.status = static_cast<int>(status);
  if (code == CURLE_OK || transfer.had_enough) return std::move(transfer.reply);
  if (status != 0 && is_cut_off(code)) {
    transfer.reply.is_broken = true;
    return std::move(transfer.reply);
  }
  return make_error(ErrorCode::unavailable, "the server {} does not answer: {}", base_url_, curl_easy_strerror(code));
}

}  // namespace skep::cli
