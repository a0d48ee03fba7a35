#include "engine/duckdb/functions/characters.h"
#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"

#include <algorithm>
#include <vector>

namespace skep::engine {
namespace {

/// The place, from 1, of an item in a list with commas; 0 when it is not there.
struct FindInSet {
  static int32_t compute(std::string_view wanted, std::string_view list) {
    if (wanted.find(',') != std::string_view::npos) return 0;
    int32_t place = 1;
    for (size_t from = 0;; ++place) {
      auto comma = list.find(',', from);
      bool last = comma == std::string_view::npos;
      if (list.substr(from, last ? comma : comma - from) == wanted) return place;
      if (last) return 0;
      from = comma + 1;
    }
  }
};

struct Levenshtein {
  static int32_t compute(std::string_view a, std::string_view b) {
    auto left = split(a), right = split(b);
    std::vector<int32_t> row(right.size() + 1);
    for (size_t i = 0; i < row.size(); ++i) row[i] = static_cast<int32_t>(i);
    for (size_t i = 0; i < left.size(); ++i) {
      int32_t diagonal = row[0];
      row[0] = static_cast<int32_t>(i) + 1;
      for (size_t j = 0; j < right.size(); ++j) {
        auto replaced = diagonal + (left[i] == right[j] ? 0 : 1);
        diagonal = row[j + 1];
        row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
      }
    }
    return row.back();
  }

 private:
  static std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> characters;
    for (size_t at = 0; at < text.size();) {
      auto next = next_character(text, at);
      characters.push_back(text.substr(at, next - at));
      at = next;
    }
    return characters;
  }
};

/// -1 for texts that are further apart.
struct LevenshteinWithin {
  static int32_t compute(std::string_view a, std::string_view b, int32_t most) {
    auto distance = Levenshtein::compute(a, b);
    return distance <= most ? distance : -1;
  }
};

/// The part with a number, from 1, or from the end when negative; empty when there are fewer.
struct SplitPart {
  static std::string compute(std::string_view text, std::string_view delimiter, int32_t number) {
    if (number == 0) raise({"INVALID_INDEX_OF_ZERO", "the index 0 is invalid: parts count from 1"});
    auto parts = split(text, delimiter);
    auto count = static_cast<int64_t>(parts.size());
    int64_t index = number > 0 ? number - 1 : count + number;
    return index < 0 || index >= count ? "" : std::string(parts[static_cast<size_t>(index)]);
  }

 private:
  static std::vector<std::string_view> split(std::string_view text, std::string_view delimiter) {
    if (delimiter.empty()) return {text};
    std::vector<std::string_view> parts;
    for (size_t from = 0;;) {
      auto at = text.find(delimiter, from);
      if (at == std::string_view::npos) break;
      parts.push_back(text.substr(from, at - from));
      from = at + delimiter.size();
    }
    size_t from = parts.empty()
                      ? 0
                      : static_cast<size_t>(parts.back().data() + parts.back().size() + delimiter.size() - text.data());
    parts.push_back(text.substr(from));
    return parts;
  }
};

/// Puts a text over the characters from a place on; over as many as it has itself when the count is negative.
struct Overlay {
  static std::string compute(std::string_view text, std::string_view put, int32_t place, int32_t count) {
    int64_t length = count >= 0 ? count : character_count(put);
    std::string result(characters_between(text, 0, int64_t{place} - 1));
    result += put;
    int64_t rest = int64_t{place} + length;
    int64_t begin = rest > 0 ? rest - 1 : rest < 0 ? std::max<int64_t>(character_count(text) + rest, 0) : 0;
    result += text.substr(byte_of_character(text, begin));
    return result;
  }
};

/// The character with a number's low 8 bits; nothing for a negative one.
struct Character {
  static std::string compute(int64_t number) {
    if (number < 0) return "";
    auto code = static_cast<unsigned>(number & 0xFF);
    if (code < 0x80) return std::string(1, static_cast<char>(code));
    return {static_cast<char>(0xC0 | code >> 6), static_cast<char>(0x80 | (code & 0x3F))};
  }
};

/// The letter and three digits under which English names sound alike; texts that start with no letter stay.
struct Soundex {
  static std::string compute(std::string_view text) {
    if (text.empty() || !is_letter(text[0])) return std::string(text);
    std::string code(1, upper(text[0]));
    char last = digit_of(text[0]);
    for (size_t i = 1; i < text.size() && code.size() < 4; ++i) {
      if (!is_letter(text[i])) {
        last = '0';
        continue;
      }
      char digit = digit_of(text[i]);
      if (digit == '7') continue;
      if (digit != '0' && digit != last) code += digit;
      last = digit;
    }
    return code.append(4 - code.size(), '0');
  }

 private:
  static char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
  static bool is_letter(char c) { return upper(c) >= 'A' && upper(c) <= 'Z'; }
  /// 0 for vowels, 7 for H and W, which do not part equal sounds.
  static char digit_of(char c) { return "01230127022455012623017202"[upper(c) - 'A']; }
};

}  // namespace

void add_text_search(Registrar& registrar) {
  registrar.add<FindInSet>("find_in_set");
  registrar.add<Levenshtein>("levenshtein");
  registrar.add<LevenshteinWithin>("levenshtein");
  registrar.add_raising<SplitPart>("split_part");
  registrar.add<Overlay>("overlay");
  registrar.add<Character>("chr");
  registrar.add<Soundex>("soundex");
}

}  // namespace skep::engine
