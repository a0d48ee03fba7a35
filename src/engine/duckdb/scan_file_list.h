#pragma once

#include "engine/duckdb/scan_table.h"

#include <duckdb.hpp>
#include <duckdb/common/multi_file/multi_file_list.hpp>

namespace skep::engine {

/// The files of a table that a plan reads, as DuckDB's multi-file functions ask for them. A filter on partition columns
/// alone is decided once per partition, before any file is opened; static ones then leave the plan.
class ScanFileList : public duckdb::MultiFileList {
 public:
  explicit ScanFileList(std::shared_ptr<const ScanTable> table);
  ScanFileList(std::shared_ptr<const ScanTable> table, std::vector<uint32_t> selected);

  duckdb::vector<duckdb::OpenFileInfo> GetAllFiles() const override;
  duckdb::vector<duckdb::OpenFileInfo> GetDisplayFileList(duckdb::optional_idx max_files) const override;
  duckdb::FileExpandResult GetExpandResult() const override;
  duckdb::idx_t GetTotalFileCount() const override { return selected_.size(); }
  duckdb::unique_ptr<duckdb::NodeStatistics> GetCardinality(duckdb::ClientContext& context) const override;
  duckdb::unique_ptr<duckdb::MultiFileList> Copy() const override;

  duckdb::unique_ptr<duckdb::MultiFileList> ComplexFilterPushdown(
      duckdb::ClientContext& context, const duckdb::MultiFileOptions& options, duckdb::MultiFilePushdownInfo& info,
      duckdb::vector<duckdb::unique_ptr<duckdb::Expression>>& filters) const override;

  duckdb::unique_ptr<duckdb::MultiFileList> DynamicFilterPushdown(duckdb::ClientContext& context,
                                                                  const duckdb::MultiFileOptions& options,
                                                                  const duckdb::vector<std::string>& names,
                                                                  const duckdb::vector<duckdb::LogicalType>& types,
                                                                  const duckdb::vector<duckdb::column_t>& column_ids,
                                                                  duckdb::TableFilterSet& filters) const override;

 protected:
  duckdb::OpenFileInfo GetFile(duckdb::idx_t i) const override;

 private:
  duckdb::unique_ptr<ScanFileList> keeping(const std::vector<char>& partitions) const;

  std::shared_ptr<const ScanTable> table_;
  std::vector<uint32_t> selected_;  ///< indexes into the table's files
};

}  // namespace skep::engine
