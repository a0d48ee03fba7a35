#include "syntax/grammar.h"

#include <utility>

namespace skep::syntax {

Insert read_insert(Cursor& cursor) {
  Insert insert;
  insert.overwrite = cursor.accept("OVERWRITE");
  if (insert.overwrite && (cursor.at("DIRECTORY") || cursor.at("LOCAL", "DIRECTORY"))) {
    cursor.fail_unsupported("INSERT OVERWRITE DIRECTORY");
  }
  if (!insert.overwrite) cursor.expect("INTO");
  cursor.accept("TABLE");
  insert.table = read_name(cursor, "a table");
  insert.partition = read_partition_spec(cursor);
  insert.if_not_exists = accept_if_not_exists(cursor);
  if (cursor.at("REPLACE", "WHERE")) cursor.fail_unsupported("INSERT INTO ... REPLACE WHERE");
  if (cursor.at("BY", "NAME")) cursor.fail_unsupported("INSERT ... BY NAME");
  if (cursor.at("(") && !at_parenthesized_query(cursor)) insert.columns = read_identifier_list(cursor, "a column");
  insert.query = read_query(cursor);
  return insert;
}

}  // namespace skep::syntax
