#include "base/text.h"
#include "types/data_type.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace skep::types {
namespace {

constexpr int kDepthMax = 200;
constexpr int kDecimalPrecisionMax = 38;

struct NamedType {
  std::string_view name;
  TypeKind kind;
};

constexpr std::array kNames = std::to_array<NamedType>({
    {"void", TypeKind::null},
    {"boolean", TypeKind::boolean},
    {"tinyint", TypeKind::tinyint},
    {"byte", TypeKind::tinyint},
    {"smallint", TypeKind::smallint},
    {"short", TypeKind::smallint},
    {"int", TypeKind::integer},
    {"integer", TypeKind::integer},
    {"bigint", TypeKind::bigint},
    {"long", TypeKind::bigint},
    {"float", TypeKind::float_},
    {"real", TypeKind::float_},
    {"double", TypeKind::double_},
    {"string", TypeKind::string},
    {"binary", TypeKind::binary},
    {"variant", TypeKind::variant},
    {"date", TypeKind::date},
    {"timestamp", TypeKind::timestamp},
    {"timestamp_ltz", TypeKind::timestamp},
    {"timestamp_ntz", TypeKind::timestamp_ntz},
    {"decimal", TypeKind::decimal},
    {"dec", TypeKind::decimal},
    {"numeric", TypeKind::decimal},
    {"char", TypeKind::char_},
    {"character", TypeKind::char_},
    {"varchar", TypeKind::varchar},
    {"array", TypeKind::array},
    {"map", TypeKind::map},
    {"struct", TypeKind::struct_},
});

constexpr std::string_view kUnitNames[] = {"year", "month", "day", "hour", "minute", "second"};

Error syntax_error(std::string message) {
  return Error::of_class(ErrorCode::invalid_argument, "PARSE_SYNTAX_ERROR", "syntax error in a type: " + message);
}

/// Reads a type by recursive descent. The first error is kept; after it everything read is thrown away.
class TypeReader {
 public:
  explicit TypeReader(std::string_view text) : text_(text) {}

  Result<DataType> run() {
    auto type = read_type();
    if (!error_ && !at_end())
      fail(syntax_error(fmt::format("what follows it makes no sense: '{}'", text_.substr(at_))));
    if (error_) return *error_;
    return type;
  }

 private:
  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || (text_[at_] >= '\t' && text_[at_] <= '\r'))) at_++;
  }

  bool at_end() {
    skip_blanks();
    return at_ >= text_.size();
  }

  bool accept(char c) {
    if (at_end() || text_[at_] != c) return false;
    at_++;
    return true;
  }

  void expect(char c) {
    if (!accept(c)) fail(syntax_error(fmt::format("expected '{}' in '{}'", c, text_)));
  }

  void fail(Error error) {
    if (!error_) error_ = std::move(error);
    at_ = text_.size();
  }

  static bool is_word_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || (c & 0x80) != 0;
  }

  std::string_view read_word() {
    skip_blanks();
    auto begin = at_;
    while (at_ < text_.size() && is_word_char(text_[at_])) at_++;
    return text_.substr(begin, at_ - begin);
  }

  bool accept_word(std::string_view word) {
    auto before = at_;
    if (equals_ignoring_case(read_word(), word)) return true;
    at_ = before;
    return false;
  }

  DataType read_type() {
    if (++depth_ > kDepthMax) {
      fail(Error::of_class(ErrorCode::invalid_argument, "FAILED_TO_PARSE_TOO_COMPLEX",
                           fmt::format("the type is nested deeper than {} levels", kDepthMax)));
      return kNull;
    }
    auto type = read_type_at_depth();
    depth_--;
    return type;
  }

  DataType read_type_at_depth() {
    auto word = read_word();
    if (word.empty()) {
      fail(syntax_error(fmt::format("expected a type in '{}'", text_)));
      return kNull;
    }
    if (equals_ignoring_case(word, "interval")) return read_interval();
    for (const auto& named : kNames) {
      if (equals_ignoring_case(named.name, word)) return read_named(named.kind, word);
    }
    fail(unsupported(std::string(word) + std::string(raw_parameters())));
    return kNull;
  }

  static Error unsupported(std::string_view type) {
    return Error::of_class(ErrorCode::unsupported, "UNSUPPORTED_DATATYPE", fmt::format("there is no type {}", type));
  }

  std::string_view raw_parameters() {
    if (at_end() || text_[at_] != '(') return {};
    auto close = text_.find(')', at_);
    return close == std::string_view::npos ? std::string_view{} : text_.substr(at_, close - at_ + 1);
  }

  DataType read_named(TypeKind kind, std::string_view word) {
    switch (kind) {
      case TypeKind::decimal: return read_decimal();
      case TypeKind::char_:
      case TypeKind::varchar: return read_char(kind, word);
      case TypeKind::array: return read_array();
      case TypeKind::map: return read_map();
      case TypeKind::struct_: return read_struct();
      default: break;
    }
    if (auto parameters = raw_parameters(); !parameters.empty())
      fail(unsupported(fmt::format("{}{}", word, parameters)));
    return DataType(kind);
  }

  int read_integer() {
    auto word = read_word();
    int value = 0;
    auto parsed = std::from_chars(word.data(), word.data() + word.size(), value);
    if (word.empty() || parsed.ec != std::errc{} || parsed.ptr != word.data() + word.size()) {
      fail(syntax_error(fmt::format("expected a number in '{}'", text_)));
    }
    return value;
  }

  DataType read_decimal() {
    int precision = 10;
    int scale = 0;
    if (accept('(')) {
      precision = read_integer();
      if (accept(',')) scale = read_integer();
      expect(')');
    }
    if (error_) return kNull;
    if (precision > kDecimalPrecisionMax) {
      fail(Error::of_class(ErrorCode::invalid_argument, "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION",
                           fmt::format("a decimal has at most {} digits, not {}", kDecimalPrecisionMax, precision)));
      return kNull;
    }
    if (scale > precision || precision < 1) {
      fail(syntax_error(
          fmt::format("a decimal's scale lies between 0 and its precision: decimal({},{})", precision, scale)));
      return kNull;
    }
    return DataType::decimal(precision, scale);
  }

  DataType read_char(TypeKind kind, std::string_view word) {
    if (!accept('(')) {
      fail(Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISSING_SIZE",
                           fmt::format("the type needs a length: {}", to_lower(word))));
      return kNull;
    }
    int length = read_integer();
    expect(')');
    if (!error_ && length < 1) fail(syntax_error(fmt::format("a length is at least 1, not {}", length)));
    return kind == TypeKind::char_ ? DataType::char_of(length) : DataType::varchar_of(length);
  }

  /// Begins a nested type's parameters; without them its definition is incomplete.
  void open_parameters(std::string_view type) {
    if (accept('<')) return;
    fail(Error::of_class(ErrorCode::invalid_argument, fmt::format("INCOMPLETE_TYPE_DEFINITION.{}", to_upper(type)),
                         fmt::format("the type needs its parts in '<' and '>': {}", type)));
  }

  DataType read_array() {
    open_parameters("array");
    auto element = read_type();
    expect('>');
    return DataType::array_of(std::move(element));
  }

  DataType read_map() {
    open_parameters("map");
    auto key = read_type();
    expect(',');
    auto value = read_type();
    expect('>');
    return DataType::map_of(std::move(key), std::move(value));
  }

  DataType read_struct() {
    std::vector<Field> fields;
    open_parameters("struct");
    if (accept('>')) return DataType::struct_of({});
    do {
      fields.push_back(read_field());
    } while (!error_ && accept(','));
    expect('>');
    return DataType::struct_of(std::move(fields));
  }

  Field read_field() {
    Field field;
    field.name = read_field_name();
    accept(':');
    field.type = read_type();
    if (accept_word("not")) {
      if (!accept_word("null")) fail(syntax_error("expected NULL after NOT"));
      field.nullable = false;
    }
    if (accept_word("comment")) field.comment = read_comment();
    return field;
  }

  /// Reads "name:" or "name " or "`name`". Hive writes names as they are, so all up to a colon may be one.
  std::string read_field_name() {
    if (accept('`')) return read_quoted('`');
    skip_blanks();
    auto stop = std::min(text_.find_first_of(":<>,()'\"`", at_), text_.size());
    bool up_to_colon = stop < text_.size() && text_[stop] == ':';
    auto name = up_to_colon ? trim(text_.substr(at_, stop - at_)) : read_word();
    if (up_to_colon) at_ = stop;
    if (name.empty()) fail(syntax_error(fmt::format("expected a field's name in '{}'", text_)));
    return std::string(name);
  }

  /// Reads up to the closing quote, where a doubled one stands for itself.
  std::string read_quoted(char quote) {
    std::string out;
    for (; at_ < text_.size(); at_++) {
      if (text_[at_] != quote) {
        out += text_[at_];
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == quote) {
        out += text_[at_++];
      } else {
        at_++;
        return out;
      }
    }
    fail(syntax_error("a quote is never closed"));
    return out;
  }

  std::string read_comment() {
    skip_blanks();
    char quote = at_ < text_.size() ? text_[at_] : '\0';
    if (quote != '\'' && quote != '"') {
      fail(syntax_error("expected a string after COMMENT"));
      return {};
    }
    std::string out;
    for (at_++; at_ < text_.size(); at_++) {
      char c = text_[at_];
      if (c == quote) {
        at_++;
        return out;
      }
      if (c == '\\' && at_ + 1 < text_.size()) c = text_[++at_];
      out += c;
    }
    fail(syntax_error("a comment is never closed"));
    return out;
  }

  std::optional<IntervalUnit> read_unit() {
    auto before = at_;
    auto word = read_word();
    for (size_t i = 0; i < std::size(kUnitNames); i++) {
      if (equals_ignoring_case(kUnitNames[i], word)) return static_cast<IntervalUnit>(i);
    }
    at_ = before;
    return {};
  }

  DataType read_interval() {
    auto from = read_unit();
    if (!from) return kCalendarInterval;
    auto to = accept_word("to") ? read_unit() : from;
    bool fits = to && *from <= *to && (*from <= IntervalUnit::month) == (*to <= IntervalUnit::month);
    if (!fits) {
      fail(syntax_error("these units make no interval"));
      return kNull;
    }
    return DataType::interval(*from, *to);
  }

  std::string_view text_;
  size_t at_ = 0;
  int depth_ = 0;
  std::optional<Error> error_;
};

}  // namespace

Result<DataType> parse_type(std::string_view text) { return TypeReader(text).run(); }

}  // namespace skep::types
