#include "base/text.h"
#include "syntax/grammar.h"

#include <optional>
#include <utility>

namespace skep::syntax {
namespace {

void skip_to_end(Cursor& cursor) {
  while (!cursor.at_end()) cursor.take();
}

Set read_time_zone(Cursor& cursor) {
  Set set;
  set.key = "spark.sql.session.timeZone";
  if (cursor.at("LOCAL")) {
    cursor.fail_unsupported("SET TIME ZONE LOCAL");
  } else if (cursor.at("INTERVAL")) {
    cursor.fail_unsupported("SET TIME ZONE with an interval");
  } else {
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

void fail_set_syntax(Cursor& cursor, std::string_view why) {
  cursor.fail(Error::of_class(ErrorCode::invalid_argument, "INVALID_SET_SYNTAX", fmt::format("syntax error: {}", why))
                  .at(cursor.position()));
}

}  // namespace

Set read_set(Cursor& cursor) {
  if (cursor.accept("TIME", "ZONE")) return read_time_zone(cursor);
  for (auto what : {"VAR", "VARIABLE", "ROLE", "CATALOG"}) {
    if (cursor.at(what) && cursor.is_name(1)) cursor.fail_unsupported(fmt::format("SET {}", what));
  }
  Set set;
  if (cursor.at_end() || cursor.at(";")) return set;

  // Keys and values are no SQL: a path, a number with a unit, half a string. So they are taken as they stand.
  auto rest = trim(cursor.text().substr(cursor.position().offset));
  if (rest.ends_with(';')) rest = trim(rest.substr(0, rest.size() - 1));
  auto key_length = rest.front() == '`' ? cursor.peek().text.size() : 0;
  auto equals = rest.find('=', key_length);
  auto key = trim(rest.substr(0, equals));
  if (key == "-v") cursor.fail_unsupported("SET -v");
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
