#include "net/url.h"

#include "base/text.h"

#include <algorithm>

namespace skep::net {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Decodes text that is to be a name.
Result<std::string> decode_name(std::string_view text) {
  auto decoded = percent_decode(text);
  if (!decoded) return decoded;
  if (decoded->find('\0') != std::string::npos)
    return make_error(ErrorCode::invalid_argument, "the target holds a NUL");
  return decoded;
}

Result<std::vector<std::string>> parse_path(std::string_view path) {
  std::vector<std::string> segments;
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  if (path.empty()) return segments;
  for (const auto& raw : split(path, '/')) {
    auto segment = decode_name(raw);
    if (!segment) return segment.error();
    if (segment->empty() || *segment == "." || *segment == "..")
      return make_error(ErrorCode::invalid_argument, "the path has an empty or dot segment");
    segments.push_back(std::move(*segment));
  }
  return segments;
}

Result<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> parameters;
  if (query.empty()) return parameters;
  for (auto& part : split(query, '&')) {
    std::replace(part.begin(), part.end(), '+', ' ');
    auto equals = part.find('=');
    auto name = decode_name(std::string_view(part).substr(0, equals));
    if (!name) return name.error();
    auto value =
        decode_name(equals == std::string::npos ? std::string_view() : std::string_view(part).substr(equals + 1));
    if (!value) return value.error();
    if (!part.empty()) parameters.emplace_back(std::move(*name), std::move(*value));
  }
  return parameters;
}

/// Cuts "http://host" off; what a proxy would send.
std::string_view without_origin(std::string_view target) {
  for (std::string_view scheme : {"http://", "https://"}) {
    if (!equals_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
    auto path = target.find_first_of("/?", scheme.size());
    return path == std::string_view::npos ? "/" : target.substr(path);
  }
  return target;
}

}  // namespace

Result<std::string> percent_decode(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); i++) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
    if (high < 0 || low < 0) return make_error(ErrorCode::invalid_argument, "the target holds a bad escape");
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

Result<Url> parse_url(std::string_view target) {
  target = without_origin(target);
  auto question = target.find('?');
  auto path_text = target.substr(0, question);
  if (!path_text.starts_with('/') || target.find('#') != std::string_view::npos)
    return make_error(ErrorCode::invalid_argument, "the target is no path");

  Url url;
  auto path = parse_path(path_text);
  if (!path) return path.error();
  url.path = std::move(*path);
  auto query = parse_query(question == std::string_view::npos ? std::string_view() : target.substr(question + 1));
  if (!query) return query.error();
  url.query = std::move(*query);
  return url;
}

}  // namespace skep::net
