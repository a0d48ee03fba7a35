#include "base/text.h"
#include "engine/parquet_footer.h"
#include "session/commands.h"
#include "session/file_places.h"
#include "storage/uri.h"
#include "warehouse/table_root.h"
#include "warehouse/table_schema.h"

#include <filesystem>

namespace skep::session {
namespace {

/// A write that is given up unless it was published.
class Load {
 public:
  Load(warehouse::Warehouse& warehouse, warehouse::WriteOperation operation)
      : warehouse_(warehouse), operation_(std::move(operation)) {}
  ~Load() {
    if (!published_) warehouse_.abandon(operation_);
  }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  /// Copies a file of so many bytes into staging.
  Result<void> add(const std::string& path, int64_t size, const std::vector<std::string>& values, bool is_parquet) {
    int64_t rows = -1;
    if (is_parquet) {
      if (auto footer = engine::read_parquet_footer(path)) rows = footer->rows;
    }
    auto name = std::filesystem::path(path).filename().string();
    auto target = fmt::format("{}/{}-{}", operation_.staging_path, files_.size(), name);
    std::error_code failed;
    std::filesystem::copy_file(path, target, failed);
    if (failed) return make_error(ErrorCode::unavailable, "copying {} failed: {}", path, failed.message());
    auto bytes = static_cast<int64_t>(std::filesystem::file_size(target, failed));
    if (failed || bytes != size) return make_error(ErrorCode::conflict, "{} changed while it was copied", path);
    files_.push_back({target, rows, bytes, values});
    return {};
  }

  Result<void> publish(const std::vector<std::string>& values) {
    std::vector<std::optional<std::string>> places(values.begin(), values.end());
    auto summary = warehouse_.publish(operation_, files_, places, false);
    published_ = summary.has_value() || summary.error().code == ErrorCode::outcome_unknown;
    if (!summary) return summary.error();
    return {};
  }

 private:
  warehouse::Warehouse& warehouse_;
  warehouse::WriteOperation operation_;
  std::vector<warehouse::WrittenFile> files_;
  bool published_ = false;
};

/// The values of the one partition that takes the files; none for a table without partitions.
Result<std::vector<std::string>> target_of(const syntax::LoadData& load, const metastore::Table& table) {
  auto& columns = load.partition.columns;
  if (columns.empty() && table.partition_columns.empty()) return std::vector<std::string>();
  if (columns.empty())
    return make_error(ErrorCode::invalid_argument, "LOAD DATA needs a partition of {}", table.name.to_text());
  return whole_partition(load.partition, table);
}

/// Removes the files that are the table's now. One that has changed since stays, and what cannot be removed does no harm.
void remove_loaded(storage::FileSystem& system, const std::vector<storage::FileInfo>& files) {
  for (auto& file : files) {
    auto now = system.stat(file.uri);
    bool is_same = now && now->size == file.size && now->modified_micros == file.modified_micros;
    if (is_same) static_cast<void>(system.remove_all(file.uri));
  }
}

}  // namespace

Result<Rows> run(const syntax::LoadData& load, CommandContext& context) {
  auto table = load_only_table(load.table, context);
  if (!table) return table.error();
  auto schema = warehouse::table_schema(*table);
  if (!schema) return schema.error();
  if (schema->provider != "hive") {
    return make_error(ErrorCode::invalid_argument, "LOAD DATA is for tables in Hive's form, and {} is one of Spark's",
                      table->name.to_text());
  }
  if (table->parameters.contains("spark.sql.sources.schema.numBuckets") || !table->storage.bucket_columns.empty()) {
    return make_error(ErrorCode::unsupported, "writing tables that are CLUSTERED BY is not there yet: {}",
                      table->name.to_text());
  }
  auto values = target_of(load, *table);
  if (!values) return values.error();
  auto place = allowed_place(load.path, context.warehouse);
  if (!place) return place.error();
  if (auto allowed = context.policy.check(context.request.principal, access::Action::read, *place); !allowed)
    return allowed.error();
  auto root = warehouse::table_root(*table);
  if (storage::is_within(*place, root) || storage::is_within(root, *place))
    return make_error(ErrorCode::invalid_argument, "{} are files of {} itself", *place, table->name.to_text());
  if (!load.local) {
    if (auto outside = check_outside_of_warehouse(*place, context.warehouse); !outside) return outside.error();
  }
  auto files = allowed_files(*place, context.warehouse);
  if (!files) return files.error();
  auto system = context.warehouse.files().of(*place);
  if (!system) return system.error();
  if (files->empty() && !(*system)->stat(*place)) {
    return Error::of_class(ErrorCode::not_found, "LOAD_DATA_PATH_NOT_EXISTS",
                           fmt::format("there is nothing at {}", *place));
  }

  auto operation = context.warehouse.begin_write(*table, false, load.overwrite);
  if (!operation) return operation.error();
  Load loaded(context.warehouse, *std::move(operation));
  bool is_parquet = schema->format == warehouse::FileFormat::parquet;
  for (auto& file : *files) {
    auto local = (*system)->local_path(file.uri);
    if (!local) return local.error();
    if (auto added = loaded.add(*local, file.size, *values, is_parquet); !added) return added.error();
  }
  if (auto done = loaded.publish(*values); !done) return done.error();
  if (!load.local) remove_loaded(**system, *files);
  return no_rows();
}

}  // namespace skep::session
