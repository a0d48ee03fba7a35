#pragma once

#include "engine/duckdb/delimited_options.h"
#include "engine/duckdb/scan_table.h"

#include <duckdb.hpp>
#include <duckdb/common/multi_file/base_file_reader.hpp>
#include <duckdb/function/table_function.hpp>

#include <memory>
#include <mutex>

namespace skep::engine {

/// Where a thread is in a file.
struct DelimitedPosition : duckdb::LocalTableFunctionState {
  DelimitedPosition();
  ~DelimitedPosition() override;

  size_t begin = 0;
  size_t end = 0;
  struct Reading;
  std::unique_ptr<Reading> reading;
};

/// A file of delimited text whose values are the table's columns in their order. Threads read parts of it beside each
/// other, unless it is compressed.
class DelimitedFile : public duckdb::BaseFileReader {
 public:
  DelimitedFile(const duckdb::OpenFileInfo& file, std::shared_ptr<const ScanTable> table, DelimitedOptions options);

  bool TryInitializeScan(duckdb::ClientContext& context, duckdb::GlobalTableFunctionState& global,
                         duckdb::LocalTableFunctionState& local) override;
  void PrepareScan(duckdb::ClientContext& context, duckdb::GlobalTableFunctionState& global,
                   duckdb::LocalTableFunctionState& local) override;
  duckdb::AsyncResult Scan(duckdb::ClientContext& context, duckdb::GlobalTableFunctionState& global,
                           duckdb::LocalTableFunctionState& local, duckdb::DataChunk& chunk) override;
  std::string GetReaderType() const override { return "Delimited"; }

  /// Opens the file, so that a missing one is found before any part is handed out.
  void PrepareReader(duckdb::ClientContext& context, duckdb::GlobalTableFunctionState& global) override;

 private:
  duckdb::unique_ptr<duckdb::FileHandle> open(duckdb::ClientContext& context) const;
  void read_line(std::string_view line, DelimitedPosition::Reading& reading, duckdb::DataChunk& chunk,
                 duckdb::idx_t row) const;

  std::shared_ptr<const ScanTable> table_;
  DelimitedOptions options_;
  std::vector<size_t> requested_;  ///< the columns to read, as positions in the table
  size_t size_ = 0;                ///< the greatest size there is, for a compressed file: its one part is all
  size_t next_begin_ = 0;
  bool any_part_given_ = false;
};

}  // namespace skep::engine
