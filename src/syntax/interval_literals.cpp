#include "base/text.h"
#include "syntax/grammar.h"
#include "types/interval_parser.h"

#include <array>
#include <charconv>
#include <utility>

namespace skep::syntax {
namespace {

using types::DataType;
using types::IntervalUnit;
using types::interval_digits::take_digits;
using types::interval_digits::take_fraction;
using types::interval_digits::take_sign;

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kMicrosPerMinute = 60 * kMicrosPerSecond;
constexpr int64_t kMicrosPerHour = 60 * kMicrosPerMinute;
constexpr int64_t kMicrosPerDay = 24 * kMicrosPerHour;

struct UnitForm {
  std::string_view name;
  IntervalUnit unit;  ///< the unit of the type that holds it
  int64_t factor;     ///< months or microseconds
};

constexpr std::array kUnits = std::to_array<UnitForm>({
    {"YEAR", IntervalUnit::year, 12},
    {"MONTH", IntervalUnit::month, 1},
    {"WEEK", IntervalUnit::day, 7 * kMicrosPerDay},
    {"DAY", IntervalUnit::day, kMicrosPerDay},
    {"HOUR", IntervalUnit::hour, kMicrosPerHour},
    {"MINUTE", IntervalUnit::minute, kMicrosPerMinute},
    {"SECOND", IntervalUnit::second, kMicrosPerSecond},
    {"MILLISECOND", IntervalUnit::second, 1000},
    {"MICROSECOND", IntervalUnit::second, 1},
});

const UnitForm* find_unit(std::string_view word) {
  for (const auto& form : kUnits) {
    if (equals_ignoring_case(form.name, word)) return &form;
    bool plural = word.size() == form.name.size() + 1 && (word.back() == 's' || word.back() == 'S');
    if (plural && equals_ignoring_case(form.name, word.substr(0, form.name.size()))) return &form;
  }
  return nullptr;
}

bool is_year_month(IntervalUnit unit) { return unit <= IntervalUnit::month; }

Error invalid_interval(std::string_view kind, std::string_view what, std::string_view text) {
  return Error::of_class(ErrorCode::invalid_argument, fmt::format("INVALID_INTERVAL_FORMAT.{}", kind),
                         fmt::format("{}: '{}'", what, text));
}

Error too_long(std::string_view text) {
  return invalid_interval("ARITHMETIC_EXCEPTION", "the interval is too long", text);
}

/// Adds up an interval's parts; gives false where 64 bits do not suffice.
bool add_part(int64_t& total, int64_t count, int64_t factor) {
  int64_t part = 0;
  return !__builtin_mul_overflow(count, factor, &part) && !__builtin_add_overflow(total, part, &total);
}

/// Adds "-1.5" seconds, "3" days and the like to `total`.
Result<void> add_unit(int64_t& total, std::string_view text, const UnitForm& form) {
  auto rest = trim(text);
  bool negative = take_sign(rest);
  bool has_digits = rest.find_first_of("0123456789") != std::string_view::npos;
  bool has_whole = !rest.empty() && rest[0] != '.';
  auto whole = has_whole ? take_digits(rest) : std::optional<int64_t>(0);
  bool takes_fraction = form.name == "SECOND";
  auto fraction = takes_fraction ? take_fraction(rest) : std::optional<int64_t>(0);
  if (!has_digits || !whole || !fraction || !rest.empty()) {
    auto kind = whole && rest.starts_with('.') ? "INVALID_FRACTION" : "INTERVAL_PARSING";
    return invalid_interval(kind, fmt::format("this is no number of {}s", to_lower(form.name)), text);
  }
  if (!add_part(total, negative ? -*whole : *whole, form.factor) ||
      !add_part(total, negative ? -*fraction : *fraction, 1)) {
    return too_long(text);
  }
  return {};
}

/// What INTERVAL has gathered so far from its units.
class IntervalSum {
 public:
  Result<void> add(std::string_view text, const UnitForm& form) {
    if (any_ && is_year_month(form.unit) != is_year_month(from_)) {
      return Error::of_class(ErrorCode::invalid_argument, "PARSE_SYNTAX_ERROR",
                             "syntax error: an interval has years and months, or days to seconds, not both");
    }
    from_ = any_ ? std::min(from_, form.unit) : form.unit;
    to_ = any_ ? std::max(to_, form.unit) : form.unit;
    any_ = true;
    return add_unit(total_, text, form);
  }

  bool any() const { return any_; }

  Result<IntervalLiteral> finish() const {
    bool fits = !is_year_month(from_) || (total_ >= INT32_MIN && total_ <= INT32_MAX);
    if (!fits) return too_long(fmt::format("{} months", total_));
    return IntervalLiteral{{total_}, DataType::interval(from_, to_)};
  }

 private:
  bool any_ = false;
  IntervalUnit from_ = IntervalUnit::day;
  IntervalUnit to_ = IntervalUnit::day;
  int64_t total_ = 0;
};

/// Reads INTERVAL '1 day 2 hours', with the units inside the string.
Result<IntervalLiteral> interval_of_text(std::string_view text) {
  auto invalid = [&] {
    return Error::of_class(ErrorCode::invalid_argument, "INVALID_TYPED_LITERAL",
                           fmt::format("an interval has a number and a unit, once or more often: '{}'", text));
  };
  std::vector<std::string> words;
  for (auto& word : split(text, ' ')) {
    if (!trim(word).empty()) words.emplace_back(trim(word));
  }
  if (!words.empty() && equals_ignoring_case(words[0], "interval")) words.erase(words.begin());
  IntervalSum sum;
  for (size_t i = 0; i + 1 < words.size(); i += 2) {
    const auto* unit = find_unit(words[i + 1]);
    if (!unit) return invalid();
    if (auto added = sum.add(words[i], *unit); !added) return invalid();
  }
  if (!sum.any() || words.size() % 2 == 1) return invalid();
  return sum.finish();
}

/// Reads "<from> TO <to>" after an interval's string.
Result<IntervalLiteral> read_range(Cursor& cursor, std::string_view text) {
  auto position = cursor.position();
  const auto* from = find_unit(cursor.take().text);
  cursor.expect("TO");
  const auto* to = find_unit(cursor.peek().text);
  if (!to || from->unit >= to->unit || is_year_month(from->unit) != is_year_month(to->unit)) {
    return Error::of_class(ErrorCode::invalid_argument, "INVALID_INTERVAL_FORMAT.UNSUPPORTED_FROM_TO_EXPRESSION",
                           "these units make no interval")
        .at(position);
  }
  cursor.take();
  auto amount = types::interval_amount(text, from->unit, to->unit);
  if (!amount) return amount.error();
  if (is_year_month(to->unit) && (*amount < INT32_MIN || *amount > INT32_MAX)) {
    return too_long(text);
  }
  return IntervalLiteral{{*amount}, DataType::interval(from->unit, to->unit)};
}

bool at_value(const Cursor& cursor, size_t ahead) {
  if (cursor.is(ahead, "-") || cursor.is(ahead, "+")) ahead++;
  return cursor.peek(ahead).kind == TokenKind::string || cursor.peek(ahead).kind == TokenKind::number;
}

Result<IntervalLiteral> read_units(Cursor& cursor) {
  IntervalSum sum;
  while (at_value(cursor, 0)) {
    size_t value_at = cursor.at_any("-", "+") ? 1 : 0;
    bool has_unit = find_unit(cursor.peek(value_at + 1).text) != nullptr && cursor.is_name(value_at + 1);
    if (sum.any() && !has_unit) break;

    bool negative = cursor.accept("-");
    if (!negative) cursor.accept("+");
    bool is_string = cursor.peek().kind == TokenKind::string;
    auto text = is_string ? read_string(cursor, "a number") : std::string(cursor.take().text);
    if (negative) text = text.starts_with('-') ? text.substr(1) : "-" + text;
    if (!sum.any() && is_string && !has_unit) return interval_of_text(text);
    if (!sum.any() && is_string && cursor.is(1, "TO")) return read_range(cursor, text);

    const auto* unit = find_unit(cursor.peek().text);
    if (!unit) {
      cursor.fail_expecting("a unit of an interval");
      return IntervalLiteral{{}, DataType::interval(IntervalUnit::day, IntervalUnit::day)};
    }
    cursor.take();
    if (auto added = sum.add(text, *unit); !added) return added.error();
  }
  return sum.finish();
}

}  // namespace

bool at_interval_literal(const Cursor& cursor) { return cursor.at("INTERVAL") && at_value(cursor, 1); }

ExpressionPtr read_interval_literal(Cursor& cursor) {
  auto position = cursor.position();
  cursor.expect("INTERVAL");
  auto interval = read_units(cursor);
  if (interval) return make_expression(position, std::move(*interval));
  cursor.fail(Error(interval.error()).at(position));
  return make_expression(position, Literal{types::Value::null()});
}

}  // namespace skep::syntax
