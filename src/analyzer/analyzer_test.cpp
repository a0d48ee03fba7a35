#include "analyzer/analyzer.h"
#include "syntax/parser.h"
#include "tests/golden/golden_file.h"

#include <gtest/gtest.h>

namespace skep::analyzer {
namespace {

using types::DataType;

/// Two small tables that every golden case may name.
catalog::Snapshot snapshot() {
  catalog::Snapshot snapshot;
  types::Schema flights{{"id", types::kBigint, true, {}},       {"delay", types::kInteger, true, {}},
                        {"distance", types::kDouble, true, {}}, {"fare", DataType::decimal(10, 2), true, {}},
                        {"origin", types::kString, true, {}},   {"departure", types::kTimestamp, true, {}},
                        {"month", types::kInteger, true, {}}};
  types::Schema airports{{"code", types::kString, true, {}}, {"state", types::kString, true, {}}};
  snapshot.tables.push_back({"default", "flights", flights, 1, nullptr, {}});
  snapshot.tables.push_back({"default", "airports", airports, 0, nullptr, {}});
  snapshot.table_numbers = {{"default.flights", 0}, {"default.airports", 1}};
  return snapshot;
}

std::string analyzed(const std::string& text) {
  auto parsed = syntax::parse_statement(text);
  if (!parsed) return render(parsed.error(), text);
  auto tables = snapshot();
  auto result = analyze(*parsed, tables, {"UTC"});
  if (!result) return render(result.error(), text);
  return to_text(*result);
}

TEST(Analyzer, GivesThePlansOfItsGoldenFiles) {
  for (const auto& path : golden::files_in("testdata")) {
    golden::run_file(path, [](const golden::Case& test) { return analyzed(test.input); });
  }
}

TEST(TableNames, LeavesOutWhatACommonTableHides) {
  auto parsed =
      syntax::parse_statement("WITH a AS (SELECT * FROM b) SELECT * FROM a JOIN c.d WHERE x IN (SELECT y FROM e)");
  ASSERT_TRUE(parsed);

  std::vector<std::string> names;
  for (auto& name : names_used(*parsed).tables) names.push_back(name.parts.back());

  EXPECT_EQ(names, (std::vector<std::string>{"b", "d", "e"}));
}

TEST(Analyzer, TakesAChainOfThousandsOfOperators) {
  std::string text = "SELECT 1";
  for (int i = 0; i < 3000; i++) text += " + 1";
  auto parsed = syntax::parse_statement(text);
  ASSERT_TRUE(parsed);

  auto tables = snapshot();

  EXPECT_TRUE(analyze(*parsed, tables, {"UTC"}));
}

}  // namespace
}  // namespace skep::analyzer
