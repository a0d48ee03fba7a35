#include "engine/duckdb/functions/variant_value.h"

#include "types/value.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace skep::engine {
namespace {

constexpr int kDepthMax = 1000;

/// A cursor over JSON; what is wrong with it is not told, only that something is.
class Reader {
 public:
  explicit Reader(std::string_view json) : at_(json.data()), end_(json.data() + json.size()) {}

  std::optional<Variant> whole() {
    Variant value;
    if (!read(value, 0)) return std::nullopt;
    skip_blanks();
    if (at_ != end_) return std::nullopt;
    return value;
  }

 private:
  void skip_blanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\n' || *at_ == '\r')) at_++;
  }

  bool take(char wanted) {
    skip_blanks();
    if (at_ == end_ || *at_ != wanted) return false;
    at_++;
    return true;
  }

  bool take_word(std::string_view word) {
    if (static_cast<size_t>(end_ - at_) < word.size() || std::string_view(at_, word.size()) != word) return false;
    at_ += word.size();
    return at_ == end_ || !std::isalnum(static_cast<unsigned char>(*at_));
  }

  bool read(Variant& value, int depth) {
    skip_blanks();
    if (at_ == end_ || depth > kDepthMax) return false;
    switch (*at_) {
      case '{': return read_object(value, depth);
      case '[': return read_array(value, depth);
      case '"': value.kind = Variant::Kind::text; return read_text(value.text);
      case 't':
        value.kind = Variant::Kind::boolean;
        value.boolean = true;
        return take_word("true");
      case 'f': value.kind = Variant::Kind::boolean; return take_word("false");
      case 'n': return take_word("null");
      default: return read_number(value);
    }
  }

  bool read_object(Variant& value, int depth) {
    value.kind = Variant::Kind::object;
    take('{');
    if (take('}')) return true;
    do {
      skip_blanks();
      auto& [name, field] = value.fields.emplace_back();
      if (at_ == end_ || *at_ != '"' || !read_text(name) || !take(':') || !read(field, depth + 1)) return false;
    } while (take(','));
    std::stable_sort(value.fields.begin(), value.fields.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    auto twice = std::adjacent_find(value.fields.begin(), value.fields.end(),
                                    [](const auto& a, const auto& b) { return a.first == b.first; });
    return twice == value.fields.end() && take('}');
  }

  bool read_array(Variant& value, int depth) {
    value.kind = Variant::Kind::array;
    take('[');
    if (take(']')) return true;
    do {
      if (!read(value.items.emplace_back(), depth + 1)) return false;
    } while (take(','));
    return take(']');
  }

  std::optional<uint32_t> read_hex() {
    if (end_ - at_ < 4) return std::nullopt;
    uint32_t code = 0;
    auto [stopped, error] = std::from_chars(at_, at_ + 4, code, 16);
    if (error != std::errc() || stopped != at_ + 4) return std::nullopt;
    at_ += 4;
    return code;
  }

  static void append_utf8(std::string& out, uint32_t code) {
    auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((code >> shift) & 0x3f)); };
    if (code < 0x80) {
      out += static_cast<char>(code);
    } else if (code < 0x800) {
      out += static_cast<char>(0xc0 | (code >> 6));
      tail(0);
    } else if (code < 0x10000) {
      out += static_cast<char>(0xe0 | (code >> 12));
      tail(6);
      tail(0);
    } else {
      out += static_cast<char>(0xf0 | (code >> 18));
      tail(12);
      tail(6);
      tail(0);
    }
  }

  bool read_escape(std::string& out) {
    if (at_ == end_) return false;
    switch (char c = *at_++) {
      case '"':
      case '\\':
      case '/': out += c; return true;
      case 'b': out += '\b'; return true;
      case 'f': out += '\f'; return true;
      case 'n': out += '\n'; return true;
      case 'r': out += '\r'; return true;
      case 't': out += '\t'; return true;
      case 'u': break;
      default: return false;
    }
    auto code = read_hex();
    if (!code) return false;
    if (*code >= 0xd800 && *code < 0xdc00 && end_ - at_ >= 6 && at_[0] == '\\' && at_[1] == 'u') {
      at_ += 2;
      auto low = read_hex();
      if (!low || *low < 0xdc00 || *low > 0xdfff) return false;
      code = 0x10000 + ((*code - 0xd800) << 10) + (*low - 0xdc00);
    }
    append_utf8(out, *code >= 0xd800 && *code < 0xe000 ? '?' : *code);
    return true;
  }

  bool read_text(std::string& out) {
    at_++;
    while (at_ != end_ && *at_ != '"') {
      if (static_cast<unsigned char>(*at_) < ' ') return false;
      if (*at_ == '\\') {
        at_++;
        if (!read_escape(out)) return false;
      } else {
        out += *at_++;
      }
    }
    if (at_ == end_) return false;
    at_++;
    return true;
  }

  bool skip_digits() {
    auto* begin = at_;
    while (at_ != end_ && *at_ >= '0' && *at_ <= '9') at_++;
    return at_ != begin;
  }

  bool read_number(Variant& value) {
    auto* begin = at_;
    if (*at_ == '-') at_++;
    auto* digits = at_;
    if (!skip_digits() || (*digits == '0' && at_ - digits > 1)) return false;
    bool is_plain = true, is_real = false;
    if (at_ != end_ && *at_ == '.') {
      at_++;
      is_plain = false;
      if (!skip_digits()) return false;
    }
    if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
      at_++;
      is_plain = false;
      is_real = true;
      if (at_ != end_ && (*at_ == '+' || *at_ == '-')) at_++;
      if (!skip_digits()) return false;
    }
    bool ends = at_ == end_ || std::string_view(" \t\r\n,]}").find(*at_) != std::string_view::npos;
    return ends && set_number(value, {begin, static_cast<size_t>(at_ - begin)}, is_plain, is_real);
  }

  static bool set_number(Variant& value, std::string_view text, bool is_plain, bool is_real) {
    if (is_plain) {
      auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), value.whole);
      value.kind = Variant::Kind::whole;
      if (error == std::errc()) return true;
    }
    if (!is_real && decimal_digits(text) <= 38) {
      value.kind = Variant::Kind::decimal;
      value.text = text;
      return true;
    }
    value.kind = Variant::Kind::real;
    auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), value.real);
    if (error == std::errc::result_out_of_range) {
      value.real = text.find("e-") == std::string_view::npos && text.find("E-") == std::string_view::npos
                       ? std::copysign(HUGE_VAL, text[0] == '-' ? -1.0 : 1.0)
                       : 0.0;
    }
    return true;
  }

  /// The larger of precision and scale, as java.math.BigDecimal counts them.
  static long decimal_digits(std::string_view text) {
    auto digits = std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    auto first = text.find_first_of("123456789");
    if (first == std::string_view::npos) return text.find('.') == std::string_view::npos ? 1 : digits - 1;
    auto zeros = std::count(text.begin(), text.begin() + static_cast<long>(first), '0');
    auto point = text.find('.');
    auto scale = point == std::string_view::npos ? 0 : static_cast<long>(text.size() - point - 1);
    return std::max<long>(digits - zeros, scale);
  }

  const char* at_;
  const char* end_;
};

void append_text(std::string& out, std::string_view text) {
  out += '"';
  for (char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < ' ') {
          out += fmt::format("\\u{:04X}", static_cast<int>(c));
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

/// Without zeros at its end, and without the point then.
std::string stripped(std::string_view decimal) {
  if (decimal.find('.') == std::string_view::npos) return std::string(decimal);
  while (decimal.back() == '0') decimal.remove_suffix(1);
  if (decimal.back() == '.') decimal.remove_suffix(1);
  return decimal == "-0" ? "0" : std::string(decimal);
}

void append(std::string& out, const Variant& value, bool internal) {
  switch (value.kind) {
    case Variant::Kind::null: out += "null"; return;
    case Variant::Kind::boolean: out += value.boolean ? "true" : "false"; return;
    case Variant::Kind::whole: out += std::to_string(value.whole); return;
    case Variant::Kind::decimal: out += internal ? value.text : stripped(value.text); return;
    case Variant::Kind::real: {
      auto text = types::double_to_text(value.real);
      out += text;
      if (internal && text.find('E') == std::string::npos) out += "E0";
      return;
    }
    case Variant::Kind::text: append_text(out, value.text); return;
    case Variant::Kind::array:
      out += '[';
      for (size_t i = 0; i < value.items.size(); i++) {
        if (i > 0) out += ',';
        append(out, value.items[i], internal);
      }
      out += ']';
      return;
    case Variant::Kind::object:
      out += '{';
      for (size_t i = 0; i < value.fields.size(); i++) {
        if (i > 0) out += ',';
        append_text(out, value.fields[i].first);
        out += ':';
        append(out, value.fields[i].second, internal);
      }
      out += '}';
      return;
  }
}

}  // namespace

const Variant* Variant::field(std::string_view name) const {
  auto found = std::lower_bound(fields.begin(), fields.end(), name,
                                [](const auto& field, std::string_view wanted) { return field.first < wanted; });
  return found != fields.end() && found->first == name ? &found->second : nullptr;
}

std::optional<Variant> parse_variant(std::string_view json) { return Reader(json).whole(); }

std::string to_internal(const Variant& value) {
  std::string out;
  append(out, value, true);
  return out;
}

std::string to_json(const Variant& value) {
  std::string out;
  append(out, value, false);
  return out;
}

std::optional<std::vector<VariantStep>> parse_variant_path(std::string_view path) {
  if (path.empty() || path[0] != '$') return std::nullopt;
  path.remove_prefix(1);
  std::vector<VariantStep> steps;
  while (!path.empty()) {
    VariantStep step;
    size_t length = 0;
    if (path[0] == '.') {
      length = std::min(path.find_first_of(".[", 1), path.size());
      step.field = std::string(path.substr(1, length - 1));
      if (step.field->empty()) return std::nullopt;
    } else if (path.size() > 2 && path[0] == '[' && (path[1] == '\'' || path[1] == '"')) {
      auto close = path.find(path[1], 2);
      if (close == std::string_view::npos || close + 1 >= path.size() || path[close + 1] != ']') return std::nullopt;
      step.field = std::string(path.substr(2, close - 2));
      length = close + 2;
      if (step.field->empty()) return std::nullopt;
    } else {
      auto close = path.find(']');
      if (path[0] != '[' || close == std::string_view::npos) return std::nullopt;
      auto digits = path.substr(1, close - 1);
      auto [stopped, error] = std::from_chars(digits.data(), digits.data() + digits.size(), step.index);
      if (digits.empty() || digits[0] == '-' || error != std::errc() || stopped != digits.data() + digits.size())
        return std::nullopt;
      length = close + 1;
    }
    steps.push_back(std::move(step));
    path.remove_prefix(length);
  }
  return steps;
}

const Variant* at_path(const Variant& value, const std::vector<VariantStep>& path) {
  auto* at = &value;
  for (auto& step : path) {
    if (step.field) {
      at = at->kind == Variant::Kind::object ? at->field(*step.field) : nullptr;
    } else {
      bool has = at->kind == Variant::Kind::array && step.index < static_cast<int64_t>(at->items.size());
      at = has ? &at->items[static_cast<size_t>(step.index)] : nullptr;
    }
    if (!at) return nullptr;
  }
  return at;
}

}  // namespace skep::engine
