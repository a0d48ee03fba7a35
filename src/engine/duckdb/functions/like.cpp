#include "engine/duckdb/functions/characters.h"
#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"

#include <vector>

namespace skep::engine {
namespace {

/// A pattern of LIKE, taken apart: texts, single characters (_) and runs of any characters (%).
class LikePattern {
 public:
  LikePattern(std::string_view pattern, std::string_view escape) {
    for (size_t at = 0; at < pattern.size();) {
      size_t next = next_character(pattern, at);
      auto character = pattern.substr(at, next - at);
      if (character == escape) {
        character = escaped(pattern, next);
        add_text(character);
        next += character.size();
      } else if (character == "_") {
        steps_.push_back({Kind::one, ""});
      } else if (character == "%") {
        if (steps_.empty() || steps_.back().kind != Kind::many) steps_.push_back({Kind::many, ""});
      } else {
        add_text(character);
      }
      at = next;
    }
  }

  bool matches(std::string_view text) const {
    // On a mismatch, the last run of any characters takes one more; no earlier one needs to.
    size_t step = 0;
    size_t at = 0;
    size_t run = kNone;
    size_t run_at = 0;
    while (true) {
      if (step < steps_.size() && steps_[step].kind == Kind::many) {
        run = ++step;
        run_at = at;
        if (step == steps_.size()) return true;
        continue;
      }
      if (step == steps_.size() && at == text.size()) return true;
      if (step < steps_.size() && take(steps_[step], text, at)) {
        ++step;
        continue;
      }
      if (run == kNone || run_at >= text.size()) return false;
      run_at = next_character(text, run_at);
      at = run_at;
      step = run;
    }
  }

 private:
  enum class Kind { text, one, many };
  struct Step {
    Kind kind;
    std::string text;
  };
  static constexpr size_t kNone = static_cast<size_t>(-1);

  static std::string_view escaped(std::string_view pattern, size_t at) {
    if (at >= pattern.size()) {
      raise({"INVALID_FORMAT.ESC_AT_THE_END",
             fmt::format("the escape character is not allowed to end with: '{}'", pattern)});
    }
    auto character = pattern.substr(at, next_character(pattern, at) - at);
    auto escape = pattern.substr(at - 1, 1);
    if (character == "_" || character == "%" || character == escape) return character;
    raise({"INVALID_FORMAT.ESC_IN_THE_MIDDLE",
           fmt::format("the escape character is not allowed to precede '{}': '{}'", character, pattern)});
  }

  void add_text(std::string_view text) {
    if (steps_.empty() || steps_.back().kind != Kind::text) steps_.push_back({Kind::text, ""});
    steps_.back().text += text;
  }

  static bool take(const Step& step, std::string_view text, size_t& at) {
    if (step.kind == Kind::one) {
      if (at >= text.size()) return false;
      at = next_character(text, at);
      return true;
    }
    if (text.substr(at, step.text.size()) != step.text) return false;
    at += step.text.size();
    return true;
  }

  std::vector<Step> steps_;
};

struct Like {
  static bool compute(std::string_view text, std::string_view pattern, std::string_view escape) {
    thread_local std::string last_pattern;
    thread_local std::string last_escape;
    thread_local std::optional<LikePattern> compiled;
    if (!compiled || last_pattern != pattern || last_escape != escape) {
      compiled.reset();
      compiled.emplace(pattern, escape);
      last_pattern = pattern;
      last_escape = escape;
    }
    return compiled->matches(text);
  }
};

}  // namespace

void add_like(Registrar& registrar) { registrar.add_raising<Like>("like"); }

}  // namespace skep::engine
