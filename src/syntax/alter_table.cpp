#include "base/text.h"
#include "syntax/grammar.h"

#include <array>
#include <utility>

namespace skep::syntax {
namespace {

std::vector<std::string> read_property_keys(Cursor& cursor) {
  std::vector<std::string> keys;
  cursor.expect("(");
  do {
    keys.push_back(read_property_key(cursor));
  } while (cursor.accept(","));
  cursor.expect(")");
  return keys;
}

void read_add_columns(Cursor& cursor, AddColumns& add) {
  bool in_parentheses = cursor.accept("(");
  do {
    ColumnDefinition column;
    auto position = cursor.position();
    auto name = read_name(cursor, "a column");
    read_column_type(cursor, column);
    column.position = position;
    column.name = name.parts.back();
    name.parts.pop_back();
    column.parents = std::move(name.parts);
    add.columns.push_back(std::move(column));
  } while (cursor.accept(","));
  if (in_parentheses) cursor.expect(")");
}

void read_drop_columns(Cursor& cursor, DropColumns& drop) {
  drop.if_exists = accept_if_exists(cursor);
  bool in_parentheses = cursor.accept("(");
  do {
    drop.columns.push_back(read_name(cursor, "a column"));
  } while (cursor.accept(","));
  if (in_parentheses) cursor.expect(")");
}

bool accept_place(Cursor& cursor) {
  if (cursor.accept("FIRST")) return true;
  if (!cursor.accept("AFTER")) return false;
  read_identifier(cursor, "a column");
  return true;
}

/// Reads what ALTER COLUMN says of one column.
ColumnChange read_column_change(Cursor& cursor) {
  ColumnChange change;
  change.column = read_name(cursor, "a column");
  if (cursor.accept("TYPE")) {
    change.type = read_type(cursor);
  } else if (cursor.accept("COMMENT")) {
    change.comment = read_string(cursor, "a comment");
  } else if (cursor.accept("SET", "NOT", "NULL")) {
    change.not_null = true;
  } else if (cursor.accept("DROP", "NOT", "NULL")) {
    change.not_null = false;
  } else if (cursor.accept("SET", "DEFAULT")) {
    change.default_text = read_expression_text(cursor);
  } else if (cursor.accept("DROP", "DEFAULT")) {
    change.default_text = "";
  } else if (accept_place(cursor)) {
    change.is_placed = true;
  } else {
    cursor.fail_expecting("TYPE, COMMENT, FIRST, AFTER, SET or DROP");
  }
  return change;
}

AlterColumns read_alter_columns(Cursor& cursor, Name table) {
  AlterColumns alter;
  alter.table = std::move(table);
  do {
    alter.changes.push_back(read_column_change(cursor));
  } while (cursor.accept(","));
  return alter;
}

/// Tells Hive's CHANGE a b type from Spark's CHANGE a COMMENT 'x': what follows the column is a name and a type.
void read_change_column(Cursor& cursor, Name table, PartitionSpec partition, Statement& statement) {
  cursor.accept("COLUMN");
  size_t ahead = 1;
  while (cursor.is(ahead, ".")) ahead += 2;
  bool is_clause = cursor.is(ahead, "TYPE") || cursor.is(ahead, "COMMENT") || cursor.is(ahead, "FIRST") ||
                   cursor.is(ahead, "AFTER") || cursor.is(ahead, "SET") || cursor.is(ahead, "DROP");
  bool is_hive = cursor.is_name(ahead) && cursor.is_name(ahead + 1) && !is_clause;
  if (!is_hive) {
    statement.node = read_alter_columns(cursor, std::move(table));
    return;
  }
  ChangeColumn change;
  change.table = std::move(table);
  change.partition = std::move(partition);
  change.column = read_name(cursor, "a column");
  change.changed.name = read_identifier(cursor, "a column");
  read_column_type(cursor, change.changed);
  statement.node = std::move(change);
}

void read_add(Cursor& cursor, Name table, Statement& statement) {
  if (cursor.accept_any("COLUMNS", "COLUMN")) {
    AddColumns add;
    add.table = std::move(table);
    read_add_columns(cursor, add);
    statement.node = std::move(add);
    return;
  }
  AddPartitions add;
  add.table = std::move(table);
  add.if_not_exists = accept_if_not_exists(cursor);
  if (!cursor.at("PARTITION")) cursor.fail_expecting("PARTITION or COLUMNS");
  while (cursor.at("PARTITION")) {
    auto spec = read_partition_spec(cursor);
    std::string location;
    if (cursor.accept("LOCATION")) location = read_string(cursor, "a location");
    add.partitions.emplace_back(std::move(spec), std::move(location));
  }
  statement.node = std::move(add);
}

void read_drop(Cursor& cursor, Name table, Statement& statement) {
  if (cursor.accept_any("COLUMNS", "COLUMN")) {
    DropColumns drop;
    drop.table = std::move(table);
    read_drop_columns(cursor, drop);
    statement.node = std::move(drop);
    return;
  }
  DropPartitions drop;
  drop.table = std::move(table);
  drop.if_exists = accept_if_exists(cursor);
  do {
    if (!cursor.at("PARTITION")) cursor.fail_expecting("PARTITION or COLUMNS");
    drop.partitions.push_back(read_partition_spec(cursor));
  } while (cursor.accept(","));
  drop.purge = cursor.accept("PURGE");
  statement.node = std::move(drop);
}

void read_rename(Cursor& cursor, Name table, PartitionSpec partition, bool is_view, Statement& statement) {
  if (cursor.accept("COLUMN")) {
    RenameColumn rename;
    rename.table = std::move(table);
    rename.column = read_name(cursor, "a column");
    cursor.expect("TO");
    rename.name = read_identifier(cursor, "a column");
    statement.node = std::move(rename);
    return;
  }
  cursor.expect("TO");
  if (partition.columns.empty()) {
    statement.node = RenameTable{std::move(table), read_name(cursor, "a table"), is_view};
    return;
  }
  if (!cursor.at("PARTITION")) cursor.fail_expecting("PARTITION");
  statement.node = RenamePartition{std::move(table), std::move(partition), read_partition_spec(cursor)};
}

void read_set_of_table(Cursor& cursor, Name table, PartitionSpec partition, bool is_view, Statement& statement) {
  if (cursor.accept("TBLPROPERTIES")) {
    statement.node = SetTableProperties{std::move(table), read_properties(cursor), is_view};
  } else if (cursor.accept("LOCATION")) {
    statement.node = SetLocation{std::move(table), std::move(partition), read_string(cursor, "a location")};
  } else if (cursor.at("SERDE") || cursor.at("SERDEPROPERTIES")) {
    SetSerde set;
    set.table = std::move(table);
    set.partition = std::move(partition);
    if (cursor.accept("SERDE")) {
      set.serde = read_string(cursor, "the class of a SerDe");
      if (cursor.accept("WITH", "SERDEPROPERTIES")) set.properties = read_properties(cursor);
    } else {
      cursor.expect("SERDEPROPERTIES");
      set.properties = read_properties(cursor);
    }
    statement.node = std::move(set);
  } else if (cursor.at("FILEFORMAT")) {
    fail_not_allowed(cursor, "ALTER TABLE ... SET FILEFORMAT");
  } else if (cursor.at("SKEWED", "LOCATION")) {
    fail_not_allowed(cursor, "ALTER TABLE ... SET SKEWED LOCATION");
  } else {
    cursor.fail_expecting("TBLPROPERTIES, LOCATION, SERDE or SERDEPROPERTIES");
  }
}

/// Hive's forms that Spark knows by name alone, in order to refuse them.
bool refuse_hive_alteration(Cursor& cursor) {
  static constexpr std::array kForms = std::to_array<std::string_view>(
      {"TOUCH", "ARCHIVE", "UNARCHIVE", "COMPACT", "CONCATENATE", "EXCHANGE", "CLUSTERED", "SORTED", "SKEWED", "NOT"});
  for (auto form : kForms) {
    if (!cursor.at(form)) continue;
    fail_not_allowed(cursor, "ALTER TABLE ... " + std::string(form));
    return true;
  }
  if (!cursor.at("STORED", "AS", "DIRECTORIES")) return false;
  fail_not_allowed(cursor, "ALTER TABLE ... STORED AS DIRECTORIES");
  return true;
}

void read_table_alteration(Cursor& cursor, Name table, PartitionSpec partition, Statement& statement) {
  if (cursor.accept("REPLACE", "COLUMNS")) {
    AddColumns replace;
    replace.table = std::move(table);
    replace.replaces = true;
    read_add_columns(cursor, replace);
    statement.node = std::move(replace);
  } else if (cursor.accept("ALTER")) {
    cursor.accept("COLUMN");
    statement.node = read_alter_columns(cursor, std::move(table));
  } else if (cursor.accept("CHANGE")) {
    read_change_column(cursor, std::move(table), std::move(partition), statement);
  } else if (cursor.accept("RECOVER", "PARTITIONS")) {
    statement.node = RepairTable{std::move(table), true, false, true};
  } else if (cursor.accept("CLUSTER", "BY")) {
    AlterClustering alter;
    alter.table = std::move(table);
    if (!cursor.accept("NONE")) alter.columns = read_identifier_list(cursor, "a column");
    statement.node = std::move(alter);
  } else if (!refuse_hive_alteration(cursor)) {
    cursor.fail_expecting("RENAME, SET, UNSET, ADD, DROP, ALTER, CHANGE, REPLACE or RECOVER");
  }
}

}  // namespace

void read_alteration(Cursor& cursor, Name table, bool is_view, Statement& statement) {
  auto partition = read_partition_spec(cursor);
  if (cursor.accept("RENAME")) {
    read_rename(cursor, std::move(table), std::move(partition), is_view, statement);
  } else if (cursor.accept("SET")) {
    read_set_of_table(cursor, std::move(table), std::move(partition), is_view, statement);
  } else if (cursor.accept("UNSET")) {
    UnsetTableProperties unset;
    unset.table = std::move(table);
    unset.is_view = is_view;
    cursor.expect("TBLPROPERTIES");
    unset.if_exists = accept_if_exists(cursor);
    unset.keys = read_property_keys(cursor);
    statement.node = std::move(unset);
  } else if (is_view) {
    bool of_partition = cursor.at("ADD", "PARTITION") || cursor.at("ADD", "IF") || cursor.at("DROP", "PARTITION") ||
                        cursor.at("DROP", "IF");
    if (!of_partition) return cursor.fail_expecting("AS, RENAME, SET or UNSET");
    cursor.accept("ADD") ? read_add(cursor, std::move(table), statement)
                         : (cursor.expect("DROP"), read_drop(cursor, std::move(table), statement));
  } else if (cursor.accept("ADD")) {
    read_add(cursor, std::move(table), statement);
  } else if (cursor.accept("DROP")) {
    read_drop(cursor, std::move(table), statement);
  } else {
    read_table_alteration(cursor, std::move(table), std::move(partition), statement);
  }
}

void read_alter_database(Cursor& cursor, Statement& statement) {
  auto name = read_name(cursor, "a database");
  if (cursor.accept("UNSET")) {
    if (!cursor.accept_any("DBPROPERTIES", "PROPERTIES")) cursor.fail_expecting("DBPROPERTIES");
    accept_if_exists(cursor);
    statement.node = UnsetDatabaseProperties{std::move(name), read_property_keys(cursor)};
    return;
  }
  cursor.expect("SET");
  if (cursor.accept_any("DBPROPERTIES", "PROPERTIES")) {
    statement.node = SetDatabaseProperties{std::move(name), read_properties(cursor)};
  } else {
    cursor.expect("LOCATION");
    statement.node = SetDatabaseLocation{std::move(name), read_string(cursor, "a location")};
  }
}

}  // namespace skep::syntax
