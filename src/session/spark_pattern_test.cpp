#include "session/spark_pattern.h"

#include <gtest/gtest.h>

#include <string>

namespace skep::session {
namespace {

TEST(SparkPattern, TakesStarsDotsAndAlternatives) {
  EXPECT_TRUE(matches_spark_pattern("hives", "h*"));
  EXPECT_TRUE(matches_spark_pattern("hives", "H*S"));
  EXPECT_TRUE(matches_spark_pattern("hives", "x|hi.es"));
  EXPECT_TRUE(matches_spark_pattern("hives", ""));
  EXPECT_FALSE(matches_spark_pattern("hives", "hive"));
  EXPECT_FALSE(matches_spark_pattern("hives", "*x*"));
}

TEST(SparkPattern, TakesAHostilePatternInReasonableTime) {
  std::string pattern;
  for (int i = 0; i < 2000; i++) pattern += "*a";

  EXPECT_FALSE(matches_spark_pattern(std::string(5000, 'b'), pattern));
}

}  // namespace
}  // namespace skep::session
