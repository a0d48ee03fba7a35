#include "optimizer/optimizer.h"

#include "analyzer/analyzer.h"
#include "syntax/parser.h"
#include "tests/golden/golden_file.h"

#include <gtest/gtest.h>

namespace skep::optimizer {
namespace {

/// The plan of a query over two partitioned tables, after every rule.
std::string optimized(const std::string& text) {
  catalog::Snapshot snapshot;
  types::Schema columns{
      {"id", types::kBigint, true, {}}, {"delay", types::kInteger, true, {}}, {"month", types::kInteger, true, {}}};
  snapshot.tables.push_back({"default", "flights", columns, 1, nullptr, {}});
  snapshot.tables.push_back({"default", "later", columns, 1, nullptr, {}});
  snapshot.table_numbers = {{"default.flights", 0}, {"default.later", 1}};
  auto parsed = syntax::parse_statement(text);
  if (!parsed) return render(parsed.error(), text);
  auto analyzed = analyzer::analyze(*parsed, snapshot, {"UTC"});
  if (!analyzed) return render(analyzed.error(), text);
  return plan::to_text(*optimize(std::move(std::get<analyzer::Query>(analyzed->node).plan)));
}

TEST(Optimizer, GivesThePlansOfItsGoldenFiles) {
  for (const auto& path : golden::files_in("testdata")) {
    golden::run_file(path, [](const golden::Case& test) { return optimized(test.input); });
  }
}

}  // namespace
}  // namespace skep::optimizer
