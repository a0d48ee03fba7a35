#include "config/hive_time.h"

#include <gtest/gtest.h>

namespace skep::config {
namespace {

TEST(HiveTime, IsReadAsHiveReadsIt) {
  for (auto [text, millis] : {std::pair<const char*, int64_t>{"600", 600'000},
                              {"600s", 600'000},
                              {"20000ms", 20'000},
                              {"10min", 600'000},
                              {"1 H", 3'600'000},
                              {"0", 0}}) {
    ASSERT_TRUE(parse_hive_time(text)) << text;
    EXPECT_EQ(parse_hive_time(text)->count(), millis) << text;
  }
  for (auto text : {"", "soon", "-1", "5 fortnights", "99999999999s"}) EXPECT_FALSE(parse_hive_time(text)) << text;
}

}  // namespace
}  // namespace skep::config
