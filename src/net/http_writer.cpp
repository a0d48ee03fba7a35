#include "net/http_writer.h"

#include "base/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>

namespace skep::net {
namespace {

/// What most heads fit into.
constexpr size_t kHeadUsual = 512;

/// "Mon, 06 Nov 1994 08:49:37 GMT", made once a second and thread.
std::string_view http_date() {
  thread_local std::time_t second = -1;
  thread_local std::string text;
  std::time_t now = std::time(nullptr);
  if (now != second) {
    static constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    std::tm parts{};
    gmtime_r(&now, &parts);
    text = fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", kDays[static_cast<size_t>(parts.tm_wday)],
                       parts.tm_mday, kMonths[static_cast<size_t>(parts.tm_mon)], parts.tm_year + 1900, parts.tm_hour,
                       parts.tm_min, parts.tm_sec);
    second = now;
  }
  return text;
}

bool is_plain(std::string_view value) {
  return std::none_of(value.begin(), value.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

}  // namespace

std::string response_head(const ResponseHead& head) {
  std::string out;
  out.reserve(kHeadUsual);
  out += "HTTP/1.1 ";
  out += fmt::format_int(head.status).c_str();
  out += ' ';
  out += reason_phrase(head.status);
  out += "\r\nServer: skep\r\nDate: ";
  out += http_date();
  out += "\r\n";
  for (const auto& header : head.headers) {
    check(is_plain(header.name) && is_plain(header.value), "a response header holds a control character");
    out += header.name;
    out += ": ";
    out += header.value;
    out += "\r\n";
  }
  if (head.framing == BodyFraming::chunked) out += "Transfer-Encoding: chunked\r\n";
  bool has_body = head.status >= 200 && head.status != 204 && head.status != 304;
  if (head.framing == BodyFraming::length && has_body) out += fmt::format("Content-Length: {}\r\n", head.length);
  out += head.keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return out;
}

std::string chunk_head(size_t bytes) { return fmt::format("{:x}\r\n", bytes); }

}  // namespace skep::net
