#pragma once

#include "engine/duckdb/scan_registry.h"

#include <duckdb.hpp>
#include <duckdb/common/multi_file/multi_file_reader.hpp>
#include <duckdb/function/table_function.hpp>

namespace skep::engine {

/// Gives a scan function of ours its registry.
struct ScanFunctionInfo : duckdb::TableFunctionInfo {
  explicit ScanFunctionInfo(std::shared_ptr<ScanRegistry> registry_in) : registry(std::move(registry_in)) {}

  std::shared_ptr<ScanRegistry> registry;
  duckdb::table_function_t scan = nullptr;  ///< DuckDB's own, set by stop_in_time
};

/// Lets a scan function of ours end when its statement's time box has run out.
void stop_in_time(duckdb::TableFunction& function);

/// Reads the files of a ScanTable through DuckDB's multi-file functions: columns by name without regard to case, NULL
/// where a file lacks one, partition values as constants per file. Binding opens no file.
struct ScanReader : duckdb::MultiFileReader {
  explicit ScanReader(const ScanFunctionInfo& info) : registry_(info.registry), duckdb_scan_(info.scan) {}

  /// For TableFunction::get_multi_file_reader, on a function whose function_info is a ScanFunctionInfo.
  static duckdb::unique_ptr<duckdb::MultiFileReader> create(const duckdb::TableFunction& function);

  duckdb::unique_ptr<duckdb::MultiFileReader> Copy() const override;
  duckdb::vector<std::string> ParsePaths(const duckdb::Value& input) override;
  duckdb::shared_ptr<duckdb::MultiFileList> CreateFileList(duckdb::ClientContext& context,
                                                           const duckdb::vector<std::string>& paths,
                                                           const duckdb::FileGlobInput& glob) override;
  bool Bind(duckdb::MultiFileOptions& options, duckdb::MultiFileList& files, duckdb::vector<duckdb::LogicalType>& types,
            duckdb::vector<std::string>& names, duckdb::MultiFileReaderBindData& bind_data) override;
  void BindOptions(duckdb::MultiFileOptions& options, duckdb::MultiFileList& files,
                   duckdb::vector<duckdb::LogicalType>& types, duckdb::vector<std::string>& names,
                   duckdb::MultiFileReaderBindData& bind_data) override;
  duckdb::shared_ptr<duckdb::BaseFileReader> CreateReader(duckdb::ClientContext& context,
                                                          duckdb::GlobalTableFunctionState& state,
                                                          const duckdb::OpenFileInfo& file, duckdb::idx_t file_index,
                                                          const duckdb::MultiFileBindData& bind_data) override;
  void FinalizeBind(duckdb::MultiFileReaderData& reader_data, const duckdb::MultiFileOptions& options,
                    const duckdb::MultiFileReaderBindData& bind_data,
                    const duckdb::vector<duckdb::MultiFileColumnDefinition>& global_columns,
                    const duckdb::vector<duckdb::ColumnIndex>& column_ids, duckdb::ClientContext& context,
                    duckdb::optional_ptr<duckdb::MultiFileReaderGlobalState> state) override;
  void FinalizeChunk(duckdb::ClientContext& context, const duckdb::MultiFileBindData& bind_data,
                     duckdb::BaseFileReader& reader, const duckdb::MultiFileReaderData& reader_data,
                     duckdb::DataChunk& input, duckdb::DataChunk& output, duckdb::ExpressionExecutor& executor,
                     duckdb::optional_ptr<duckdb::MultiFileReaderGlobalState> state) override;
  duckdb::TablePartitionInfo GetPartitionInfo(duckdb::ClientContext& context,
                                              const duckdb::MultiFileReaderBindData& bind_data,
                                              duckdb::TableFunctionPartitionInput& input) override;

  const std::shared_ptr<const ScanTable>& table() const { return table_; }
  duckdb::table_function_t duckdb_scan() const { return duckdb_scan_; }

 private:
  std::shared_ptr<ScanRegistry> registry_;
  duckdb::table_function_t duckdb_scan_;
  std::shared_ptr<const ScanTable> table_;  ///< set by CreateFileList, which DuckDB calls before anything else
};

}  // namespace skep::engine
