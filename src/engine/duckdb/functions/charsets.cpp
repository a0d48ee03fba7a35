#include "base/text.h"
#include "engine/duckdb/functions/code_points.h"
#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"

#include <array>

namespace skep::engine {
namespace {

enum class Charset { ascii, latin1, utf8, utf16, utf16_big, utf16_little, utf32 };

/// Finds one of the character sets that Spark 4 knows, in any case.
Charset charset_of(std::string_view function, std::string_view name) {
  constexpr std::array<std::pair<std::string_view, Charset>, 7> kNames = {{{"US-ASCII", Charset::ascii},
                                                                           {"ISO-8859-1", Charset::latin1},
                                                                           {"UTF-8", Charset::utf8},
                                                                           {"UTF-16", Charset::utf16},
                                                                           {"UTF-16BE", Charset::utf16_big},
                                                                           {"UTF-16LE", Charset::utf16_little},
                                                                           {"UTF-32", Charset::utf32}}};
  for (auto& [known, charset] : kNames) {
    if (equals_ignoring_case(known, name)) return charset;
  }
  raise({"INVALID_PARAMETER_VALUE.CHARSET", fmt::format("{} does not know the character set '{}'", function, name)});
}

[[noreturn]] void raise_malformed(std::string_view function, std::string_view charset) {
  raise({"MALFORMED_CHARACTER_CODING", fmt::format("{}: the value has what {} cannot hold", function, charset)});
}

void append_unit(std::string& bytes, uint32_t unit, bool little) {
  bytes += static_cast<char>(little ? unit & 0xFF : unit >> 8);
  bytes += static_cast<char>(little ? unit >> 8 : unit & 0xFF);
}

void append_utf16(std::string& bytes, uint32_t code_point, bool little) {
  if (code_point < 0x10000) return append_unit(bytes, code_point, little);
  append_unit(bytes, 0xD800 + ((code_point - 0x10000) >> 10), little);
  append_unit(bytes, 0xDC00 + ((code_point - 0x10000) & 0x3FF), little);
}

struct Encode {
  static Bytes compute(std::string_view text, std::string_view name) {
    auto charset = charset_of("encode", name);
    if (charset == Charset::utf8) return {std::string(text)};
    Bytes result;
    if (charset == Charset::utf16 && !text.empty()) append_unit(result.bytes, 0xFEFF, false);
    for (size_t at = 0; at < text.size();) append(result.bytes, take_code_point(text, at), charset, name);
    return result;
  }

 private:
  static void append(std::string& bytes, uint32_t code_point, Charset charset, std::string_view name) {
    switch (charset) {
      case Charset::ascii:
      case Charset::latin1:
        if (code_point > (charset == Charset::ascii ? 0x7FU : 0xFFU)) raise_malformed("encode", name);
        bytes += static_cast<char>(code_point);
        return;
      case Charset::utf32:
        append_unit(bytes, code_point >> 16, false);
        append_unit(bytes, code_point & 0xFFFF, false);
        return;
      default: append_utf16(bytes, code_point, charset == Charset::utf16_little);
    }
  }
};

struct Decode {
  static std::string compute(BytesView value, std::string_view name) {
    auto bytes = value.bytes;
    auto charset = charset_of("decode", name);
    switch (charset) {
      case Charset::utf8:
        if (!is_valid_utf8(bytes)) raise_malformed("decode", name);
        return std::string(bytes);
      case Charset::ascii:
      case Charset::latin1: return of_single_bytes(bytes, charset == Charset::ascii, name);
      case Charset::utf32: return of_utf32(bytes, name);
      default: break;
    }
    bool little = charset == Charset::utf16_little;
    if (charset == Charset::utf16 && (bytes.starts_with("\xFE\xFF") || bytes.starts_with("\xFF\xFE"))) {
      little = bytes[0] == '\xFF';
      bytes.remove_prefix(2);
    }
    return of_utf16(bytes, little, name);
  }

 private:
  static uint32_t byte(std::string_view bytes, size_t at) { return static_cast<unsigned char>(bytes[at]); }

  static std::string of_single_bytes(std::string_view bytes, bool ascii, std::string_view name) {
    std::string text;
    text.reserve(bytes.size());
    for (unsigned char c : bytes) {
      if (ascii && c >= 0x80) raise_malformed("decode", name);
      append_code_point(text, c);
    }
    return text;
  }

  static std::string of_utf32(std::string_view bytes, std::string_view name) {
    std::string text;
    if (bytes.size() % 4 != 0) raise_malformed("decode", name);
    for (size_t at = 0; at < bytes.size(); at += 4) {
      auto unit = byte(bytes, at) << 24 | byte(bytes, at + 1) << 16 | byte(bytes, at + 2) << 8 | byte(bytes, at + 3);
      if (at == 0 && unit == 0xFEFF) continue;
      if (unit > 0x10FFFF || (unit >= 0xD800 && unit < 0xE000)) raise_malformed("decode", name);
      append_code_point(text, unit);
    }
    return text;
  }

  static std::string of_utf16(std::string_view bytes, bool little, std::string_view name) {
    std::string text;
    if (bytes.size() % 2 != 0) raise_malformed("decode", name);
    auto unit = [&](size_t at) { return byte(bytes, at + (little ? 1 : 0)) << 8 | byte(bytes, at + (little ? 0 : 1)); };
    for (size_t at = 0; at < bytes.size(); at += 2) {
      auto code_point = unit(at);
      if (code_point >= 0xD800 && code_point < 0xE000) {
        bool paired = code_point < 0xDC00 && at + 3 < bytes.size() && (unit(at + 2) & 0xFC00) == 0xDC00;
        if (!paired) raise_malformed("decode", name);
        at += 2;
        code_point = 0x10000 + ((code_point & 0x3FF) << 10) + (unit(at) & 0x3FF);
      }
      append_code_point(text, code_point);
    }
    return text;
  }
};

struct IsValidUtf8 {
  static bool compute(BytesView value) { return is_valid_utf8(value.bytes); }
};

/// Puts U+FFFD for each part that is the start of no character.
struct MakeValidUtf8 {
  static std::string compute(BytesView value) {
    if (is_valid_utf8(value.bytes)) return std::string(value.bytes);
    std::string text;
    for (size_t at = 0; at < value.bytes.size();) append_code_point(text, take_code_point(value.bytes, at));
    return text;
  }
};

struct ValidateUtf8 {
  static std::optional<std::string_view> compute(BytesView value) {
    if (!is_valid_utf8(value.bytes)) return std::nullopt;
    return value.bytes;
  }
  static Failure failure(BytesView) { return {"INVALID_UTF8_STRING", "the text is not valid UTF-8"}; }
};

}  // namespace

void add_charsets(Registrar& registrar) {
  registrar.add_raising<Encode>("encode");
  registrar.add_raising<Decode>("decode");
  registrar.add<IsValidUtf8>("is_valid_utf8");
  registrar.add<MakeValidUtf8>("make_valid_utf8");
  registrar.add_checked<ValidateUtf8>("validate_utf8");
}

}  // namespace skep::engine
