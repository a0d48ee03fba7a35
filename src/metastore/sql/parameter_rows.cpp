#include "metastore/sql/parameter_rows.h"
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

ParameterInsert::ParameterInsert(soci::session& session, const ParameterTable& where)
    : statement_((session.prepare << insert_into(where), soci::use(id_), soci::use(key_), soci::use(value_))) {}

void ParameterInsert::run(int64_t id, const Parameters& parameters) {
  id_ = id;
  for (const auto& [key, value] : parameters) {
    key_ = key;
    value_ = value;
    statement_.execute(true);
  }
}

}  // namespace skep::metastore::sql
