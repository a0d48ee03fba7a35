#include "warehouse/warehouse_fixture.h"

#include "metastore/sql/sql_metastore.h"

namespace skep::warehouse {

std::unique_ptr<metastore::Metastore> WarehouseTest::open_store() const {
  auto opened = metastore::open_sql_metastore("sqlite:" + (folder / "metastore.db").string());
  EXPECT_TRUE(opened) << opened.error().message;
  return opened ? *std::move(opened) : nullptr;
}

}  // namespace skep::warehouse
