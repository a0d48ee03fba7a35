#include "base/text.h"
#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"

#include <array>

namespace skep::engine {
namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

struct HexOfNumber {
  static std::string compute(int64_t value) { return fmt::format("{:X}", static_cast<uint64_t>(value)); }
};

struct HexOfBytes {
  static std::string compute(BytesView value) {
    std::string digits;
    digits.reserve(value.bytes.size() * 2);
    for (unsigned char byte : value.bytes) {
      digits += kHexDigits[byte >> 4];
      digits += kHexDigits[byte & 15];
    }
    return digits;
  }
};

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// NULL for what is no hexadecimal number; an odd first digit is a byte of its own.
struct Unhex {
  static std::optional<Bytes> compute(std::string_view text) {
    Bytes result;
    size_t at = 0;
    if (text.size() % 2 == 1) {
      if (hex_value(text[at]) < 0) return std::nullopt;
      result.bytes += static_cast<char>(hex_value(text[at++]));
    }
    for (; at < text.size(); at += 2) {
      int high = hex_value(text[at]), low = hex_value(text[at + 1]);
      if (high < 0 || low < 0) return std::nullopt;
      result.bytes += static_cast<char>(high * 16 + low);
    }
    return result;
  }
};

/// In lines of 76 characters, as MIME has them.
struct Base64 {
  static std::string compute(BytesView value) {
    auto& bytes = value.bytes;
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (size_t at = 0; at < bytes.size(); at += 3) {
      if (at > 0 && at % 57 == 0) text += "\r\n";
      auto byte = [&](size_t i) { return at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U; };
      auto group = byte(0) << 16 | byte(1) << 8 | byte(2);
      text += kBase64[group >> 18];
      text += kBase64[group >> 12 & 63];
      text += at + 1 < bytes.size() ? kBase64[group >> 6 & 63] : '=';
      text += at + 2 < bytes.size() ? kBase64[group & 63] : '=';
    }
    return text;
  }
};

/// As Java's MIME decoder: what is no digit is passed over, but not behind the first "=".
struct Unbase64 {
  static std::optional<Bytes> compute(std::string_view text) {
    Bytes result;
    uint32_t group = 0;
    int digits = 0;
    for (size_t at = 0; at < text.size(); ++at) {
      if (text[at] == '=') {
        bool doubled = digits == 3 || (digits == 2 && at + 1 < text.size() && text[at + 1] == '=');
        if (!doubled) raise_malformed(text);
        break;
      }
      auto value = kBase64.find(text[at]);
      if (value == std::string_view::npos) continue;
      group = group << 6 | static_cast<uint32_t>(value);
      if (++digits < 4) continue;
      append(result.bytes, group, 3);
      group = 0;
      digits = 0;
    }
    if (digits == 1) raise_malformed(text);
    if (digits > 1) append(result.bytes, group << (6 * (4 - digits)), digits - 1);
    return result;
  }

 private:
  static void append(std::string& bytes, uint32_t group, int count) {
    for (int i = 0; i < count; ++i) bytes += static_cast<char>(group >> (16 - 8 * i));
  }
  [[noreturn]] static void raise_malformed(std::string_view text) {
    raise({"CONVERSION_INVALID_INPUT", fmt::format("this is not base 64: {}", text)});
  }
};

struct Crc32 {
  static int64_t compute(BytesView value) {
    uint32_t checksum = 0xFFFFFFFF;
    for (unsigned char byte : value.bytes) checksum = kTable[(checksum ^ byte) & 0xFF] ^ (checksum >> 8);
    return checksum ^ 0xFFFFFFFF;
  }

 private:
  static constexpr std::array<uint32_t, 256> kTable = [] {
    std::array<uint32_t, 256> table{};
    for (uint32_t i = 0; i < 256; ++i) {
      uint32_t rest = i;
      for (int bit = 0; bit < 8; ++bit) rest = (rest >> 1) ^ (rest & 1 ? 0xEDB88320 : 0);
      table[i] = rest;
    }
    return table;
  }();
};

/// Brings a number from one base to another, in 64 bits without a sign; it ends where a character is no digit. A
/// negative target base gives a signed number.
struct Convert {
  static std::optional<std::string> compute(std::string_view text, int32_t from, int32_t to) {
    auto magnitude = to < 0 ? -int64_t{to} : int64_t{to};
    if (from < 2 || from > 36 || magnitude < 2 || magnitude > 36) return std::nullopt;
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    if (text.empty()) return std::nullopt;
    bool negative = text.front() == '-';
    if (negative) text.remove_prefix(1);
    auto value = read(text, static_cast<unsigned>(from));
    if (negative && to > 0) value = static_cast<int64_t>(value) < 0 ? UINT64_MAX : 0 - value;
    if (to < 0 && static_cast<int64_t>(value) < 0) {
      value = 0 - value;
      negative = true;
    }
    auto digits = print(value, static_cast<unsigned>(magnitude));
    return negative && to < 0 ? "-" + digits : digits;
  }

 private:
  static uint64_t read(std::string_view text, unsigned base) {
    uint64_t value = 0;
    for (char c : text) {
      auto digit = digit_of(c);
      if (digit >= base) break;
      uint64_t next = 0;
      if (__builtin_mul_overflow(value, uint64_t{base}, &next) ||
          __builtin_add_overflow(next, uint64_t{digit}, &next)) {
        raise({"ARITHMETIC_OVERFLOW", fmt::format("overflow in conv: {}", text)});
      }
      value = next;
    }
    return value;
  }
  static unsigned digit_of(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'z') return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'Z') return static_cast<unsigned>(c - 'A' + 10);
    return 99;
  }
  static std::string print(uint64_t value, unsigned base) {
    std::string digits;
    do {
      digits.insert(digits.begin(), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[value % base]);
      value /= base;
    } while (value != 0);
    return digits;
  }
};

/// to_binary(text, format): what it raises for base 64 comes from there.
struct ToBinary {
  static std::optional<Bytes> compute(std::string_view text, std::string_view format) {
    if (equals_ignoring_case(format, "hex")) return Unhex::compute(text);
    if (equals_ignoring_case(format, "base64")) {
      for (char c : text) {
        bool blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
        if (!blank && c != '=' && kBase64.find(c) == std::string_view::npos) return std::nullopt;
      }
      return Unbase64::compute(text);
    }
    bool is_utf8 = equals_ignoring_case(format, "utf-8") || equals_ignoring_case(format, "utf8");
    return is_utf8 ? std::optional(Bytes{std::string(text)}) : std::nullopt;
  }
};

struct ToBinaryOrRaise {
  static Bytes compute(std::string_view text, std::string_view format) {
    auto bytes = ToBinary::compute(text, format);
    if (!bytes) raise({"CONVERSION_INVALID_INPUT", fmt::format("this is not {}: {}", format, text)});
    return std::move(*bytes);
  }
};

struct TryToBinary {
  static std::optional<Bytes> compute(std::string_view text, std::string_view format) {
    try {
      return ToBinary::compute(text, format);
    } catch (const duckdb::Exception&) {
      return std::nullopt;
    }
  }
};

}  // namespace

void add_encodings(Registrar& registrar) {
  registrar.add<HexOfNumber>("hex_number");
  registrar.add<HexOfBytes>("hex");
  registrar.add<Unhex>("unhex");
  registrar.add<Base64>("base64");
  registrar.add_raising<Unbase64>("unbase64");
  registrar.add<Crc32>("crc32");
  registrar.add_raising<ToBinaryOrRaise>("to_binary");
  registrar.add<TryToBinary>("try_to_binary");
  registrar.add_raising<Convert>("conv");
}

}  // namespace skep::engine
