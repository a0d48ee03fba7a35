#include "metastore/sql/parameter_rows.h"
#include "metastore/sql/bulk_insert.h"
#include "metastore/sql/rows.h"

#include <fmt/format.h>

namespace skep::metastore::sql {
namespace {

std::string insert_into(const ParameterTable& where) {
  return fmt::format("INSERT INTO \"{}\" (\"{}\", \"PARAM_KEY\", \"PARAM_VALUE\") VALUES (:id, :key, :value)",
                     where.table, where.id_column);
}

}  // namespace

Parameters load_parameters(soci::session& session, const ParameterTable& where, int64_t id) {
  Parameters parameters;
  std::string key, value;
  Rows rows(session,
            fmt::format("SELECT \"PARAM_KEY\", COALESCE(\"PARAM_VALUE\", '') FROM \"{}\" WHERE \"{}\" = :id",
                        where.table, where.id_column),
            soci::into(key), soci::into(value), soci::use(id));
  while (rows.next()) parameters[key] = value;
  return parameters;
}

void remove_parameters(soci::session& session, const ParameterTable& where, int64_t id) {
  session << fmt::format("DELETE FROM \"{}\" WHERE \"{}\" = :id", where.table, where.id_column), soci::use(id);
}

void remove_parameter(soci::session& session, const ParameterTable& where, int64_t id, const std::string& key) {
  session << fmt::format("DELETE FROM \"{}\" WHERE \"{}\" = :id AND \"PARAM_KEY\" = :key", where.table,
                         where.id_column),
      soci::use(id), soci::use(key);
}

void put_parameter(soci::session& session, const ParameterTable& where, int64_t id, const std::string& key,
                   const std::string& value) {
  remove_parameter(session, where, id, key);
  session << insert_into(where), soci::use(id), soci::use(key), soci::use(value);
}

void replace_parameters(soci::session& session, const ParameterTable& where, int64_t id, const Parameters& parameters) {
  Parameters before = load_parameters(session, where, id);
  BulkInsert insert(session, where.table, {where.id_column, "PARAM_KEY", "PARAM_VALUE"});
  for (const auto& [key, value] : parameters) {
    auto found = before.find(key);
    if (found == before.end()) {
      insert.add({id, key, value});
    } else if (found->second != value) {
      session << fmt::format("UPDATE \"{}\" SET \"PARAM_VALUE\" = :value WHERE \"{}\" = :id AND \"PARAM_KEY\" = :key",
                             where.table, where.id_column),
          soci::use(value), soci::use(id), soci::use(key);
    }
  }
  for (const auto& [key, value] : before) {
    if (!parameters.contains(key)) remove_parameter(session, where, id, key);
  }
  insert.flush();
}

}  // namespace skep::metastore::sql
