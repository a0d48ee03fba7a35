#include "engine/duckdb/partition_filter.h"

#include <duckdb/execution/expression_executor.hpp>
#include <duckdb/planner/expression/bound_columnref_expression.hpp>
#include <duckdb/planner/expression/bound_constant_expression.hpp>
#include <duckdb/planner/expression_iterator.hpp>

namespace skep::engine {

using duckdb::BoundColumnRefExpression;

PartitionFilter::PartitionFilter(duckdb::ClientContext& context, const ScanTable& table, duckdb::idx_t table_index,
                                 const duckdb::vector<duckdb::column_t>& column_ids)
    : context_(context),
      table_(table),
      table_index_(table_index),
      column_ids_(column_ids),
      kept_(table.partition_count(), 1) {}

bool PartitionFilter::apply(const duckdb::Expression& filter) {
  if (!uses_partition_columns_only(filter)) return false;

  auto kept = kept_;
  for (size_t partition = 0; partition < kept.size(); ++partition) {
    if (!kept[partition]) continue;
    auto expression = with_values(filter, partition);
    duckdb::Value value;
    if (!expression->IsFoldable() || !duckdb::ExpressionExecutor::TryEvaluateScalar(context_, *expression, value)) {
      return false;
    }
    kept[partition] = !value.IsNull() && duckdb::BooleanValue::Get(value.DefaultCastAs(duckdb::LogicalType::BOOLEAN));
  }
  kept_ = std::move(kept);
  return true;
}

bool PartitionFilter::uses_partition_columns_only(const duckdb::Expression& filter) const {
  if (filter.IsVolatile() || filter.HasSubquery() || filter.HasParameter()) return false;
  bool any = false;
  bool all = true;
  duckdb::ExpressionIterator::VisitExpression<BoundColumnRefExpression>(filter,
                                                                        [&](const BoundColumnRefExpression& reference) {
                                                                          any = true;
                                                                          all = all && is_partition_column(reference);
                                                                        });
  return any && all;
}

bool PartitionFilter::is_partition_column(const BoundColumnRefExpression& reference) const {
  return reference.binding.table_index == table_index_ && reference.depth == 0 &&
         table_.is_partition_column(column_ids_[reference.binding.column_index]);
}

duckdb::unique_ptr<duckdb::Expression> PartitionFilter::with_values(const duckdb::Expression& filter,
                                                                    size_t partition) const {
  auto copy = filter.Copy();
  duckdb::ExpressionIterator::VisitExpressionMutable<BoundColumnRefExpression>(
      copy, [&](BoundColumnRefExpression& reference, duckdb::unique_ptr<duckdb::Expression>& slot) {
        auto column = column_ids_[reference.binding.column_index];
        slot = duckdb::make_uniq<duckdb::BoundConstantExpression>(table_.partition_value(partition, column));
      });
  return copy;
}

}  // namespace skep::engine
