#include "cli/shell/statement_buffer.h"

#include <gmock/gmock.h>

namespace skep::cli {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(StatementBuffer, AStatementEndsWithASemicolonOutsideOfStringsAndComments) {
  StatementBuffer buffer;

  EXPECT_THAT(buffer.add("SELECT ';' -- no; end"), IsEmpty());
  EXPECT_THAT(buffer.add("  , `a;b`, 'open"), IsEmpty());
  EXPECT_THAT(buffer.add("end;'"), IsEmpty());
  EXPECT_THAT(buffer.add(";"), ElementsAre("SELECT ';' -- no; end\n  , `a;b`, 'open\nend;'\n"));
  EXPECT_EQ(buffer.rest(), "");
}

TEST(StatementBuffer, ALineMayHoldSeveralAndTheBeginningOfOneMore) {
  StatementBuffer buffer;

  EXPECT_THAT(buffer.add("SELECT 1; ; SELECT 2; SELECT"), ElementsAre("SELECT 1", "SELECT 2"));
  EXPECT_THAT(buffer.add("3;"), ElementsAre("SELECT\n3"));
}

TEST(StatementBuffer, BlanksDoNotWait) {
  StatementBuffer buffer;

  EXPECT_THAT(buffer.add("   "), IsEmpty());
  EXPECT_EQ(buffer.rest(), "");
}

TEST(OnOneLine, LineBreaksAndCommentsBetweenTokensBecomeABlank) {
  EXPECT_EQ(on_one_line("SELECT a,  b -- why\nFROM t\n\n WHERE c = 'x\ny'"), "SELECT a,  b FROM t WHERE c = 'x\ny'");
}

}  // namespace
}  // namespace skep::cli
