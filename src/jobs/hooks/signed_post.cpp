#include "jobs/hooks/signed_post.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>

namespace skep::jobs {
namespace {

constexpr long kConnectSeconds = 5;
constexpr long kSecondsMax = 15;
constexpr size_t kAnswerMax = 64 << 10;

struct Transfer {
  const HookTargets& targets;
  bool is_refused = false;
  size_t answered = 0;
};

/// Called with the address that the name stands for, before anything is sent there.
curl_socket_t open_socket(void* user, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<Transfer*>(user);
  if (!transfer.targets.admit(address->addr)) {
    transfer.is_refused = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

size_t drop_answer(char*, size_t size, size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  transfer.answered += size * count;
  return transfer.answered <= kAnswerMax ? size * count : CURL_WRITEFUNC_ERROR;
}

struct FreeCurl {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::unique_ptr<curl_slist, FreeCurl> headers_of(const SignedPost& post) {
  curl_slist* headers = curl_slist_append(nullptr, "Expect:");
  headers = curl_slist_append(headers, "Content-Type: application/json");
  headers = curl_slist_append(headers, ("Skep-Delivery: " + post.delivery).c_str());
  headers = curl_slist_append(headers, fmt::format("Skep-Timestamp: {}", post.unix_seconds).c_str());
  if (!post.secret.empty()) {
    auto signature = hook_signature(post.secret, post.unix_seconds, post.body);
    headers = curl_slist_append(headers, ("Skep-Signature: sha256=" + signature).c_str());
  }
  return std::unique_ptr<curl_slist, FreeCurl>(headers);
}

}  // namespace

Result<void> check_hook_url(std::string_view text) {
  std::unique_ptr<CURLU, FreeCurl> url(curl_url());
  char* scheme = nullptr;
  char* user = nullptr;
  bool is_url = curl_url_set(url.get(), CURLUPART_URL, std::string(text).c_str(), 0) == CURLUE_OK &&
                curl_url_get(url.get(), CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK;
  bool has_user = is_url && curl_url_get(url.get(), CURLUPART_USER, &user, 0) == CURLUE_OK;
  bool is_http = is_url && (std::string_view(scheme) == "http" || std::string_view(scheme) == "https");
  curl_free(scheme);
  curl_free(user);
  if (is_http && !has_user) return {};
  return make_error(ErrorCode::invalid_argument, "a webhook is an http or https URL without a user's name, not '{}'",
                    text);
}

std::string hook_signature(std::string_view secret, int64_t unix_seconds, std::string_view body) {
  auto text = fmt::format("{}.{}", unix_seconds, body);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, &size);
  std::string hex;
  for (unsigned int i = 0; i < size; i++) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

Result<void> send(const SignedPost& post, const HookTargets& targets) {
  static const auto initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(initialised);
  std::unique_ptr<CURL, FreeCurl> easy(curl_easy_init());
  auto headers = headers_of(post);
  Transfer transfer{targets};
  auto set = [&](auto option, auto value) { curl_easy_setopt(easy.get(), option, value); };
  set(CURLOPT_URL, post.url.c_str());
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_NOPROXY, "*");
  set(CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  set(CURLOPT_TIMEOUT, kSecondsMax);
  set(CURLOPT_USERAGENT, "skep/" SKEP_VERSION);
  set(CURLOPT_HTTPHEADER, headers.get());
  set(CURLOPT_POSTFIELDSIZE, static_cast<long>(post.body.size()));
  set(CURLOPT_POSTFIELDS, post.body.data());
  set(CURLOPT_OPENSOCKETFUNCTION, open_socket);
  set(CURLOPT_OPENSOCKETDATA, &transfer);
  set(CURLOPT_WRITEFUNCTION, drop_answer);
  set(CURLOPT_WRITEDATA, &transfer);
  auto code = curl_easy_perform(easy.get());
  if (transfer.is_refused)
    return make_error(ErrorCode::permission_denied, "its address is in none of skep.jobs.webhook.networks");
  if (code != CURLE_OK) return make_error(ErrorCode::unavailable, "{}", curl_easy_strerror(code));
  long status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status >= 200 && status < 300) return {};
  return make_error(ErrorCode::unavailable, "it answered {}", status);
}

}  // namespace skep::jobs
