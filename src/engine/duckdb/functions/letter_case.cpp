#include "engine/duckdb/functions/characters.h"
#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"

#include <unicode/ucasemap.h>
#include <unicode/ustring.h>

namespace skep::engine {
namespace {

/// ICU's full mappings (one character may become several), independent of any language. Lives as long as the process;
/// its mappings to upper and lower case may be used by all threads at once.
const UCaseMap* case_map() {
  static const UCaseMap* map = [] {
    auto status = U_ZERO_ERROR;
    return ucasemap_open("", 0, &status);
  }();
  return map;
}

char ascii_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }
char ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

using Mapping = int32_t (*)(const UCaseMap*, char*, int32_t, const char*, int32_t, UErrorCode*);

template <char (*kAscii)(char), Mapping kMapping>
std::string mapped(std::string_view text) {
  std::string result(text.size(), '\0');
  if (is_ascii(text)) {
    for (size_t i = 0; i < text.size(); ++i) result[i] = kAscii(text[i]);
    return result;
  }
  result.resize(text.size() * 3);
  auto status = U_ZERO_ERROR;
  auto length = kMapping(case_map(), result.data(), static_cast<int32_t>(result.size()), text.data(),
                         static_cast<int32_t>(text.size()), &status);
  if (U_FAILURE(status)) raise({"INVALID_UTF8_STRING", "the text is not valid UTF-8"});
  result.resize(static_cast<size_t>(length));
  return result;
}

struct Upper {
  static std::string compute(std::string_view text) { return mapped<ascii_upper, ucasemap_utf8ToUpper>(text); }
};

struct Lower {
  static std::string compute(std::string_view text) { return mapped<ascii_lower, ucasemap_utf8ToLower>(text); }
};

/// A capital for the first letter of each word; only a blank ends a word.
struct InitCap {
  static std::string compute(std::string_view text) {
    if (is_ascii(text)) return of_ascii(text);
    auto lowered = Lower::compute(text);
    std::string result;
    result.reserve(lowered.size());
    for (size_t at = 0; at < lowered.size();) {
      bool starts_word = at == 0 || lowered[at - 1] == ' ';
      auto next = next_character(lowered, at);
      auto character = std::string_view(lowered).substr(at, next - at);
      if (!starts_word) {
        result += character;
      } else if (character.size() == 1) {
        result += ascii_upper(character[0]);
      } else {
        append_title(result, character);
      }
      at = next;
    }
    return result;
  }

 private:
  static std::string of_ascii(std::string_view text) {
    std::string result(text.size(), '\0');
    bool starts_word = true;
    for (size_t i = 0; i < text.size(); ++i) {
      result[i] = starts_word ? ascii_upper(text[i]) : ascii_lower(text[i]);
      starts_word = text[i] == ' ';
    }
    return result;
  }

  static void append_title(std::string& result, std::string_view character) {
    UChar wide[4], titled[12];
    char bytes[40];
    int32_t length = 0;
    auto status = U_ZERO_ERROR;
    u_strFromUTF8(wide, 4, &length, character.data(), static_cast<int32_t>(character.size()), &status);
    length = u_strToTitle(titled, 12, wide, length, nullptr, "", &status);
    u_strToUTF8(bytes, sizeof bytes, &length, titled, length, &status);
    result += U_FAILURE(status) ? character : std::string_view(bytes, static_cast<size_t>(length));
  }
};

}  // namespace

void add_letter_case(Registrar& registrar) {
  registrar.add<Upper>("upper");
  registrar.add<Lower>("lower");
  registrar.add<InitCap>("initcap");
}

}  // namespace skep::engine
