#pragma once

#include "engine/engine.h"

#include <duckdb.hpp>
#include <duckdb/common/open_file_info.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace skep::engine {

/// Counts what scans do, over all statements of an engine.
struct ScanCounters {
  std::atomic<int64_t> files_opened{0};
  std::atomic<int64_t> rows_scanned{0};
};

/// How far the scans of one statement have got, and when they are to stop.
struct ScanProgress {
  std::optional<std::chrono::steady_clock::time_point> deadline;
  std::atomic<int64_t> rows_scanned{0};
  std::atomic<bool> stopped_early{false};

  /// Says whether the time is up, and notes that it was asked then.
  bool has_run_out() {
    if (!deadline || std::chrono::steady_clock::now() < *deadline) return false;
    stopped_early = true;
    return true;
  }
};

/// A scan descriptor in DuckDB's terms. Never changes once made, and is shared by the plans and threads that read it.
class ScanTable {
 public:
  /// `time_zone` is what texts without a zone mean.
  ScanTable(ScanDescriptor descriptor, std::string time_zone, std::shared_ptr<ScanCounters> counters,
            std::shared_ptr<ScanProgress> progress);

  const ScanDescriptor& descriptor() const { return descriptor_; }
  const std::string& time_zone() const { return time_zone_; }
  ScanCounters& counters() const { return *counters_; }
  ScanProgress& progress() const { return *progress_; }

  /// The types of all columns in table order, partition columns last.
  const duckdb::vector<duckdb::LogicalType>& types() const { return types_; }

  /// The names that SQL uses: c0, c1, ... in table order.
  const duckdb::vector<std::string>& positional_names() const { return positional_names_; }

  size_t column_count() const { return types_.size(); }
  size_t file_count() const { return descriptor_.files.size(); }
  size_t partition_count() const { return partitions_.size(); }

  bool is_partition_column(duckdb::column_t column) const {
    return column >= first_partition_column_ && column < types_.size();
  }

  /// The value of a partition column in one partition.
  const duckdb::Value& partition_value(size_t partition, duckdb::column_t column) const;

  /// What a file's rows hold in a column that it lacks.
  duckdb::Value missing_value(size_t column) const;

  /// What DuckDB needs to open a file: its path, and size and time where they are known, which saves asking again.
  duckdb::OpenFileInfo file_info(size_t file) const;

  /// The number of a file that file_info gave, among the table's files.
  static size_t number_of(const duckdb::OpenFileInfo& file);

 private:
  ScanDescriptor descriptor_;
  std::string time_zone_;
  std::shared_ptr<ScanCounters> counters_;
  std::shared_ptr<ScanProgress> progress_;
  size_t first_partition_column_;
  duckdb::vector<duckdb::LogicalType> types_;
  duckdb::vector<std::string> positional_names_;
  std::vector<std::vector<duckdb::Value>> partitions_;
};

}  // namespace skep::engine
