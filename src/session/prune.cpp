#include "session/prune.h"

#include "analyzer/analyzer.h"
#include "base/text.h"
#include "session/column_defaults.h"
#include "session/partition_value.h"

namespace skep::session {
namespace {

using types::Value;

Result<engine::ScanDescriptor> describe(const plan::Scan& scan, const metastore::Table& table,
                                        const warehouse::TableSchema& schema, warehouse::Warehouse& warehouse,
                                        const std::string& time_zone, const Cancellation& cancellation,
                                        std::vector<FilesRead>* reads) {
  auto filter = partition_filter(scan, schema);
  auto files = warehouse.list_files(table, filter ? &*filter : nullptr, cancellation);
  if (!files) return files.error().during("listing the files of {}", table.name.to_text());

  engine::ScanDescriptor descriptor;
  descriptor.name = table.name.to_text();
  descriptor.columns = schema.columns;
  descriptor.partition_count = schema.partition_count;
  descriptor.format =
      schema.format == warehouse::FileFormat::csv ? engine::ScanFormat::csv : engine::ScanFormat::parquet;
  descriptor.options = schema.options;
  for (size_t i = 0; i < schema.columns.size(); i++) {
    auto value = schema.defaults.find(to_lower(schema.columns[i].name));
    if (value == schema.defaults.end() || value->second.exists.empty()) continue;
    auto missing = missing_value(value->second.exists, schema.columns[i], time_zone);
    if (!missing) return missing.error();
    descriptor.missing.emplace(i, *std::move(missing));
  }
  descriptor.row_estimate = files->row_estimate;
  auto first = schema.columns.size() - schema.partition_count;
  for (auto& partition : files->partitions) {
    std::vector<Value> values;
    for (size_t i = 0; i < schema.partition_count; i++) {
      auto value = partition_value(partition.values[i], schema.columns[first + i], time_zone);
      if (!value) return value.error().during("reading a partition of {}", table.name.to_text());
      values.push_back(std::move(*value));
    }
    descriptor.partitions.push_back(std::move(values));
  }
  for (auto& file : files->files)
    descriptor.files.push_back({file.path, file.size, file.modified_micros, file.partition});
  if (reads) {
    bool is_whole = descriptor.files.size() <= FilesRead::kFilesMax;
    reads->push_back({table, std::move(filter), {}, is_whole});
    if (is_whole) reads->back().files = descriptor.files;
  }
  return descriptor;
}

/// Visits the plan and the plans of subqueries in its expressions; calls `visit` on every scan.
Result<void> each_scan(plan::Plan& plan, const std::function<Result<void>(plan::Scan&)>& visit) {
  if (auto* scan = std::get_if<plan::Scan>(&plan.node)) return visit(*scan);
  std::optional<Error> failed;
  auto descend = [&](plan::Plan& inner) {
    if (failed) return;
    if (auto visited = each_scan(inner, visit); !visited) failed = visited.error();
  };
  plan::for_each_input(plan, [&](plan::PlanPtr& input) { descend(*input); });
  plan::for_each_expression(plan, [&](plan::ExpressionPtr& expression) {
    plan::walk(*expression, [&](plan::Expression& part) {
      if (auto* subquery = std::get_if<plan::Subquery>(&part.node)) descend(*subquery->plan);
    });
  });
  if (failed) return *failed;
  return {};
}

}  // namespace

Result<std::vector<engine::ScanDescriptor>> prune(plan::Plan& plan, const LoadedNames& names,
                                                  warehouse::Warehouse& warehouse, const std::string& time_zone,
                                                  const Cancellation& cancellation, std::vector<FilesRead>* reads) {
  std::vector<engine::ScanDescriptor> descriptors;
  auto described = each_scan(plan, [&](plan::Scan& scan) -> Result<void> {
    if (scan.table == analyzer::kSourceTable) {
      scan.table = descriptors.size();
      descriptors.push_back(*names.source);
      return {};
    }
    if (auto cached = names.cached.find(scan.table); cached != names.cached.end()) {
      scan.table = descriptors.size();
      descriptors.push_back(cached->second->scan);
      return {};
    }
    auto descriptor =
        describe(scan, names.tables[scan.table], names.schemas[scan.table], warehouse, time_zone, cancellation, reads);
    if (!descriptor) return descriptor.error();
    scan.table = descriptors.size();
    descriptors.push_back(std::move(*descriptor));
    return {};
  });
  if (!described) return described.error();
  return descriptors;
}

}  // namespace skep::session
