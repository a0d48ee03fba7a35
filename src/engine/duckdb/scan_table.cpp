#include "engine/duckdb/scan_table.h"

#include "base/check.h"
#include "engine/duckdb/duckdb_types.h"

namespace skep::engine {
namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr const char* kNumberOption = "skep_file";

}  // namespace

ScanTable::ScanTable(ScanDescriptor descriptor, std::string time_zone, std::shared_ptr<ScanCounters> counters,
                     std::shared_ptr<ScanProgress> progress)
    : descriptor_(std::move(descriptor)),
      time_zone_(std::move(time_zone)),
      counters_(std::move(counters)),
      progress_(std::move(progress)) {
  check(descriptor_.partition_count <= descriptor_.columns.size(), "more partition columns than columns");
  first_partition_column_ = descriptor_.columns.size() - descriptor_.partition_count;

  for (size_t i = 0; i < descriptor_.columns.size(); ++i) {
    types_.push_back(to_duckdb(descriptor_.columns[i].type));
    positional_names_.push_back("c" + std::to_string(i));
  }
  partitions_.reserve(descriptor_.partitions.size());
  for (const auto& values : descriptor_.partitions) {
    check(values.size() == descriptor_.partition_count, "a partition has a value for each partition column");
    auto& partition = partitions_.emplace_back();
    for (size_t i = 0; i < values.size(); ++i) {
      auto value = to_duckdb(values[i]);
      partition.push_back(value.IsNull() ? duckdb::Value(types_[first_partition_column_ + i]) : std::move(value));
    }
  }
  for (const auto& file : descriptor_.files) {
    check(descriptor_.partition_count == 0 || file.partition < partitions_.size(), "a file belongs to a partition");
  }
}

const duckdb::Value& ScanTable::partition_value(size_t partition, duckdb::column_t column) const {
  return partitions_[partition][column - first_partition_column_];
}

duckdb::Value ScanTable::missing_value(size_t column) const {
  auto given = descriptor_.missing.find(column);
  if (given == descriptor_.missing.end() || given->second.is_null()) return duckdb::Value(types_[column]);
  return to_duckdb(given->second);
}

duckdb::OpenFileInfo ScanTable::file_info(size_t file) const {
  const auto& source = descriptor_.files[file];
  duckdb::OpenFileInfo info(source.path);
  info.extended_info = duckdb::make_shared_ptr<duckdb::ExtendedOpenFileInfo>();
  auto& options = info.extended_info->options;
  options[kNumberOption] = duckdb::Value::UBIGINT(file);
  if (source.size >= 0) options["file_size"] = duckdb::Value::UBIGINT(static_cast<uint64_t>(source.size));
  if (source.modified_micros >= 0) {
    // DuckDB knows a local file's time to the second, and compares.
    auto seconds = source.modified_micros / kMicrosPerSecond * kMicrosPerSecond;
    options["last_modified"] = duckdb::Value::TIMESTAMP(duckdb::timestamp_t(seconds));
  }
  return info;
}

size_t ScanTable::number_of(const duckdb::OpenFileInfo& file) {
  return file.extended_info->options.at(kNumberOption).GetValue<uint64_t>();
}

}  // namespace skep::engine
