#include "services/http/entity_tag.h"

#include "base/check.h"
#include "base/text.h"
#include "services/http/answers.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

namespace skep::services {
namespace {

/// Of SHA-256: enough that no two bodies meet.
constexpr size_t kTagBytes = 16;

std::string_view opaque(std::string_view tag) {
  tag = trim(tag);
  return tag.starts_with("W/") ? tag.substr(2) : tag;
}

}  // namespace

std::string entity_tag_of(std::string_view body) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  int done = EVP_Digest(body.data(), body.size(), digest.data(), &size, EVP_sha256(), nullptr);
  check(done == 1 && size >= kTagBytes, "OpenSSL gave no digest");
  std::string tag = "W/\"";
  for (size_t i = 0; i < kTagBytes; i++) fmt::format_to(std::back_inserter(tag), "{:02x}", digest[i]);
  return tag + '"';
}

bool names_tag(std::string_view if_none_match, std::string_view tag) {
  if (trim(if_none_match) == "*") return true;
  auto tags = split(if_none_match, ',');
  return std::any_of(tags.begin(), tags.end(), [&](const std::string& one) { return opaque(one) == opaque(tag); });
}

std::string add_tag(net::HttpAnswer& answer) {
  auto given = header_of(answer, "ETag");
  auto tag = given ? std::string(*given) : entity_tag_of(answer.body);
  if (!given) answer.headers.push_back({"ETag", tag});
  for (auto& header : answer.headers)
    if (equals_ignoring_case(header.name, "Cache-Control") && header.value == "no-store")
      header.value = "private, no-cache";
  return tag;
}

bool client_has(const net::HttpRequest& request, std::string_view tag) {
  auto condition = request.list_header("If-None-Match");
  return !condition.empty() && names_tag(condition, tag);
}

void make_not_modified(net::HttpAnswer& answer) {
  answer.status = 304;
  answer.body.clear();
  answer.shared_body = nullptr;
  std::erase_if(answer.headers, [](const net::HttpHeader& header) {
    return header.name == "Content-Type" || header.name == "Content-Encoding";
  });
}

}  // namespace skep::services
