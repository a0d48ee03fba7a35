#include "metastore/sql/database_rows.h"

#include "metastore/rules.h"
#include "metastore/sql/parameter_rows.h"
#include "metastore/sql/rows.h"
#include "metastore/sql/sequence.h"

namespace skep::metastore::sql {

std::string in_catalog(Transaction& transaction, std::string_view alias) {
  if (transaction.level() == SchemaLevel::hive_2_3) return {};
  return fmt::format(" AND {}\"CTLG_NAME\" = 'hive'", alias);
}

std::vector<std::string> database_names(Transaction& transaction) {
  std::vector<std::string> names;
  std::string name;
  Rows rows(transaction.session(),
            "SELECT \"NAME\" FROM \"DBS\" WHERE \"NAME\" IS NOT NULL" + in_catalog(transaction, ""), soci::into(name));
  while (rows.next()) names.push_back(name);
  return names;
}

Result<DatabaseId> find_database(Transaction& transaction, const std::string& name, DatabaseUse use) {
  DatabaseId id;
  auto& session = transaction.session();
  session << "SELECT \"DB_ID\" FROM \"DBS\" WHERE \"NAME\" = :name" + in_catalog(transaction, "") +
                 (use == DatabaseUse::changes ? transaction.locks_rows() : transaction.keeps_rows()),
      soci::into(id.value), soci::use(name);
  if (!session.got_data()) return no_such_database(name);
  return id;
}

Result<Database> load_database(Transaction& transaction, const std::string& name) {
  auto& session = transaction.session();
  Database database;
  session << "SELECT \"DB_ID\", \"NAME\", COALESCE(\"DESC\", ''), \"DB_LOCATION_URI\", COALESCE(\"OWNER_NAME\", ''), "
             "COALESCE(\"OWNER_TYPE\", '') FROM \"DBS\" WHERE \"NAME\" = :name" +
                 in_catalog(transaction, "") + transaction.locks_rows(),
      soci::into(database.id.value), soci::into(database.name), soci::into(database.description),
      soci::into(database.location), soci::into(database.owner), soci::into(database.owner_type), soci::use(name);
  if (!session.got_data()) return no_such_database(name);
  database.parameters = load_parameters(session, kDatabaseParameters, database.id.value);
  return database;
}

Result<Database> insert_database(Transaction& transaction, Database draft) {
  auto& session = transaction.session();
  draft.id.value = take_ids(transaction, kDatabaseIds, 1);
  OptionalText description(draft.description), owner(draft.owner), owner_type(draft.owner_type);
  try {
    session << "INSERT INTO \"DBS\" (\"DB_ID\", \"DESC\", \"DB_LOCATION_URI\", \"NAME\", \"OWNER_NAME\", "
               "\"OWNER_TYPE\") VALUES (:id, :description, :location, :name, :owner, :owner_type)",
        soci::use(draft.id.value), soci::use(description.text, description.indicator), soci::use(draft.location),
        soci::use(draft.name), soci::use(owner.text, owner.indicator), soci::use(owner_type.text, owner_type.indicator);
  } catch (const soci::soci_error& failure) {
    if (transaction.dialect().is_unique_violation(failure)) return database_exists(draft.name);
    throw;
  }
  replace_parameters(session, kDatabaseParameters, draft.id.value, draft.parameters);
  return draft;
}

void update_database(Transaction& transaction, DatabaseId id, const Database& changed) {
  OptionalText description(changed.description), owner(changed.owner), owner_type(changed.owner_type);
  transaction.session() << "UPDATE \"DBS\" SET \"DESC\" = :description, \"DB_LOCATION_URI\" = :location, "
                           "\"OWNER_NAME\" = :owner, \"OWNER_TYPE\" = :owner_type WHERE \"DB_ID\" = :id",
      soci::use(description.text, description.indicator), soci::use(changed.location),
      soci::use(owner.text, owner.indicator), soci::use(owner_type.text, owner_type.indicator), soci::use(id.value);
  replace_parameters(transaction.session(), kDatabaseParameters, id.value, changed.parameters);
}

void delete_database(Transaction& transaction, DatabaseId id) {
  auto& session = transaction.session();
  session << "DELETE FROM \"FUNC_RU\" WHERE \"FUNC_ID\" IN (SELECT \"FUNC_ID\" FROM \"FUNCS\" WHERE \"DB_ID\" = :id)",
      soci::use(id.value);
  for (const char* table : {"FUNCS", "DB_PRIVS", "DATABASE_PARAMS", "DBS"}) {
    session << fmt::format("DELETE FROM \"{}\" WHERE \"DB_ID\" = :id", table), soci::use(id.value);
  }
}

}  // namespace skep::metastore::sql
