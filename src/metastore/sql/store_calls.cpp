#include "metastore/sql/store_calls.h"

#include "base/text.h"
#include "metastore/sql/database_rows.h"

namespace skep::metastore::sql {

Result<TableRow> find_table(Transaction& transaction, const TableName& name) {
  TableName stored{to_lower(name.database), to_lower(name.table)};
  auto row = load_table(transaction, stored);
  if (row) return row;
  // Which of the two is missing is asked only when one is.
  if (auto database = find_database(transaction, stored.database); !database) return database.error();
  return row;
}

Result<TableRow> find_same(Transaction& transaction, const Table& table) {
  auto row = find_table(transaction, table.name);
  if (!row || row->table.id != table.id) return table_changed(table.name);
  return row;
}

}  // namespace skep::metastore::sql
