#include "syntax/grammar.h"

namespace skep::syntax {

CreateDatabase read_create_database(Cursor& cursor) {
  CreateDatabase statement;
  statement.if_not_exists = accept_if_not_exists(cursor);
  statement.name = read_name(cursor, "a database");
  bool has_comment = false;
  bool has_location = false;
  bool has_properties = false;
  for (;;) {
    if (cursor.at("COMMENT")) {
      refuse_twice(cursor, has_comment, "COMMENT");
      has_comment = true;
      cursor.expect("COMMENT");
      statement.comment = read_string(cursor, "a comment");
    } else if (cursor.at("LOCATION")) {
      refuse_twice(cursor, has_location, "LOCATION");
      has_location = true;
      cursor.expect("LOCATION");
      statement.location = read_string(cursor, "a location");
      if (statement.location.empty() && !cursor.failed()) {
        cursor.fail(
            Error::of_class(ErrorCode::invalid_argument, "INVALID_EMPTY_LOCATION", "a location must not be empty")
                .at(cursor.position()));
      }
    } else if (cursor.at("WITH", "DBPROPERTIES") || cursor.at("WITH", "PROPERTIES")) {
      refuse_twice(cursor, has_properties, "WITH DBPROPERTIES");
      has_properties = true;
      cursor.take();
      cursor.take();
      statement.properties = read_properties(cursor);
    } else if (cursor.at("MANAGEDLOCATION")) {
      cursor.fail_unsupported("MANAGEDLOCATION of a database");
    } else {
      return statement;
    }
  }
}

DropDatabase read_drop_database(Cursor& cursor) {
  DropDatabase statement;
  statement.if_exists = accept_if_exists(cursor);
  statement.name = read_name(cursor, "a database");
  statement.cascade = cursor.accept("CASCADE");
  if (!statement.cascade) cursor.accept("RESTRICT");
  return statement;
}

}  // namespace skep::syntax
