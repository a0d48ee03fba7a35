#include "config/settings.h"

#include <gtest/gtest.h>

namespace skep::config {
namespace {

TEST(CheckSetting, RefusesWhatIsFixedWhenSkepOrSparkStarts) {
  for (auto key : {"spark.sql.warehouse.dir", "skep.http.listen", "spark.sql.extensions", "spark.executor.memory",
                   "spark.sql.cache.serializer", "spark.task.maxFailures"}) {
    auto checked = check_setting(key, "1");
    ASSERT_FALSE(checked) << key;
    EXPECT_EQ(checked.error().error_class, "CANNOT_MODIFY_CONFIG") << key;
  }
}

TEST(CheckSetting, KeepsAnyOtherKey) {
  for (auto key : {"spark.sql.shuffle.partitions", "spark.app.name", "hive.exec.dynamic.partition", "x"})
    EXPECT_TRUE(check_setting(key, "1")) << key;
  EXPECT_FALSE(check_setting("skep.no.such", "1"));
}

}  // namespace
}  // namespace skep::config
