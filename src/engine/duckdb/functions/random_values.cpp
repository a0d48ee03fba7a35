#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"
#include "engine/duckdb/functions/spark_random.h"

#include <duckdb/execution/expression_executor.hpp>
#include <duckdb/planner/expression/bound_function_expression.hpp>

#include <memory>
#include <mutex>
#include <random>

namespace skep::engine {
namespace {

/// What a call goes on with from row to row. The threads of a statement share it, so that each row gets a number of its
/// own; rows that one thread computes in order get those that a Spark partition gives.
struct Sequence : duckdb::FunctionData {
  struct State {
    explicit State(int64_t seed) : random(seed) {}
    std::mutex mutex;
    SparkRandom random;
    int64_t rows = 0;
  };

  explicit Sequence(std::shared_ptr<State> state_in) : state(std::move(state_in)) {}
  duckdb::unique_ptr<duckdb::FunctionData> Copy() const override { return duckdb::make_uniq<Sequence>(state); }
  bool Equals(const duckdb::FunctionData& other) const override { return state == other.Cast<Sequence>().state; }

  std::shared_ptr<State> state;
};

using Arguments = duckdb::vector<duckdb::unique_ptr<duckdb::Expression>>;

int64_t any_seed() {
  std::random_device device;
  return static_cast<int64_t>(uint64_t{device()} << 32 | device());
}

/// The last argument is the seed, a constant.
duckdb::unique_ptr<duckdb::FunctionData> bind_seeded(duckdb::ClientContext& context, duckdb::ScalarFunction&,
                                                     Arguments& arguments) {
  auto seed = duckdb::ExpressionExecutor::EvaluateScalar(context, *arguments.back());
  return duckdb::make_uniq<Sequence>(std::make_shared<Sequence::State>(seed.IsNull() ? 0 : seed.GetValue<int64_t>()));
}

/// Another sequence each time.
duckdb::unique_ptr<duckdb::FunctionData> bind_unseeded(duckdb::ClientContext&, duckdb::ScalarFunction&, Arguments&) {
  return duckdb::make_uniq<Sequence>(std::make_shared<Sequence::State>(any_seed()));
}

Sequence::State& state_of(duckdb::ExpressionState& expression) {
  auto& function = expression.expr.Cast<duckdb::BoundFunctionExpression>();
  return *function.bind_info->Cast<Sequence>().state;
}

/// Fills a vector with what `next` gives, row by row.
template <typename T, typename Next>
void fill(duckdb::DataChunk& arguments, duckdb::ExpressionState& expression, duckdb::Vector& result, Next next) {
  auto& state = state_of(expression);
  result.SetVectorType(duckdb::VectorType::FLAT_VECTOR);
  auto* values = duckdb::FlatVector::GetData<T>(result);
  std::lock_guard lock(state.mutex);
  for (duckdb::idx_t row = 0; row < arguments.size(); ++row) values[row] = next(state);
}

void rand_rows(duckdb::DataChunk& arguments, duckdb::ExpressionState& expression, duckdb::Vector& result) {
  fill<double>(arguments, expression, result, [](auto& state) { return state.random.next_double(); });
}

void randn_rows(duckdb::DataChunk& arguments, duckdb::ExpressionState& expression, duckdb::Vector& result) {
  fill<double>(arguments, expression, result, [](auto& state) { return state.random.next_gaussian(); });
}

void number_rows(duckdb::DataChunk& arguments, duckdb::ExpressionState& expression, duckdb::Vector& result) {
  fill<int64_t>(arguments, expression, result, [](auto& state) { return state.rows++; });
}

/// randstr(length, seed): letters and digits.
void randstr_rows(duckdb::DataChunk& arguments, duckdb::ExpressionState& expression, duckdb::Vector& result) {
  auto length = arguments.data[0].GetValue(0);
  auto size = length.IsNull() ? 0 : length.GetValue<int32_t>();
  if (size < 0) raise({"INVALID_PARAMETER_VALUE.LENGTH", "randstr takes no negative length"});
  std::string text(static_cast<size_t>(size), '\0');
  fill<duckdb::string_t>(arguments, expression, result, [&](auto& state) {
    for (char& c : text) {
      constexpr std::string_view kCharacters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
      c = kCharacters[static_cast<size_t>(std::abs(state.random.next_int() % 62))];
    }
    return duckdb::StringVector::AddString(result, text);
  });
}

/// A UUID of version 4, of the generator's bits.
void uuid_rows(duckdb::DataChunk& arguments, duckdb::ExpressionState& expression, duckdb::Vector& result) {
  fill<duckdb::string_t>(arguments, expression, result, [&](auto& state) {
    uint32_t words[4];
    for (auto& word : words) word = static_cast<uint32_t>(state.random.next_int());
    auto text = fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:04x}{:08x}", words[0], words[1] >> 16, words[1] & 0xFFF,
                            (words[2] >> 16 & 0x3FFF) | 0x8000, words[2] & 0xFFFF, words[3]);
    return duckdb::StringVector::AddString(result, text);
  });
}

/// Adds the function and its twin with a seed behind the other arguments.
void add(Registrar& registrar, const std::string& name, duckdb::vector<duckdb::LogicalType> arguments,
         const duckdb::LogicalType& result, const duckdb::scalar_function_t& rows) {
  for (auto bind : {bind_unseeded, bind_seeded}) {
    duckdb::ScalarFunction function(arguments, result, rows);
    function.SetBindCallback(bind);
    function.SetVolatile();
    function.SetNullHandling(duckdb::FunctionNullHandling::SPECIAL_HANDLING);
    registrar.put_raising(name, std::move(function));
    arguments.push_back(duckdb::LogicalType::BIGINT);
  }
}

}  // namespace

void add_random_values(Registrar& registrar) {
  using duckdb::LogicalType;
  add(registrar, "rand", {}, LogicalType::DOUBLE, rand_rows);
  add(registrar, "randn", {}, LogicalType::DOUBLE, randn_rows);
  add(registrar, "uuid", {}, LogicalType::VARCHAR, uuid_rows);
  add(registrar, "randstr", {LogicalType::INTEGER}, LogicalType::VARCHAR, randstr_rows);
  add(registrar, "row_number", {}, LogicalType::BIGINT, number_rows);
}

}  // namespace skep::engine
