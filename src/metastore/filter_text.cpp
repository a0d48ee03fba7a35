#include "metastore/filter_text.h"

#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace skep::metastore {
namespace {

constexpr int kDepthMax = 200;

struct Token {
  enum class Kind { end, word, text, number, date, symbol } kind = Kind::end;
  std::string value;
  size_t at = 0;
};

bool is_word_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.'; }

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (size_t i = 0; i < text.size(); i++) {
    if (i != 4 && i != 7 && !std::isdigit(static_cast<unsigned char>(text[i]))) return false;
  }
  return true;
}

/// Cuts a filter into tokens, one at a time.
class Tokens {
 public:
  explicit Tokens(std::string_view text) : text_(text) { advance(); }

  const Token& current() const { return current_; }
  Token take() {
    Token token = current_;
    advance();
    return token;
  }

  bool take_word(std::string_view word) {
    bool is_it = current_.kind == Token::Kind::word && equals_ignoring_case(current_.value, word);
    if (is_it) advance();
    return is_it;
  }
  bool take_symbol(std::string_view symbol) {
    bool is_it = current_.kind == Token::Kind::symbol && current_.value == symbol;
    if (is_it) advance();
    return is_it;
  }

 private:
  void advance() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) at_++;
    current_ = Token{Token::Kind::end, "", at_};
    if (at_ == text_.size()) return;
    char c = text_[at_];
    if (c == '"' || c == '\'') return read_text(c);
    if (is_date(text_.substr(at_, 10))) return read(Token::Kind::date, 10);
    bool is_negative = c == '-' && at_ + 1 < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_ + 1]));
    if (is_negative || std::isdigit(static_cast<unsigned char>(c))) {
      size_t end = at_ + 1;
      while (end < text_.size() && is_word_character(text_[end])) end++;
      return read(Token::Kind::number, end - at_);
    }
    if (is_word_character(c)) {
      size_t end = at_ + 1;
      while (end < text_.size() && is_word_character(text_[end])) end++;
      return read(Token::Kind::word, end - at_);
    }
    auto two = text_.substr(at_, 2);
    bool is_long = two == "!=" || two == "<>" || two == "<=" || two == ">=" || two == "==";
    read(Token::Kind::symbol, is_long ? 2 : 1);
  }

  void read(Token::Kind kind, size_t length) {
    current_ = Token{kind, std::string(text_.substr(at_, length)), at_};
    at_ += length;
  }

  /// Hive takes the quotes off and leaves what is between them as it is.
  void read_text(char quote) {
    size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote) end += text_[end] == '\\' ? 2 : 1;
    if (end >= text_.size()) return read(Token::Kind::symbol, 1);
    current_ = Token{Token::Kind::text, std::string(text_.substr(at_ + 1, end - at_ - 1)), at_};
    at_ = end + 1;
  }

  std::string_view text_;
  size_t at_ = 0;
  Token current_;
};

enum class KeyKind { text, number, date };

struct Key {
  size_t column = 0;
  KeyKind kind = KeyKind::text;
};

using Constant = std::variant<std::string, int64_t>;

std::string pattern_of(std::string_view text) {
  std::string pattern;
  for (size_t i = 0; i < text.size(); i++) {
    if (text.substr(i, 2) == ".*") {
      pattern += '%';
      i++;
    } else if (text[i] == '\\') {
      pattern += "\\\\";
    } else {
      pattern += text[i];
    }
  }
  return pattern;
}

PartitionFilter compare(const Key& key, FilterOperator op, Constant value) {
  return {PartitionFilter::Comparison{key.column, op, std::move(value)}};
}

FilterOperator mirrored(FilterOperator op) {
  switch (op) {
    case FilterOperator::less: return FilterOperator::greater;
    case FilterOperator::less_equal: return FilterOperator::greater_equal;
    case FilterOperator::greater: return FilterOperator::less;
    case FilterOperator::greater_equal: return FilterOperator::less_equal;
    default: return op;
  }
}

std::optional<FilterOperator> to_operator(std::string_view symbol) {
  if (symbol == "=" || symbol == "==") return FilterOperator::equal;
  if (symbol == "!=" || symbol == "<>") return FilterOperator::not_equal;
  if (symbol == "<") return FilterOperator::less;
  if (symbol == "<=") return FilterOperator::less_equal;
  if (symbol == ">") return FilterOperator::greater;
  if (symbol == ">=") return FilterOperator::greater_equal;
  return std::nullopt;
}

class FilterParser {
 public:
  FilterParser(std::string_view text, const std::vector<Column>& columns) : tokens_(text), columns_(columns) {}

  Result<PartitionFilter> parse() {
    auto filter = parse_or(0);
    if (filter && tokens_.current().kind != Token::Kind::end) return wrong("an operator");
    return filter;
  }

 private:
  Error wrong(std::string_view wanted) const {
    return make_error(ErrorCode::invalid_argument, "the partition filter should have {} at character {}", wanted,
                      tokens_.current().at + 1);
  }

  Result<PartitionFilter> parse_or(int depth) {
    if (depth > kDepthMax) return wrong("fewer parentheses");
    std::vector<PartitionFilter> parts;
    do {
      auto part = parse_and(depth);
      if (!part) return part;
      parts.push_back(*std::move(part));
    } while (tokens_.take_word("or"));
    return parts.size() == 1 ? std::move(parts[0]) : PartitionFilter{PartitionFilter::Or{std::move(parts)}};
  }

  Result<PartitionFilter> parse_and(int depth) {
    std::vector<PartitionFilter> parts;
    do {
      auto part = parse_part(depth);
      if (!part) return part;
      parts.push_back(*std::move(part));
    } while (tokens_.take_word("and"));
    return parts.size() == 1 ? std::move(parts[0]) : PartitionFilter{PartitionFilter::And{std::move(parts)}};
  }

  Result<PartitionFilter> parse_part(int depth) {
    if (stands_in_parentheses()) return parse_condition();
    if (tokens_.take_symbol("(")) {
      auto inner = parse_or(depth + 1);
      if (inner && !tokens_.take_symbol(")")) return wrong("')'");
      return inner;
    }
    bool begins_with_key = tokens_.current().kind == Token::Kind::word && !is_word("date");
    return begins_with_key ? parse_condition() : parse_mirrored();
  }

  bool is_word(std::string_view word) const {
    return tokens_.current().kind == Token::Kind::word && equals_ignoring_case(tokens_.current().value, word) &&
           !is_column(word);
  }
  bool is_column(std::string_view name) const {
    return std::any_of(columns_.begin(), columns_.end(),
                       [&](const Column& column) { return equals_ignoring_case(column.name, name); });
  }

  /// `3 < hour`
  Result<PartitionFilter> parse_mirrored() {
    Token literal = tokens_.current();
    if (is_word("date")) tokens_.take();
    literal = tokens_.take();
    auto op = to_operator(tokens_.current().value);
    if (!op) return wrong("an operator");
    tokens_.take();
    auto key = parse_key();
    if (!key) return key.error();
    auto value = constant_of(*key, literal);
    if (!value) return value.error();
    return compare(*key, mirrored(*op), *value);
  }

  /// Spark 4.3 writes `(hour) in (1, 2)`, the form that Hive's own servers know of IN.
  bool stands_in_parentheses() const {
    Tokens ahead = tokens_;
    return ahead.take_symbol("(") && ahead.take().kind == Token::Kind::word && ahead.take_symbol(")");
  }

  Result<PartitionFilter> parse_condition() {
    bool is_enclosed = tokens_.take_symbol("(");
    auto key = parse_key();
    if (!key) return key.error();
    if (is_enclosed) tokens_.take_symbol(")");
    bool is_negated = tokens_.take_word("not");
    if (tokens_.take_word("in")) return parse_in(*key, is_negated);
    if (tokens_.take_word("between")) return parse_between(*key, is_negated);
    if (is_negated) return wrong("IN or BETWEEN");
    if (tokens_.take_word("like")) {
      if (tokens_.current().kind != Token::Kind::text || key->kind != KeyKind::text) return wrong("a text");
      return PartitionFilter{PartitionFilter::Like{key->column, pattern_of(tokens_.take().value)}};
    }
    auto op = tokens_.current().kind == Token::Kind::symbol ? to_operator(tokens_.current().value) : std::nullopt;
    if (!op) return wrong("an operator");
    tokens_.take();
    auto value = parse_constant(*key);
    if (!value) return value.error();
    return compare(*key, *op, *value);
  }

  Result<PartitionFilter> parse_in(const Key& key, bool is_negated) {
    if (!tokens_.take_symbol("(")) return wrong("'('");
    std::vector<Constant> values;
    do {
      auto value = parse_constant(key);
      if (!value) return value.error();
      values.push_back(*std::move(value));
    } while (tokens_.take_symbol(","));
    if (!tokens_.take_symbol(")")) return wrong("')'");
    if (!is_negated) return PartitionFilter{PartitionFilter::In{key.column, std::move(values)}};
    std::vector<PartitionFilter> none;
    for (auto& value : values) none.push_back(compare(key, FilterOperator::not_equal, std::move(value)));
    return PartitionFilter{PartitionFilter::And{std::move(none)}};
  }

  Result<PartitionFilter> parse_between(const Key& key, bool is_negated) {
    auto low = parse_constant(key);
    if (!low) return low.error();
    if (!tokens_.take_word("and")) return wrong("AND");
    auto high = parse_constant(key);
    if (!high) return high.error();
    if (is_negated) {
      return PartitionFilter{PartitionFilter::Or{
          {compare(key, FilterOperator::less, *low), compare(key, FilterOperator::greater, *high)}}};
    }
    return PartitionFilter{PartitionFilter::And{
        {compare(key, FilterOperator::greater_equal, *low), compare(key, FilterOperator::less_equal, *high)}}};
  }

  Result<Key> parse_key() {
    const Token& token = tokens_.current();
    if (token.kind != Token::Kind::word) return wrong("a partition column");
    for (size_t i = 0; i < columns_.size(); i++) {
      if (!equals_ignoring_case(columns_[i].name, token.value)) continue;
      auto kind = kind_of(columns_[i].type);
      if (!kind) {
        return make_error(ErrorCode::invalid_argument, "partitions cannot be filtered by a column of this type: {} {}",
                          columns_[i].name, columns_[i].type);
      }
      tokens_.take();
      return Key{i, *kind};
    }
    return make_error(ErrorCode::invalid_argument, "the table has no partition column {}", token.value);
  }

  static std::optional<KeyKind> kind_of(std::string_view type) {
    if (type == "string" || type.starts_with("varchar") || type.starts_with("char")) return KeyKind::text;
    if (type == "date") return KeyKind::date;
    for (auto number : {"int", "bigint", "smallint", "tinyint"}) {
      if (type == number) return KeyKind::number;
    }
    return std::nullopt;
  }

  Result<Constant> parse_constant(const Key& key) {
    bool is_date_word =
        tokens_.current().kind == Token::Kind::word && equals_ignoring_case(tokens_.current().value, "date");
    if (is_date_word) tokens_.take();
    Token literal = tokens_.current();
    auto value = constant_of(key, literal);
    if (value) tokens_.take();
    return value;
  }

  Result<Constant> constant_of(const Key& key, const Token& literal) const {
    bool is_literal =
        literal.kind == Token::Kind::text || literal.kind == Token::Kind::number || literal.kind == Token::Kind::date;
    if (!is_literal) return wrong("a text, a whole number or a date");
    if (key.kind == KeyKind::date && !is_date(literal.value)) return wrong("a date");
    bool is_number = literal.kind == Token::Kind::number || key.kind == KeyKind::number;
    if (!is_number) return Constant(literal.value);
    int64_t number = 0;
    const char* end = literal.value.data() + literal.value.size();
    auto [stop, problem] = std::from_chars(literal.value.data(), end, number);
    if (problem != std::errc() || stop != end) return wrong("a whole number");
    return Constant(number);
  }

  Tokens tokens_;
  const std::vector<Column>& columns_;
};

}  // namespace

Result<PartitionFilter> parse_partition_filter(std::string_view text, const std::vector<Column>& partition_columns) {
  return FilterParser(text, partition_columns).parse();
}

Result<PartitionFilter> filter_of_values(const std::vector<std::string>& values,
                                         const std::vector<Column>& partition_columns) {
  if (values.size() > partition_columns.size()) {
    return make_error(ErrorCode::invalid_argument, "there are more values than partition columns: {} and {}",
                      values.size(), partition_columns.size());
  }
  PartitionFilter::And all;
  for (size_t i = 0; i < values.size(); i++) {
    if (values[i].empty()) continue;
    bool is_null = values[i] == kNullPartitionValue;
    all.parts.push_back(is_null ? PartitionFilter{PartitionFilter::IsNull{i, false}}
                                : compare({i, KeyKind::text}, FilterOperator::equal, values[i]));
  }
  return PartitionFilter{std::move(all)};
}

}  // namespace skep::metastore
