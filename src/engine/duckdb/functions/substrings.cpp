#include "engine/duckdb/functions/characters.h"
#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"

#include <limits>

namespace skep::engine {
namespace {

/// Positions count from 1; 0 means 1, and negative ones count from the end. A start before the text takes characters
/// from the length, as in Spark.
struct Substring {
  static std::string_view compute(std::string_view text, int32_t position, int32_t length) {
    int64_t begin = position > 0 ? position - 1 : position < 0 ? character_count(text) + position : 0;
    int64_t end = std::min<int64_t>(begin + length, std::numeric_limits<int32_t>::max());
    return characters_between(text, begin, end);
  }
};

struct SubstringToEnd {
  static std::string_view compute(std::string_view text, int32_t position) {
    return Substring::compute(text, position, std::numeric_limits<int32_t>::max());
  }
};

/// What stands before the count-th delimiter, or after it when counted from the right.
struct SubstringIndex {
  static std::string_view compute(std::string_view text, std::string_view delimiter, int32_t count) {
    if (delimiter.empty() || count == 0) return {};
    return count > 0 ? before(text, delimiter, count) : after(text, delimiter, -int64_t{count});
  }

 private:
  static std::string_view before(std::string_view text, std::string_view delimiter, int64_t count) {
    size_t at = 0;
    for (size_t from = 0; count > 0; --count, from = at + 1) {
      at = text.find(delimiter, from);
      if (at == std::string_view::npos) return text;
    }
    return text.substr(0, at);
  }

  static std::string_view after(std::string_view text, std::string_view delimiter, int64_t count) {
    size_t at = text.size();
    for (; count > 0; --count) {
      if (at == 0) return text;
      at = text.rfind(delimiter, at - 1);
      if (at == std::string_view::npos) return text;
    }
    return text.substr(at + delimiter.size());
  }
};

/// The position, from 1, of the first occurrence at or after a position; 0 when there is none.
struct Locate {
  static int32_t compute(std::string_view wanted, std::string_view text, int32_t start) {
    if (start < 1) return 0;
    if (wanted.empty()) return 1;
    size_t from = byte_of_character(text, start - 1);
    auto at = text.find(wanted, from);
    if (at == std::string_view::npos) return 0;
    return start + static_cast<int32_t>(character_count(text.substr(from, at - from)));
  }
};

struct Instr {
  static int32_t compute(std::string_view text, std::string_view wanted) { return Locate::compute(wanted, text, 1); }
};

/// Brings a text to a length in characters: cuts it, or fills it with `pad` in front or behind.
template <bool kLeft>
struct Pad {
  static std::string compute(std::string_view text, int32_t length, std::string_view pad) {
    int64_t missing = length - character_count(text);
    if (missing <= 0 || pad.empty()) return std::string(characters_between(text, 0, length));
    std::string filling;
    auto pad_length = character_count(pad);
    for (; missing >= pad_length; missing -= pad_length) filling += pad;
    filling += characters_between(pad, 0, missing);
    return kLeft ? filling.append(text) : std::string(text) + filling;
  }
};

}  // namespace

void add_substrings(Registrar& registrar) {
  registrar.add<Substring>("substring");
  registrar.add<SubstringToEnd>("substring");
  registrar.add<SubstringIndex>("substring_index");
  registrar.add<Locate>("locate");
  registrar.add<Instr>("instr");
  registrar.add<Pad<true>>("lpad");
  registrar.add<Pad<false>>("rpad");
}

}  // namespace skep::engine
