#include "base/text.h"
#include "syntax/grammar.h"

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

bool is_quoted(std::string_view text) { return text.size() >= 2 && text.front() == '`' && text.back() == '`'; }

std::string without_backquotes(std::string_view text) {
  return std::string(is_quoted(text) ? text.substr(1, text.size() - 2) : text);
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
  auto equals = rest.find('=');
  auto key = trim(rest.substr(0, equals));
  if (key == "-v") cursor.fail_unsupported("SET -v");
  auto value = equals == std::string_view::npos ? std::string_view{} : trim(rest.substr(equals + 1));
  if (!is_quoted(key) && (key.empty() || key.find_first_of(" \t\n;") != std::string_view::npos)) {
    fail_set_syntax(cursor, "expected SET, SET key or SET key=value");
  } else if (!is_quoted(value) && value.find(';') != std::string_view::npos) {
    fail_set_syntax(cursor, "a value with a semicolon must stand in backquotes");
  }
  set.key = without_backquotes(key);
  if (equals != std::string_view::npos) set.value = without_backquotes(value);
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
