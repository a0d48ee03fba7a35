#include "engine/duckdb/functions/characters.h"
#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/java_pattern.h"
#include "engine/duckdb/functions/registrar.h"

#include <vector>

namespace skep::engine {
namespace {

/// Walks over the matches of a pattern as Java's Matcher.find does: after an empty one the next starts a character on.
class Matches {
 public:
  Matches(const JavaPattern& pattern, std::string_view text)
      : pattern_(pattern), text_(text), groups_(pattern.group_count() + 1) {}

  bool find() {
    if (from_ > text_.size()) return false;
    if (!pattern_.match(text_, from_, groups_)) return false;
    begin_ = static_cast<size_t>(groups_[0].data() - text_.data());
    end_ = begin_ + groups_[0].size();
    from_ = end_ > begin_ ? end_ : end_ < text_.size() ? next_character(text_, end_) : end_ + 1;
    return true;
  }

  size_t begin() const { return begin_; }
  size_t end() const { return end_; }
  size_t group_count() const { return groups_.size() - 1; }

  /// Empty for a group that took no part.
  std::string_view group(size_t i) const { return groups_[i]; }

 private:
  const JavaPattern& pattern_;
  std::string_view text_;
  std::vector<std::string_view> groups_;
  size_t from_ = 0;
  size_t begin_ = 0;
  size_t end_ = 0;
};

[[noreturn]] void raise_group_index(size_t groups, int64_t index) {
  raise({"INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX",
         fmt::format("the group index must be between 0 and {}: {}", groups, index)});
}

struct RLike {
  static bool compute(std::string_view text, std::string_view pattern) { return compiled_pattern(pattern).finds(text); }
};

struct RegexpExtract {
  static std::string compute(std::string_view text, std::string_view pattern, int32_t group) {
    Matches matches(compiled_pattern(pattern), text);
    bool found = matches.find();
    if (!found) return "";
    if (group < 0 || static_cast<size_t>(group) > matches.group_count()) {
      raise_group_index(matches.group_count(), group);
    }
    return std::string(matches.group(static_cast<size_t>(group)));
  }
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Appends a replacement in Java's form: $1 is a group (as many digits as still name one), ${name} too, \x is x.
class Replacement {
 public:
  Replacement(const JavaPattern& pattern, std::string_view text) : pattern_(pattern), text_(text) {}

  void append(const Matches& matches, std::string& result) const {
    for (size_t at = 0; at < text_.size();) {
      if (text_[at] == '\\' && at + 1 < text_.size()) {
        result += text_[at + 1];
        at += 2;
      } else if (text_[at] == '$') {
        at = append_group(matches, at + 1, result);
      } else {
        result += text_[at++];
      }
    }
  }

 private:
  size_t append_group(const Matches& matches, size_t at, std::string& result) const {
    if (at < text_.size() && text_[at] == '{') return append_named(matches, at + 1, result);
    if (at >= text_.size() || !is_digit(text_[at])) raise_illegal();
    auto group = static_cast<size_t>(text_[at++] - '0');
    if (group > matches.group_count()) raise_illegal();
    for (; at < text_.size() && is_digit(text_[at]); ++at) {
      auto longer = group * 10 + static_cast<size_t>(text_[at] - '0');
      if (longer > matches.group_count()) break;
      group = longer;
    }
    result += matches.group(group);
    return at;
  }

  size_t append_named(const Matches& matches, size_t at, std::string& result) const {
    auto end = text_.find('}', at);
    if (end == std::string_view::npos) raise_illegal();
    auto group = pattern_.group_named(text_.substr(at, end - at));
    if (!group) raise_illegal();
    result += matches.group(*group);
    return end + 1;
  }

  [[noreturn]] void raise_illegal() const {
    raise({"INVALID_REGEXP_REPLACE", fmt::format("the replacement is not valid: '{}'", text_)});
  }

  const JavaPattern& pattern_;
  std::string_view text_;
};

/// How often a pattern is found, where, and what the first find is.
struct RegexpCount {
  static int32_t compute(std::string_view text, std::string_view pattern) {
    Matches matches(compiled_pattern(pattern), text);
    int32_t count = 0;
    while (matches.find()) ++count;
    return count;
  }
};

struct RegexpInstr {
  static int32_t compute(std::string_view text, std::string_view pattern) {
    Matches matches(compiled_pattern(pattern), text);
    if (!matches.find()) return 0;
    return static_cast<int32_t>(character_count(text.substr(0, matches.begin()))) + 1;
  }
};

struct RegexpSubstr {
  static std::optional<std::string_view> compute(std::string_view text, std::string_view pattern) {
    Matches matches(compiled_pattern(pattern), text);
    if (!matches.find() || matches.begin() == matches.end()) return std::nullopt;
    return matches.group(0);
  }
};

std::vector<std::string_view> all_groups(std::string_view text, std::string_view pattern, int32_t group) {
  Matches matches(compiled_pattern(pattern), text);
  std::vector<std::string_view> groups;
  while (matches.find()) {
    if (group < 0 || static_cast<size_t>(group) > matches.group_count())
      raise_group_index(matches.group_count(), group);
    groups.push_back(matches.group(static_cast<size_t>(group)));
  }
  return groups;
}

/// Replaces every match at or after a place, counted in characters from 1.
struct RegexpReplaceFrom {
  static std::string compute(std::string_view text, std::string_view pattern, std::string_view replacement_text,
                             int32_t place) {
    if (place > 1 && place > character_count(text)) return std::string(text);
    return RegexpReplaceFrom::replace(text, pattern, replacement_text, byte_of_character(text, place - 1));
  }

  static std::string replace(std::string_view whole, std::string_view pattern, std::string_view replacement_text,
                             size_t start) {
    auto text = whole.substr(start);
    const auto& expression = compiled_pattern(pattern);
    Replacement replacement(expression, replacement_text);
    Matches matches(expression, text);
    std::string result(whole.substr(0, start));
    size_t copied = 0;
    while (matches.find()) {
      result += text.substr(copied, matches.begin() - copied);
      replacement.append(matches, result);
      copied = matches.end();
    }
    return result.append(text.substr(copied));
  }
};

struct RegexpReplace {
  static std::string compute(std::string_view text, std::string_view pattern, std::string_view replacement_text) {
    return RegexpReplaceFrom::replace(text, pattern, replacement_text, 0);
  }
};

std::vector<std::string_view> split_characters(std::string_view text, int32_t limit) {
  auto characters = character_count(text);
  auto count = limit <= 0 || limit > characters ? characters : limit;
  std::vector<std::string_view> parts;
  for (size_t at = 0; at < text.size() && static_cast<int64_t>(parts.size()) < count;) {
    size_t next = next_character(text, at);
    parts.push_back(text.substr(at, next - at));
    at = next;
  }
  return parts;
}

/// By a character that stands for itself.
std::vector<std::string_view> split_at(std::string_view text, char separator, int32_t limit) {
  std::vector<std::string_view> parts;
  size_t from = 0;
  while (limit <= 0 || static_cast<int32_t>(parts.size()) < limit - 1) {
    auto end = text.find(separator, from);
    if (end == std::string_view::npos) break;
    parts.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  parts.push_back(text.substr(from));
  return parts;
}

/// As Java's String.split with a limit that is never 0: an empty match at the start gives no empty part.
std::vector<std::string_view> split(std::string_view text, std::string_view pattern, int32_t limit) {
  if (!text.empty() && pattern.empty()) return split_characters(text, limit);
  constexpr std::string_view kSpecial = "\\.[]{}()*+?^$|";
  bool is_plain = pattern.size() == 1 && static_cast<unsigned char>(pattern[0]) < 0x80 &&
                  kSpecial.find(pattern[0]) == std::string_view::npos;
  if (is_plain) return split_at(text, pattern[0], limit);
  std::vector<std::string_view> parts;
  Matches matches(compiled_pattern(pattern), text);
  size_t from = 0;
  while ((limit <= 0 || static_cast<int32_t>(parts.size()) < limit - 1) && matches.find()) {
    if (matches.end() == 0) continue;
    parts.push_back(text.substr(from, matches.begin() - from));
    from = matches.end();
  }
  parts.push_back(text.substr(from));
  return parts;
}

/// Runs a function of two texts and a number that gives a list of parts of the first.
template <std::vector<std::string_view> (*kParts)(std::string_view, std::string_view, int32_t)>
void list_rows(duckdb::DataChunk& arguments, duckdb::ExpressionState&, duckdb::Vector& result) {
  map_rows<duckdb::list_entry_t, std::string_view, std::string_view, int32_t>(
      arguments, result, [&](std::string_view text, std::string_view pattern, int32_t number) {
        auto parts = kParts(text, pattern, number);
        duckdb::list_entry_t entry{duckdb::ListVector::GetListSize(result), parts.size()};
        duckdb::ListVector::Reserve(result, entry.offset + entry.length);
        auto& items = duckdb::ListVector::GetEntry(result);
        auto* data = duckdb::FlatVector::GetData<duckdb::string_t>(items);
        for (size_t i = 0; i < parts.size(); ++i)
          data[entry.offset + i] = duckdb::StringVector::AddString(items, parts[i].data(), parts[i].size());
        duckdb::ListVector::SetListSize(result, entry.offset + entry.length);
        return entry;
      });
}

template <std::vector<std::string_view> (*kParts)(std::string_view, std::string_view, int32_t)>
duckdb::ScalarFunction list_function() {
  using duckdb::LogicalType;
  return duckdb::ScalarFunction({LogicalType::VARCHAR, LogicalType::VARCHAR, LogicalType::INTEGER},
                                LogicalType::LIST(LogicalType::VARCHAR), list_rows<kParts>);
}

}  // namespace

void add_regular_expressions(Registrar& registrar) {
  registrar.add_raising<RLike>("rlike");
  registrar.add_raising<RegexpExtract>("regexp_extract");
  registrar.add_raising<RegexpReplace>("regexp_replace");
  registrar.add_raising<RegexpReplaceFrom>("regexp_replace");
  registrar.add_raising<RegexpCount>("regexp_count");
  registrar.add_raising<RegexpInstr>("regexp_instr");
  registrar.add_raising<RegexpSubstr>("regexp_substr");
  registrar.put_raising("split", list_function<split>());
  registrar.put_raising("regexp_extract_all", list_function<all_groups>());
}

}  // namespace skep::engine
