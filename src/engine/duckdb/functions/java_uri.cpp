#include "engine/duckdb/functions/java_uri.h"

#include "engine/duckdb/functions/code_points.h"

#include <algorithm>

namespace skep::engine {
namespace {

constexpr std::string_view kUserInfo = "-_.!~*'();:&=+$,";
constexpr std::string_view kName = "-_.!~*'()$,;:@&=+";
constexpr std::string_view kPath = "-_.!~*'():@&=+$,;/";
constexpr std::string_view kAny = "-_.!~*'();/?:@&=+$,[]";

bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }

/// What Java takes beyond ASCII: all but blanks and control characters.
bool is_other(uint32_t c) {
  bool blank = c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
               c == 0x205F || c == 0x3000;
  return c >= 0xA0 && !blank;
}

/// Says whether a part holds letters, digits, these marks, %XX and characters beyond ASCII only.
bool is_made_of(std::string_view part, std::string_view marks) {
  for (size_t at = 0; at < part.size();) {
    char c = part[at];
    if (c == '%') {
      if (at + 2 >= part.size() || !is_hex(part[at + 1]) || !is_hex(part[at + 2])) return false;
      at += 3;
    } else if (static_cast<unsigned char>(c) >= 0x80) {
      if (!is_other(take_code_point(part, at))) return false;
    } else {
      if (!is_alpha(c) && !is_digit(c) && marks.find(c) == std::string_view::npos) return false;
      ++at;
    }
  }
  return true;
}

bool is_scheme(std::string_view text) {
  if (text.empty() || !is_alpha(text[0])) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; });
}

bool is_ipv4(std::string_view text) {
  for (int part = 0; part < 4; ++part) {
    size_t digits = 0;
    int value = 0;
    while (digits < text.size() && digits < 4 && is_digit(text[digits])) value = value * 10 + (text[digits++] - '0');
    if (digits == 0 || value > 255) return false;
    text.remove_prefix(digits);
    if (part < 3 && (text.empty() || text[0] != '.')) return false;
    if (part < 3) text.remove_prefix(1);
  }
  return text.empty();
}

/// Labels of letters, digits and inner hyphens; the last begins with a letter and may end with a dot.
bool is_host_name(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.empty()) return false;
  for (;;) {
    auto dot = text.find('.');
    auto label = text.substr(0, dot);
    bool good = !label.empty() && label.front() != '-' && label.back() != '-' &&
                std::all_of(label.begin(), label.end(), [](char c) { return is_alpha(c) || is_digit(c) || c == '-'; });
    if (!good) return false;
    if (dot == std::string_view::npos) return is_alpha(label[0]);
    text.remove_prefix(dot + 1);
  }
}

bool is_bracketed(std::string_view text) {
  if (text.size() < 4 || text.front() != '[' || text.back() != ']') return false;
  auto inner = text.substr(1, text.size() - 2);
  inner = inner.substr(0, inner.find('%'));
  return inner.find(':') != std::string_view::npos &&
         std::all_of(inner.begin(), inner.end(), [](char c) { return is_hex(c) || c == ':' || c == '.'; });
}

/// [user@]host[:port]; false leaves the URI as it was.
bool take_server(std::string_view authority, JavaUri& uri) {
  std::optional<std::string_view> user_info;
  auto host = authority;
  if (auto at = authority.find('@'); at != std::string_view::npos) {
    user_info = authority.substr(0, at);
    host = authority.substr(at + 1);
    if (!is_made_of(*user_info, kUserInfo)) return false;
  }
  auto colon = host.find(':', host.starts_with('[') ? std::min(host.find(']'), host.size()) : 0);
  if (colon != std::string_view::npos) {
    auto port = host.substr(colon + 1);
    if (!std::all_of(port.begin(), port.end(), is_digit)) return false;
    host = host.substr(0, colon);
  }
  if (!is_bracketed(host) && !is_ipv4(host) && !is_host_name(host)) return false;
  uri.user_info = user_info;
  uri.host = host;
  return true;
}

bool take_authority(std::string_view authority, JavaUri& uri) {
  uri.authority = authority;
  if (take_server(authority, uri)) return true;
  return authority.find('[') == std::string_view::npos && is_made_of(authority, kName);
}

}  // namespace

std::optional<JavaUri> JavaUri::parse(std::string_view text) {
  JavaUri uri;
  if (auto hash = text.find('#'); hash != std::string_view::npos) {
    uri.fragment = text.substr(hash + 1);
    if (!is_made_of(*uri.fragment, kAny)) return std::nullopt;
    text = text.substr(0, hash);
  }
  auto mark = text.find_first_of(":/?");
  if (mark != std::string_view::npos && text[mark] == ':') {
    uri.scheme = text.substr(0, mark);
    if (!is_scheme(*uri.scheme)) return std::nullopt;
    text.remove_prefix(mark + 1);
    if (text.empty()) return std::nullopt;
    if (text[0] != '/') return is_made_of(text, kAny) ? std::optional(uri) : std::nullopt;
  }
  if (text.starts_with("//")) {
    text.remove_prefix(2);
    auto authority = text.substr(0, text.find_first_of("/?"));
    text.remove_prefix(authority.size());
    if (authority.empty() && text.empty()) return std::nullopt;
    if (!authority.empty() && !take_authority(authority, uri)) return std::nullopt;
  }
  auto question = text.find('?');
  if (question != std::string_view::npos) {
    uri.query = text.substr(question + 1);
    if (!is_made_of(*uri.query, kAny)) return std::nullopt;
  }
  uri.path = text.substr(0, question);
  if (!is_made_of(*uri.path, kPath)) return std::nullopt;
  return uri;
}

}  // namespace skep::engine
