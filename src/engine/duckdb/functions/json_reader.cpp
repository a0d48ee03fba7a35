#include "engine/duckdb/functions/json_reader.h"

#include "engine/duckdb/functions/code_points.h"
#include "types/value.h"

#include <fmt/format.h>

#include <cstdlib>

namespace skep::engine {
namespace {

constexpr size_t kDepthMax = 1000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

void JsonReader::skip_blanks() {
  while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r')) {
    ++at_;
  }
}

JsonToken JsonReader::next() {
  if (current_ == JsonToken::error) return current_;
  skip_blanks();
  begin_ = at_;
  if (at_ >= text_.size()) {
    if (!in_object_.empty() || expects_ != Expects::value) return fail();
    return current_ = JsonToken::end;
  }
  char c = text_[at_];
  if (expects_ == Expects::comma_or_end) {
    if (c == '}' && in_object_.back()) return close(JsonToken::end_object);
    if (c == ']' && !in_object_.back()) return close(JsonToken::end_array);
    if (c != ',') return fail();
    ++at_;
    skip_blanks();
    begin_ = at_;
    return in_object_.back() ? name() : value();
  }
  if (expects_ == Expects::first_name) return c == '}' ? close(JsonToken::end_object) : name();
  if (expects_ == Expects::first_item) return c == ']' ? close(JsonToken::end_array) : value();
  if (expects_ == Expects::colon_value) {
    if (c != ':') return fail();
    ++at_;
    skip_blanks();
    begin_ = at_;
  }
  return value();
}

JsonToken JsonReader::name() {
  if (at_ >= text_.size() || (text_[at_] != '"' && text_[at_] != '\'') || !quoted()) return fail();
  expects_ = Expects::colon_value;
  return current_ = JsonToken::field_name;
}

JsonToken JsonReader::value() {
  if (at_ >= text_.size()) return fail();
  char c = text_[at_];
  if (c == '{') return open(JsonToken::start_object, Expects::first_name);
  if (c == '[') return open(JsonToken::start_array, Expects::first_item);
  expects_ = in_object_.empty() ? Expects::value : Expects::comma_or_end;
  if (c == '"' || c == '\'') return current_ = quoted() ? JsonToken::string : JsonToken::error;
  if (c == 't') return word("true", JsonToken::true_);
  if (c == 'f') return word("false", JsonToken::false_);
  if (c == 'n') return word("null", JsonToken::null);
  return number();
}

JsonToken JsonReader::open(JsonToken token, Expects inside) {
  if (in_object_.size() >= kDepthMax) return fail();
  ++at_;
  in_object_.push_back(token == JsonToken::start_object);
  expects_ = inside;
  return current_ = token;
}

JsonToken JsonReader::close(JsonToken token) {
  ++at_;
  in_object_.pop_back();
  expects_ = in_object_.empty() ? Expects::value : Expects::comma_or_end;
  return current_ = token;
}

JsonToken JsonReader::word(std::string_view word, JsonToken token) {
  if (!text_.substr(at_).starts_with(word)) return fail();
  at_ += word.size();
  bool goes_on = at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_');
  if (goes_on) return fail();
  value_ = word;
  return current_ = token;
}

JsonToken JsonReader::number() {
  size_t from = at_;
  auto digits = [&] {
    size_t first = at_;
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    return at_ - first;
  };
  if (text_[at_] == '-') ++at_;
  size_t first_digit = at_;
  size_t count = digits();
  if (count == 0 || (count > 1 && text_[first_digit] == '0')) return fail();
  bool real = false;
  if (at_ < text_.size() && text_[at_] == '.') {
    real = true;
    ++at_;
    if (digits() == 0) return fail();
  }
  if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
    real = true;
    ++at_;
    if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
    if (digits() == 0) return fail();
  }
  constexpr std::string_view kEnds = " \n\t\r,]}:";
  if (at_ < text_.size() && kEnds.find(text_[at_]) == std::string_view::npos) return fail();
  value_ = text_.substr(from, at_ - from);
  return current_ = real ? JsonToken::real : JsonToken::integer;
}

bool JsonReader::quoted() {
  char quote = text_[at_++];
  size_t from = at_;
  while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\\') ++at_;
  if (at_ < text_.size() && text_[at_] == quote) {
    value_ = text_.substr(from, at_++ - from);
    return true;
  }
  unescaped_.assign(text_.substr(from, at_ - from));
  while (at_ < text_.size() && text_[at_] != quote) {
    if (text_[at_] != '\\') {
      unescaped_ += text_[at_++];
    } else if (!escape()) {
      return false;
    }
  }
  if (at_ >= text_.size()) return false;
  ++at_;
  value_ = unescaped_;
  return true;
}

int32_t JsonReader::hex_unit() {
  int32_t unit = 0;
  for (int i = 0; i < 4; ++i, ++at_) {
    if (at_ >= text_.size() || !std::isxdigit(static_cast<unsigned char>(text_[at_]))) return -1;
    char c = text_[at_];
    unit = unit * 16 + (is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  return unit;
}

bool JsonReader::escape() {
  if (++at_ >= text_.size()) return false;
  char c = text_[at_++];
  constexpr std::string_view kLetters = "bfnrt", kMeant = "\b\f\n\r\t", kItself = "\"\\/'";
  if (auto letter = kLetters.find(c); letter != std::string_view::npos) {
    unescaped_ += kMeant[letter];
    return true;
  }
  if (c != 'u') {
    unescaped_ += c;
    return kItself.find(c) != std::string_view::npos;
  }
  auto unit = hex_unit();
  if (unit < 0) return false;
  auto code_point = static_cast<uint32_t>(unit);
  bool pairs = (code_point & 0xFC00) == 0xD800 && text_.substr(at_).starts_with("\\u");
  if (pairs) {
    at_ += 2;
    auto low = hex_unit();
    if (low < 0) return false;
    code_point = 0x10000 + ((code_point & 0x3FF) << 10) + (static_cast<uint32_t>(low) & 0x3FF);
  }
  append_code_point(unescaped_, code_point >= 0xD800 && code_point < 0xE000 ? '?' : code_point);
  return true;
}

void JsonReader::skip_children() {
  if (current_ != JsonToken::start_object && current_ != JsonToken::start_array) return;
  auto depth = in_object_.size() - 1;
  while (in_object_.size() > depth && next() != JsonToken::error) {
  }
}

void append_json_string(std::string& json, std::string_view text) {
  constexpr std::string_view kMeant = "\b\f\n\r\t\"\\", kLetters = "bfnrt\"\\";
  json += '"';
  for (char c : text) {
    if (auto letter = kMeant.find(c); letter != std::string_view::npos) {
      json += '\\';
      json += kLetters[letter];
    } else if (static_cast<unsigned char>(c) < 0x20) {
      json += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
    } else {
      json += c;
    }
  }
  json += '"';
}

bool append_json_value(std::string& json, JsonReader& reader) {
  size_t depth = 0;
  bool first = true;
  for (auto token = reader.current();; token = reader.next()) {
    bool closes = token == JsonToken::end_object || token == JsonToken::end_array;
    if (!first && !closes) json += ',';
    first = false;
    switch (token) {
      case JsonToken::start_object:
      case JsonToken::start_array:
        json += token == JsonToken::start_object ? '{' : '[';
        ++depth;
        first = true;
        break;
      case JsonToken::end_object:
      case JsonToken::end_array:
        json += token == JsonToken::end_object ? '}' : ']';
        --depth;
        break;
      case JsonToken::field_name:
        append_json_string(json, reader.text());
        json += ':';
        first = true;
        break;
      case JsonToken::string: append_json_string(json, reader.text()); break;
      case JsonToken::real:
        json += types::double_to_text(std::strtod(std::string(reader.text()).c_str(), nullptr));
        break;
      case JsonToken::integer:
      case JsonToken::true_:
      case JsonToken::false_:
      case JsonToken::null: json += reader.text(); break;
      case JsonToken::end:
      case JsonToken::error: return false;
    }
    if (depth == 0 && token != JsonToken::field_name) return true;
  }
}

}  // namespace skep::engine
