#include "syntax/grammar.h"

#include <array>
#include <utility>

namespace skep::syntax {
namespace {

/// Statements that Spark has and Skep lacks, by how they begin.
constexpr std::array kLacking = std::to_array<std::string_view>({
    "ADD",
    "CALL",
    "LIST",
    "REPLACE",
});

bool accept_database_word(Cursor& cursor) { return cursor.accept_any("DATABASE", "SCHEMA", "NAMESPACE"); }

/// Names what cannot be created or dropped: the words up to the object's kind.
void fail_lacking_object(Cursor& cursor, std::string_view verb) {
  std::string form(verb);
  bool replaces_table = cursor.at("OR", "REPLACE", "TABLE");
  if (replaces_table) return fail_table_operation(cursor, form + " OR REPLACE TABLE");
  for (auto word : {"TEMPORARY", "TEMP"}) {
    if (cursor.at(word, "TABLE")) return fail_not_allowed(cursor, form + " TEMPORARY TABLE");
    if (cursor.at(word, "MACRO")) return fail_not_allowed(cursor, form + " TEMPORARY MACRO");
  }
  for (auto kind : {"INDEX", "ROLE"}) {
    if (cursor.at(kind)) return fail_not_allowed(cursor, form.append(" ").append(kind));
  }
  cursor.fail_expecting("TABLE, VIEW, FUNCTION, DATABASE or SCHEMA");
}

void read_create(Cursor& cursor, Statement& statement) {
  if (accept_database_word(cursor)) {
    statement.node = read_create_database(cursor);
  } else if (cursor.at("TABLE") || cursor.at("EXTERNAL", "TABLE")) {
    read_create_table(cursor, statement);
  } else if (at_create_view(cursor)) {
    read_create_view(cursor, statement);
  } else if (at_create_function(cursor)) {
    statement.node = read_create_function(cursor);
  } else {
    fail_lacking_object(cursor, "CREATE");
  }
}

void read_drop(Cursor& cursor, Statement& statement) {
  bool of_function = cursor.at("FUNCTION") || cursor.at("TEMPORARY", "FUNCTION") || cursor.at("TEMP", "FUNCTION");
  if (accept_database_word(cursor)) {
    statement.node = read_drop_database(cursor);
    return;
  }
  if (of_function) {
    statement.node = read_drop_function(cursor);
    return;
  }
  if (cursor.at("TEMPORARY") && (cursor.is(1, "VARIABLE") || cursor.is(1, "VAR"))) {
    statement.node = read_drop_variable(cursor);
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

void read_alter(Cursor& cursor, Statement& statement) {
  if (accept_database_word(cursor)) {
    read_alter_database(cursor, statement);
  } else if (cursor.accept("VIEW")) {
    read_alter_view(cursor, statement);
  } else if (cursor.accept("TABLE")) {
    read_alteration(cursor, read_name(cursor, "a table"), false, statement);
  } else if (cursor.at("INDEX")) {
    fail_not_allowed(cursor, "ALTER INDEX");
  } else {
    cursor.fail_expecting("TABLE, VIEW, DATABASE or SCHEMA");
  }
}

void read_set_statement(Cursor& cursor, Statement& statement) {
  bool of_variable = cursor.at_any("VAR", "VARIABLE") && !cursor.is(1, "=") && !cursor.is(1, ".");
  if (of_variable) {
    cursor.take();
    statement.node = read_set_variable(cursor);
  } else if (cursor.at("CATALOG") && (cursor.is_name(1) || cursor.peek(1).kind == TokenKind::string)) {
    cursor.expect("CATALOG");
    statement.node = read_set_catalog(cursor);
  } else {
    statement.node = read_set(cursor);
  }
}

void read_explain(Cursor& cursor, Statement& statement) {
  Explain explain;
  if (cursor.at("LOGICAL")) {
    cursor.fail(
        Error::of_class(ErrorCode::invalid_argument, "INVALID_STATEMENT_OR_CLAUSE", "EXPLAIN LOGICAL is not there")
            .at(cursor.position()));
  }
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
  read_insert(cursor, statement);
  auto* insert = std::get_if<Insert>(&statement.node);
  auto* directory = std::get_if<InsertDirectory>(&statement.node);
  auto* query = insert ? insert->query.get() : directory ? directory->query.get() : nullptr;
  if (!query) return;
  if (!query->with.empty()) cursor.fail_unsupported("WITH before INSERT and before its query");
  query->with = std::move(with);
}

void refuse_lacking_statement(Cursor& cursor) {
  if (cursor.at("REPLACE", "TABLE")) return fail_table_operation(cursor, "REPLACE TABLE");
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
  } else if (cursor.accept("ALTER")) {
    read_alter(cursor, statement);
  } else if (cursor.accept("INSERT")) {
    read_insert(cursor, statement);
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
    read_set_statement(cursor, statement);
  } else if (cursor.accept("RESET")) {
    statement.node = read_reset(cursor);
  } else if (cursor.accept("DECLARE")) {
    statement.node = read_declare(cursor);
  } else if (cursor.accept("EXECUTE")) {
    statement.node = read_execute_immediate(cursor);
  } else if (cursor.accept("TRUNCATE")) {
    statement.node = read_truncate(cursor);
  } else if (cursor.accept("ANALYZE")) {
    read_analyze(cursor, statement);
  } else if (cursor.accept("MSCK") || cursor.at("REPAIR", "TABLE")) {
    statement.node = read_repair(cursor);
  } else if (cursor.accept("LOAD")) {
    statement.node = read_load(cursor);
  } else if (cursor.accept("COMMENT")) {
    statement.node = read_comment_on(cursor);
  } else if (cursor.accept("CACHE")) {
    statement.node = read_cache(cursor);
  } else if (cursor.accept("UNCACHE")) {
    statement.node = read_uncache(cursor);
  } else if (cursor.accept("CLEAR")) {
    cursor.expect("CACHE");
    statement.node = ClearCache{};
  } else if (cursor.accept("REFRESH")) {
    read_refresh(cursor, statement);
  } else {
    refuse_lacking_statement(cursor);
    if (cursor.at_any("MAP", "REDUCE")) cursor.fail_unsupported("MAP and REDUCE with a script");
    cursor.fail_expecting("a statement");
  }
  return statement;
}

}  // namespace skep::syntax
