#include "syntax/parser.h"

#include "syntax/printer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace skep::syntax {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;

std::string repeated(std::string_view text, size_t times) {
  std::string out;
  for (size_t i = 0; i < times; i++) out += text;
  return out;
}

void expect_too_complex(const std::string& sql) {
  auto statement = parse_statement(sql);
  ASSERT_FALSE(statement) << sql.substr(0, 60);
  EXPECT_EQ(statement.error().error_class, "FAILED_TO_PARSE_TOO_COMPLEX") << sql.substr(0, 60);
  EXPECT_EQ(statement.error().code, ErrorCode::invalid_argument);
}

TEST(Parser, AParameterIsALiteralWhateverItsTextIs) {
  Parameters parameters;
  parameters.named["name"] = {types::Value::string("x' OR '1' = '1"), std::nullopt};
  parameters.named["day"] = {types::Value::string("2024-01-31"), types::kDate};

  auto statement = parse_statement("SELECT * FROM t WHERE a = :name AND d > :day", parameters);

  ASSERT_TRUE(statement) << statement.error().message;
  EXPECT_EQ(to_sql(*statement), R"(SELECT * FROM t WHERE a = 'x\' OR \'1\' = \'1' AND d > CAST('2024-01-31' AS DATE))");
}

TEST(Parser, PositionalParametersStandInTheirOrder) {
  Parameters parameters;
  parameters.positional = {{types::Value::integer(1), std::nullopt}, {types::Value::integer(2), std::nullopt}};

  EXPECT_EQ(to_sql(*parse_statement("SELECT ? - ?", parameters)), "SELECT 1 - 2");
  EXPECT_EQ(parse_statement("SELECT ? - ? - ?", parameters).error().error_class, "UNBOUND_SQL_PARAMETER");
}

TEST(Parser, NestingPastTheLimitIsAnErrorAndNoCrash) {
  for (size_t depth : {600u, 100000u}) {
    expect_too_complex("SELECT " + repeated("(", depth) + "1" + repeated(")", depth));
    expect_too_complex("SELECT " + repeated("(", depth));
    expect_too_complex("SELECT " + repeated("f(", depth) + "1" + repeated(")", depth));
    expect_too_complex("SELECT " + repeated("- ", depth) + "a");
    expect_too_complex("SELECT " + repeated("NOT ", depth) + "a");
    expect_too_complex("SELECT " + repeated("CASE WHEN ", depth) + "a");
    expect_too_complex("SELECT " + repeated("a[", depth) + "1" + repeated("]", depth));
    expect_too_complex("SELECT " + repeated("position(", depth) + "1" + repeated(" IN a)", depth));
    expect_too_complex(repeated("SELECT * FROM (", depth) + "SELECT 1" + repeated(")", depth));
    expect_too_complex(repeated("(", depth) + "SELECT 1" + repeated(")", depth));
    expect_too_complex("SELECT * FROM " + repeated("(", depth) + "t" + repeated(")", depth));
    expect_too_complex(repeated("EXPLAIN ", depth) + "SELECT 1");
    expect_too_complex("SELECT CAST(a AS " + repeated("array<", depth) + "int" + repeated(">", depth) + ")");
  }
}

TEST(Parser, NestingWithinTheLimitWorks) {
  constexpr size_t kDepth = 400;

  EXPECT_TRUE(parse_statement("SELECT " + repeated("(", kDepth) + "1" + repeated(")", kDepth)));
  EXPECT_TRUE(parse_statement(repeated("SELECT * FROM (", 200) + "SELECT 1" + repeated(")", 200)));
}

TEST(Parser, LongChainsAreReadWithoutRecursion) {
  for (std::string_view link : {" + 1", " || 1", "::int", "[0]", ".f"}) {
    auto statement = parse_statement("SELECT a[0]" + repeated(link, 4900));
    ASSERT_TRUE(statement) << link;
    EXPECT_TRUE(parse_statement(to_sql(*statement))) << link;
  }
  EXPECT_TRUE(parse_statement("SELECT 1" + repeated(" UNION ALL SELECT 1", 4900)));
  EXPECT_TRUE(parse_statement("SELECT * FROM a" + repeated(" JOIN b", 4900)));
}

TEST(Parser, ChainsPastTheLimitAreErrors) {
  expect_too_complex("SELECT 1" + repeated(" + 1", 10000));
  expect_too_complex("SELECT 1" + repeated(" UNION SELECT 1", 10000));
  expect_too_complex("SELECT * FROM a" + repeated(" JOIN b", 10000));
  expect_too_complex("SELECT " + repeated("(", 400) + "1" + repeated(repeated(" + 1", 20) + ")", 400));
}

TEST(Parser, LogicalChainsMayBeLongSinceTheyBecomeBalancedTrees) {
  EXPECT_TRUE(parse_statement("SELECT * FROM t WHERE a = 0" + repeated(" OR a = 1", 50000)));
  EXPECT_TRUE(parse_statement("SELECT * FROM t WHERE a = 0" + repeated(" AND a = 1", 50000)));
}

TEST(Parser, TimeGrowsWithTheTextOnly) {
  std::string sql = "SELECT a FROM t WHERE b IN (1" + repeated(", 'text', x + 1, f(y)", 50000) + ")";
  ASSERT_GT(sql.size(), 1'000'000u);
  auto begin = std::chrono::steady_clock::now();

  EXPECT_TRUE(parse_statement(sql));

  auto took = std::chrono::steady_clock::now() - begin;
  EXPECT_LT(std::chrono::duration_cast<std::chrono::seconds>(took).count(), 20) << "a debug build takes about 1 s";
}

TEST(Parser, AnUnclosedParenthesisInManyPlacesStaysLinear) {
  EXPECT_FALSE(parse_statement("SELECT " + repeated("(a), (", 100000)));
  EXPECT_FALSE(parse_statement("SELECT " + repeated("((SELECT 1", 300)));
}

TEST(Parser, PositionsCountCharactersInLinesAndBytesInOffsets) {
  auto statement = parse_statement("SELECT 'äö'\n  , `größe` ! x");

  ASSERT_FALSE(statement);
  ASSERT_TRUE(statement.error().position);
  EXPECT_EQ(statement.error().position->line, 2u);
  EXPECT_EQ(statement.error().position->column, 13u);
  EXPECT_EQ(statement.error().position->offset, 28u);
}

TEST(Parser, ExpressionsKnowWhereTheyBegin) {
  auto expression = parse_expression("1 + f(x)");

  ASSERT_TRUE(expression);
  const auto& sum = std::get<Binary>((*expression)->node);
  EXPECT_EQ((*expression)->position.column, 1u);
  EXPECT_EQ(sum.right->position.column, 5u);
  EXPECT_EQ(std::get<FunctionCall>(sum.right->node).arguments[0]->position.column, 7u);
}

TEST(Parser, AnExpressionMayNotBeFollowedByAnything) {
  auto expression = parse_expression("a b");

  ASSERT_FALSE(expression);
  EXPECT_THAT(expression.error().message, HasSubstr("expected the end of the expression"));
}

TEST(Parser, LiteralsHaveSparksTypes) {
  auto type_of = [](std::string_view text) {
    auto expression = parse_expression(text);
    return expression ? std::get<Literal>((*expression)->node).value.type.to_text() : expression.error().message;
  };

  EXPECT_EQ(type_of("1"), "int");
  EXPECT_EQ(type_of("2147483648"), "bigint");
  EXPECT_EQ(type_of("-2147483648"), "int");
  EXPECT_EQ(type_of("9223372036854775808"), "decimal(19,0)");
  EXPECT_EQ(type_of("1.50"), "decimal(3,2)");
  EXPECT_EQ(type_of("0.001"), "decimal(3,3)");
  EXPECT_EQ(type_of("00.10"), "decimal(2,2)");
  EXPECT_EQ(type_of("1e3"), "double");
  EXPECT_EQ(type_of("1e3BD"), "decimal(4,0)");
  EXPECT_EQ(type_of("1F"), "float");
  EXPECT_EQ(type_of("X'00'"), "binary");
}

TEST(Script, IsCutAtSemicolonsOutsideStringsNamesAndComments) {
  auto parts = split_script("SELECT ';' ; -- one; two\n\n SELECT `;` /* ; */;;\n -- nothing\n; SET a=b");

  EXPECT_THAT(parts, ElementsAre(Field(&ScriptPart::text, "SELECT ';' "),
                                 Field(&ScriptPart::text, "SELECT `;` /* ; */"), Field(&ScriptPart::text, "SET a=b")));
  EXPECT_EQ(parts[1].position.line, 3u);
  EXPECT_EQ(parts[1].position.column, 2u);
}

TEST(Script, KeepsWhatIsNeverClosedForTheParserToRefuse) {
  auto parts = split_script("SELECT 1; SELECT 'open; SELECT 2");

  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[1].text, "SELECT 'open; SELECT 2");
}

TEST(Name, IsShownWithBackquotes) { EXPECT_EQ((Name{{"db", "odd`name"}, {}}).to_text(), "`db`.`odd``name`"); }

}  // namespace
}  // namespace skep::syntax
