#include "engine/duckdb/scan_file_list.h"

#include "engine/duckdb/partition_filter.h"

#include <duckdb/planner/expression/bound_columnref_expression.hpp>
#include <duckdb/planner/table_filter.hpp>
#include <duckdb/storage/statistics/node_statistics.hpp>

#include <algorithm>
#include <numeric>

namespace skep::engine {
namespace {

/// Bytes that a value is taken to need in a compressed file.
int64_t stored_bytes_guess(const types::DataType& type) {
  using enum types::TypeKind;
  switch (type.kind()) {
    case null:
    case boolean:
    case tinyint: return 1;
    case smallint: return 2;
    case integer:
    case float_:
    case date: return 3;
    case string:
    case char_:
    case varchar:
    case binary: return 10;
    case variant:
    case array:
    case map:
    case struct_: return 20;
    default: return 5;
  }
}

/// Rows that files are taken to have when no statistics tell; what matters is which table is the larger one.
int64_t rows_guess(const ScanDescriptor& table) {
  constexpr int64_t kRowsPerFile = 100'000;
  int64_t row_bytes = 1, rows = 0;
  for (size_t i = 0; i + table.partition_count < table.columns.size(); i++)
    row_bytes += stored_bytes_guess(table.columns[i].type);
  for (const auto& file : table.files) rows += file.size < 0 ? kRowsPerFile : file.size / row_bytes;
  return rows;
}

std::vector<uint32_t> all_files(const ScanTable& table) {
  std::vector<uint32_t> files(table.file_count());
  std::iota(files.begin(), files.end(), 0);
  return files;
}

}  // namespace

ScanFileList::ScanFileList(std::shared_ptr<const ScanTable> table)
    : table_(std::move(table)), selected_(all_files(*table_)) {}

ScanFileList::ScanFileList(std::shared_ptr<const ScanTable> table, std::vector<uint32_t> selected)
    : table_(std::move(table)), selected_(std::move(selected)) {}

duckdb::vector<duckdb::OpenFileInfo> ScanFileList::GetAllFiles() const {
  duckdb::vector<duckdb::OpenFileInfo> files;
  files.reserve(selected_.size());
  for (auto file : selected_) files.push_back(table_->file_info(file));
  return files;
}

duckdb::vector<duckdb::OpenFileInfo> ScanFileList::GetDisplayFileList(duckdb::optional_idx max_files) const {
  duckdb::vector<duckdb::OpenFileInfo> files;
  for (auto file : selected_) {
    if (max_files.IsValid() && files.size() >= max_files.GetIndex()) break;
    files.push_back(table_->file_info(file));
  }
  return files;
}

duckdb::FileExpandResult ScanFileList::GetExpandResult() const {
  // Never SINGLE_FILE: DuckDB would then take the thread count from a footer that it reads when it binds a file
  // itself. Nothing is read at bind here, and the zero it finds would mean one thread.
  return selected_.empty() ? duckdb::FileExpandResult::NO_FILES : duckdb::FileExpandResult::MULTIPLE_FILES;
}

duckdb::unique_ptr<duckdb::NodeStatistics> ScanFileList::GetCardinality(duckdb::ClientContext&) const {
  // Always an answer: DuckDB's own estimate comes from that same unread footer.
  auto total = std::max<int64_t>(static_cast<int64_t>(table_->file_count()), 1);
  const auto& table = table_->descriptor();
  auto rows = table.row_estimate > 0 ? table.row_estimate : rows_guess(table);
  auto share = static_cast<double>(selected_.size()) / static_cast<double>(total);
  auto estimate = static_cast<duckdb::idx_t>(static_cast<double>(rows) * share);
  return duckdb::make_uniq<duckdb::NodeStatistics>(std::max<duckdb::idx_t>(estimate, selected_.empty() ? 0 : 1));
}

duckdb::unique_ptr<duckdb::MultiFileList> ScanFileList::Copy() const {
  return duckdb::make_uniq<ScanFileList>(table_, selected_);
}

duckdb::unique_ptr<duckdb::MultiFileList> ScanFileList::ComplexFilterPushdown(
    duckdb::ClientContext& context, const duckdb::MultiFileOptions&, duckdb::MultiFilePushdownInfo& info,
    duckdb::vector<duckdb::unique_ptr<duckdb::Expression>>& filters) const {
  PartitionFilter partitions(context, *table_, info.table_index, info.column_ids);
  duckdb::vector<duckdb::unique_ptr<duckdb::Expression>> remaining;
  duckdb::vector<duckdb::unique_ptr<duckdb::Expression>> decided;
  for (auto& filter : filters) {
    (partitions.apply(*filter) ? decided : remaining).push_back(std::move(filter));
  }
  filters = std::move(remaining);
  if (decided.empty()) return nullptr;

  auto pruned = keeping(partitions.kept());
  for (const auto& filter : decided) info.extra_info.file_filters += filter->ToString();
  info.extra_info.total_files = selected_.size();
  info.extra_info.filtered_files = pruned->GetTotalFileCount();
  return pruned;
}

duckdb::unique_ptr<duckdb::MultiFileList> ScanFileList::DynamicFilterPushdown(
    duckdb::ClientContext& context, const duckdb::MultiFileOptions&, const duckdb::vector<std::string>&,
    const duckdb::vector<duckdb::LogicalType>& types, const duckdb::vector<duckdb::column_t>& column_ids,
    duckdb::TableFilterSet& filters) const {
  // These are known only when the query runs (a join's key range, a top-n's bound). They stay in the plan.
  PartitionFilter partitions(context, *table_, 0, column_ids);
  bool any = false;
  for (auto& [position, filter] : filters.filters) {
    auto column = column_ids[position];
    if (!table_->is_partition_column(column)) continue;
    duckdb::BoundColumnRefExpression reference(types[column], duckdb::ColumnBinding(0, position));
    any |= partitions.apply(*filter->ToExpression(reference));
  }
  if (!any) return nullptr;
  return keeping(partitions.kept());
}

duckdb::OpenFileInfo ScanFileList::GetFile(duckdb::idx_t i) const {
  return i < selected_.size() ? table_->file_info(selected_[i]) : duckdb::OpenFileInfo();
}

duckdb::unique_ptr<ScanFileList> ScanFileList::keeping(const std::vector<char>& partitions) const {
  std::vector<uint32_t> kept;
  for (auto file : selected_) {
    if (partitions[table_->descriptor().files[file].partition]) kept.push_back(file);
  }
  return duckdb::make_uniq<ScanFileList>(table_, std::move(kept));
}

}  // namespace skep::engine
