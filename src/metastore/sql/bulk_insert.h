#pragma once

#include <soci/soci.h>

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace skep::metastore::sql {

/// Inserts many rows with few statements: one statement takes up to some hundred rows.
///
///   BulkInsert values(session, "PARTITION_KEY_VALS", {"PART_ID", "PART_KEY_VAL", "INTEGER_IDX"});
///   values.add({id, value, position});
///   values.flush();
class BulkInsert {
 public:
  /// A text, a number (0 or 1 for a boolean), or NULL. An empty text is NULL where `text_or_null` made it so.
  using Value = std::variant<std::monostate, int64_t, double, std::string>;

  BulkInsert(soci::session& session, std::string_view table, std::vector<std::string_view> columns);

  void add(std::vector<Value> row);

  /// Inserts what was added. What is not flushed is not inserted.
  void flush();

 private:
  void insert(size_t first, size_t count);

  soci::session& session_;
  std::string table_;
  std::vector<std::string_view> columns_;
  std::deque<std::vector<Value>> rows_;
};

/// NULL for an empty text, as Hive leaves what was not given.
BulkInsert::Value text_or_null(std::string text);

}  // namespace skep::metastore::sql
