#include "syntax/grammar.h"

#include <array>
#include <utility>

namespace skep::syntax {
namespace {

/// Statements that Spark has and Skep lacks, by how they begin.
constexpr std::array kLacking = std::to_array<std::string_view>({
    "ADD",    "ALTER",    "ANALYZE", "BEGIN",    "CACHE",   "CALL",   "CLEAR",   "COMMENT",
    "COMMIT", "DECLARE",  "DFS",     "EXECUTE",  "EXPORT",  "GRANT",  "IMPORT",  "LIST",
    "LOAD",   "LOCK",     "MSCK",    "OPTIMIZE", "REFRESH", "REPAIR", "REPLACE", "RESET",
    "REVOKE", "ROLLBACK", "START",   "TRUNCATE", "UNCACHE", "UNLOCK", "VACUUM",
});

bool accept_database_word(Cursor& cursor) { return cursor.accept_any("DATABASE", "SCHEMA", "NAMESPACE"); }

/// Names what cannot be created or dropped: the words up to the object's kind.
void fail_lacking_object(Cursor& cursor, std::string_view verb) {
  std::string form(verb);
  auto position = cursor.position();
  for (auto word : {"OR", "REPLACE", "GLOBAL", "TEMPORARY", "TEMP", "MATERIALIZED"}) {
    if (cursor.accept(word)) form.append(" ").append(word);
  }
  for (auto kind : {"TABLE", "VIEW", "FUNCTION", "INDEX", "MACRO", "ROLE", "VARIABLE"}) {
    if (cursor.at(kind)) return cursor.fail_unsupported(form.append(" ").append(kind), position);
  }
  cursor.fail_expecting("TABLE, DATABASE or SCHEMA");
}

void read_create(Cursor& cursor, Statement& statement) {
  if (accept_database_word(cursor)) {
    statement.node = read_create_database(cursor);
  } else if (cursor.at("TABLE") || cursor.at("EXTERNAL", "TABLE")) {
    statement.node = read_create_table(cursor);
  } else {
    fail_lacking_object(cursor, "CREATE");
  }
}

void read_drop(Cursor& cursor, Statement& statement) {
  if (accept_database_word(cursor)) {
    statement.node = read_drop_database(cursor);
    return;
  }
  if (!cursor.at_any("TABLE", "VIEW")) return fail_lacking_object(cursor, "DROP");
  DropTable drop;
  drop.is_view = cursor.take().text.size() == std::string_view("VIEW").size();
  drop.if_exists = accept_if_exists(cursor);
  drop.name = read_name(cursor, drop.is_view ? "a view" : "a table");
  drop.purge = !drop.is_view && cursor.accept("PURGE");
  statement.node = std::move(drop);
}

void read_explain(Cursor& cursor, Statement& statement) {
  Explain explain;
  if (cursor.at("LOGICAL")) cursor.fail_unsupported("EXPLAIN LOGICAL");
  if (cursor.accept("EXTENDED")) {
    explain.mode = ExplainMode::extended;
  } else if (cursor.accept("FORMATTED")) {
    explain.mode = ExplainMode::formatted;
  } else if (cursor.accept("CODEGEN")) {
    explain.mode = ExplainMode::codegen;
  } else if (cursor.accept("COST")) {
    explain.mode = ExplainMode::cost;
  }
  explain.statement = std::make_unique<Statement>(read_statement(cursor));
  statement.node = std::move(explain);
}

/// Reads WITH ... SELECT and WITH ... INSERT, whose common tables belong to the inserted query.
void read_with(Cursor& cursor, Statement& statement) {
  auto after_tables = cursor.index();
  bool from_first = false;
  for (size_t ahead = 0; cursor.peek(ahead).kind != TokenKind::end; ahead++) {
    const auto& token = cursor.peek(ahead);
    if (cursor.is(ahead, "(")) {
      if (token.match == 0) break;
      ahead = token.match - cursor.index();
    } else if (cursor.is(ahead, "FROM")) {
      from_first = true;
    } else if (cursor.is(ahead, "INSERT") || cursor.is(ahead, "SELECT")) {
      after_tables = cursor.index() + ahead;
      break;
    }
  }
  bool inserts = after_tables > cursor.index() && cursor.is(after_tables - cursor.index(), "INSERT");
  if (!inserts) {
    statement.node = QueryStatement{read_query(cursor)};
    return;
  }
  cursor.expect("WITH");
  auto with = read_common_tables(cursor);
  if (from_first) {
    statement.node = std::move(read_multi_insert(cursor, std::move(with)).node);
    return;
  }
  cursor.expect("INSERT");
  auto insert = read_insert(cursor);
  if (!insert.query->with.empty()) cursor.fail_unsupported("WITH before INSERT and before its query");
  insert.query->with = std::move(with);
  statement.node = std::move(insert);
}

void refuse_lacking_statement(Cursor& cursor) {
  for (auto word : kLacking) {
    if (!cursor.at(word)) continue;
    auto names_object = cursor.is(1, "TABLE") || cursor.is(1, "VIEW") || cursor.is(1, "DATABASE") ||
                        cursor.is(1, "DATA") || cursor.is(1, "CACHE") || cursor.is(1, "JAR") || cursor.is(1, "INTO") ||
                        cursor.is(1, "FROM") || cursor.is(1, "REPAIR") || cursor.is(1, "ON");
    std::string form(word);
    if (names_object) form += " " + std::string(cursor.peek(1).text);
    return cursor.fail_unsupported(form);
  }
}

}  // namespace

Statement read_statement(Cursor& cursor) {
  Cursor::Nesting nesting(cursor);
  Statement statement;
  statement.position = cursor.position();
  refuse_foreign_statement(cursor);
  auto keep = [&](Statement read) { statement.node = std::move(read.node); };

  if (cursor.at("WITH")) {
    read_with(cursor, statement);
  } else if (at_multi_insert(cursor)) {
    keep(read_multi_insert(cursor));
  } else if (cursor.at_any("SELECT", "FROM", "VALUES", "TABLE", "(")) {
    statement.node = QueryStatement{read_query(cursor)};
  } else if (cursor.accept("CREATE")) {
    read_create(cursor, statement);
  } else if (cursor.accept("DROP")) {
    read_drop(cursor, statement);
  } else if (cursor.accept("INSERT")) {
    statement.node = read_insert(cursor);
  } else if (cursor.accept("MERGE")) {
    statement.node = read_merge(cursor);
  } else if (cursor.accept("UPDATE")) {
    statement.node = read_update(cursor);
  } else if (cursor.accept("DELETE")) {
    statement.node = read_delete(cursor);
  } else if (cursor.accept("SHOW")) {
    keep(read_show(cursor));
  } else if (cursor.accept_any("DESCRIBE", "DESC")) {
    keep(read_describe(cursor));
  } else if (cursor.accept("EXPLAIN")) {
    read_explain(cursor, statement);
  } else if (cursor.accept("USE")) {
    statement.node = read_use(cursor);
  } else if (cursor.accept("SET")) {
    statement.node = read_set(cursor);
  } else {
    refuse_lacking_statement(cursor);
    if (cursor.at_any("MAP", "REDUCE")) cursor.fail_unsupported("MAP and REDUCE with a script");
    cursor.fail_expecting("a statement");
  }
  return statement;
}

}  // namespace skep::syntax
