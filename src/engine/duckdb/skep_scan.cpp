#include "engine/duckdb/skep_scan.h"

#include "engine/duckdb/plain_limits.h"
#include "engine/duckdb/scan_reader.h"

#include <duckdb/catalog/catalog_entry/table_function_catalog_entry.hpp>
#include <duckdb/main/extension/extension_loader.hpp>

namespace skep::engine {

void register_skep_scan(duckdb::DatabaseInstance& instance, std::shared_ptr<ScanRegistry> registry) {
  duckdb::ExtensionLoader loader(instance, "skep");
  duckdb::Connection connection(instance);
  auto function = loader.GetTableFunction("parquet_scan")
                      .functions.GetFunctionByArguments(*connection.context, {duckdb::LogicalType::VARCHAR});
  function.name = "skep_scan";
  function.arguments = {duckdb::LogicalType::BIGINT};
  function.named_parameters.clear();
  function.function_info = duckdb::make_shared_ptr<ScanFunctionInfo>(std::move(registry));
  function.get_multi_file_reader = ScanReader::create;
  stop_in_time(function);

  // Plans are not stored, and the default would write paths, which mean nothing here.
  function.serialize = nullptr;
  function.deserialize = nullptr;
  function.verify_serialization = false;
  loader.RegisterFunction(function);
  keep_plain_limits_plain(instance);
}

}  // namespace skep::engine
