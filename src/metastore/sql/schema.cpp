#include "metastore/sql/schema.h"

#include "base/check.h"
#include "base/text.h"

#include <ctime>
#include <list>

namespace skep::metastore::sql {
namespace {

std::string quoted(std::string_view name) { return fmt::format("\"{}\"", trim(name)); }

/// Quotes the names in "(A, B)".
std::string quoted_list(std::string_view list) {
  std::vector<std::string> names;
  for (const auto& name : split(list, ',')) names.push_back(quoted(name));
  return "(" + join(names, ", ") + ")";
}

/// Takes "unique (A, B)" apart: the words before the list, and the names in it.
struct Key {
  std::string kind;
  std::string columns;
  std::string referenced_table;
  std::string referenced_columns;
};

Key parse_key(std::string_view text) {
  text = trim(text);
  auto list_of = [](std::string_view part) {
    size_t open = part.find('('), close = part.find(')');
    check(open != part.npos && close != part.npos, "a key in the schema has no list of columns");
    return std::string(part.substr(open + 1, close - open - 1));
  };
  Key key;
  key.kind = std::string(trim(text.substr(0, text.find('('))));
  key.columns = list_of(text);
  constexpr std::string_view kReferences = " references ";
  if (size_t at = text.find(kReferences); at != text.npos) {
    auto target = text.substr(at + kReferences.size());
    key.referenced_table = std::string(trim(target.substr(0, target.find('('))));
    key.referenced_columns = list_of(target);
  }
  return key;
}

std::string column_clause(const Dialect& dialect, std::string_view column) {
  column = trim(column);
  std::string_view default_value;
  constexpr std::string_view kDefault = " default ";
  if (size_t at = column.find(kDefault); at != column.npos) {
    default_value = column.substr(at);
    column = column.substr(0, at);
  }
  constexpr std::string_view kNotNull = " not null";
  bool is_required = column.ends_with(kNotNull);
  if (is_required) column.remove_suffix(kNotNull.size());
  size_t space = column.find(' ');
  check(space != column.npos, "a column in the schema has no type");
  return fmt::format("{} {}{}{}", quoted(column.substr(0, space)), dialect.column_type(column.substr(space + 1)),
                     is_required ? " NOT NULL" : "", to_upper(default_value));
}

/// Gives the statements that create a table and its indexes.
std::vector<std::string> statements_for(const Dialect& dialect, const TableDefinition& table) {
  std::vector<std::string> clauses, indexes;
  for (const auto& column : split(table.columns, ',')) clauses.push_back(column_clause(dialect, column));
  for (const auto& text : split(table.keys, ';')) {
    if (trim(text).empty()) continue;
    Key key = parse_key(text);
    if (key.kind == "index" || key.kind == "unique index" || key.kind == "hash index") {
      bool is_hash = key.kind == "hash index";
      indexes.push_back(fmt::format("CREATE {} {} ON {} {}{}", is_hash ? "INDEX" : to_upper(key.kind),
                                    quoted(fmt::format("{}_N{}", table.name, indexes.size() + 49)), quoted(table.name),
                                    is_hash ? dialect.hash_index() : "", quoted_list(key.columns)));
    } else if (key.kind.ends_with("foreign key")) {
      clauses.push_back(fmt::format("FOREIGN KEY {} REFERENCES {} {}{}", quoted_list(key.columns),
                                    quoted(key.referenced_table), quoted_list(key.referenced_columns),
                                    key.kind.starts_with("firm") ? "" : dialect.deferrable()));
    } else {
      clauses.push_back(to_upper(key.kind) + " " + quoted_list(key.columns));
    }
  }
  std::vector<std::string> statements = {
      fmt::format("CREATE TABLE {} (\n  {}\n)", quoted(table.name), join(clauses, ",\n  "))};
  statements.insert(statements.end(), indexes.begin(), indexes.end());
  return statements;
}

/// Names a definition's table and columns as the store names those of Hive's transaction tables. Types are in lower case
/// in either.
TableDefinition as_transaction_table(const Dialect& dialect, const TableDefinition& table,
                                     std::list<std::string>& texts) {
  auto named = [&](std::string_view text) -> std::string_view {
    return texts.emplace_back(dialect.transaction_name(text));
  };
  return {named(table.name), named(table.columns), named(table.keys)};
}

void create_transaction_tables(Transaction& transaction) {
  const auto& dialect = transaction.dialect();
  std::list<std::string> texts;
  for (const auto& table : hive_transaction_tables()) {
    for (const auto& statement : statements_for(dialect, as_transaction_table(dialect, table, texts))) {
      transaction.session() << statement;
    }
  }
}

void create_tables(Transaction& transaction, const std::vector<TableDefinition>& tables) {
  for (const auto& table : tables) {
    for (const auto& statement : statements_for(transaction.dialect(), table)) transaction.session() << statement;
  }
}

/// Inserts what Hive's own scripts and the first start of its metastore insert, but for the `default` database, whose
/// place the warehouse knows.
void insert_first_rows(Transaction& transaction) {
  auto& session = transaction.session();
  auto first_id = [&](std::string_view table, std::string_view column) {
    const auto& dialect = transaction.dialect();
    session << fmt::format("INSERT INTO \"{}\" (\"{}\") VALUES (1)", dialect.transaction_name(table),
                           dialect.transaction_name(column));
  };
  int64_t now = std::time(nullptr);
  session << "INSERT INTO \"VERSION\" (\"VER_ID\", \"SCHEMA_VERSION\", \"VERSION_COMMENT\") "
             "VALUES (1, '2.3.0', 'Hive release version 2.3.0')";
  first_id("NEXT_TXN_ID", "NTXN_NEXT");
  first_id("NEXT_LOCK_ID", "NL_NEXT");
  first_id("NEXT_COMPACTION_QUEUE_ID", "NCQ_NEXT");
  session << "INSERT INTO \"ROLES\" (\"ROLE_ID\", \"CREATE_TIME\", \"OWNER_NAME\", \"ROLE_NAME\") "
             "VALUES (1, :now, 'admin', 'admin')",
      soci::use(now);
  session << "INSERT INTO \"ROLES\" (\"ROLE_ID\", \"CREATE_TIME\", \"OWNER_NAME\", \"ROLE_NAME\") "
             "VALUES (2, :now, 'public', 'public')",
      soci::use(now);
  session << "INSERT INTO \"GLOBAL_PRIVS\" (\"USER_GRANT_ID\", \"CREATE_TIME\", \"GRANT_OPTION\", \"GRANTOR\", "
             "\"GRANTOR_TYPE\", \"PRINCIPAL_NAME\", \"PRINCIPAL_TYPE\", \"USER_PRIV\") "
             "VALUES (1, :now, 1, 'admin', 'ROLE', 'admin', 'ROLE', 'All')",
      soci::use(now);
  session << "INSERT INTO \"SEQUENCE_TABLE\" (\"SEQUENCE_NAME\", \"NEXT_VAL\") "
             "VALUES ('org.apache.hadoop.hive.metastore.model.MRole', 6)";
  session << "INSERT INTO \"SEQUENCE_TABLE\" (\"SEQUENCE_NAME\", \"NEXT_VAL\") "
             "VALUES ('org.apache.hadoop.hive.metastore.model.MGlobalPrivilege', 6)";
}

/// Looks at the store without a write: most starts end here.
Result<bool> is_ready(ConnectionPool& pool) {
  Transaction transaction = pool.begin_reading();
  if (pool.dialect().is_empty(transaction.session())) return false;
  auto level = schema_level(transaction);
  if (!level) return level.error();
  pool.set_level(*level);
  return has_skep_tables(transaction);
}

}  // namespace

const std::vector<TableDefinition>& skep_tables() {
  static const std::vector<TableDefinition> kTables = {
      {"SKEP_JOURNAL",
       "OPERATION_ID varchar(128) not null, DB_NAME varchar(128) not null, TBL_NAME varchar(256) not null, "
       "STAGING varchar(4000) not null, STATE varchar(16) not null, LEASE_UNTIL bigint not null",
       "primary key (OPERATION_ID)"},
      {"SKEP_GARBAGE", "LOCATION varchar(4000) not null, SINCE bigint not null", ""},
  };
  return kTables;
}

std::string schema_version(Transaction& transaction) {
  std::string version;
  transaction.session() << "SELECT \"SCHEMA_VERSION\" FROM \"VERSION\"", soci::into(version);
  return version;
}

Result<SchemaLevel> schema_level(Transaction& transaction) {
  if (!transaction.dialect().has_table(transaction.session(), "VERSION")) {
    return make_error(ErrorCode::unsupported, "the store holds tables, and they are not a Hive metastore's");
  }
  std::string version = schema_version(transaction);
  if (version == kSchemaVersion) return SchemaLevel::hive_2_3;
  if (version == "3.1.0") return SchemaLevel::hive_3_1;
  if (version == "4.0.0") return SchemaLevel::hive_4_0;
  return make_error(ErrorCode::unsupported,
                    "the metastore's schema has a version that is not 2.3.0, 3.1.0 or 4.0.0: {}",
                    version.empty() ? "none" : version);
}

bool has_skep_tables(Transaction& transaction) {
  for (const auto& table : skep_tables()) {
    if (!transaction.dialect().has_table(transaction.session(), std::string(table.name))) return false;
  }
  return true;
}

Result<void> ensure_schema(ConnectionPool& pool) {
  auto ready = is_ready(pool);
  if (!ready) return ready.error();
  {
    Transaction transaction = pool.begin_reading();
    if (auto done = transaction.commit(); !done) return done;
    pool.dialect().prepare_store(transaction.session());
  }
  if (*ready) return {};
  Transaction transaction = pool.begin_writing();
  // Another server may have come first, so that all is looked at again under the lock.
  pool.dialect().lock_schema(transaction.session());
  if (pool.dialect().is_empty(transaction.session())) {
    create_tables(transaction, hive_tables());
    create_transaction_tables(transaction);
    insert_first_rows(transaction);
  } else {
    auto level = schema_level(transaction);
    if (!level) return level.error();
    pool.set_level(*level);
  }
  if (!has_skep_tables(transaction)) create_tables(transaction, skep_tables());
  return transaction.commit();
}

}  // namespace skep::metastore::sql
