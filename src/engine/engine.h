#pragma once

#include "base/cancellation.h"
#include "base/result.h"
#include "engine/record_batch_stream.h"
#include "plan/plan.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace skep::engine {

enum class ScanFormat { parquet, csv };

struct ScanFile {
  std::string path;
  int64_t size = -1;             ///< bytes; -1: not known
  int64_t modified_micros = -1;  ///< since 1970; -1: not known
  uint32_t partition = 0;        ///< index into ScanDescriptor::partitions
};

/// One table as a statement reads it: an explicit list of files with declared columns. Columns are matched with those
/// in the files by name, without regard to case; one that a file lacks is NULL there, or what `missing` says. The last `partition_count`
/// columns come from `partitions`, never from files or paths.
struct ScanDescriptor {
  std::string name;
  types::Schema columns;
  size_t partition_count = 0;
  ScanFormat format = ScanFormat::parquet;
  std::map<std::string, std::string> options;  ///< CSV: header, sep, quote, escape, nullvalue, dateformat ...
  std::vector<std::vector<types::Value>> partitions;
  std::vector<ScanFile> files;
  int64_t row_estimate = 0;
  std::map<size_t, types::Value> missing;  ///< by column: what a file's rows hold that lacks it, instead of NULL
};

/// What expressions mean in this statement.
struct EngineSettings {
  bool ansi = true;
  std::string time_zone = "UTC";
  bool last_map_key_wins = false;  ///< of a key that comes twice; else it is an error
  int64_t now_micros = 0;          ///< current_timestamp(): one instant for the whole statement

  /// After so long tables seem to end where they have been read to, so that what is computed is of the rows so far. The
  /// stream then says that it stopped early.
  std::optional<std::chrono::milliseconds> time_box;
};

/// All that an engine needs to run one query: a value that could be sent to another process. Scan nodes of the plan
/// name their descriptor by number.
struct EngineRequest {
  plan::PlanPtr plan;
  std::vector<ScanDescriptor> scans;
  EngineSettings settings;
};

/// Where and how a query's rows are written. The plan's last `partition_count` columns are the partition columns and
/// have type string: Hive's texts of the values (`__HIVE_DEFAULT_PARTITION__` for null); they are not stored.
struct WriteTarget {
  std::string directory;    ///< exists, is empty, and is this write's own
  std::string file_prefix;  ///< names the files: "part-00000-<prefix>.parquet"; unique over all writes
  size_t partition_count = 0;
  std::vector<std::string> column_names;  ///< of the stored columns
  bool leaves_columns = false;            ///< writes a file without rows where there are none; not with partitions
};

struct EngineFile {
  std::string path;
  int64_t rows = 0;
  int64_t bytes = 0;
  std::vector<std::string> partition_values;
};

struct EngineMetrics {
  int64_t files_opened = 0;
  int64_t rows_scanned = 0;
};

/// Runs plans.
///
/// Any thread may call it; calls run beside each other. Cancellation makes a running call, or the stream it gave,
/// fail with the reason within milliseconds. Data's own faults (a division by zero) come as invalid_data with Spark's
/// class; memory as resource_exhausted. After a fatal error of the engine itself later calls work again.
class Engine {
 public:
  virtual ~Engine() = default;

  /// Prepares and starts a query. Fails with internal when the engine's column types differ from the plan's: an answer
  /// of other types is never given. Errors that need rows to show come from the stream.
  virtual Result<std::unique_ptr<RecordBatchStream>> run(EngineRequest request, Cancellation cancellation) = 0;

  /// Runs a query into Parquet files and gives back what was written; no file for no rows, unless
  /// `leaves_columns`.
  virtual Result<std::vector<EngineFile>> write(EngineRequest request, const WriteTarget& target,
                                                Cancellation cancellation) = 0;

  /// The engine's own statement for a request: what EXPLAIN EXTENDED shows.
  virtual Result<std::string> explain(const EngineRequest& request) = 0;

  /// Counts since the start of the process, over all statements.
  virtual EngineMetrics metrics() const = 0;
};

}  // namespace skep::engine
