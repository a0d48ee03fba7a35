#include "engine/duckdb/sql_writer.h"

#include <gtest/gtest.h>

namespace skep::engine {
namespace {

using plan::make_call;
using plan::make_constant;
using plan::make_input;

/// A filter over a scan of two int columns.
plan::PlanPtr filtered(plan::ExpressionPtr condition) {
  types::Schema columns{{"a", types::kInteger, true, {}}, {"weird \"name'", types::kInteger, true, {}}};
  plan::Scan scan;
  scan.columns = {0, 1};
  auto input = plan::make_plan(columns, std::move(scan));
  return plan::make_plan(columns, plan::Filter{std::move(input), std::move(condition)});
}

plan::ExpressionPtr column(size_t index) { return make_input(index, {"x", types::kInteger, true, {}}); }

plan::ExpressionPtr call(std::string name, types::DataType type, plan::ExpressionPtr left, plan::ExpressionPtr right) {
  std::vector<plan::ExpressionPtr> arguments;
  arguments.push_back(std::move(left));
  arguments.push_back(std::move(right));
  return make_call(std::move(name), std::move(type), true, std::move(arguments));
}

TEST(SqlWriter, NamesColumnsByPositionOnly) {
  auto condition = call("=", types::kBoolean, column(1), make_constant(types::Value::integer(3)));

  auto sql = write_sql(*filtered(std::move(condition)), {}, {"skep_scan(7)"});

  ASSERT_TRUE(sql);
  EXPECT_EQ(sql->find("weird"), std::string::npos);
  EXPECT_NE(sql->find("skep_scan(7)"), std::string::npos);
}

TEST(SqlWriter, GuardsADivisionByTheConditionToItsLeft) {
  auto not_zero = call("<", types::kBoolean, make_constant(types::Value::integer(0)), column(1));
  auto quotient = call("div", types::kBigint, column(0), column(1));
  auto big = call(">", types::kBoolean, std::move(quotient), make_constant(types::Value::bigint(1)));
  auto both = call("and", types::kBoolean, std::move(not_zero), std::move(big));

  auto sql = write_sql(*filtered(std::move(both)), {}, {"skep_scan(0)"});

  ASSERT_TRUE(sql);
  EXPECT_NE(sql->find("((0)::INTEGER < t2.c1) AND CASE WHEN "), std::string::npos) << *sql;
}

TEST(SqlWriter, WritesASideOnceHoweverDeepConditionsNest) {
  auto quotient_is_big = [] {
    return call(">", types::kBoolean, call("div", types::kBigint, column(0), column(1)),
                make_constant(types::Value::bigint(1)));
  };
  auto condition = quotient_is_big();
  for (int i = 0; i < 40; i++)
    condition = call(i % 2 ? "and" : "or", types::kBoolean, std::move(condition), quotient_is_big());

  auto sql = write_sql(*filtered(std::move(condition)), {}, {"skep_scan(0)"});

  ASSERT_TRUE(sql);
  EXPECT_LT(sql->size(), 20'000u);
}

TEST(SqlWriter, RefusesAFunctionItDoesNotKnowByName) {
  auto unknown = make_call("no_such_function", types::kBoolean, true, {});

  auto sql = write_sql(*filtered(std::move(unknown)), {}, {"skep_scan(0)"});

  ASSERT_FALSE(sql);
  EXPECT_EQ(sql.error().code, ErrorCode::unsupported);
  EXPECT_NE(sql.error().message.find("no_such_function"), std::string::npos);
}

TEST(SqlQuote, DoublesQuotes) { EXPECT_EQ(sql_quote("it's"), "'it''s'"); }

/// How many rows there are of each value of the first column.
plan::PlanPtr counted(plan::PlanPtr input) {
  plan::Aggregate aggregate;
  aggregate.groups.push_back(column(0));
  auto count = std::make_unique<plan::Expression>();
  count->type = types::kBigint;
  plan::AggregateCall call{"count", {}, false, nullptr, {}};
  call.arguments.push_back(column(0));
  count->node = std::move(call);
  aggregate.aggregates.push_back(std::move(count));
  aggregate.input = std::move(input);
  return plan::make_plan({{"a", types::kInteger, true, {}}, {"n", types::kBigint, true, {}}}, std::move(aggregate));
}

std::string union_of(plan::PlanPtr left, plan::PlanPtr right) {
  auto output = left->output;
  plan::SetOperation both{plan::SetOperator::union_, true, std::move(left), std::move(right)};
  auto sql = write_sql(*plan::make_plan(output, std::move(both)), {}, {"skep_scan(0)"});
  return sql ? *sql : sql.error().message;
}

TEST(SqlWriter, ComputesOnceWhatStandsTwice) {
  auto part = [](int than) {
    return counted(filtered(call("<", types::kBoolean, column(1), make_constant(types::Value::integer(than)))));
  };

  auto same = union_of(part(3), part(3));
  auto different = union_of(part(3), part(4));

  EXPECT_TRUE(same.starts_with("WITH s0 AS MATERIALIZED (")) << same;
  EXPECT_EQ(same.find("skep_scan(0)"), same.rfind("skep_scan(0)")) << same;
  EXPECT_FALSE(different.starts_with("WITH")) << different;
}

TEST(SqlWriter, ComputesTwiceWhatDiffersEachTime) {
  auto part = [] {
    auto random = make_call("rand", types::kDouble, false, {});
    return counted(filtered(call("<", types::kBoolean, std::move(random), make_constant({types::kDouble, 0.5}))));
  };

  auto sql = union_of(part(), part());

  EXPECT_FALSE(sql.starts_with("WITH")) << sql;
}

}  // namespace
}  // namespace skep::engine
