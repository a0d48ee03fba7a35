#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace skep::engine {
namespace {

using duckdb::idx_t;

/// Whether some (or every) item is true, in three-valued logic: what decides wins over NULL.
template <bool kDeciding>
void decide(duckdb::DataChunk& arguments, duckdb::ExpressionState&, duckdb::Vector& result) {
  auto rows = arguments.size();
  duckdb::UnifiedVectorFormat lists, items;
  arguments.data[0].ToUnifiedFormat(rows, lists);
  auto& child = duckdb::ListVector::GetEntry(arguments.data[0]);
  child.ToUnifiedFormat(duckdb::ListVector::GetListSize(arguments.data[0]), items);
  auto* entries = duckdb::UnifiedVectorFormat::GetData<duckdb::list_entry_t>(lists);
  auto* flags = duckdb::UnifiedVectorFormat::GetData<bool>(items);
  result.SetVectorType(duckdb::VectorType::FLAT_VECTOR);
  auto* output = duckdb::FlatVector::GetData<bool>(result);
  auto& validity = duckdb::FlatVector::Validity(result);
  for (idx_t row = 0; row < rows; row++) {
    auto at = lists.sel->get_index(row);
    if (!lists.validity.RowIsValid(at)) {
      validity.SetInvalid(row);
      continue;
    }
    bool decided = false, unknown = false;
    for (idx_t i = 0; i < entries[at].length && !decided; i++) {
      auto item = items.sel->get_index(entries[at].offset + i);
      if (!items.validity.RowIsValid(item)) {
        unknown = true;
      } else {
        decided = flags[item] == kDeciding;
      }
    }
    output[row] = decided ? kDeciding : !kDeciding;
    if (!decided && unknown) validity.SetInvalid(row);
  }
  if (arguments.AllConstant()) result.SetVectorType(duckdb::VectorType::CONSTANT_VECTOR);
}

/// The answers of a comparator for all pairs of a list's items: row i holds those for item i and each other one.
class Answers {
 public:
  explicit Answers(const duckdb::Value& matrix) : rows_(duckdb::ListValue::GetChildren(matrix)) {}

  size_t size() const { return rows_.size(); }

  bool is_less(size_t left, size_t right) const {
    auto& answer = duckdb::ListValue::GetChildren(rows_[left])[right];
    if (answer.IsNull()) {
      raise(Failure{"COMPARATOR_RETURNS_NULL", "the function that compares items gave NULL"});
    }
    return answer.GetValue<int32_t>() < 0;
  }

 private:
  const duckdb::vector<duckdb::Value>& rows_;
};

void sort_order(duckdb::DataChunk& arguments, duckdb::ExpressionState&, duckdb::Vector& result) {
  result.SetVectorType(duckdb::VectorType::FLAT_VECTOR);
  for (idx_t row = 0; row < arguments.size(); row++) {
    auto matrix = arguments.data[0].GetValue(row);
    if (matrix.IsNull()) {
      duckdb::FlatVector::SetNull(result, row, true);
      continue;
    }
    Answers answers(matrix);
    std::vector<size_t> order(answers.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return answers.is_less(a, b); });
    duckdb::vector<duckdb::Value> places;
    for (auto place : order) places.push_back(duckdb::Value::BIGINT(static_cast<int64_t>(place) + 1));
    result.SetValue(row, duckdb::Value::LIST(duckdb::LogicalType::BIGINT, std::move(places)));
  }
  if (arguments.AllConstant()) result.SetVectorType(duckdb::VectorType::CONSTANT_VECTOR);
}

}  // namespace

void add_list_logic(Registrar& registrar) {
  using duckdb::LogicalType;
  auto flags = LogicalType::LIST(LogicalType::BOOLEAN);
  registrar.put("any", duckdb::ScalarFunction({flags}, LogicalType::BOOLEAN, decide<true>));
  registrar.put("all", duckdb::ScalarFunction({flags}, LogicalType::BOOLEAN, decide<false>));
  auto matrix = LogicalType::LIST(LogicalType::LIST(LogicalType::INTEGER));
  registrar.put_raising("sort_order",
                        duckdb::ScalarFunction({matrix}, LogicalType::LIST(LogicalType::BIGINT), sort_order));
}

}  // namespace skep::engine
