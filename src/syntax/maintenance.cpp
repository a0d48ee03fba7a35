#include "base/text.h"
#include "syntax/grammar.h"

#include <utility>

namespace skep::syntax {
namespace {

/// Reads [NOSCAN]; another word is refused.
bool read_no_scan(Cursor& cursor) {
  if (cursor.accept("NOSCAN")) return true;
  if (cursor.is_name()) {
    cursor.fail(Error::of_class(ErrorCode::invalid_argument, "INVALID_SQL_SYNTAX.ANALYZE_TABLE_UNEXPECTED_NOSCAN",
                                "NOSCAN or FOR COLUMNS may stand here, nothing else")
                    .at(cursor.position()));
  }
  return false;
}

}  // namespace

void read_analyze(Cursor& cursor, Statement& statement) {
  if (cursor.accept("TABLES")) {
    AnalyzeTables analyze;
    if (cursor.accept_any("FROM", "IN")) analyze.database = read_name(cursor, "a database");
    cursor.expect("COMPUTE", "STATISTICS");
    analyze.no_scan = read_no_scan(cursor);
    statement.node = std::move(analyze);
    return;
  }
  AnalyzeTable analyze;
  cursor.expect("TABLE");
  analyze.table = read_name(cursor, "a table");
  analyze.partition = read_partition_spec(cursor);
  cursor.expect("COMPUTE", "STATISTICS");
  if (cursor.accept("FOR", "ALL", "COLUMNS")) {
    analyze.all_columns = true;
  } else if (cursor.accept("FOR", "COLUMNS")) {
    do {
      analyze.columns.push_back(read_identifier(cursor, "a column"));
    } while (cursor.accept(","));
  } else {
    analyze.no_scan = read_no_scan(cursor);
  }
  statement.node = std::move(analyze);
}

RepairTable read_repair(Cursor& cursor) {
  RepairTable repair;
  cursor.expect("REPAIR", "TABLE");
  repair.table = read_name(cursor, "a table");
  if (!cursor.at_any("ADD", "DROP", "SYNC")) return repair;
  repair.adds = !cursor.at("DROP");
  repair.drops = !cursor.at("ADD");
  cursor.take();
  cursor.expect("PARTITIONS");
  return repair;
}

Truncate read_truncate(Cursor& cursor) {
  Truncate truncate;
  cursor.expect("TABLE");
  truncate.table = read_name(cursor, "a table");
  truncate.partition = read_partition_spec(cursor);
  return truncate;
}

LoadData read_load(Cursor& cursor) {
  LoadData load;
  cursor.expect("DATA");
  load.local = cursor.accept("LOCAL");
  cursor.expect("INPATH");
  load.path = read_string(cursor, "a path");
  load.overwrite = cursor.accept("OVERWRITE");
  cursor.expect("INTO", "TABLE");
  load.table = read_name(cursor, "a table");
  load.partition = read_partition_spec(cursor);
  return load;
}

CommentOn read_comment_on(Cursor& cursor) {
  CommentOn comment;
  cursor.expect("ON");
  comment.is_database = cursor.at_any("DATABASE", "SCHEMA", "NAMESPACE");
  if (!comment.is_database && !cursor.at("TABLE")) {
    cursor.fail_expecting("DATABASE or TABLE");
    return comment;
  }
  cursor.take();
  comment.name = read_name(cursor, "a name");
  cursor.expect("IS");
  if (!cursor.accept("NULL")) comment.comment = read_string(cursor, "a comment or NULL");
  return comment;
}

}  // namespace skep::syntax
