#include "engine/duckdb/skep_delimited.h"

#include "engine/duckdb/delimited_file.h"
#include "engine/duckdb/scan_reader.h"

#include <duckdb/common/multi_file/multi_file_function.hpp>
#include <duckdb/main/extension/extension_loader.hpp>

namespace skep::engine {
namespace {

struct NoOptions : duckdb::BaseFileReaderOptions {};

struct NoBindData : duckdb::TableFunctionData {
  duckdb::unique_ptr<duckdb::FunctionData> Copy() const override { return duckdb::make_uniq<NoBindData>(); }
};

/// DuckDB's interface of a file format, for files that ScanReader makes; what it would ask of files is never asked.
struct DelimitedFormat : duckdb::MultiFileReaderInterface {
  static duckdb::unique_ptr<duckdb::MultiFileReaderInterface> CreateInterface(duckdb::ClientContext&) {
    return duckdb::make_uniq<DelimitedFormat>();
  }

  duckdb::unique_ptr<duckdb::BaseFileReaderOptions> InitializeOptions(
      duckdb::ClientContext&, duckdb::optional_ptr<duckdb::TableFunctionInfo>) override {
    return duckdb::make_uniq<NoOptions>();
  }
  bool ParseCopyOption(duckdb::ClientContext&, const std::string&, const duckdb::vector<duckdb::Value>&,
                       duckdb::BaseFileReaderOptions&, duckdb::vector<std::string>&,
                       duckdb::vector<duckdb::LogicalType>&) override {
    return false;
  }
  bool ParseOption(duckdb::ClientContext&, const std::string&, const duckdb::Value&, duckdb::MultiFileOptions&,
                   duckdb::BaseFileReaderOptions&) override {
    return false;
  }
  duckdb::unique_ptr<duckdb::TableFunctionData> InitializeBindData(
      duckdb::MultiFileBindData&, duckdb::unique_ptr<duckdb::BaseFileReaderOptions>) override {
    return duckdb::make_uniq<NoBindData>();
  }
  void BindReader(duckdb::ClientContext&, duckdb::vector<duckdb::LogicalType>&, duckdb::vector<std::string>&,
                  duckdb::MultiFileBindData&) override {
    throw duckdb::InternalException("delimited files have declared columns");
  }
  duckdb::unique_ptr<duckdb::GlobalTableFunctionState> InitializeGlobalState(duckdb::ClientContext&,
                                                                             duckdb::MultiFileBindData&,
                                                                             duckdb::MultiFileGlobalState&) override {
    return duckdb::make_uniq<duckdb::GlobalTableFunctionState>();
  }
  duckdb::unique_ptr<duckdb::LocalTableFunctionState> InitializeLocalState(duckdb::ExecutionContext&,
                                                                           duckdb::GlobalTableFunctionState&) override {
    return duckdb::make_uniq<DelimitedPosition>();
  }
  duckdb::shared_ptr<duckdb::BaseFileReader> CreateReader(duckdb::ClientContext&, duckdb::GlobalTableFunctionState&,
                                                          duckdb::BaseUnionData&,
                                                          const duckdb::MultiFileBindData&) override {
    throw duckdb::InternalException("delimited files have no union data");
  }
  duckdb::shared_ptr<duckdb::BaseFileReader> CreateReader(duckdb::ClientContext&, duckdb::GlobalTableFunctionState&,
                                                          const duckdb::OpenFileInfo&, duckdb::idx_t,
                                                          const duckdb::MultiFileBindData&) override {
    throw duckdb::InternalException("delimited files are made by their scan");
  }
  duckdb::unique_ptr<duckdb::MultiFileReaderInterface> Copy() override { return duckdb::make_uniq<DelimitedFormat>(); }
};

/// A scan whose files are DelimitedFiles.
struct DelimitedScanReader : ScanReader {
  using ScanReader::ScanReader;

  static duckdb::unique_ptr<duckdb::MultiFileReader> create(const duckdb::TableFunction& function) {
    return duckdb::make_uniq<DelimitedScanReader>(function.function_info->Cast<ScanFunctionInfo>());
  }

  duckdb::unique_ptr<duckdb::MultiFileReader> Copy() const override {
    return duckdb::make_uniq<DelimitedScanReader>(*this);
  }

  duckdb::shared_ptr<duckdb::BaseFileReader> CreateReader(duckdb::ClientContext&, duckdb::GlobalTableFunctionState&,
                                                          const duckdb::OpenFileInfo& file, duckdb::idx_t,
                                                          const duckdb::MultiFileBindData&) override {
    table()->counters().files_opened.fetch_add(1, std::memory_order_relaxed);
    auto options = parse_delimited_options(table()->descriptor().options);
    if (!options) throw duckdb::NotImplementedException(options.error().message);
    return duckdb::make_shared_ptr<DelimitedFile>(file, table(), std::move(*options));
  }
};

}  // namespace

void register_skep_delimited(duckdb::DatabaseInstance& instance, std::shared_ptr<ScanRegistry> registry) {
  duckdb::MultiFileFunction<DelimitedFormat> function("skep_delimited");
  function.arguments = {duckdb::LogicalType::BIGINT};
  function.named_parameters.clear();
  function.function_info = duckdb::make_shared_ptr<ScanFunctionInfo>(std::move(registry));
  function.get_multi_file_reader = DelimitedScanReader::create;
  stop_in_time(function);
  function.verify_serialization = false;
  duckdb::ExtensionLoader loader(instance, "skep");
  loader.RegisterFunction(static_cast<duckdb::TableFunction>(function));
}

}  // namespace skep::engine
