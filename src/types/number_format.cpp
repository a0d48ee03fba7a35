#include "types/number_format.h"

#include "base/text.h"

#include <algorithm>

namespace skep::types {
namespace {

Error bad_format(std::string_view kind, std::string_view text, std::string_view why) {
  return Error::of_class(ErrorCode::invalid_argument, fmt::format("INVALID_FORMAT.{}", kind),
                         fmt::format("the number format '{}' {}", text, why));
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

Result<std::vector<NumberFormat::Token>> NumberFormat::tokens_of(std::string_view text) {
  auto upper = to_upper(text);
  std::string_view rest = upper;
  std::vector<Token> tokens;
  auto take = [&](size_t count, Part part) {
    tokens.push_back({part, {}});
    rest.remove_prefix(count);
  };
  while (!rest.empty()) {
    if (rest[0] == '0' || rest[0] == '9' || rest[0] == ',' || rest[0] == 'G') {
      Token token{Part::digits, {Group{}}};
      for (; !rest.empty(); rest.remove_prefix(1)) {
        char c = rest[0];
        if (c == ',' || c == 'G') {
          token.groups.emplace_back();
        } else if (c == '0' || c == '9') {
          auto& group = token.groups.back();
          if (group.count++ == 0) group.padded = c == '0';
        } else {
          break;
        }
      }
      tokens.push_back(std::move(token));
    } else if (rest[0] == '.' || rest[0] == 'D') {
      take(1, Part::point);
    } else if (rest[0] == '$') {
      take(1, Part::dollar);
    } else if (rest[0] == 'S') {
      take(1, Part::plus_or_minus);
    } else if (rest.starts_with("MI")) {
      take(2, Part::minus);
    } else if (rest.starts_with("PR")) {
      take(2, Part::brackets);
    } else {
      return bad_format("UNEXPECTED_TOKEN", text, fmt::format("has an unexpected '{}'", rest[0]));
    }
  }
  return tokens;
}

std::optional<Error> NumberFormat::check_order(const std::vector<Token>& tokens, std::string_view text) {
  auto count = [&](Part part) {
    return std::count_if(tokens.begin(), tokens.end(), [&](auto& t) { return t.part == part; });
  };
  auto place = [&](Part part) {
    return std::find_if(tokens.begin(), tokens.end(), [&](auto& t) { return t.part == part; }) - tokens.begin();
  };
  if (count(Part::point) > 1) return bad_format("WRONG_NUM_TOKEN", text, "has more than one point");
  for (size_t i = 0; i < tokens.size(); i++) {
    bool separated = tokens[i].groups.size() > 1;
    if (separated && static_cast<ptrdiff_t>(i) > place(Part::point))
      return bad_format("THOUSANDS_SEPS_MUST_BEFORE_DEC", text, "has a separator behind the point");
    bool gap =
        std::any_of(tokens[i].groups.begin(), tokens[i].groups.end(), [](auto& group) { return group.count == 0; });
    if (separated && gap) return bad_format("CONT_THOUSANDS_SEPS", text, "has a separator without digits around it");
  }
  if (count(Part::dollar) > 1) return bad_format("WRONG_NUM_TOKEN", text, "has more than one '$'");
  if (count(Part::dollar) == 1) {
    if (place(Part::dollar) > place(Part::digits))
      return bad_format("CUR_MUST_BEFORE_DIGIT", text, "has its '$' behind digits");
    if (place(Part::dollar) > place(Part::point))
      return bad_format("CUR_MUST_BEFORE_DEC", text, "has its '$' behind the point");
  }
  for (auto part : {Part::plus_or_minus, Part::minus, Part::brackets}) {
    if (count(part) > 1) return bad_format("WRONG_NUM_TOKEN", text, "has a sign more than once");
  }
  // [S|MI] [$] digits [. digits] [S|MI|PR]
  size_t at = 0;
  auto take = [&](auto... parts) {
    if (at < tokens.size() && ((tokens[at].part == parts) || ...)) at++;
  };
  take(Part::plus_or_minus, Part::minus);
  take(Part::dollar);
  take(Part::digits);
  take(Part::point);
  take(Part::digits);
  take(Part::plus_or_minus, Part::minus, Part::brackets);
  if (at < tokens.size()) return bad_format("UNEXPECTED_TOKEN", text, "has a part out of its place");
  return std::nullopt;
}

Result<NumberFormat> NumberFormat::parse(std::string_view text) {
  if (text.empty()) return bad_format("EMPTY", text, "is empty");
  if (text.find_first_of("09") == std::string_view::npos) return bad_format("WRONG_NUM_DIGIT", text, "has no digits");
  auto tokens = tokens_of(text);
  if (!tokens) return tokens.error();
  if (auto error = check_order(*tokens, text)) return *error;
  NumberFormat format;
  format.tokens_ = std::move(*tokens);
  bool behind_point = false;
  for (auto& token : format.tokens_) {
    behind_point |= token.part == Part::point;
    for (auto& group : token.groups) (behind_point ? format.fraction_digits_ : format.whole_digits_) += group.count;
  }
  return format;
}

std::string NumberFormat::overflow() const {
  std::string out;
  for (auto& token : tokens_) {
    if (token.part == Part::point) out += '.';
    if (token.part == Part::dollar) out += '$';
    for (size_t i = 0; i < token.groups.size(); i++) {
      if (i > 0) out += ' ';
      out.append(static_cast<size_t>(token.groups[i].count), '#');
    }
  }
  return out;
}

void NumberFormat::print_whole(const Token& token, std::string_view digits, std::string& out) const {
  auto missing = whole_digits_ - static_cast<int>(digits.size());
  bool started = false;
  for (size_t i = 0; i < token.groups.size(); i++) {
    if (i > 0) out += started ? ',' : ' ';
    for (int place = 0; place < token.groups[i].count; place++) {
      if (missing > 0) {
        missing--;
        out += token.groups[i].padded ? '0' : ' ';
        started |= token.groups[i].padded;
      } else {
        out += digits[0];
        digits.remove_prefix(1);
        started = true;
      }
    }
  }
}

std::string NumberFormat::print(std::string_view number) const {
  bool negative = number.starts_with('-');
  if (negative) number.remove_prefix(1);
  auto point = number.find('.');
  auto whole = number.substr(0, point);
  auto fraction = point == std::string_view::npos ? std::string_view() : number.substr(point + 1);
  while (whole.starts_with('0')) whole.remove_prefix(1);
  while (fraction.ends_with('0')) fraction.remove_suffix(1);
  if (static_cast<int>(whole.size()) > whole_digits_ || static_cast<int>(fraction.size()) > fraction_digits_)
    return overflow();

  std::string out;
  bool behind_point = false;
  for (auto& token : tokens_) {
    switch (token.part) {
      case Part::digits:
        if (!behind_point) {
          print_whole(token, whole, out);
        } else {
          out += fraction;
          out.append(static_cast<size_t>(fraction_digits_) - fraction.size(), '0');
        }
        break;
      case Part::point:
        behind_point = true;
        if (out.ends_with(' ')) out.back() = '0';
        if (fraction_digits_ > 0) out += '.';
        break;
      case Part::dollar: out += '$'; break;
      case Part::plus_or_minus: out += negative ? '-' : '+'; break;
      case Part::minus: out += negative ? '-' : ' '; break;
      case Part::brackets:
        if (negative) {
          out.insert(std::min(out.find_first_not_of(' '), out.size()), 1, '<');
          out += '>';
        } else {
          out += "  ";
        }
        break;
    }
  }
  return out;
}

/// The groups are matched from their right: those of zeros must be whole, those of nines may be shorter.
bool NumberFormat::read_whole(const Token& token, std::string_view& rest, std::string& digits) const {
  size_t end = 0;
  while (end < rest.size() && (is_digit(rest[end]) || rest[end] == ',')) end++;
  auto parts = split(rest.substr(0, end), ',');
  rest.remove_prefix(end);
  if (end == 0) parts.clear();
  if (parts.size() > token.groups.size()) return false;
  size_t skipped = token.groups.size() - parts.size();
  for (size_t i = 0; i < token.groups.size(); i++) {
    auto& group = token.groups[i];
    if (i < skipped) {
      if (group.padded) return false;
      continue;
    }
    auto& part = parts[i - skipped];
    auto count = static_cast<int>(part.size());
    bool fits = count == group.count || (!group.padded && count < group.count && count > 0);
    if (!fits) return false;
    digits += part;
  }
  return true;
}

std::optional<std::string> NumberFormat::read(std::string_view text) const {
  std::string whole, fraction;
  bool seen_point = false, behind_point = false, negative = false, open = false;
  bool has_brackets = std::any_of(tokens_.begin(), tokens_.end(), [](auto& t) { return t.part == Part::brackets; });
  auto skip_blanks = [&] {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text[0]))) text.remove_prefix(1);
  };
  auto take = [&](char c) {
    if (!text.starts_with(c)) return false;
    text.remove_prefix(1);
    return true;
  };
  skip_blanks();
  if (has_brackets) open = take('<');
  for (auto& token : tokens_) {
    skip_blanks();
    switch (token.part) {
      case Part::digits:
        if (!seen_point) {
          if (!read_whole(token, text, whole)) return std::nullopt;
          break;
        }
        if (!behind_point) break;
        while (!text.empty() && is_digit(text[0])) {
          fraction += text[0];
          text.remove_prefix(1);
        }
        if (static_cast<int>(fraction.size()) > fraction_digits_) return std::nullopt;
        if (token.groups[0].padded && static_cast<int>(fraction.size()) < fraction_digits_) return std::nullopt;
        break;
      case Part::point:
        seen_point = true;
        behind_point = take('.');
        break;
      case Part::dollar:
        if (!take('$')) return std::nullopt;
        break;
      case Part::plus_or_minus:
        if (!take('+')) negative |= take('-');
        break;
      case Part::minus: negative |= take('-'); break;
      case Part::brackets:
        if (open != take('>')) return std::nullopt;
        negative |= open;
        break;
    }
  }
  skip_blanks();
  if (!text.empty() || (whole.empty() && fraction.empty())) return std::nullopt;
  if (whole.empty()) whole = "0";
  auto number = fraction.empty() ? whole : whole + "." + fraction;
  return negative ? "-" + number : number;
}

}  // namespace skep::types
