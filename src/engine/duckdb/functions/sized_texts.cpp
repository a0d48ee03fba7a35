#include "engine/duckdb/functions/cast_families.h"
#include "engine/duckdb/functions/characters.h"
#include "engine/duckdb/functions/registrar.h"

/// What char(n) and varchar(n) do when they are written, read and compared.
namespace skep::engine {
namespace {

struct PadChar {
  static std::string compute(std::string_view text, int32_t length) {
    std::string out(text);
    auto missing = length - character_count(text);
    if (missing > 0) out.append(static_cast<size_t>(missing), ' ');
    return out;
  }
};

/// Blanks past the length are cut off; what else is longer has no place.
std::string_view cut(std::string_view text, int32_t length) {
  if (static_cast<int64_t>(text.size()) <= length) return text;
  auto end = byte_of_character(text, length);
  if (text.find_first_not_of(' ', end) != std::string_view::npos) {
    raise({"EXCEED_LIMIT_LENGTH", fmt::format("the text is longer than the {} characters of its column", length)});
  }
  return text.substr(0, end);
}

struct CheckVarchar {
  static std::string_view compute(std::string_view text, int32_t length) { return cut(text, length); }
};

struct CheckChar {
  static std::string compute(std::string_view text, int32_t length) {
    return PadChar::compute(cut(text, length), length);
  }
};

}  // namespace

void add_sized_texts(Registrar& registrar) {
  registrar.add<PadChar>("pad_char");
  registrar.add_raising<CheckVarchar>("check_varchar");
  registrar.add_raising<CheckChar>("check_char");
}

}  // namespace skep::engine
