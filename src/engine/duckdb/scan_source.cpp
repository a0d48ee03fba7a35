#include "engine/duckdb/scan_source.h"

#include "base/check.h"
#include "base/text.h"
#include "engine/duckdb/delimited_options.h"

namespace skep::engine {
namespace {

Result<std::string> delimited_source(const ScanDescriptor& descriptor, uint64_t handle) {
  auto options = parse_delimited_options(descriptor.options);
  if (!options) return options.error();
  for (size_t i = 0; i < descriptor.columns.size() - descriptor.partition_count; ++i) {
    const auto& column = descriptor.columns[i];
    if (column.type.is_nested() || column.type.is_any_interval()) {
      return make_error(ErrorCode::unsupported, "a CSV column of type {}", column.type.to_sql());
    }
    if (equals_ignoring_case(column.name, "_corrupt_record")) {
      return make_error(ErrorCode::unsupported, "the CSV column _corrupt_record");
    }
  }
  return fmt::format("skep_delimited({})", handle);
}

}  // namespace

Result<std::string> scan_source(const ScanDescriptor& descriptor, uint64_t handle) {
  switch (descriptor.format) {
    case ScanFormat::parquet: return fmt::format("skep_scan({})", handle);
    case ScanFormat::csv: return delimited_source(descriptor, handle);
  }
  fail_check("a format without a reader");
}

}  // namespace skep::engine
