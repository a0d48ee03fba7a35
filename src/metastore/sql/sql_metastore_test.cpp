#include "metastore/sql/sql_metastore.h"

#include "metastore/metastore_conformance.h"
#include "metastore/sql/postgresql_fixture.h"

namespace skep::metastore {
namespace {

std::unique_ptr<Metastore> open(const std::string& url) {
  auto store = open_sql_metastore(url);
  EXPECT_TRUE(store) << store.error().message;
  return store ? *std::move(store) : nullptr;
}

std::unique_ptr<Metastore> open_sqlite(const std::filesystem::path& folder) {
  return open("sqlite:" + (folder / "metastore.db").string());
}

/// Each test gets a copy of one database with the schema, which takes a tenth of making it.
std::unique_ptr<Metastore> open_postgresql(const std::filesystem::path&) {
  auto* server = PostgresqlServer::instance();
  if (server == nullptr) return nullptr;
  static const std::string kTemplate = [&] {
    std::string url = server->create_database();
    open(url);
    return url.substr(url.rfind('/') + 1);
  }();
  return open(server->create_database(kTemplate));
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Sqlite, MetastoreConformance, testing::Values(Opener(open_sqlite)));
INSTANTIATE_TEST_SUITE_P(Postgresql, MetastoreConformance, testing::Values(Opener(open_postgresql)));

}  // namespace skep::metastore
