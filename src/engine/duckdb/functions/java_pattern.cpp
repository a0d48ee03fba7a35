#define PCRE2_CODE_UNIT_WIDTH 8

#include "engine/duckdb/functions/java_pattern.h"

#include "engine/duckdb/functions/java_pattern_text.h"
#include "engine/duckdb/functions/registrar.h"

#include <pcre2.h>
#include <re2/re2.h>

namespace skep::engine {
namespace {

constexpr uint32_t kStepsMax = 50'000'000;  ///< of one backtracking match

bool ends_with_terminator(std::string_view text) {
  return text.ends_with('\n') || text.ends_with('\r') || text.ends_with("\u0085") || text.ends_with("\u2028") ||
         text.ends_with("\u2029");
}

}  // namespace

struct JavaPattern::Linear {
  explicit Linear(const std::string& text) : expression(text, options()) {}

  static RE2::Options options() {
    RE2::Options options;
    options.set_log_errors(false);
    return options;
  }

  bool match(std::string_view text, size_t from, std::vector<std::string_view>& groups) const {
    thread_local std::vector<re2::StringPiece> pieces;
    pieces.resize(groups.size());
    if (!expression.Match(re2::StringPiece(text.data(), text.size()), from, text.size(), RE2::UNANCHORED, pieces.data(),
                          static_cast<int>(pieces.size()))) {
      return false;
    }
    for (size_t i = 0; i < groups.size(); ++i) groups[i] = {pieces[i].data(), pieces[i].size()};
    return true;
  }

  RE2 expression;
};

struct JavaPattern::Backtracking {
  explicit Backtracking(const JavaPatternText& text) {
    int failure = 0;
    size_t place = 0;
    uint32_t options = PCRE2_UTF | PCRE2_NO_UTF_CHECK | (text.unicode_classes ? PCRE2_UCP : 0U);
    code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.backtracking.data()), text.backtracking.size(), options,
                         &failure, &place, nullptr);
    if (!code) {
      unsigned char buffer[128];
      pcre2_get_error_message(failure, buffer, sizeof buffer);
      message = reinterpret_cast<const char*>(buffer);
      return;
    }
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    data = pcre2_match_data_create_from_pattern(code, nullptr);
    context = pcre2_match_context_create(nullptr);
    pcre2_set_match_limit(context, kStepsMax);
  }
  Backtracking(const Backtracking&) = delete;
  Backtracking& operator=(const Backtracking&) = delete;
  ~Backtracking() {
    pcre2_match_context_free(context);
    pcre2_match_data_free(data);
    pcre2_code_free(code);
  }

  uint32_t fact(uint32_t what) const {
    uint32_t value = 0;
    pcre2_pattern_info(code, what, &value);
    return value;
  }

  std::map<std::string, size_t, std::less<>> names() const {
    std::map<std::string, size_t, std::less<>> names;
    PCRE2_SPTR table = nullptr;
    pcre2_pattern_info(code, PCRE2_INFO_NAMETABLE, static_cast<void*>(&table));
    for (uint32_t i = 0; i < fact(PCRE2_INFO_NAMECOUNT); ++i, table += fact(PCRE2_INFO_NAMEENTRYSIZE)) {
      names.emplace(reinterpret_cast<const char*>(table + 2), size_t{table[0]} << 8 | table[1]);
    }
    return names;
  }

  /// The number of groups, 0 for no match, or a negative code.
  int match(std::string_view text, size_t from, std::vector<std::string_view>& groups) const {
    int count = pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), from, PCRE2_NO_UTF_CHECK,
                            data, context);
    if (count < 0) return count == PCRE2_ERROR_NOMATCH ? 0 : count;
    auto* places = pcre2_get_ovector_pointer(data);
    for (size_t i = 0; i < groups.size(); ++i) {
      bool took_part = static_cast<int>(i) < count && places[2 * i] != PCRE2_UNSET;
      groups[i] = took_part ? text.substr(places[2 * i], places[2 * i + 1] - places[2 * i]) : std::string_view();
    }
    return count;
  }

  pcre2_code* code = nullptr;
  pcre2_match_data* data = nullptr;
  pcre2_match_context* context = nullptr;
  std::string message;
};

JavaPattern::JavaPattern(std::string_view pattern) : pattern_(pattern) {
  auto text = translate_java_pattern(pattern);
  has_end_anchor_ = text.has_end_anchor;
  if (text.linear) linear_ = std::make_unique<Linear>(*text.linear);
  if (linear_ && !linear_->expression.ok()) linear_.reset();
  if (linear_) {
    group_count_ = static_cast<size_t>(linear_->expression.NumberOfCapturingGroups());
    for (auto& [name, number] : linear_->expression.NamedCapturingGroups()) {
      group_names_.emplace(name, static_cast<size_t>(number));
    }
    if (!has_end_anchor_) return;
  }
  backtracking_ = std::make_unique<Backtracking>(text);
  if (!backtracking_->code) {
    raise({"INVALID_PARAMETER_VALUE.PATTERN",
           fmt::format("the regular expression is not valid, or not supported: '{}' ({})", pattern,
                       backtracking_->message)});
  }
  if (linear_) return;
  group_count_ = backtracking_->fact(PCRE2_INFO_CAPTURECOUNT);
  group_names_ = backtracking_->names();
}

JavaPattern::~JavaPattern() = default;

bool JavaPattern::is_linear_for(std::string_view text) const {
  return linear_ && !(has_end_anchor_ && ends_with_terminator(text));
}

bool JavaPattern::finds(std::string_view text) const {
  if (is_linear_for(text)) return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), linear_->expression);
  std::vector<std::string_view> none;
  return match(text, 0, none);
}

std::optional<size_t> JavaPattern::group_named(std::string_view name) const {
  auto found = group_names_.find(name);
  return found == group_names_.end() ? std::nullopt : std::optional(found->second);
}

bool JavaPattern::match(std::string_view text, size_t from, std::vector<std::string_view>& groups) const {
  if (is_linear_for(text)) return linear_->match(text, from, groups);
  int count = backtracking_->match(text, from, groups);
  if (count >= 0) return count > 0;
  raise({"INVALID_PARAMETER_VALUE.PATTERN", fmt::format("the regular expression takes too long: '{}'", pattern_)});
}

std::optional<std::string> JavaPattern::first_group(std::string_view text, size_t group) const {
  std::vector<std::string_view> groups(group_count_ + 1);
  if (group > group_count_ || !match(text, 0, groups)) return std::nullopt;
  return std::string(groups[group]);
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
