#include "config/properties_file.h"

#include "base/text.h"

#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>

namespace skep::config {
namespace {

constexpr std::string_view kBlanks = " \t\f";

/// A line with those that continue it; its escapes are still there.
struct LogicalLine {
  std::string text;
  int line = 0;
};

bool is_continued(std::string_view line) {
  size_t backslashes = 0;
  while (backslashes < line.size() && line[line.size() - 1 - backslashes] == '\\') backslashes++;
  return backslashes % 2 == 1;
}

std::string_view without_first_blanks(std::string_view line) {
  auto begin = line.find_first_not_of(kBlanks);
  return begin == std::string_view::npos ? std::string_view() : line.substr(begin);
}

std::vector<LogicalLine> logical_lines(const std::string& text) {
  std::vector<LogicalLine> lines;
  bool continues = false;
  int number = 0;
  for (std::string_view raw : split(text, '\n')) {
    number++;
    if (raw.ends_with('\r')) raw.remove_suffix(1);
    auto line = without_first_blanks(raw);
    bool is_remark = !continues && (line.empty() || line[0] == '#' || line[0] == '!');
    if (is_remark) continue;
    if (!continues) lines.push_back({"", number});
    continues = is_continued(line);
    if (continues) line.remove_suffix(1);
    lines.back().text += line;
  }
  return lines;
}

void append_utf8(unsigned code, std::string& out) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | code >> 6);
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xE0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

/// Nothing for a broken \uXXXX.
std::optional<std::string> unescape(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); i++) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    char escaped = text[++i];
    if (escaped == 'u') {
      unsigned code = 0;
      auto digits = text.substr(i + 1, 4);
      auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
      if (digits.size() < 4 || problem != std::errc() || end != digits.data() + 4) return std::nullopt;
      append_utf8(code, out);
      i += 4;
    } else {
      constexpr std::string_view kLetters = "tnrf", kMeant = "\t\n\r\f";
      auto at = kLetters.find(escaped);
      out += at == std::string_view::npos ? escaped : kMeant[at];
    }
  }
  return out;
}

/// Where the key ends: at the first blank, `=` or `:` without a backslash.
size_t key_end(std::string_view line) {
  for (size_t i = 0; i < line.size(); i++) {
    if (line[i] == '\\')
      i++;
    else if (line[i] == '=' || line[i] == ':' || kBlanks.find(line[i]) != std::string_view::npos)
      return i;
  }
  return line.size();
}

}  // namespace

Result<std::vector<Property>> parse_properties(const std::string& text, const std::string& name) {
  std::vector<Property> properties;
  for (const auto& [line, number] : logical_lines(text)) {
    auto end = key_end(line);
    auto rest = without_first_blanks(std::string_view(line).substr(end));
    if (rest.starts_with('=') || rest.starts_with(':')) rest = without_first_blanks(rest.substr(1));
    auto key = unescape(std::string_view(line).substr(0, end));
    auto value = unescape(rest);
    if (!key || !value)
      return make_error(ErrorCode::invalid_argument, "{}:{}: \\u takes four hexadecimal digits", name, number);
    properties.push_back({*key, std::string(trim(*value)), number});
  }
  return properties;
}

Result<std::vector<Property>> read_properties_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return make_error(ErrorCode::invalid_argument, "the file cannot be read: {}", path);
  return parse_properties(std::string(std::istreambuf_iterator<char>(file), {}), path);
}

}  // namespace skep::config
