#include "metastore/sql/table_change.h"

#include "metastore/rules.h"
#include "metastore/sql/constraint_rows.h"
#include "metastore/sql/database_rows.h"
#include "metastore/sql/parameter_rows.h"
#include "metastore/sql/statistics_rows.h"
#include "metastore/sql/storage_rows.h"
#include "metastore/sql/table_rows.h"

#include <algorithm>

namespace skep::metastore::sql {
namespace {

Result<void> update_row(Transaction& transaction, DatabaseId database, const Table& table) {
  auto& session = transaction.session();
  std::string type(to_hive(table.kind));
  OptionalText owner(table.owner), expanded(table.view_expanded_text), original(table.view_original_text);
  try {
    session << "UPDATE \"TBLS\" SET \"TBL_NAME\" = :name, \"DB_ID\" = :database, \"OWNER\" = :owner, "
               "\"LAST_ACCESS_TIME\" = :accessed, \"RETENTION\" = :retention, \"TBL_TYPE\" = :type, "
               "\"VIEW_EXPANDED_TEXT\" = :expanded, \"VIEW_ORIGINAL_TEXT\" = :original WHERE \"TBL_ID\" = :id",
        soci::use(table.name.table), soci::use(database.value), soci::use(owner.text, owner.indicator),
        soci::use(table.last_access_time_seconds), soci::use(table.retention), soci::use(type),
        soci::use(expanded.text, expanded.indicator), soci::use(original.text, original.indicator),
        soci::use(table.id.value);
  } catch (const soci::soci_error& failure) {
    if (transaction.dialect().is_unique_violation(failure)) return table_exists(table.name);
    throw;
  }
  if (transaction.level() != SchemaLevel::hive_2_3) {
    OptionalText owner_type(table.owner_type);
    session << "UPDATE \"TBLS\" SET \"OWNER_TYPE\" = :type WHERE \"TBL_ID\" = :id",
        soci::use(owner_type.text, owner_type.indicator), soci::use(table.id.value);
  }
  return {};
}

/// Gives the table its new columns. Partitions keep the old ones, as long as some have them, unless they change too.
int64_t change_columns(Transaction& transaction, const TableRow& before, const Table& after, bool changes_partitions) {
  bool is_same = before.table.columns == after.columns;
  if (is_same && !changes_partitions) return before.columns_id;
  int64_t columns_id = is_same ? before.columns_id : insert_columns(transaction, after.columns);
  if (changes_partitions) {
    transaction.session() << "UPDATE \"SDS\" SET \"CD_ID\" = :columns WHERE \"SD_ID\" IN "
                             "(SELECT \"SD_ID\" FROM \"PARTITIONS\" WHERE \"TBL_ID\" = :id)",
        soci::use(columns_id), soci::use(after.id.value);
  }
  return columns_id;
}

void move_partitions(Transaction& transaction, const Table& table, const TableChange& change) {
  if (change.old_root.empty() || table.partition_columns.empty()) return;
  std::string below = change.old_root + "/";
  auto length = static_cast<int64_t>(below.size());
  int64_t rest = length;
  transaction.session()
      << "UPDATE \"SDS\" SET \"LOCATION\" = :root || SUBSTR(\"LOCATION\", :rest) WHERE \"SD_ID\" IN "
         "(SELECT \"SD_ID\" FROM \"PARTITIONS\" WHERE \"TBL_ID\" = :id) AND SUBSTR(\"LOCATION\", 1, :length) = :below",
      soci::use(change.new_root), soci::use(rest), soci::use(table.id.value), soci::use(length), soci::use(below);
}

void update_comments(soci::session& session, const Table& before, const Table& after) {
  for (size_t i = 0; i < after.partition_columns.size(); i++) {
    const auto& column = after.partition_columns[i];
    if (column == before.partition_columns[i]) continue;
    OptionalText comment(column.comment);
    session
        << "UPDATE \"PARTITION_KEYS\" SET \"PKEY_COMMENT\" = :comment WHERE \"TBL_ID\" = :id AND \"PKEY_NAME\" = :name",
        soci::use(comment.text, comment.indicator), soci::use(after.id.value), soci::use(column.name);
  }
}

}  // namespace

Result<Table> alter_table(Transaction& transaction, const TableName& name, const TableChange& change) {
  if (auto found = find_database(transaction, name.database); !found) return found.error();
  auto row = load_table(transaction, name);
  if (!row) return row.error();
  auto after = altered(row->table, change);
  if (!after) return after;
  auto database = find_database(transaction, after->name.database);
  if (!database) return database.error();

  auto& session = transaction.session();
  if (auto updated = update_row(transaction, *database, *after); !updated) return updated.error();
  replace_parameters(session, kTableParameters, after->id.value, after->parameters);
  update_comments(session, row->table, *after);
  if (row->storage_id != 0) {
    int64_t columns_id = change_columns(transaction, *row, *after, change.changes_partitions);
    update_storage(transaction, row->storage_id, after->storage, columns_id);
    if (columns_id != row->columns_id && row->columns_id != 0) {
      move_constraints(transaction, *row, after->columns, columns_id);
      delete_unused_columns(transaction, row->columns_id);
    }
  }
  move_partitions(transaction, *after, change);
  change_statistics(transaction, row->table, *after);
  return after;
}

}  // namespace skep::metastore::sql
