#include "cli/output/text_width.h"

#include <gtest/gtest.h>

namespace skep::cli {
namespace {

class TextWidth : public testing::Test {
 protected:
  void SetUp() override { use_utf8(); }
};

TEST_F(TextWidth, CountsColumnsOfTheTerminalNotBytes) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("Grüße"), 5U);
  EXPECT_EQ(display_width("日本"), 4U);
  EXPECT_EQ(display_width("e\u0301"), 1U);  // a combining accent
  EXPECT_EQ(display_width("🐝"), 2U);
  EXPECT_EQ(display_width("\xff"), 1U);
}

TEST_F(TextWidth, ShorteningNeverCutsACharacterInTwo) {
  EXPECT_EQ(shorten("abcdef", 6), "abcdef");
  EXPECT_EQ(shorten("abcdef", 4), "abc…");
  EXPECT_EQ(shorten("日本語", 5), "日本…");
  EXPECT_EQ(shorten("日本語", 4), "日…");
  EXPECT_EQ(shorten("日本", 1), "…");
}

TEST_F(TextWidth, WhatWouldChangeTheTerminalIsShownAsText) {
  EXPECT_EQ(without_controls("a\tb\x1b[31mc\r\n"), "a\\tb\\x1b[31mc\\r\n");
  EXPECT_EQ(without_controls("日本"), "日本");
  EXPECT_EQ(without_controls("\xc2\x9b"), "\\x9b");
}

}  // namespace
}  // namespace skep::cli
