#include "base/text.h"
#include "syntax/grammar.h"

#include <charconv>
#include <set>
#include <utility>

namespace skep::syntax {
namespace {

/// Reads the clauses that follow a table's columns, in any order and each once.
class TableClauses {
 public:
  TableClauses(Cursor& cursor, CreateTable& table) : cursor_(cursor), table_(table) {}

  void read() {
    while (read_one()) {
    }
  }

  /// After ROW FORMAT.
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

 private:
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
    } else if (at_clause("CLUSTERED", "BY")) {
      read_buckets();
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
    if (cursor_.at("CLUSTER", "BY")) cursor_.fail_unsupported("CLUSTER BY of a table");
    if (cursor_.at("SKEWED", "BY")) fail_not_allowed(cursor_, "CREATE TABLE ... SKEWED BY");
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

  /// Reads (a, b) [SORTED BY (c [ASC | DESC])] INTO n BUCKETS.
  void read_buckets() {
    Buckets buckets;
    buckets.columns = read_identifier_list(cursor_, "a column");
    if (cursor_.accept("SORTED", "BY")) {
      cursor_.expect("(");
      do {
        auto column = read_identifier(cursor_, "a column");
        bool descends = cursor_.accept("DESC");
        if (!descends) cursor_.accept("ASC");
        buckets.sorted_by.emplace_back(std::move(column), !descends);
      } while (cursor_.accept(","));
      cursor_.expect(")");
    }
    cursor_.expect("INTO");
    auto digits = cursor_.peek().text;
    if (cursor_.peek().kind != TokenKind::number) cursor_.fail_expecting("a number of buckets");
    std::from_chars(digits.data(), digits.data() + digits.size(), buckets.count);
    cursor_.take();
    cursor_.expect("BUCKETS");
    table_.buckets = std::move(buckets);
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

  Cursor& cursor_;
  CreateTable& table_;
  std::set<std::string> seen_;
};

}  // namespace

void read_create_table(Cursor& cursor, Statement& statement) {
  CreateTable table;
  if (cursor.at_any("TEMPORARY", "TEMP")) return fail_not_allowed(cursor, "CREATE TEMPORARY TABLE: use a view");
  table.external = cursor.accept("EXTERNAL");
  cursor.expect("TABLE");
  table.if_not_exists = accept_if_not_exists(cursor);
  table.name = read_name(cursor, "a table");
  if (cursor.accept("LIKE")) {
    CreateTableLike like;
    like.source = read_name(cursor, "a table");
    TableClauses(cursor, table).read();
    bool has_too_much = table.external || !table.options.empty() || !table.comment.empty() || table.buckets ||
                        !table.partition_columns.empty() || !table.partition_names.empty();
    if (has_too_much) cursor.fail_expecting("USING, STORED AS, ROW FORMAT, LOCATION or TBLPROPERTIES");
    like.table = std::move(table);
    statement.node = std::move(like);
    return;
  }
  if (cursor.at("(") && !at_parenthesized_query(cursor)) table.columns = read_column_definitions(cursor);
  TableClauses(cursor, table).read();
  bool has_query = cursor.accept("AS") || at_query(cursor) || at_parenthesized_query(cursor);
  if (has_query) table.query = read_query(cursor);
  statement.node = std::move(table);
}

RowFormat read_row_format(Cursor& cursor) {
  CreateTable table;
  TableClauses(cursor, table).read_row_format();
  return table.row_format.value_or(RowFormat());
}

}  // namespace skep::syntax
