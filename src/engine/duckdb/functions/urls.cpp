#include "engine/duckdb/functions/code_points.h"
#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/java_pattern.h"
#include "engine/duckdb/functions/java_uri.h"
#include "engine/duckdb/functions/registrar.h"

namespace skep::engine {
namespace {

std::optional<std::string> owned(std::optional<std::string_view> part) {
  if (!part) return std::nullopt;
  return std::string(*part);
}

std::optional<std::string> part_of(const JavaUri& uri, std::string_view part) {
  if (part == "HOST") return owned(uri.host);
  if (part == "PATH") return owned(uri.path);
  if (part == "QUERY") return owned(uri.query);
  if (part == "REF") return owned(uri.fragment);
  if (part == "PROTOCOL") return owned(uri.scheme);
  if (part == "AUTHORITY") return owned(uri.authority);
  if (part == "USERINFO") return owned(uri.user_info);
  if (part != "FILE" || !uri.path) return std::nullopt;
  return uri.query ? fmt::format("{}?{}", *uri.path, *uri.query) : std::string(*uri.path);
}

[[noreturn]] void raise_invalid(std::string_view url) {
  raise({"INVALID_URL", fmt::format("this is no URL: {}", url)});
}

template <bool kTries>
struct UrlPart {
  static std::optional<std::string> compute(std::string_view url, std::string_view part) {
    auto uri = JavaUri::parse(url);
    if (uri) return part_of(*uri, part);
    if (!kTries) raise_invalid(url);
    return std::nullopt;
  }
};

/// The value of a key of the query. The key is a regular expression, as it is in Spark.
template <bool kTries>
struct UrlKey {
  static std::optional<std::string> compute(std::string_view url, std::string_view part, std::string_view key) {
    if (part != "QUERY") return std::nullopt;
    auto uri = JavaUri::parse(url);
    if (!uri && !kTries) raise_invalid(url);
    if (!uri || !uri->query) return std::nullopt;
    return compiled_pattern(fmt::format("(&|^){}=([^&]*)", key)).first_group(*uri->query, 2);
  }
};

bool is_kept(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
         c == '*' || c == '_';
}

struct UrlEncode {
  static std::string compute(std::string_view text) {
    std::string encoded;
    encoded.reserve(text.size());
    for (char c : text) {
      if (is_kept(c)) {
        encoded += c;
      } else if (c == ' ') {
        encoded += '+';
      } else {
        auto byte = static_cast<unsigned char>(c);
        encoded += '%';
        encoded += "0123456789ABCDEF"[byte >> 4];
        encoded += "0123456789ABCDEF"[byte & 15];
      }
    }
    return encoded;
  }
};

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = static_cast<char>(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

struct UrlDecode {
  static std::optional<std::string> compute(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (size_t at = 0; at < text.size(); ++at) {
      if (text[at] == '+') {
        decoded += ' ';
      } else if (text[at] != '%') {
        decoded += text[at];
      } else {
        int high = at + 2 < text.size() ? hex_digit(text[at + 1]) : -1;
        int low = at + 2 < text.size() ? hex_digit(text[at + 2]) : -1;
        if (high < 0 || low < 0) return std::nullopt;
        decoded += static_cast<char>(high * 16 + low);
        at += 2;
      }
    }
    return is_valid_utf8(decoded) ? decoded : repaired(decoded);
  }
  static Failure failure(std::string_view text) {
    return {"CANNOT_DECODE_URL", fmt::format("this cannot be decoded as part of a URL: {}", text)};
  }

 private:
  static std::string repaired(std::string_view bytes) {
    std::string text;
    for (size_t at = 0; at < bytes.size();) append_code_point(text, take_code_point(bytes, at));
    return text;
  }
};

}  // namespace

void add_urls(Registrar& registrar) {
  registrar.add_raising<UrlPart<false>>("parse_url");
  registrar.add_raising<UrlKey<false>>("parse_url");
  registrar.add<UrlPart<true>>("try_parse_url");
  registrar.add_raising<UrlKey<true>>("try_parse_url");
  registrar.add<UrlEncode>("url_encode");
  registrar.add_checked<UrlDecode>("url_decode");
}

}  // namespace skep::engine
