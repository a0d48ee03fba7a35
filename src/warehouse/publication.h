#pragma once

#include "base/result.h"
#include "warehouse/leases.h"
#include "warehouse/warehouse.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace skep::warehouse {

/// Brings the files of one write into their places and commits it: one object for one call of Warehouse::publish.
class Publication {
 public:
  Publication(metastore::Metastore& store, storage::FileSystems& files, const Leases& leases,
              WriteOperation& operation);

  /// Sorts what was written into one folder a partition below staging, under names that hold the operation's id, and
  /// makes it durable there. A partition that `static_values` name whole is there even without rows.
  Result<void> arrange(const std::vector<WrittenFile>& written,
                       const std::vector<std::optional<std::string>>& static_values);

  Result<void> create();
  Result<void> overwrite(const std::vector<std::optional<std::string>>& static_values, bool is_dynamic);

  /// Adds the files to folders that are there; when another write got in between, tries again on what it left.
  Result<void> append();

  WriteSummary summary() const;

 private:
  /// The files of one partition, or of an unpartitioned table.
  struct Group {
    std::vector<std::string> values;
    std::string folder;              ///< where the files are now
    std::vector<std::string> names;  ///< of the files
    std::optional<int64_t> rows = 0;
    int64_t bytes = 0;
  };

  bool is_partitioned() const { return !operation_.table.partition_columns.empty(); }
  std::optional<std::vector<std::string>> only_target(
      const std::vector<std::optional<std::string>>& static_values) const;
  Result<void> add_file(storage::FileSystem& system, const WrittenFile& file);
  Group& group_of(const std::vector<std::string>& values);
  Result<void> move(Group& group, const std::string& folder);

  Result<void> place_new_root();
  Result<void> place_in_given_root();
  Result<void> append_once(const metastore::Table& table);
  Result<std::string> folder_for_new_partition(const metastore::Table& table, const Group& group);
  Result<std::vector<std::vector<std::string>>> partitions_to_drop(
      const std::vector<std::optional<std::string>>& static_values);

  metastore::Parameters with_operation(metastore::Parameters parameters) const;
  Result<metastore::Parameters> with_added(const metastore::Parameters& before, const Group& group,
                                           const std::string& folder);
  metastore::Partition partition_of(const Group& group) const;
  metastore::CommitWrite commit_for(const metastore::Table& table) const;
  void set_table_statistics(metastore::CommitWrite& write, const metastore::Table& table,
                            metastore::Parameters parameters) const;

  metastore::Metastore& store_;
  storage::FileSystems& files_;
  const Leases& leases_;
  WriteOperation& operation_;
  std::map<std::string, Group> groups_;  ///< by leaf folder: "k=v/k2=v2", or "data"
};

}  // namespace skep::warehouse
