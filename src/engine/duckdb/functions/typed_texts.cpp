#include "engine/duckdb/functions/typed_texts.h"

#include <duckdb/execution/expression_executor.hpp>
#include <duckdb/planner/expression/bound_function_expression.hpp>

namespace skep::engine {
namespace {

duckdb::unique_ptr<duckdb::FunctionData> bound_options(duckdb::ClientContext& context, const BoundArguments& arguments,
                                                       DatetimePattern::Use use) {
  auto text = duckdb::ExpressionExecutor::EvaluateScalar(context, *arguments.back()).GetValue<std::string>();
  return duckdb::make_uniq<BoundOptions>(std::make_shared<TextOptions>(text, use));
}

}  // namespace

const TextOptions& options_of(const duckdb::ExpressionState& state) {
  auto& function = state.expr.Cast<duckdb::BoundFunctionExpression>();
  return *function.bind_info->Cast<BoundOptions>().options;
}

duckdb::unique_ptr<duckdb::FunctionData> bind_reading(duckdb::ClientContext& context, duckdb::ScalarFunction& function,
                                                      BoundArguments& arguments) {
  function.SetReturnType(arguments[1]->return_type);
  function.arguments[1] = arguments[1]->return_type;
  return bound_options(context, arguments, DatetimePattern::Use::parse);
}

duckdb::unique_ptr<duckdb::FunctionData> bind_writing(duckdb::ClientContext& context, duckdb::ScalarFunction& function,
                                                      BoundArguments& arguments) {
  function.arguments[0] = arguments[0]->return_type;
  return bound_options(context, arguments, DatetimePattern::Use::format);
}

}  // namespace skep::engine
