#include "session/substitution.h"

#include <gtest/gtest.h>

namespace skep::session {
namespace {

std::string substituted(const std::string& text, const std::map<std::string, std::string>& own) {
  return substitute_variables(text, own, {});
}

TEST(Substitution, PutsSettingsWhereTheyAreNamed) {
  EXPECT_EQ(substituted("SELECT '${a.b}', ${hiveconf:n}", {{"a.b", "x"}, {"n", "5"}}), "SELECT 'x', 5");
}

TEST(Substitution, FindsWhatWasSetForHive) { EXPECT_EQ(substituted("${who}", {{"hivevar:who", "bees"}}), "bees"); }

TEST(Substitution, LooksAtValuesAgain) { EXPECT_EQ(substituted("${a}", {{"a", "<${b}>"}, {"b", "c"}}), "<c>"); }

TEST(Substitution, GivesNoTextForWhatIsNotSet) { EXPECT_EQ(substituted("[${nothing}]", {}), "[]"); }

TEST(Substitution, LeavesTheClientsEnvironmentAndOpenBracesAlone) {
  EXPECT_EQ(substituted("${env:HOME} ${open", {}), "${env:HOME} ${open");
}

TEST(Substitution, EndsWhereATextNamesItself) {
  auto result = substituted("${a}", {{"a", "${a}${a}"}});

  EXPECT_LT(result.size(), size_t{64} << 20);
}

}  // namespace
}  // namespace skep::session
