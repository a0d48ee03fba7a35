#include "metastore/sql/connection_pool.h"
#include "metastore/sql/schema.h"
#include "metastore/sql/sql_metastore.h"
#include "metastore/sql/store_url.h"

#include <filesystem>

namespace skep::metastore {
namespace sql {
namespace {

int64_t count_of(Transaction& transaction, std::string_view table) {
  int64_t count = 0;
  transaction.session() << fmt::format("SELECT COUNT(*) FROM \"{}\"", table), soci::into(count);
  return count;
}

Result<StoreReport> look_at(ConnectionPool& pool) {
  StoreReport report;
  Transaction transaction = pool.begin_reading();
  report.is_empty = pool.dialect().is_empty(transaction.session());
  if (report.is_empty) return report;
  if (auto level = schema_level(transaction); !level) return level.error();
  report.schema_version = schema_version(transaction);
  report.has_skep_tables = has_skep_tables(transaction);
  report.databases = count_of(transaction, "DBS");
  report.tables = count_of(transaction, "TBLS");
  report.partitions = count_of(transaction, "PARTITIONS");
  return report;
}

}  // namespace
}  // namespace sql

Result<StoreReport> check_sql_metastore(const StoreAddress& address) {
  auto url = sql::parse_store_url(address);
  if (!url) return url.error();
  std::error_code ignored;
  // To connect would make the file.
  if (url->kind == sql::StoreKind::sqlite && !std::filesystem::exists(url->address, ignored)) {
    return make_error(ErrorCode::not_found, "there is no store yet: {}", url->shown);
  }
  sql::ConnectionPool pool(sql::make_dialect(url->kind), url->address, 1);
  try {
    auto report = sql::look_at(pool);
    if (!report) return report.error().during("checking the metastore {}", url->shown);
    report->store = url->shown;
    return report;
  } catch (const soci::soci_error& failure) {
    return pool.dialect().to_error(failure).during("checking the metastore {}", url->shown);
  }
}

}  // namespace skep::metastore
