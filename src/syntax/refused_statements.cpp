#include "syntax/grammar.h"

#include <array>
#include <string>

namespace skep::syntax {
namespace {

/// Hive's statements that Spark's grammar knows in order to refuse them.
constexpr std::array kOfHive = std::to_array<std::array<std::string_view, 3>>({
    {"CREATE", "ROLE", ""},
    {"DROP", "ROLE", ""},
    {"GRANT", "", ""},
    {"REVOKE", "", ""},
    {"SHOW", "GRANT", ""},
    {"SHOW", "ROLE", "GRANT"},
    {"SHOW", "PRINCIPALS", ""},
    {"SHOW", "ROLES", ""},
    {"SHOW", "CURRENT", "ROLES"},
    {"EXPORT", "TABLE", ""},
    {"IMPORT", "TABLE", ""},
    {"SHOW", "COMPACTIONS", ""},
    {"SHOW", "TRANSACTIONS", ""},
    {"SHOW", "INDEXES", ""},
    {"SHOW", "LOCKS", ""},
    {"ALTER", "INDEX", ""},
    {"LOCK", "TABLE", ""},
    {"LOCK", "DATABASE", ""},
    {"UNLOCK", "TABLE", ""},
    {"UNLOCK", "DATABASE", ""},
    {"CREATE", "TEMPORARY", "MACRO"},
    {"DROP", "TEMPORARY", "MACRO"},
    {"START", "TRANSACTION", ""},
    {"COMMIT", "", ""},
    {"ROLLBACK", "", ""},
    {"DFS", "", ""},
});

/// BEGIN ...; END is a script: whole where a semicolon stands before its END.
bool is_script(const Cursor& cursor) {
  size_t last = 0;
  while (cursor.peek(last + 1).kind != TokenKind::end) last++;
  while (last > 0 && cursor.is(last, ";")) last--;
  if (last > 1 && !cursor.is(last, "END") && cursor.is(last - 1, "END")) last--;
  return cursor.is(last, "END") && (last == 1 || cursor.is(last - 1, ";"));
}

}  // namespace

void refuse_foreign_statement(Cursor& cursor) {
  for (const auto& words : kOfHive) {
    std::string form;
    bool here = true;
    for (size_t i = 0; i < words.size() && !words[i].empty(); i++) {
      here = here && cursor.is(i, words[i]);
      form.append(i == 0 ? "" : " ").append(words[i]);
    }
    if (!here) continue;
    cursor.fail(Error::of_class(ErrorCode::unsupported, "INVALID_STATEMENT_OR_CLAUSE",
                                fmt::format("{} is Hive's, and Spark has it not", form))
                    .at(cursor.position()));
  }
  if (!cursor.at("BEGIN")) return;
  if (is_script(cursor)) {
    cursor.fail(Error::of_class(ErrorCode::unsupported, "UNSUPPORTED_FEATURE.SQL_SCRIPTING",
                                "SQL scripts are not supported: send the statements one by one")
                    .at(cursor.position()));
  } else {
    while (!cursor.at_end()) cursor.take();
    cursor.fail_expecting("; and END");
  }
}

}  // namespace skep::syntax
