#include "cli/shell/completion.h"

#include <gmock/gmock.h>

namespace skep::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;

class FakeNames : public NameSource {
 public:
  std::vector<std::string> databases() override { return asked++, std::vector<std::string>{"default", "shop"}; }
  std::vector<std::string> tables(const std::string& database) override {
    if (database.empty()) return {"flights", "hives"};
    return database == "shop" ? std::vector<std::string>{"orders"} : std::vector<std::string>{};
  }
  std::vector<std::string> columns(const std::string& table) override {
    if (table == "flights") return {"delay", "destination"};
    return table == "shop.orders" ? std::vector<std::string>{"amount"} : std::vector<std::string>{};
  }
  int asked = 0;
};

class CompleterTest : public testing::Test {
 protected:
  std::vector<std::string> words(std::string_view statement) { return completer.complete(statement).words; }

  FakeNames names;
  Completer completer{names};
};

TEST_F(CompleterTest, KeywordsInTheCaseTheyWereBegunIn) {
  EXPECT_THAT(words("sel"), ElementsAre("select"));
  EXPECT_THAT(words("SELECT a FR"), ElementsAre("FROM"));
}

TEST_F(CompleterTest, TablesAndDatabasesAfterFrom) {
  EXPECT_THAT(words("SELECT * FROM "), ElementsAre("default", "flights", "hives", "shop"));
  EXPECT_THAT(words("SELECT * FROM shop."), ElementsAre("orders"));
  EXPECT_THAT(words("USE s"), ElementsAre("shop"));
}

TEST_F(CompleterTest, ColumnsOfTheTablesThatTheStatementNames) {
  EXPECT_THAT(words("SELECT * FROM flights WHERE de"), IsSupersetOf({"delay", "destination"}));
  EXPECT_THAT(words("SELECT * FROM flights f JOIN shop.orders AS o ON f."), ElementsAre("delay", "destination"));
  EXPECT_THAT(words("SELECT * FROM flights f JOIN shop.orders AS o ON o.a"), ElementsAre("amount"));
  EXPECT_THAT(words("SELECT * FROM hives WHERE de"), Not(Contains("delay")));
}

TEST_F(CompleterTest, TheWordBeginsBehindItsLastDot) {
  EXPECT_EQ(completer.complete("SELECT * FROM shop.or").begin, 19U);
}

TEST_F(CompleterTest, NothingInsideAString) { EXPECT_THAT(words("SELECT 'sel"), IsEmpty()); }

TEST_F(CompleterTest, NamesAreAskedForOnceUntilForgotten) {
  words("USE ");
  words("USE ");
  EXPECT_EQ(names.asked, 1);

  completer.forget();
  words("USE ");
  EXPECT_EQ(names.asked, 2);
}

}  // namespace
}  // namespace skep::cli
