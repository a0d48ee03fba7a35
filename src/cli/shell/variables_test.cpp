#include "cli/shell/variables.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace skep::cli {
namespace {

TEST(Variables, StandForTheirValuesInStringsToo) {
  Variables variables;
  variables.set_hivevar("day", "2024-05-01");
  variables.set_hiveconf("limit", "3");
  ::setenv("SKEP_TEST_VARIABLE", "env", 1);

  EXPECT_EQ(variables.substitute("'${hivevar:day}' ${day} ${hiveconf:limit} ${env:SKEP_TEST_VARIABLE}"),
            "'2024-05-01' 2024-05-01 3 env");
}

TEST(Variables, WhatIsNotKnownStays) {
  EXPECT_EQ(Variables().substitute("${x} ${hivevar:y} ${system:z} ${"), "${x} ${hivevar:y} ${system:z} ${");
}

TEST(Variables, ValuesMayHoldVariablesButNotForEver) {
  Variables variables;
  variables.set_hivevar("a", "${b}");
  variables.set_hivevar("b", "1");
  variables.set_hivevar("loop", "${loop}");

  EXPECT_EQ(variables.substitute("${a}"), "1");
  EXPECT_EQ(variables.substitute("${loop}"), "${loop}");
}

TEST(Variables, SetHivevarIsTakenAndOtherStatementsAreNot) {
  Variables variables;

  EXPECT_TRUE(variables.take_assignment("SET hivevar:x = a b ;"));
  EXPECT_EQ(variables.substitute("${x}"), "a b");
  EXPECT_FALSE(variables.take_assignment("SET spark.x=1"));
  EXPECT_FALSE(variables.take_assignment("SELECT 'set hivevar:x=1'"));
}

}  // namespace
}  // namespace skep::cli
