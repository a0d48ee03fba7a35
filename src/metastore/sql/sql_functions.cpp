#include "base/text.h"
#include "metastore/rules.h"
#include "metastore/sql/bulk_insert.h"
#include "metastore/sql/database_rows.h"
#include "metastore/sql/parameter_rows.h"
#include "metastore/sql/rows.h"
#include "metastore/sql/sequence.h"
#include "metastore/sql/store_calls.h"

#include <algorithm>
#include <ctime>

namespace skep::metastore::sql {
namespace {

struct FunctionRow {
  int64_t id = 0;
  Function function;
};

Result<FunctionRow> load(Transaction& transaction, std::string_view database_name, std::string_view name) {
  auto& session = transaction.session();
  std::string database = to_lower(database_name), wanted = to_lower(name);
  auto database_id = find_database(transaction, database);
  if (!database_id) return database_id.error();
  FunctionRow row;
  Function& function = row.function;
  session << "SELECT \"FUNC_ID\", \"FUNC_NAME\", COALESCE(\"CLASS_NAME\", ''), COALESCE(\"OWNER_NAME\", ''), "
             "COALESCE(\"OWNER_TYPE\", ''), \"CREATE_TIME\", \"FUNC_TYPE\" FROM \"FUNCS\" "
             "WHERE \"DB_ID\" = :database AND \"FUNC_NAME\" = :name" +
                 transaction.locks_rows(),
      soci::into(row.id), soci::into(function.name), soci::into(function.class_name), soci::into(function.owner),
      soci::into(function.owner_type), soci::into(function.create_time_seconds), soci::into(function.type),
      soci::use(database_id->value), soci::use(wanted);
  if (!session.got_data()) return no_such_function(database, wanted);
  function.database = database;
  Function::Resource resource;
  Rows resources(session,
                 "SELECT \"RESOURCE_TYPE\", COALESCE(\"RESOURCE_URI\", '') FROM \"FUNC_RU\" WHERE \"FUNC_ID\" = :id "
                 "ORDER BY \"INTEGER_IDX\"",
                 soci::into(resource.type), soci::into(resource.uri), soci::use(row.id));
  while (resources.next()) function.resources.push_back(resource);
  return row;
}

void insert_resources(Transaction& transaction, int64_t id, const Function& function) {
  BulkInsert insert(transaction.session(), "FUNC_RU", {"FUNC_ID", "RESOURCE_TYPE", "RESOURCE_URI", "INTEGER_IDX"});
  int64_t position = 0;
  for (const auto& resource : function.resources) {
    insert.add({id, int64_t{resource.type}, text_or_null(resource.uri), position++});
  }
  insert.flush();
}

void remove_resources(Transaction& transaction, int64_t id) {
  transaction.session() << "DELETE FROM \"FUNC_RU\" WHERE \"FUNC_ID\" = :id", soci::use(id);
}

Result<void> insert(Transaction& transaction, const Function& function) {
  auto database = find_database(transaction, function.database);
  if (!database) return database.error();
  int64_t id = take_ids(transaction, kFunctionIds, 1);
  BulkInsert row(
      transaction.session(), "FUNCS",
      {"FUNC_ID", "CLASS_NAME", "CREATE_TIME", "DB_ID", "FUNC_NAME", "FUNC_TYPE", "OWNER_NAME", "OWNER_TYPE"});
  row.add({id, text_or_null(function.class_name), function.create_time_seconds, database->value, function.name,
           int64_t{function.type}, text_or_null(function.owner), text_or_null(function.owner_type)});
  try {
    row.flush();
  } catch (const soci::soci_error& failure) {
    if (!transaction.dialect().is_unique_violation(failure)) throw;
    return function_exists(function.database, function.name);
  }
  insert_resources(transaction, id, function);
  return {};
}

class SqlFunctions final : public FunctionStore {
 public:
  explicit SqlFunctions(StoreCalls& calls) : calls_(calls) {}

  Result<std::vector<std::string>> list_functions(std::string_view database, std::string_view pattern) override {
    return calls_.reading<std::vector<std::string>>([&](Transaction& transaction) -> Result<std::vector<std::string>> {
      auto id = find_database(transaction, to_lower(database));
      if (!id) return id.error();
      std::vector<std::string> names;
      std::string name;
      Rows rows(transaction.session(), "SELECT \"FUNC_NAME\" FROM \"FUNCS\" WHERE \"DB_ID\" = :id", soci::into(name),
                soci::use(id->value));
      while (rows.next()) {
        if (matches_pattern(name, pattern)) names.push_back(name);
      }
      std::sort(names.begin(), names.end());
      return names;
    });
  }

  Result<Function> load_function(std::string_view database, std::string_view name) override {
    return calls_.reading<Function>([&](Transaction& transaction) -> Result<Function> {
      auto row = load(transaction, database, name);
      if (!row) return row.error();
      return std::move(row->function);
    });
  }

  Result<void> create_function(const Function& draft) override {
    auto function = prepared(draft, std::time(nullptr));
    if (!function) return function.error();
    return calls_.changing([&](Transaction& transaction) { return insert(transaction, *function); });
  }

  Result<void> alter_function(std::string_view database, std::string_view name, const Function& changed) override {
    return calls_.changing([&](Transaction& transaction) -> Result<void> {
      auto row = load(transaction, database, name);
      if (!row) return row.error();
      OptionalText class_name(changed.class_name), owner(changed.owner), owner_type(changed.owner_type);
      transaction.session() << "UPDATE \"FUNCS\" SET \"CLASS_NAME\" = :class, \"OWNER_NAME\" = :owner, "
                               "\"OWNER_TYPE\" = :owner_type, \"FUNC_TYPE\" = :type WHERE \"FUNC_ID\" = :id",
          soci::use(class_name.text, class_name.indicator), soci::use(owner.text, owner.indicator),
          soci::use(owner_type.text, owner_type.indicator), soci::use(changed.type), soci::use(row->id);
      remove_resources(transaction, row->id);
      insert_resources(transaction, row->id, changed);
      return {};
    });
  }

  Result<void> drop_function(std::string_view database, std::string_view name) override {
    return calls_.changing([&](Transaction& transaction) -> Result<void> {
      auto row = load(transaction, database, name);
      if (!row) return row.error();
      remove_resources(transaction, row->id);
      transaction.session() << "DELETE FROM \"FUNCS\" WHERE \"FUNC_ID\" = :id", soci::use(row->id);
      return {};
    });
  }

 private:
  StoreCalls& calls_;
};

}  // namespace

std::unique_ptr<FunctionStore> make_sql_functions(StoreCalls& calls) { return std::make_unique<SqlFunctions>(calls); }

}  // namespace skep::metastore::sql
