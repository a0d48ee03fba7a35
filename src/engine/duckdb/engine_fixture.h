#pragma once

#include "engine/duckdb/duckdb_instance.h"
#include "engine/duckdb/error_translation.h"
#include "engine/duckdb/result_stream.h"
#include "engine/duckdb/scan_source.h"

#include <arrow/pretty_print.h>
#include <arrow/record_batch.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

namespace skep::engine {

/// A folder of its own for a test, removed with it.
class TestFolder {
 public:
  TestFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "skep-test-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TestFolder() { std::filesystem::remove_all(path_); }

  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// An engine's inner parts over SQL text, without plans. Failures of the machinery fail the test; a statement's own
/// failure is text: "error CLASS: message".
class EngineFixture : public testing::Test {
 protected:
  explicit EngineFixture(DuckdbSettings settings = {}) { open(std::move(settings)); }

  void open(DuckdbSettings settings) {
    if (settings.threads == 0) settings.threads = 2;
    settings.spill_directory = folder_ / "spill";
    auto slot = InstanceSlot::open(settings, prepare_);
    ASSERT_TRUE(slot) << slot.error().message;
    slot_ = *slot;
  }

  std::shared_ptr<DuckdbInstance> instance() { return *slot_->current(); }

  /// Runs a statement and gives its rows: columns separated by "|", rows by ";".
  std::string run(const std::string& sql) {
    auto current = slot_->current();
    if (!current) return describe(current.error());
    auto connection = (*current)->connect();
    auto result = connection->Query(sql);
    if (result->HasError()) return describe(translate_and_discard(result->GetErrorObject(), **current));
    std::string text;
    for (const auto& row : *result) {
      if (!text.empty()) text += ";";
      for (duckdb::idx_t i = 0; i < result->ColumnCount(); ++i) {
        text += (i == 0 ? "" : "|") + row.GetBaseValue(i).ToString();
      }
    }
    return text;
  }

  /// Runs `sql` with "$T" standing for the table.
  std::string scan(const ScanDescriptor& table, std::string sql) {
    auto lease = instance()->scans().add(
        {std::make_shared<ScanTable>(table, "UTC", counters_, std::make_shared<ScanProgress>())});
    auto source = scan_source(table, lease.first());
    if (!source) return describe(source.error());
    for (size_t at; (at = sql.find("$T")) != std::string::npos;) sql.replace(at, 2, *source);
    return run(sql);
  }

  Result<std::unique_ptr<RecordBatchStream>> stream(const std::string& sql, types::Schema schema,
                                                    Cancellation cancellation = {}) {
    Statement statement;
    statement.sql = sql;
    statement.schema = std::move(schema);
    auto query = std::make_unique<RunningQuery>(slot_, instance(), std::move(cancellation));
    return start_stream(std::move(query), std::move(statement));
  }

  static std::string describe(const Error& error) {
    return "error " + (error.error_class.empty() ? std::string(to_string(error.code)) : error.error_class) + ": " +
           error.message;
  }

  Error translate_and_discard(const duckdb::ErrorData& error, const DuckdbInstance& instance) {
    if (breaks_instance(error)) slot_->discard(instance);
    return translate(error);
  }

  TestFolder folder_;
  DuckdbInstance::Preparation prepare_;
  std::shared_ptr<InstanceSlot> slot_;
  std::shared_ptr<ScanCounters> counters_ = std::make_shared<ScanCounters>();
};

}  // namespace skep::engine
