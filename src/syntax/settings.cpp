#include "base/text.h"
#include "syntax/grammar.h"

#include <cstdlib>
#include <optional>
#include <utility>

namespace skep::syntax {
namespace {

void fail_set_syntax(Cursor& cursor, std::string_view why) {
  cursor.fail(Error::of_class(ErrorCode::invalid_argument, "INVALID_SET_SYNTAX", fmt::format("syntax error: {}", why))
                  .at(cursor.position()));
}

/// The zone of an interval of hours, minutes and seconds: "+05:30".
std::string zone_of(Cursor& cursor, const IntervalLiteral& interval) {
  constexpr int64_t kMicrosPerSecond = 1'000'000;
  constexpr int64_t kHoursMax = 18;
  bool is_day_time = interval.type.is(types::TypeKind::interval_day_time);
  int64_t seconds = interval.value.amount / kMicrosPerSecond;
  if (!is_day_time || interval.value.amount % kMicrosPerSecond != 0 || std::abs(seconds) > kHoursMax * 3600) {
    cursor.fail(Error::of_class(ErrorCode::invalid_argument, "INVALID_INTERVAL_FORMAT.TIMEZONE_INTERVAL_OUT_OF_RANGE",
                                "a time zone is an interval of whole seconds between -18 and +18 hours")
                    .at(cursor.position()));
    return {};
  }
  char sign = seconds < 0 ? '-' : '+';
  seconds = std::abs(seconds);
  auto zone = fmt::format("{}{:02}:{:02}", sign, seconds / 3600, seconds / 60 % 60);
  return seconds % 60 == 0 ? zone : zone + fmt::format(":{:02}", seconds % 60);
}

Set read_time_zone(Cursor& cursor) {
  Set set;
  set.key = "spark.sql.session.timeZone";
  if (cursor.accept("LOCAL")) {
    set.value = "";
    set.is_local_zone = true;
  } else if (at_interval_literal(cursor)) {
    auto literal = read_interval_literal(cursor);
    if (auto* interval = std::get_if<IntervalLiteral>(&literal->node)) set.value = zone_of(cursor, *interval);
  } else {
    if (cursor.peek().kind != TokenKind::string)
      return fail_set_syntax(cursor, "a time zone is a string, an interval or LOCAL"), set;
    set.value = read_string(cursor, "a time zone in quotes");
  }
  return set;
}

/// Finds what `...` stands for, with doubled backquotes inside; nothing when the text is not that.
std::optional<std::string> without_backquotes(std::string_view text) {
  if (text.size() < 2 || text.front() != '`' || text.back() != '`') return {};
  std::string inside;
  for (size_t i = 1; i + 1 < text.size(); i++) {
    inside += text[i];
    if (text[i] == '`' && (++i + 1 >= text.size() || text[i] != '`')) return {};
  }
  return inside;
}

}  // namespace

std::string_view text_to_end(const Cursor& cursor) {
  auto rest = trim(cursor.text().substr(cursor.position().offset));
  if (rest.ends_with(';')) rest = trim(rest.substr(0, rest.size() - 1));
  return rest;
}

void skip_to_end(Cursor& cursor) {
  while (!cursor.at_end()) cursor.take();
}

Set read_set(Cursor& cursor) {
  if (cursor.accept("TIME", "ZONE")) return read_time_zone(cursor);
  Set set;
  if (cursor.at("ROLE") && cursor.is_name(1)) return fail_not_allowed(cursor, "SET ROLE"), set;
  if (cursor.at_end() || cursor.at(";")) return set;

  // Keys and values are no SQL: a path, a number with a unit, half a string. So they are taken as they stand.
  auto rest = text_to_end(cursor);
  auto key_length = rest.front() == '`' ? cursor.peek().text.size() : 0;
  auto equals = rest.find('=', key_length);
  auto key = trim(rest.substr(0, equals));
  if (rest == "-v") {
    set.with_documentation = true;
    skip_to_end(cursor);
    return set;
  }
  auto quoted_key = without_backquotes(key);
  if (!quoted_key && (key.empty() || key.find_first_of(" \t\r\n;`") != std::string_view::npos)) {
    fail_set_syntax(cursor, "expected SET, SET key or SET key=value");
  }
  set.key = quoted_key.value_or(std::string(key));
  if (equals != std::string_view::npos) {
    auto value = trim(rest.substr(equals + 1));
    auto quoted_value = without_backquotes(value);
    if (!quoted_value && value.find(';') != std::string_view::npos) {
      fail_set_syntax(cursor, "a value with a semicolon must stand in backquotes");
    }
    set.value = quoted_value.value_or(std::string(value));
  }
  skip_to_end(cursor);
  return set;
}

Reset read_reset(Cursor& cursor) {
  Reset reset;
  auto rest = text_to_end(cursor);
  auto quoted = without_backquotes(rest);
  if (!quoted && rest.find_first_of(" \t\r\n;`") != std::string_view::npos) {
    cursor.fail(Error::of_class(ErrorCode::invalid_argument, "INVALID_RESET_COMMAND_FORMAT",
                                "expected RESET or RESET key; a key with other characters stands in backquotes")
                    .at(cursor.position()));
    return reset;
  }
  reset.key = quoted.value_or(std::string(rest));
  skip_to_end(cursor);
  return reset;
}

SetCatalog read_set_catalog(Cursor& cursor) {
  SetCatalog set;
  set.position = cursor.position();
  bool is_text = cursor.peek().kind == TokenKind::string;
  set.name = is_text ? read_string(cursor, "a catalog") : read_identifier(cursor, "a catalog");
  return set;
}

Use read_use(Cursor& cursor) {
  for (auto word : {"DATABASE", "NAMESPACE", "SCHEMA"}) {
    if (cursor.at(word) && cursor.is_name(1)) {
      cursor.take();
      break;
    }
  }
  return Use{read_name(cursor, "a database")};
}

}  // namespace skep::syntax
