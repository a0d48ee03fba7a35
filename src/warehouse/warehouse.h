#pragma once

#include "base/cancellation.h"
#include "base/result.h"
#include "metastore/metastore.h"
#include "storage/file_system.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

/// The files under the tables: what a table's data is now, and how new data becomes visible.
namespace skep::warehouse {

struct DataFile {
  std::string path;  ///< as the engine opens it
  int64_t size = 0;
  int64_t modified_micros = 0;
  uint32_t partition = 0;  ///< index into TableFiles::partitions; 0 for unpartitioned tables
};

/// What a scan reads: the files of the partitions that passed the filter. An unpartitioned table has one partition
/// without values.
struct TableFiles {
  std::vector<metastore::Partition> partitions;
  std::vector<DataFile> files;
  int64_t row_estimate = 0;  ///< from statistics, 0 when not known
};

/// One write that has begun: engines put files below `staging`, then `publish` places them.
struct WriteOperation {
  std::string id;
  metastore::Table table;  ///< the table as loaded, or as it will be created
  bool creates_table = false;
  bool overwrite = false;
  bool finished = false;  ///< it was committed: there is nothing to abandon any more

  /// Partitions, by values, that an overwrite leaves there without rows.
  std::vector<std::vector<std::string>> emptied_partitions;

  /// URI of a folder of its own: <table root>/_skep/<operation id>, or beside the root for a managed table that the
  /// commit creates (<database>/_skep/<operation id>), so that one rename can bring all of it into place.
  std::string staging;
  std::string staging_path;  ///< the same as a path the engine writes to
};

/// A file that the engine wrote into staging, and the Hive texts of its partition columns.
struct WrittenFile {
  std::string path;
  int64_t rows = 0;  ///< -1: not known
  int64_t bytes = 0;
  std::vector<std::string> partition_values;
};

struct WriteSummary {
  int64_t rows = 0;
  int64_t bytes = 0;
  int64_t files = 0;
  int64_t partitions = 0;
};

struct WarehouseSettings {
  std::string warehouse_uri;                  ///< spark.sql.warehouse.dir, qualified
  std::chrono::seconds retention{24 * 3600};  ///< skep.warehouse.retention
  std::chrono::seconds lease{60};
  std::vector<std::string> file_roots;  ///< skep.files.roots: local folders in which statements may name files
};

class Leases;

/// Binds a metastore to the files of its tables.
///
/// Any thread may call it. Writes follow one protocol: a journal entry, new files in staging, fsync of files and
/// folders, then one metastore transaction that makes them visible. A kill at any instruction leaves the old rows or
/// the new; `recover` undoes what was begun and not committed, once its owner's lease has lapsed.
class Warehouse {
 public:
  Warehouse(metastore::Metastore& store, storage::FileSystems& files, WarehouseSettings settings);
  ~Warehouse();

  metastore::Metastore& store() { return store_; }
  const WarehouseSettings& settings() const { return settings_; }
  storage::FileSystems& files() { return files_; }

  /// Makes the `default` database's row on a new store. Safe to call again.
  Result<void> initialise();

  Result<metastore::Database> create_database(metastore::Database draft, bool if_not_exists);
  Result<void> drop_database(std::string_view name, bool if_exists, bool cascade);

  // ---- what clients of a Hive metastore ask for: the same rules for folders, but their files are their own business.
  // `delete_data` says whether a managed table's files go too; external ones always stay.

  /// Creates a table, and its folder, over whatever files are there: Spark writes some before it creates their table.
  Result<metastore::Table> register_table(metastore::Table draft);
  Result<void> unregister_database(std::string_view name, bool cascade);
  Result<void> unregister_table(const metastore::TableName& name, bool delete_data, bool purge);

  /// Changes a table. One that is renamed and lies where its database puts tables has its folder moved, too, unless it is
  /// external or the change names another location.
  Result<metastore::Table> alter_table(const metastore::TableName& name, metastore::TableChange change);

  /// Adds partitions and their folders; one without a location lies below its table.
  Result<std::vector<metastore::Partition>> add_partitions(const metastore::Table& table,
                                                           std::vector<metastore::Partition> drafts,
                                                           bool skip_existing);
  Result<std::vector<metastore::Partition>> drop_partitions(const metastore::Table& table,
                                                            const std::vector<std::vector<std::string>>& values,
                                                            bool skip_missing, bool delete_data, bool purge);

  /// Gives a partition other values; a managed one that lies below its table by its name has its folder moved.
  Result<void> rename_partition(const metastore::Table& table, const std::vector<std::string>& values,
                                metastore::Partition changed);

  /// Removes the rows of a table, or, of a partitioned one, of these partitions, which stay. An overwrite without rows:
  /// other readers of what was there go on.
  Result<void> truncate(const metastore::Table& table, const std::vector<metastore::Partition>& partitions);

  /// Compares the partitions with the folders below the table ("k=v/k2=v2"): `adds` those that are folders only, `drops`
  /// those whose folder is gone. What an earlier write left behind is no partition.
  Result<void> repair_partitions(const metastore::Table& table, bool adds, bool drops);

  /// Creates an empty table; an empty location becomes <database>/<table>. With `if_not_exists`, one that is there is
  /// given back as it is. Fails with already_exists (LOCATION_ALREADY_EXISTS) for a managed table over files.
  Result<metastore::Table> create_table(metastore::Table draft, bool if_not_exists);

  /// Drops a table; a managed one's root moves to <its parent>/_skep/<id>/ at once, so that its name and place are
  /// free, and is removed after the retention (at once with `purge`).
  Result<void> drop_table(const metastore::TableName& name, bool purge);

  /// Lists the files to read, ordered by partition name and path: partitions pruned in the store, then each one's
  /// folder. As in Spark, only files directly in it count; names that begin with '_' or '.' are hidden, files without
  /// bytes are left out, and a folder that is gone counts as empty. All of a write's files are there, or none: what had
  /// not committed at one moment of the store is left out.
  Result<TableFiles> list_files(const metastore::Table& table, const metastore::PartitionFilter* filter,
                                const Cancellation& cancellation);

  /// Says whether a file that was listed is still there, with the same size and time.
  Result<bool> is_unchanged(const DataFile& file);

  /// Begins to write into an existing table, or (creates_table) one that the commit will create. Fails with
  /// already_exists (LOCATION_ALREADY_EXISTS) for one to be created over files. `operation_id` is a job's, or empty for
  /// a new one; it fails with conflict when that id has begun already, or was barred.
  Result<WriteOperation> begin_write(metastore::Table table, bool creates_table, bool overwrite,
                                     const std::string& operation_id = {});

  /// Places what was written and commits. An overwrite keeps its files in staging and moves the table's or partition's
  /// location there: whole or not at all for every reader. An append moves files into folders that are there, under
  /// names that hold the operation's id, just before the commit: other systems may see the first before the last, while
  /// `list_files` shows all of them from the commit on.
  /// `static_values` are the PARTITION clause's values by partition column
  /// (nothing for a dynamic one); with overwrite, Spark's static mode drops every partition that matches them and was
  /// not written, and dynamic mode (`dynamic_overwrite`) keeps those. Fails as Metastore::commit_write does; after
  /// outcome_unknown the commit has been looked up already, if the store answers.
  Result<WriteSummary> publish(WriteOperation& operation, const std::vector<WrittenFile>& files,
                               const std::vector<std::optional<std::string>>& static_values, bool dynamic_overwrite);

  /// Gives a write up: removes its files and its journal entry. For a failed or cancelled statement. Leaves what was
  /// committed after all alone, and what cannot be settled now to `recover`.
  void abandon(WriteOperation& operation);

  /// Says whether a job's write has committed, whoever began it, or nobody did. If not, it never will from now on.
  Result<bool> settle_write(const std::string& operation_id);

  /// Says which jobs' writes (is_job_write) the journal has to remember longer than others; until it is called, and where
  /// it is not, all of them. Null: all again.
  using NeedsWrite = std::function<bool(std::string_view operation_id)>;
  void keep_job_writes(NeedsWrite needs);

  /// Undoes or finishes writes whose owner is gone and removes garbage past its retention. Called at start and now
  /// and then. `now_seconds` is passed in, so that tests need not wait.
  Result<void> recover(int64_t now_seconds);

 private:
  Result<TableFiles> list_whole(const metastore::Table& table);
  Result<TableFiles> list_partitions(const metastore::Table& table, const metastore::PartitionFilter* filter,
                                     const Cancellation& cancellation);
  Result<metastore::Table> placed(metastore::Table draft);
  Result<void> make_folder(const std::string& uri, bool must_be_known);
  Result<void> move_folder(const std::string& from, const std::string& to);
  Result<void> free_root(const std::string& root);
  Result<void> remove_garbage_of(int64_t older_than_seconds);
  bool may_forget(const std::string& operation_id);

  metastore::Metastore& store_;
  storage::FileSystems& files_;
  WarehouseSettings settings_;
  std::unique_ptr<Leases> leases_;
  std::mutex needs_mutex_;
  NeedsWrite needs_write_;
};

/// Tells the operation ids of jobs, which they make up themselves, from those that begin_write makes.
bool is_job_write(std::string_view operation_id);

}  // namespace skep::warehouse
