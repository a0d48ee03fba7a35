#include "session/summary_plan.h"

#include "session/sample_plan.h"

namespace skep::session {
namespace {

using plan::ExpressionPtr;
using types::DataType;
using types::TypeKind;

/// Gathers the aggregates of all columns, and the structs over them.
class Summary {
 public:
  explicit Summary(const types::Schema& columns) : columns_(columns) {
    rows_ = aggregate(count_all());
    for (size_t i = 0; i < columns.size(); i++) describe(i);
  }

  plan::PlanPtr over(plan::PlanPtr rows) && {
    auto one_row = plan::make_plan(aggregated_, plan::Aggregate{std::move(rows), {}, std::move(aggregates_)});
    return plan::make_plan(std::move(output_), plan::Project{std::move(one_row), std::move(structs_)});
  }

 private:
  void describe(size_t index) {
    const auto& column = columns_[index];
    const auto& type = column.type;
    auto value = [&] { return plan::make_input(index, column); };
    add("type", plan::make_constant(types::Value::string(type.to_text())));
    auto count = aggregate(call("count", types::kBigint, value()));
    add("count", input(count));
    std::vector<ExpressionPtr> both;
    both.push_back(input(rows_));
    both.push_back(input(count));
    add("nulls", plan::make_call("-", types::kBigint, false, std::move(both)));
    bool is_comparable = !type.is_nested() && !type.is_any_interval() && !type.is(TypeKind::null);
    if (is_comparable) {
      add("approx_distinct", input(aggregate(call("approx_count_distinct", types::kBigint, value()))));
      if (!type.is(TypeKind::binary)) {
        add("min", input(aggregate(call("min", type, value()))));
        add("max", input(aggregate(call("max", type, value()))));
        add("approx_top", input(aggregate(call("summary_top", DataType::array_of(type), value()))));
      }
    }
    if (type.is_numeric()) describe_numbers(value);
    finish(column);
  }

  template <typename Value>
  void describe_numbers(const Value& value) {
    auto real = [&] { return plan::make_cast(value(), types::kDouble); };
    add("mean", input(aggregate(call("avg", types::kDouble, real()))));
    add("stddev", input(aggregate(call("stddev", types::kDouble, real()))));
    auto reals = DataType::array_of(types::kDouble);
    auto quantiles = aggregate(call("summary_quantiles", reals, real()));
    for (auto [name, function] :
         {std::pair("approx_quartiles", "summary_quartiles"), {"approx_histogram", "summary_deciles"}}) {
      std::vector<ExpressionPtr> arguments;
      arguments.push_back(input(quantiles));
      add(name, plan::make_call(function, reals, true, std::move(arguments)));
    }
  }

  static ExpressionPtr call(std::string function, const DataType& type, ExpressionPtr argument) {
    auto expression = std::make_unique<plan::Expression>();
    expression->type = type;
    plan::AggregateCall node;
    node.function = std::move(function);
    node.arguments.push_back(std::move(argument));
    expression->node = std::move(node);
    return expression;
  }

  size_t aggregate(ExpressionPtr expression) {
    aggregated_.push_back({"a" + std::to_string(aggregated_.size()), expression->type, expression->nullable, {}});
    aggregates_.push_back(std::move(expression));
    return aggregated_.size() - 1;
  }

  ExpressionPtr input(size_t index) const { return plan::make_input(index, aggregated_[index]); }

  void add(const std::string& name, ExpressionPtr value) {
    fields_.push_back({name, value->type, value->nullable, {}});
    members_.push_back(plan::make_constant(types::Value::string(name)));
    members_.push_back(std::move(value));
  }

  void finish(const types::Field& column) {
    auto type = DataType::struct_of(std::exchange(fields_, {}));
    structs_.push_back(plan::make_call("named_struct", type, false, std::exchange(members_, {})));
    output_.push_back({column.name, type, false, {}});
  }

  const types::Schema& columns_;
  size_t rows_ = 0;
  types::Schema aggregated_;
  std::vector<ExpressionPtr> aggregates_;
  std::vector<types::Field> fields_;  ///< of the struct that is being made
  std::vector<ExpressionPtr> members_;
  types::Schema output_;
  std::vector<ExpressionPtr> structs_;
};

}  // namespace

plan::PlanPtr summary_of(plan::PlanPtr rows) {
  auto columns = rows->output;
  return Summary(columns).over(std::move(rows));
}

}  // namespace skep::session
