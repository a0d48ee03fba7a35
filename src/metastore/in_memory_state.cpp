#include "metastore/in_memory_state.h"

#include "base/text.h"
#include "metastore/rules.h"

namespace skep::metastore {

Result<StoredDatabase*> InMemoryState::find_database(std::string_view name) {
  auto found = databases.find(to_lower(name));
  if (found == databases.end()) return no_such_database(name);
  return &found->second;
}

Result<StoredTable*> InMemoryState::find(const TableName& name) {
  auto database = find_database(name.database);
  if (!database) return database.error();
  auto table = (*database)->tables.find(to_lower(name.table));
  if (table == (*database)->tables.end()) return no_such_table(name);
  return &table->second;
}

Result<StoredTable*> InMemoryState::find_same(const Table& table) {
  auto stored = find(table.name);
  if (!stored || (*stored)->table.id != table.id) return table_changed(table.name);
  return stored;
}

}  // namespace skep::metastore
