#include "engine/duckdb/duckdb_engine.h"

#include "engine/duckdb/duckdb_instance.h"
#include "engine/duckdb/parquet_write.h"
#include "engine/duckdb/result_stream.h"
#include "engine/duckdb/running_query.h"
#include "engine/duckdb/scan_source.h"
#include "engine/duckdb/sql_writer.h"

#include <algorithm>

namespace skep::engine {
namespace {

bool is_same(const ScanFile& a, const ScanFile& b) {
  return a.path == b.path && a.size == b.size && a.modified_micros == b.modified_micros && a.partition == b.partition;
}

/// Whether two scans read the same rows of the same table.
bool is_same(const ScanDescriptor& a, const ScanDescriptor& b) {
  auto have_same_columns = [&] {
    return std::equal(a.columns.begin(), a.columns.end(), b.columns.begin(), b.columns.end(),
                      [](const types::Field& one, const types::Field& other) {
                        return one.name == other.name && one.type == other.type;
                      });
  };
  auto have_same_files = [&] {
    return std::equal(a.files.begin(), a.files.end(), b.files.begin(), b.files.end(),
                      [](const ScanFile& one, const ScanFile& other) { return is_same(one, other); });
  };
  return a.name == b.name && a.format == b.format && a.options == b.options && have_same_columns() &&
         a.partition_count == b.partition_count && a.partitions == b.partitions && a.missing == b.missing &&
         have_same_files();
}

/// Scans of the same rows have the same text, so that what is made of them can be seen to be the same.
Result<std::vector<std::string>> scan_sources(const std::vector<ScanDescriptor>& scans, uint64_t first_handle) {
  std::vector<std::string> sources;
  for (const auto& scan : scans) {
    auto first =
        std::find_if(scans.begin(), scans.end(), [&](const ScanDescriptor& one) { return is_same(one, scan); });
    auto source = scan_source(scan, first_handle + static_cast<uint64_t>(first - scans.begin()));
    if (!source) return source.error();
    sources.push_back(std::move(*source));
  }
  return sources;
}

class DuckdbEngine : public Engine {
 public:
  explicit DuckdbEngine(std::shared_ptr<InstanceSlot> slot)
      : slot_(std::move(slot)), counters_(std::make_shared<ScanCounters>()) {}

  Result<std::unique_ptr<RecordBatchStream>> run(EngineRequest request, Cancellation cancellation) override {
    auto instance = slot_->current();
    if (!instance) return instance.error();
    auto statement = make_statement(**instance, std::move(request));
    if (!statement) return statement.error();
    auto query = std::make_unique<RunningQuery>(slot_, *instance, std::move(cancellation));
    return start_stream(std::move(query), std::move(*statement));
  }

  Result<std::vector<EngineFile>> write(EngineRequest request, const WriteTarget& target,
                                        Cancellation cancellation) override {
    auto instance = slot_->current();
    if (!instance) return instance.error();
    auto statement = make_statement(**instance, std::move(request));
    if (!statement) return statement.error();
    RunningQuery query(slot_, *instance, std::move(cancellation));
    if (auto checked = query.check_types(statement->sql, statement->schema); !checked) return checked.error();
    return write_parquet(query, statement->sql, statement->schema.size(), target);
  }

  Result<std::string> explain(const EngineRequest& request) override {
    auto sources = scan_sources(request.scans, 0);
    if (!sources) return sources.error();
    return write_sql(*request.plan, request.settings, *sources);
  }

  EngineMetrics metrics() const override {
    return {.files_opened = counters_->files_opened.load(), .rows_scanned = counters_->rows_scanned.load()};
  }

 private:
  Result<Statement> make_statement(DuckdbInstance& instance, EngineRequest request) {
    auto progress = std::make_shared<ScanProgress>();
    if (request.settings.time_box) progress->deadline = std::chrono::steady_clock::now() + *request.settings.time_box;
    std::vector<std::shared_ptr<const ScanTable>> tables;
    for (const auto& scan : request.scans) {
      tables.push_back(std::make_shared<ScanTable>(scan, request.settings.time_zone, counters_, progress));
    }

    Statement statement;
    statement.progress = std::move(progress);
    statement.has_scans = !request.scans.empty();
    statement.scans = instance.scans().add(std::move(tables));
    auto sources = scan_sources(request.scans, statement.scans.first());
    if (!sources) return sources.error();
    auto sql = write_sql(*request.plan, request.settings, *sources);
    if (!sql) return sql.error();
    statement.sql = std::move(*sql);
    statement.schema = std::move(request.plan->output);
    return statement;
  }

  std::shared_ptr<InstanceSlot> slot_;
  std::shared_ptr<ScanCounters> counters_;
};

}  // namespace

Result<std::unique_ptr<Engine>> make_duckdb_engine(const DuckdbSettings& settings) {
  auto slot = InstanceSlot::open(settings, nullptr);
  if (!slot) return slot.error();
  return std::make_unique<DuckdbEngine>(*slot);
}

}  // namespace skep::engine
