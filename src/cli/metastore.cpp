#include "cli/commands.h"
#include "cli/setting_arguments.h"
#include "server/server.h"

#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>

namespace skep::cli {
namespace {

int failed(const Error& error) {
  std::fprintf(stderr, "skep: %s\n", error.message.c_str());
  return EXIT_FAILURE;
}

void print(const metastore::StoreReport& report) {
  fmt::print("store: {}\n", report.store);
  if (report.is_empty) {
    fmt::print("schema: none; `skep metastore init` creates it\n");
    return;
  }
  fmt::print("schema: Hive {}{}\n", report.schema_version,
             report.has_skep_tables ? "" : "; Skep's own tables are added when it is opened");
  fmt::print("databases: {}\ntables: {}\npartitions: {}\n", report.databases, report.tables, report.partitions);
}

int report_on(const server::WarehouseOptions& options) {
  auto report = server::check_store(options);
  if (!report) return failed(report.error());
  print(*report);
  return EXIT_SUCCESS;
}

}  // namespace

int run_metastore_init(const MetastoreArguments& arguments) {
  auto settings = parse_settings(arguments.given);
  if (!settings) return failed(settings.error());
  server::WarehouseOptions options{arguments.warehouse, *std::move(settings)};
  {
    auto warehouse = server::open_warehouse(options);
    if (!warehouse) return failed(warehouse.error());
  }
  return report_on(options);
}

int run_metastore_check(const MetastoreArguments& arguments) {
  auto settings = parse_settings(arguments.given);
  if (!settings) return failed(settings.error());
  return report_on({arguments.warehouse, *std::move(settings)});
}

}  // namespace skep::cli
