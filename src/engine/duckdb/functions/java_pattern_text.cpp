#include "engine/duckdb/functions/java_pattern_text.h"

#include "engine/duckdb/functions/characters.h"
#include "engine/duckdb/functions/code_points.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace skep::engine {
namespace {

constexpr std::string_view kAnyButTerminators = R"([^\n\r\x{85}\x{2028}\x{2029}])";
constexpr std::string_view kEnd = R"((?=(?:\r\n|(?<!\r)\n|[\r\x{85}\x{2028}\x{2029}])?\z))";
constexpr std::string_view kLineEnd = R"((?=\r\n|(?<!\r)\n|[\r\x{85}\x{2028}\x{2029}]|\z))";
constexpr std::string_view kLineBegin = R"((?:\A|(?<=[\n\x{85}\x{2028}\x{2029}])(?!\z)|(?<=\r)(?!\n)(?!\z)))";
constexpr std::string_view kSpaces = R"( \t\n\x{0b}\f\r)";

/// What stands for Java's named classes inside brackets; they know ASCII only.
constexpr std::pair<std::string_view, std::string_view> kClasses[] = {
    {"Lower", "a-z"},
    {"Upper", "A-Z"},
    {"ASCII", R"(\x{00}-\x{7f})"},
    {"Alpha", "a-zA-Z"},
    {"Digit", "0-9"},
    {"Alnum", "a-zA-Z0-9"},
    {"Punct", R"(!-\/:-@\[-`{-~)"},
    {"Graph", "!-~"},
    {"Print", " -~"},
    {"Blank", R"( \t)"},
    {"Cntrl", R"(\x{00}-\x{1f}\x{7f})"},
    {"XDigit", "0-9a-fA-F"},
    {"Space", kSpaces},
    {"javaLowerCase", R"(\p{Ll})"},
    {"javaUpperCase", R"(\p{Lu})"},
    {"javaWhitespace",
     R"(\t-\r\x{1c}-\x{20}\x{1680}\x{2000}-\x{2006}\x{2008}-\x{200a}\x{2028}\x{2029}\x{205f}\x{3000})"},
    {"InBasic_Latin", R"(\x{00}-\x{7f})"},
    {"InBasicLatin", R"(\x{00}-\x{7f})"},
    {"InGreek", R"(\x{370}-\x{3ff})"},
    {"InCyrillic", R"(\x{400}-\x{4ff})"},
    {"InHebrew", R"(\x{590}-\x{5ff})"},
    {"InArabic", R"(\x{600}-\x{6ff})"},
    {"InHiragana", R"(\x{3040}-\x{309f})"},
    {"InKatakana", R"(\x{30a0}-\x{30ff})"},
};

bool is_hex(char c) { return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }
bool is_octal(char c) { return c >= '0' && c <= '7'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Writes one pattern, from its first character to its last.
class Translation {
 public:
  explicit Translation(std::string_view pattern) : pattern_(pattern) { find_flags(); }

  JavaPatternText run() {
    while (at_ < pattern_.size()) step();
    JavaPatternText result{std::nullopt, std::move(text_), unicode_classes_, has_end_anchor_};
    if (linear_) result.linear = std::move(linear_text_);
    return result;
  }

 private:
  char peek(size_t ahead = 0) const { return at_ + ahead < pattern_.size() ? pattern_[at_ + ahead] : '\0'; }
  bool follows(std::string_view text) const { return pattern_.substr(at_).starts_with(text); }

  void put(std::string_view both) { put(both, both); }
  void put(std::string_view linear, std::string_view backtracking) {
    linear_text_ += linear;
    text_ += backtracking;
  }

  /// The flags that are set somewhere count everywhere, as far as '.', '^' and '$' go.
  void find_flags() {
    for (size_t at = pattern_.find("(?"); at != std::string_view::npos; at = pattern_.find("(?", at + 2)) {
      for (size_t i = at + 2; i < pattern_.size() && is_letter(pattern_[i]); ++i) {
        dot_takes_all_ |= pattern_[i] == 's';
        lines_ |= pattern_[i] == 'm';
        ignores_case_ |= pattern_[i] == 'i';
        all_cases_ |= pattern_[i] == 'u' || pattern_[i] == 'U';
        unicode_classes_ |= pattern_[i] == 'U';
      }
    }
    linear_ = !lines_ && !unicode_classes_;
  }

  void step() {
    char c = peek();
    if (c == '\\') return escape();
    if (c == '[') return char_class();
    if (c == '(' && peek(1) == '?') return group();
    if (c == '.' && !dot_takes_all_) {
      put(kAnyButTerminators);
    } else if (c == '^' && lines_) {
      put(kLineBegin);
    } else if (c == '$') {
      has_end_anchor_ |= !lines_;
      put(R"(\z)", lines_ ? kLineEnd : kEnd);
    } else {
      return literal();
    }
    ++at_;
  }

  /// Without (?u), only ASCII letters have two cases.
  void literal() {
    size_t length = character_bytes(peek());
    auto character = pattern_.substr(at_, length);
    bool has_one_case = length > 1 && ignores_case_ && !all_cases_;
    if (has_one_case) {
      put(fmt::format("(?-i:{})", character));
    } else {
      put(character);
    }
    at_ += character.size();
  }

  /// (?<name>...) is (?P<name>...) for both; the flags u, U and d are none of theirs.
  void group() {
    if (peek(2) == '<' && is_letter(peek(3))) {
      put("(?P<");
      at_ += 3;
      return;
    }
    size_t end = at_ + 2;
    while (end < pattern_.size() && (is_letter(pattern_[end]) || pattern_[end] == '-')) ++end;
    if (end == at_ + 2 || end >= pattern_.size() || (pattern_[end] != ')' && pattern_[end] != ':')) {
      put("(?");
      at_ += 2;
      return;
    }
    std::string flags;
    for (char c : pattern_.substr(at_ + 2, end - at_ - 2)) {
      if (c == 'x') linear_ = false;
      if (std::string_view("imsx-").find(c) != std::string_view::npos) {
        flags += c == 'm' ? std::string() : std::string(1, c);
      } else if (c != 'u' && c != 'U') {
        flags += "?";  // no flag of Java's: both refuse it
      }
    }
    if (flags == "-") flags.clear();
    bool alone = pattern_[end] == ')';
    if (!alone || !flags.empty()) put(fmt::format("(?{}{}", flags, pattern_[end]));
    at_ = end + 1;
  }

  void escape() {
    if (follows("\\Q")) return quotation();
    char c = peek(1);
    if (c == 's' || c == 'S') {
      if (unicode_classes_) {
        put(pattern_.substr(at_, 2));
      } else {
        put(fmt::format("[{}{}]", c == 'S' ? "^" : "", kSpaces));
      }
      at_ += 2;
      return;
    }
    if (c == 'p' || c == 'P') return property(false);
    if (c == 'v' || c == 'V' || c == 'C' || c == 'K' || c == 'E') linear_ = false;
    if (c == 'C' || c == 'K') put(R"(\y)");  // neither is Java's
    if (auto code_point = number()) return put(fmt::format("\\x{{{:x}}}", *code_point));
    put(pattern_.substr(at_, 2));
    at_ = std::min(at_ + 2, pattern_.size());
  }

  void quotation() {
    auto end = pattern_.find("\\E", at_ + 2);
    auto quoted = pattern_.substr(at_ + 2, end == std::string_view::npos ? end : end - at_ - 2);
    for (size_t i = 0; i < quoted.size(); ++i) {
      char c = quoted[i];
      bool plain = is_letter(c) || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
      put(plain ? std::string(1, c) : fmt::format("\\x{{{:x}}}", static_cast<unsigned>(c)));
    }
    at_ = end == std::string_view::npos ? pattern_.size() : end + 2;
  }

  /// \uhhhh, \xhh, \x{h...}, \0ooo, \e and \cX: takes them, where they are well formed.
  std::optional<uint32_t> number() {
    auto hex = [&](size_t from, size_t count) -> std::optional<uint32_t> {
      uint32_t value = 0;
      for (size_t i = 0; i < count; ++i) {
        if (!is_hex(peek(from + i))) return std::nullopt;
        char digit = peek(from + i);
        value = value * 16 + static_cast<uint32_t>(digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
      }
      return value;
    };
    std::optional<uint32_t> value;
    size_t length = 0;
    switch (peek(1)) {
      case 'u':
        value = hex(2, 4);
        length = 6;
        break;
      case 'x':
        if (peek(2) == '{') {
          while (is_hex(peek(3 + length))) ++length;
          if (length > 0 && peek(3 + length) == '}') value = hex(3, length);
          length += 4;
        } else {
          value = hex(2, 2);
          length = 4;
        }
        break;
      case '0': {
        uint32_t octal = 0;
        for (length = 2; length < 5 && is_octal(peek(length)) && octal * 8 <= 255; ++length) {
          octal = octal * 8 + static_cast<uint32_t>(peek(length) - '0');
        }
        if (length > 2) value = octal;
        break;
      }
      case 'e':
        value = 0x1B;
        length = 2;
        break;
      case 'c':
        if (peek(2) != '\0') value = static_cast<uint32_t>(peek(2)) ^ 64U;
        length = 3;
        break;
      default: return std::nullopt;
    }
    if (value) at_ += length;
    return value;
  }

  /// \p{...}: what it is called without brackets around it, or inside them.
  void property(bool in_class) {
    bool negated = peek(1) == 'P';
    std::string name;
    size_t end = at_ + 3;
    if (peek(2) == '{') {
      end = std::min(pattern_.find('}', at_), pattern_.size());
      name = pattern_.substr(at_ + 3, end - at_ - 3);
      end = std::min(end + 1, pattern_.size());
    } else {
      name = std::string(1, peek(2));
    }
    at_ = std::min(end, pattern_.size());
    for (auto& [known, characters] : kClasses) {
      if (known != name) continue;
      linear_ = false;
      if (in_class && !negated) return put(characters);
      if (!in_class) return put(fmt::format("[{}{}]", negated ? "^" : "", characters));
      return put(fmt::format("[^{}]", characters));
    }
    for (std::string_view prefix : {"Is", "script=", "sc=", "gc=", "general_category="}) {
      if (name.starts_with(prefix)) name.erase(0, prefix.size());
    }
    if (name == "L1" || name == "all") linear_ = false;
    put(fmt::format("\\{}{{{}}}", negated ? 'P' : 'p', name));
  }

  /// A class without others inside goes over as it is; unions and intersections become alternatives and look-ahead.
  void char_class() {
    auto text = class_text();
    if (text.is_simple) {
      put(text.text);
    } else {
      linear_ = false;
      text_ += text.text;
    }
  }

  struct ClassText {
    std::string text;
    bool is_simple = true;
  };

  ClassText class_text() {
    ++at_;
    bool negated = peek() == '^';
    if (negated) ++at_;
    std::vector<std::string> parts(1);  // of an intersection
    std::string items;
    std::vector<std::string> nested;
    bool first = true;
    auto finish_part = [&] {
      std::string part = items.empty() ? "" : "[" + items + "]";
      for (auto& inner : nested) part += (part.empty() ? "" : "|") + inner;
      parts.back() = nested.empty() ? part : "(?:" + part + ")";
      items.clear();
      nested.clear();
    };
    bool is_simple = true;
    for (; at_ < pattern_.size() && (peek() != ']' || first); first = false) {
      if (peek() == '[') {
        nested.push_back(class_text().text);
        is_simple = false;
      } else if (follows("&&")) {
        at_ += 2;
        finish_part();
        parts.emplace_back();
        is_simple = false;
      } else {
        // "[:" would begin a named class of POSIX, which Java has not.
        if (first && (peek() == ':' || peek() == '.' || peek() == '=')) items += '\\';
        items += class_item();
      }
    }
    bool closed = at_ < pattern_.size();
    if (closed) ++at_;
    if (is_simple) return {fmt::format("[{}{}{}", negated ? "^" : "", items, closed ? "]" : ""), true};
    finish_part();
    std::string text;
    for (size_t i = 0; i + 1 < parts.size(); ++i) text += "(?=" + parts[i] + ")";
    text = "(?:" + text + parts.back() + ")";
    if (negated) text = "(?:(?!" + text + R"()[\s\S]))";
    return {text, false};
  }

  std::string class_item() {
    char c = peek();
    if (c == '\\') return class_escape();
    if (c == ']' || c == '^') {
      ++at_;
      return std::string("\\") + c;
    }
    size_t length = character_bytes(c);
    std::string item(pattern_.substr(at_, length));
    at_ += item.size();
    return item;
  }

  std::string class_escape() {
    char c = peek(1);
    if (c == 'p' || c == 'P') {
      auto before = std::pair(linear_text_.size(), text_.size());
      property(true);
      auto item = text_.substr(before.second);
      linear_text_.resize(before.first);
      text_.resize(before.second);
      return item;
    }
    if (c == 's' && !unicode_classes_) {
      at_ += 2;
      return std::string(kSpaces);
    }
    if (c == 'h' || c == 'v' || c == 'H' || c == 'V') linear_ = false;
    if (auto code_point = number()) return fmt::format("\\x{{{:x}}}", *code_point);
    std::string item(pattern_.substr(at_, 2));
    at_ = std::min(at_ + 2, pattern_.size());
    return item;
  }

  std::string_view pattern_;
  size_t at_ = 0;
  std::string linear_text_;
  std::string text_;
  bool linear_ = true;
  bool dot_takes_all_ = false;
  bool lines_ = false;
  bool ignores_case_ = false;
  bool all_cases_ = false;
  bool unicode_classes_ = false;
  bool has_end_anchor_ = false;
};

}  // namespace

JavaPatternText translate_java_pattern(std::string_view pattern) { return Translation(pattern).run(); }

}  // namespace skep::engine
