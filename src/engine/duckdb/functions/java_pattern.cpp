#include "engine/duckdb/functions/java_pattern.h"

#include "engine/duckdb/functions/registrar.h"

namespace skep::engine {
namespace {

constexpr const char* kAnyButTerminators = R"([^\n\r\x{85}\x{2028}\x{2029}])";
constexpr const char* kEndOrTerminator = R"((?:(?:\r\n|[\n\r\x{85}\x{2028}\x{2029}])?\z))";

bool ends_with_terminator(std::string_view text) {
  return text.ends_with('\n') || text.ends_with('\r') || text.ends_with("\u0085") || text.ends_with("\u2028") ||
         text.ends_with("\u2029");
}

/// The flags that a pattern sets somewhere: of "(?is-m:x)", "is".
std::string inline_flags(std::string_view pattern) {
  std::string flags;
  for (size_t at = pattern.find("(?"); at != std::string_view::npos; at = pattern.find("(?", at + 2)) {
    for (size_t i = at + 2; i < pattern.size() && pattern[i] >= 'a' && pattern[i] <= 'z'; ++i) flags += pattern[i];
  }
  return flags;
}

/// A pattern's text with '.' and '$' replaced where they mean something.
struct Rewritten {
  std::string text;
  bool has_end_anchor = false;
};

Rewritten rewrite(std::string_view pattern, bool end_takes_terminator) {
  auto flags = inline_flags(pattern);
  bool keeps_dot = flags.find('s') != std::string::npos;
  bool keeps_end = flags.find('m') != std::string::npos;
  Rewritten result;
  bool in_quote = false;
  int class_depth = 0;
  for (size_t at = 0; at < pattern.size(); ++at) {
    char c = pattern[at];
    if (c == '\\' && at + 1 < pattern.size()) {
      if (pattern[at + 1] == 'Q') in_quote = true;
      if (pattern[at + 1] == 'E') in_quote = false;
      result.text += pattern.substr(at++, 2);
      continue;
    }
    bool plain = !in_quote && class_depth == 0;
    if (!in_quote && c == '[') ++class_depth;
    if (!in_quote && c == ']' && class_depth > 0) --class_depth;
    if (plain && c == '.' && !keeps_dot) {
      result.text += kAnyButTerminators;
    } else if (plain && c == '$' && !keeps_end) {
      result.has_end_anchor = true;
      result.text += end_takes_terminator ? kEndOrTerminator : R"(\z)";
    } else {
      result.text += c;
    }
  }
  return result;
}

std::unique_ptr<RE2> compile(std::string_view pattern, const std::string& rewritten) {
  RE2::Options options;
  options.set_log_errors(false);
  auto expression = std::make_unique<RE2>(rewritten, options);
  if (expression->ok()) return expression;
  raise(
      {"INVALID_PARAMETER_VALUE.PATTERN",
       fmt::format("the regular expression is not valid, or not supported: '{}' ({})", pattern, expression->error())});
}

}  // namespace

JavaPattern::JavaPattern(std::string_view pattern) : pattern_(pattern) {
  auto rewritten = rewrite(pattern, false);
  has_end_anchor_ = rewritten.has_end_anchor;
  expression_ = compile(pattern, rewritten.text);
  if (has_end_anchor_) before_terminator_ = compile(pattern, rewrite(pattern, true).text);
}

bool JavaPattern::finds(std::string_view text) const {
  const auto& expression = has_end_anchor_ && ends_with_terminator(text) ? *before_terminator_ : *expression_;
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), expression);
}

const RE2& JavaPattern::for_matches_in(std::string_view text) const {
  if (has_end_anchor_ && ends_with_terminator(text)) {
    raise({"INVALID_PARAMETER_VALUE.PATTERN",
           fmt::format("'$' in a text that ends with a line terminator is not supported: '{}'", pattern_)});
  }
  return *expression_;
}

const JavaPattern& compiled_pattern(std::string_view pattern) {
  // Two, since a row may need two: regexp_replace(regexp_replace(x, 'a', 'b'), 'c', 'd').
  struct Slot {
    std::string text;
    std::unique_ptr<JavaPattern> compiled;
  };
  thread_local Slot recent;
  thread_local Slot older;
  if (recent.compiled && recent.text == pattern) return *recent.compiled;
  std::swap(recent, older);
  if (recent.compiled && recent.text == pattern) return *recent.compiled;
  recent.compiled.reset();
  recent.compiled = std::make_unique<JavaPattern>(pattern);
  recent.text = pattern;
  return *recent.compiled;
}

}  // namespace skep::engine
