#include "base/text.h"
#include "syntax/grammar.h"

#include <set>
#include <utility>

namespace skep::syntax {
namespace {

ColumnDefinition read_column_definition(Cursor& cursor) {
  ColumnDefinition column;
  column.position = cursor.position();
  column.name = read_identifier(cursor, "a column");
  if (cursor.at_any("PRIMARY", "FOREIGN") && cursor.is(1, "KEY")) cursor.fail_unsupported("constraints of a table");
  column.type = read_type(cursor);
  for (;;) {
    if (cursor.accept("NOT", "NULL")) {
      column.not_null = true;
    } else if (cursor.accept("COMMENT")) {
      column.comment = read_string(cursor, "a comment");
    } else if (cursor.at("DEFAULT")) {
      cursor.fail_unsupported("DEFAULT of a column");
    } else if (cursor.at("GENERATED")) {
      cursor.fail_unsupported("generated columns");
    } else if (cursor.at("PRIMARY", "KEY") || cursor.at("CONSTRAINT") || cursor.at("CHECK")) {
      cursor.fail_unsupported("constraints of a column");
    } else {
      return column;
    }
  }
}

std::vector<ColumnDefinition> read_column_definitions(Cursor& cursor) {
  std::vector<ColumnDefinition> columns;
  cursor.expect("(");
  do {
    if (cursor.at("CONSTRAINT") && cursor.is_name(1) && cursor.is_name(2)) {
      cursor.fail_unsupported("constraints of a table");
    }
    columns.push_back(read_column_definition(cursor));
  } while (cursor.accept(","));
  cursor.expect(")");
  return columns;
}

/// Reads the clauses that follow a table's columns, in any order and each once.
class TableClauses {
 public:
  TableClauses(Cursor& cursor, CreateTable& table) : cursor_(cursor), table_(table) {}

  void read() {
    while (read_one()) {
    }
  }

 private:
  bool read_one() {
    if (at_clause("USING")) {
      table_.provider = to_lower(join(read_name(cursor_, "a format").parts, "."));
    } else if (at_clause("OPTIONS")) {
      table_.options = read_properties(cursor_);
    } else if (at_clause("PARTITIONED", "BY")) {
      read_partitioning();
    } else if (at_clause("STORED", "AS")) {
      read_storage();
    } else if (at_clause("ROW", "FORMAT")) {
      read_row_format();
    } else if (at_clause("LOCATION")) {
      table_.location = read_string(cursor_, "a location");
    } else if (at_clause("COMMENT")) {
      table_.comment = read_string(cursor_, "a comment");
    } else if (at_clause("TBLPROPERTIES")) {
      table_.properties = read_properties(cursor_);
    } else {
      refuse_other_clauses();
      return false;
    }
    return !cursor_.failed();
  }

  /// Fails at what begins a clause and does not go on as one.
  void refuse_other_clauses() {
    if (cursor_.at("STORED", "BY")) cursor_.fail_unsupported("STORED BY a storage handler");
    if (cursor_.at("CLUSTERED", "BY") || cursor_.at("CLUSTER", "BY")) cursor_.fail_unsupported("CLUSTERED BY");
    if (cursor_.at("SKEWED", "BY")) cursor_.fail_unsupported("SKEWED BY");
    if (cursor_.at("DEFAULT", "COLLATION")) cursor_.fail_unsupported("COLLATE");
    if (cursor_.accept("STORED")) cursor_.expect("AS");
    if (cursor_.accept("PARTITIONED")) cursor_.expect("BY");
    if (cursor_.accept("ROW")) cursor_.expect("FORMAT");
  }

  template <typename... Words>
  bool at_clause(Words... words) {
    if (!cursor_.at(words...)) return false;
    auto name = join({std::string(words)...}, " ");
    refuse_twice(cursor_, !seen_.insert(name).second, name);
    cursor_.accept(words...);
    return true;
  }

  /// Tells PARTITIONED BY (a, b) from PARTITIONED BY (a int, b string) by what follows the first name.
  void read_partitioning() {
    if (cursor_.at("(") && cursor_.is_name(1) && cursor_.is(2, "(")) {
      return cursor_.fail_unsupported("partitioning by a function of a column");
    }
    bool has_types = cursor_.at("(") && cursor_.is_name(1) && cursor_.is_name(2);
    if (has_types) {
      table_.partition_columns = read_column_definitions(cursor_);
    } else {
      table_.partition_names = read_identifier_list(cursor_, "a partition column");
    }
  }

  void read_storage() {
    if (!cursor_.accept("INPUTFORMAT")) {
      table_.stored_as = to_lower(read_identifier(cursor_, "a file format"));
      return;
    }
    table_.input_format = read_string(cursor_, "the class of an input format");
    cursor_.expect("OUTPUTFORMAT");
    table_.output_format = read_string(cursor_, "the class of an output format");
  }

  void read_row_format() {
    RowFormat format;
    if (cursor_.accept("SERDE")) {
      format.serde = read_string(cursor_, "the class of a SerDe");
      if (cursor_.accept("WITH", "SERDEPROPERTIES")) format.properties = read_properties(cursor_);
    } else {
      cursor_.expect("DELIMITED");
      format.delimited = true;
      read_delimiters(format.properties);
    }
    table_.row_format = std::move(format);
  }

  void read_delimiters(Properties& properties) {
    auto read_as = [&](const char* property) { properties.emplace_back(property, read_string(cursor_, "a string")); };
    if (cursor_.accept("FIELDS", "TERMINATED", "BY")) {
      read_as("field.delim");
      if (cursor_.accept("ESCAPED", "BY")) read_as("escape.delim");
    }
    if (cursor_.accept("COLLECTION", "ITEMS", "TERMINATED", "BY")) read_as("collection.delim");
    if (cursor_.accept("MAP", "KEYS", "TERMINATED", "BY")) read_as("mapkey.delim");
    if (cursor_.accept("LINES", "TERMINATED", "BY")) read_as("line.delim");
    if (cursor_.accept("NULL", "DEFINED", "AS")) read_as("serialization.null.format");
  }

  Cursor& cursor_;
  CreateTable& table_;
  std::set<std::string> seen_;
};

}  // namespace

CreateTable read_create_table(Cursor& cursor) {
  CreateTable table;
  if (cursor.at_any("TEMPORARY", "TEMP")) cursor.fail_unsupported("CREATE TEMPORARY TABLE");
  table.external = cursor.accept("EXTERNAL");
  cursor.expect("TABLE");
  table.if_not_exists = accept_if_not_exists(cursor);
  table.name = read_name(cursor, "a table");
  if (cursor.at("LIKE")) cursor.fail_unsupported("CREATE TABLE ... LIKE");
  if (cursor.at("(") && !at_parenthesized_query(cursor)) table.columns = read_column_definitions(cursor);
  TableClauses(cursor, table).read();
  bool has_query = cursor.accept("AS") || at_query(cursor) || at_parenthesized_query(cursor);
  if (has_query) table.query = read_query(cursor);
  return table;
}

}  // namespace skep::syntax
