#include "engine/duckdb/plain_limits.h"

#include <duckdb.hpp>
#include <duckdb/main/config.hpp>
#include <duckdb/optimizer/optimizer_extension.hpp>
#include <duckdb/planner/operator/logical_get.hpp>
#include <duckdb/planner/operator/logical_limit.hpp>

namespace skep::engine {
namespace {

/// Finds the scan that a limit takes its rows from as they come; null when rows are ordered or computed in between.
duckdb::LogicalGet* scan_below(duckdb::LogicalOperator& op) {
  switch (op.type) {
    case duckdb::LogicalOperatorType::LOGICAL_GET: return &op.Cast<duckdb::LogicalGet>();
    case duckdb::LogicalOperatorType::LOGICAL_PROJECTION:
    case duckdb::LogicalOperatorType::LOGICAL_FILTER: return scan_below(*op.children[0]);
    default: return nullptr;
  }
}

void visit(duckdb::LogicalOperator& op) {
  if (op.type == duckdb::LogicalOperatorType::LOGICAL_LIMIT &&
      op.Cast<duckdb::LogicalLimit>().offset_val.Type() == duckdb::LimitNodeType::UNSET) {
    if (auto* scan = scan_below(*op.children[0])) scan->function.late_materialization = false;
  }
  for (auto& child : op.children) visit(*child);
}

void before_optimizing(duckdb::OptimizerExtensionInput&, duckdb::unique_ptr<duckdb::LogicalOperator>& plan) {
  visit(*plan);
}

}  // namespace

void keep_plain_limits_plain(duckdb::DatabaseInstance& instance) {
  duckdb::OptimizerExtension extension;
  extension.pre_optimize_function = before_optimizing;
  duckdb::OptimizerExtension::Register(duckdb::DBConfig::GetConfig(instance), std::move(extension));
}

}  // namespace skep::engine
