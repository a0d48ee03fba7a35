#include "storage/uri.h"
#include "warehouse/file_moves.h"
#include "warehouse/statistics.h"
#include "warehouse/unfinished_writes.h"
#include "warehouse/warehouse.h"

#include <optional>

namespace skep::warehouse {
namespace {

/// Gathers what a scan reads, one partition after the other.
class Listing {
 public:
  explicit Listing(storage::FileSystems& files) : files_(files) {}

  Result<void> add(metastore::Partition partition) {
    return add(std::move(partition), visible_files(files_, partition.location));
  }

  Result<void> add(metastore::Partition partition, Result<std::vector<storage::FileInfo>> found) {
    if (!found) return found.error();
    auto index = static_cast<uint32_t>(result_.partitions.size());
    int64_t bytes = 0;
    if (!found->empty()) {
      auto system = files_.of(partition.location);
      if (!system) return system.error();
      for (const auto& file : *found) {
        auto path = (*system)->local_path(file.uri);
        if (!path) return path.error();
        result_.files.push_back({*std::move(path), file.size, file.modified_micros, index});
        bytes += file.size;
      }
    }
    count(recorded_rows(partition.parameters), bytes);
    result_.partitions.push_back(std::move(partition));
    return {};
  }

  /// Leaves out what belongs to writes that had not committed at the reader's moment.
  void leave_out(const UnfinishedWrites& writes) {
    std::erase_if(result_.files, [&](const DataFile& file) {
      return writes.hide(std::string_view(file.path).substr(file.path.rfind('/') + 1));
    });
  }

  TableFiles take() && {
    // Partitions without statistics are taken to be like the others.
    double scale = known_bytes_ > 0 ? static_cast<double>(all_bytes_) / static_cast<double>(known_bytes_) : 0;
    result_.row_estimate = static_cast<int64_t>(static_cast<double>(known_rows_) * scale);
    return std::move(result_);
  }

 private:
  void count(std::optional<int64_t> rows, int64_t bytes) {
    all_bytes_ += bytes;
    if (!rows) return;
    known_bytes_ += bytes;
    known_rows_ += *rows;
  }

  storage::FileSystems& files_;
  TableFiles result_;
  int64_t known_rows_ = 0;
  int64_t known_bytes_ = 0;
  int64_t all_bytes_ = 0;
};

}  // namespace

Result<TableFiles> Warehouse::list_files(const metastore::Table& table, const metastore::PartitionFilter* filter,
                                         const Cancellation& cancellation) {
  if (table.kind == metastore::TableKind::view) {
    return make_error(ErrorCode::invalid_argument, "a view has no files: {}", table.name.to_text());
  }
  return table.partition_columns.empty() ? list_whole(table) : list_partitions(table, filter, cancellation);
}

Result<TableFiles> Warehouse::list_whole(const metastore::Table& table) {
  auto journal = store_.list_writes();
  if (!journal) return journal.error();
  UnfinishedWrites writes(store_, *journal, settings_.lease);
  Listing listing(files_);
  metastore::Partition whole;
  whole.location = table.storage.location;
  whole.create_time_seconds = table.create_time_seconds;
  whole.parameters = table.parameters;
  // What no metastore holds are files that a statement or a temporary view names.
  bool is_stored = table.id != metastore::TableId();
  auto found = is_stored ? visible_files(files_, whole.location) : files_of_place(files_, whole.location);
  if (auto added = listing.add(std::move(whole), std::move(found)); !added) return added.error();
  if (auto looked = writes.look_again(); !looked) return looked.error();
  listing.leave_out(writes);
  return std::move(listing).take();
}

Result<TableFiles> Warehouse::list_partitions(const metastore::Table& table, const metastore::PartitionFilter* filter,
                                              const Cancellation& cancellation) {
  Listing listing(files_);
  std::vector<metastore::JournalEntry> journal;
  std::optional<UnfinishedWrites> writes;
  Result<void> outcome;
  auto add = [&](metastore::Partition&& partition) -> Result<void> {
    if (auto reason = cancellation.reason()) return *reason;
    if (!writes) writes.emplace(store_, journal, settings_.lease);
    if (auto looked = writes->look_again_if_due(); !looked) return looked;
    return listing.add(std::move(partition));
  };
  auto visited = store_.visit_partitions(
      table, filter,
      [&](metastore::Partition&& partition) {
        outcome = add(std::move(partition));
        return outcome.has_value();
      },
      &journal);
  if (!visited) return visited.error();
  if (!outcome) return outcome.error();
  if (writes) {
    if (auto looked = writes->look_again(); !looked) return looked.error();
    listing.leave_out(*writes);
  }
  return std::move(listing).take();
}

Result<bool> Warehouse::is_unchanged(const DataFile& file) {
  auto uri = storage::qualify_path(file.path, "file:", settings_.warehouse_uri);
  if (!uri) return uri.error();
  auto system = files_.of(*uri);
  if (!system) return system.error();
  auto now = (*system)->stat(*uri);
  if (!now && now.error().code == ErrorCode::not_found) return false;
  if (!now) return now.error();
  return now->size == file.size && now->modified_micros == file.modified_micros;
}

}  // namespace skep::warehouse
