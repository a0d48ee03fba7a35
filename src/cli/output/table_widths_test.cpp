#include "cli/output/table_widths.h"

#include <gtest/gtest.h>

#include <numeric>

namespace skep::cli {
namespace {

using Widths = std::vector<size_t>;

size_t line_width(const Widths& widths) { return std::accumulate(widths.begin(), widths.end(), 1 + 3 * widths.size()); }

TEST(TableWidths, WhatFitsIsLeftAlone) {
  EXPECT_EQ(fit_widths({3, 10}, 20), (Widths{3, 10}));
  EXPECT_EQ(fit_widths({300, 10}, 0), (Widths{300, 10}));
}

TEST(TableWidths, TheWidestGiveWayAndTheLineIsUsedToItsEnd) {
  auto fitted = fit_widths({3, 200, 100}, 60);

  ASSERT_TRUE(fitted);
  EXPECT_EQ((*fitted)[0], 3U);
  EXPECT_EQ(line_width(*fitted), 60U);
  EXPECT_NEAR(static_cast<double>((*fitted)[1]), static_cast<double>((*fitted)[2]), 1.0);
}

TEST(TableWidths, TooManyColumnsDoNotFit) { EXPECT_FALSE(fit_widths(Widths(30, 20), 80)); }

}  // namespace
}  // namespace skep::cli
