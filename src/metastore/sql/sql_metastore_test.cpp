#include "metastore/sql/sql_metastore.h"

#include "metastore/metastore_conformance.h"

namespace skep::metastore {
namespace {

std::unique_ptr<Metastore> open_sqlite(const std::filesystem::path& folder) {
  auto store = open_sql_metastore("sqlite:" + (folder / "metastore.db").string());
  EXPECT_TRUE(store) << store.error().message;
  return store ? *std::move(store) : nullptr;
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Sqlite, MetastoreConformance, testing::Values(Opener(open_sqlite)));

}  // namespace skep::metastore
