#include "cli/client/problem.h"

#include <gtest/gtest.h>

namespace skep::cli {
namespace {

TEST(ErrorFromProblem, KeepsClassStateAndPlace) {
  auto error = error_from_problem(
      400,
      R"({"title":"The request is wrong","status":400,"detail":"no such column","code":"invalid_argument",)"
      R"("errorClass":"UNRESOLVED_COLUMN","sqlState":"42703","line":2,"column":3})",
      "SELECT 'ü',\n  x");

  EXPECT_EQ(error.code, ErrorCode::invalid_argument);
  EXPECT_EQ(error.message, "no such column");
  EXPECT_EQ(error.error_class, "UNRESOLVED_COLUMN");
  EXPECT_EQ(error.sql_state, "42703");
  ASSERT_TRUE(error.position);
  EXPECT_EQ(*error.position, (TextPosition{2, 3, 15}));
}

TEST(ErrorFromProblem, AnotherBodyIsQuoted) {
  auto error = error_from_problem(502, "<html>Bad Gateway</html>", "SELECT 1");

  EXPECT_EQ(error.code, ErrorCode::unavailable);
  EXPECT_NE(error.message.find("502"), std::string::npos);
  EXPECT_NE(error.message.find("Bad Gateway"), std::string::npos);
  EXPECT_FALSE(error.position);
}

TEST(ErrorFromProblem, APlaceBeyondTheTextIsItsEnd) {
  auto error = error_from_problem(400, R"({"detail":"x","code":"unsupported","line":9,"column":9})", "SELECT 1");

  EXPECT_EQ(error.position->offset, 8U);
}

}  // namespace
}  // namespace skep::cli
