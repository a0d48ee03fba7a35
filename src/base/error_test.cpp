#include "base/error.h"

#include "base/error_classes.h"
#include "base/text.h"

#include <gtest/gtest.h>

namespace skep {
namespace {

TEST(Error, KnowsTheSqlStateOfItsClassAndSubClass) {
  EXPECT_EQ(Error::of_class(ErrorCode::invalid_data, "DIVIDE_BY_ZERO", "").sql_state, "22012");
  EXPECT_EQ(sql_state_of("INVALID_LIMIT_LIKE_EXPRESSION.IS_UNFOLDABLE"), "42K0E");
  EXPECT_EQ(sql_state_of("WRONG_NUM_ARGS"), "42605");
  EXPECT_EQ(sql_state_of("NO_SUCH_CLASS"), "");
}

TEST(Error, RendersACaretBelowThePlace) {
  auto error = Error(ErrorCode::invalid_argument, "unexpected end").at({2, 3, 9});

  EXPECT_EQ(render(error, "SELECT\na +"), "error: unexpected end\na +\n  ^ line 2, column 3");
}

TEST(Error, SaysWhatWasBeingDone) {
  EXPECT_EQ(make_error(ErrorCode::internal, "closed").during("creating table {}", "a.b").message,
            "creating table a.b: closed");
}

TEST(NearestNames, PutsTheLikeliestFirst) {
  EXPECT_EQ(nearest_names("orgin", {"delay", "origin", "date"}, 1), std::vector<std::string>{"origin"});
}

TEST(JsonQuote, EscapesControlsAndReplacesBrokenUtf8) {
  EXPECT_EQ(json_quote("a\"\\\n\x01\xff"), "\"a\\\"\\\\\\n\\u0001\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace skep
