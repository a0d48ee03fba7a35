#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace skep::engine {

enum class JsonToken : uint8_t {
  start_object,
  end_object,
  start_array,
  end_array,
  field_name,
  string,
  integer,
  real,
  true_,
  false_,
  null,
  end,    ///< of the text
  error,  ///< the text is no JSON here; so is every token after it
};

/// Reads JSON token by token, as leniently as Spark's functions of JSON texts do: strings may stand in single quotes and
/// hold control characters. Nothing is checked behind the last token that was asked for. At most 1,000 levels deep.
class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}

  /// Takes the next token. After a whole value at the top, `end` or the start of another one.
  JsonToken next();
  JsonToken current() const { return current_; }

  /// The name, the string without quotes and escapes, or the number as written. Good until the next token.
  std::string_view text() const { return value_; }

  /// Goes to the end of the object or array that has just started; does nothing for other values.
  void skip_children();

  /// Where the current token begins and the next may begin, in bytes.
  size_t token_begin() const { return begin_; }
  size_t token_end() const { return at_; }

 private:
  enum class Expects : uint8_t { value, first_name, name, colon_value, comma_or_end, first_item };

  JsonToken fail() { return current_ = JsonToken::error; }
  void skip_blanks();
  JsonToken value();
  JsonToken name();
  JsonToken open(JsonToken token, Expects inside);
  JsonToken close(JsonToken token);
  JsonToken word(std::string_view word, JsonToken token);
  JsonToken number();
  bool quoted();
  bool escape();
  int32_t hex_unit();

  std::string_view text_;
  std::string_view value_;
  std::string unescaped_;
  std::vector<bool> in_object_;
  size_t at_ = 0;
  size_t begin_ = 0;
  Expects expects_ = Expects::value;
  JsonToken current_ = JsonToken::null;
};

/// Appends a string as JSON, quotes included, with the escapes that Spark's writer uses.
void append_json_string(std::string& json, std::string_view text);

/// Appends the value whose first token has been read, in Spark's normal form. False when it is broken.
bool append_json_value(std::string& json, JsonReader& reader);

}  // namespace skep::engine
