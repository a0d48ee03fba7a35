#include "engine/constant_rows.h"

#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/scalar.h>
#include <arrow/type.h>
#include <gtest/gtest.h>

namespace skep::engine {
namespace {

using plan::make_constant;
using types::Value;

plan::PlanPtr one_row() {
  plan::Values values;
  values.rows.emplace_back();
  return plan::make_plan({}, std::move(values));
}

plan::PlanPtr select(std::vector<Value> constants) {
  types::Schema schema;
  plan::Project project{one_row(), {}};
  for (auto& constant : constants) {
    schema.push_back({"c", constant.type, true, {}});
    project.expressions.push_back(make_constant(std::move(constant)));
  }
  return plan::make_plan(std::move(schema), std::move(project));
}

TEST(ConstantRows, GiveOneBatchOfTheirTypes) {
  auto decimal = types::DataType::decimal(38, 2);
  auto rows = constant_rows(*select({Value::integer(-1), Value::string("é"), Value::null(types::kString),
                                     Value::boolean(true), Value::real(1.5), Value{decimal, types::Int128{-12345}}}));
  ASSERT_TRUE(rows);

  auto batch = rows->next();
  ASSERT_TRUE(batch && *batch);
  EXPECT_TRUE((*batch)->ValidateFull().ok());
  EXPECT_EQ((*batch)->num_rows(), 1);
  EXPECT_TRUE((*batch)->schema()->Equals(*rows->arrow_schema()));
  std::vector<std::string> texts;
  for (const auto& column : (*batch)->columns()) texts.push_back((*column->GetScalar(0))->ToString());
  EXPECT_EQ(texts, (std::vector<std::string>{"-1", "é", "null", "true", "1.5", "-123.45"}));
  EXPECT_FALSE(*rows->next());
}

TEST(ConstantRows, GiveARowForEachRowBelow) {
  plan::Values values;
  for (int i = 0; i < 3; i++) values.rows.emplace_back().push_back(make_constant(Value::integer(i)));
  auto rows = constant_rows(*plan::make_plan({{"a", types::kInteger, false, {}}}, std::move(values)));

  ASSERT_TRUE(rows);
  EXPECT_EQ((*rows->next())->num_rows(), 3);
}

TEST(ConstantRows, LeaveEverythingElseToTheEngine) {
  EXPECT_FALSE(constant_rows(*one_row())) << "no columns";
  EXPECT_FALSE(constant_rows(*select({Value{types::kTimestampNtz, int64_t{0}}})));
  EXPECT_FALSE(constant_rows(*select({Value::string(std::string(2 << 20, 'x'))}))) << "large texts";
  EXPECT_FALSE(constant_rows(*plan::make_plan({{"id", types::kBigint, false, {}}}, plan::Range{0, 1, 1})));

  auto computed = select({Value::integer(1)});
  auto& project = std::get<plan::Project>(computed->node);
  std::vector<plan::ExpressionPtr> arguments;
  arguments.push_back(std::move(project.expressions[0]));
  project.expressions[0] = plan::make_call("abs", types::kInteger, false, std::move(arguments));
  EXPECT_FALSE(constant_rows(*computed));
}

}  // namespace
}  // namespace skep::engine
