#include "syntax/parser.h"
#include "syntax/printer.h"
#include "tests/golden/golden_file.h"

#include <gtest/gtest.h>

namespace skep::syntax {
namespace {

std::string show(std::string_view sql) {
  auto statement = parse_statement(sql);
  return statement ? to_tree(*statement) : render(statement.error(), sql);
}

TEST(ParserGolden, EveryStatementHasItsTreeOrItsError) {
  for (const auto& path : golden::files_in("testdata")) {
    golden::run_file(path, [](const golden::Case& test) { return show(test.input); });
  }
}

TEST(ParserGolden, WhatIsPrintedParsesToTheSameTree) {
  for (const auto& path : golden::files_in("testdata")) {
    for (const auto& test : golden::read_cases(golden::read_text(path))) {
      auto statement = parse_statement(test.input);
      if (!statement) continue;
      if (std::holds_alternative<RowChange>(statement->node)) continue;  // they keep their table's name only

      auto printed = to_sql(*statement);

      EXPECT_EQ(show(printed), to_tree(*statement)) << path << ":" << test.line << "\n" << printed;
    }
  }
}

}  // namespace
}  // namespace skep::syntax
