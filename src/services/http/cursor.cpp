#include "services/http/cursor.h"

#include "base/check.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <optional>

namespace skep::services {
namespace {

constexpr size_t kDigestBytes = 16;
constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string to_base64url(std::string_view bytes) {
  std::string text;
  uint32_t bits = 0;
  int count = 0;
  for (unsigned char byte : bytes) {
    bits = bits << 8 | byte;
    for (count += 8; count >= 6; count -= 6) text += kAlphabet[bits >> (count - 6) & 63];
  }
  if (count > 0) text += kAlphabet[bits << (6 - count) & 63];
  return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string bytes;
  uint32_t bits = 0;
  int count = 0;
  for (char c : text) {
    auto value = kAlphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 255);
  }
  return bytes;
}

bool is_plain(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
         c == '.' || c == '~' || c == '=' || c == '%' || c == '+';
}

}  // namespace

std::string CursorSeal::digest(std::string_view subject, std::string_view payload) const {
  auto message = fmt::format("{}:{}{}", subject.size(), subject, payload);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  auto* made = HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()),
                    reinterpret_cast<const unsigned char*>(message.data()), message.size(), digest, &size);
  check(made != nullptr && size >= kDigestBytes, "a cursor cannot be signed");
  return std::string(reinterpret_cast<const char*>(digest), kDigestBytes);
}

std::string CursorSeal::seal(std::string_view subject, std::string_view payload) const {
  return to_base64url(digest(subject, payload) + std::string(payload));
}

Result<std::string> CursorSeal::open(std::string_view subject, std::string_view cursor) const {
  auto bytes = from_base64url(cursor);
  if (bytes && bytes->size() >= kDigestBytes && to_base64url(*bytes) == cursor) {
    auto payload = bytes->substr(kDigestBytes);
    auto wanted = digest(subject, payload);
    if (CRYPTO_memcmp(wanted.data(), bytes->data(), kDigestBytes) == 0) return payload;
  }
  return make_error(ErrorCode::invalid_argument,
                    "the cursor is not one of this server's for this request: take it from \"next\", with all else "
                    "unchanged");
}

std::string CursorSeal::new_key() {
  unsigned char key[32];
  check(RAND_bytes(key, sizeof key) == 1, "no random bytes for a key");
  return std::string(reinterpret_cast<const char*>(key), sizeof key);
}

std::string target_with_cursor(std::string_view path, std::string_view target, std::string_view cursor) {
  std::string result(path);
  char before = '?';
  auto question = target.find('?');
  auto query = question == std::string_view::npos ? std::string_view() : target.substr(question + 1);
  while (!query.empty()) {
    auto parameter = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), parameter.size() + 1));
    auto name = parameter.substr(0, parameter.find('='));
    if (parameter.empty() || name == "cursor" || name == "offset") continue;
    result += std::exchange(before, '&');
    for (unsigned char c : parameter)
      result += is_plain(c) ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02X}", c);
  }
  result += before;
  return result + "cursor=" + std::string(cursor);
}

}  // namespace skep::services
