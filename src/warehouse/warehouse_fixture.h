#pragma once

#include "metastore/metastore.h"
#include "warehouse/table_schema.h"
#include "warehouse/warehouse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <vector>

/// What the tests of the warehouse share: a folder, a store, and files whose text is their rows.
namespace skep::warehouse {

inline constexpr int64_t kFarFuture = 4'000'000'000;

class WarehouseTest : public testing::Test {
 protected:
  void SetUp() override {
    std::random_device random;
    // In memory where the system offers that: these tests make thousands of commits, and each one waits for the disk.
    std::filesystem::path memory = "/dev/shm";
    auto parent = std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
    folder = parent / fmt::format("skep-warehouse-{:08x}{:08x}", random(), random());
    std::filesystem::create_directories(folder);
    reopen();
    ASSERT_TRUE(warehouse->initialise());
  }

  void TearDown() override {
    warehouse.reset();
    store.reset();
    std::filesystem::remove_all(folder);
  }

  /// Lets go of the store and opens it again, as a server does that starts.
  void reopen() {
    warehouse.reset();
    store = open_store();
    files = std::make_unique<storage::FileSystems>();
    warehouse = std::make_unique<Warehouse>(*store, *files, settings());
  }

  /// Opens the folder's store: SQLite, so that a process that is killed leaves what a killed server leaves.
  std::unique_ptr<metastore::Metastore> open_store() const;

  WarehouseSettings settings() const {
    WarehouseSettings settings;
    settings.warehouse_uri = "file:" + (folder / "warehouse").string();
    settings.retention = std::chrono::seconds(0);
    settings.lease = std::chrono::seconds(60);
    return settings;
  }

  std::string uri(const std::string& below) const { return settings().warehouse_uri + "/" + below; }

  static metastore::Table draft_of(const std::string& name, bool partitioned = false) {
    metastore::Table table;
    table.name = {"default", name};
    table.owner = "ada";
    types::Schema columns = {{"id", types::kBigint, true, ""}};
    if (partitioned) columns.push_back({"day", types::kString, true, ""});
    auto filled = fill_table(table, columns, partitioned ? 1 : 0, "parquet", FileFormat::parquet, {});
    EXPECT_TRUE(filled);
    return table;
  }

  metastore::Table load(const std::string& name) {
    auto table = store->load_table({"default", name});
    EXPECT_TRUE(table) << table.error().message;
    return table ? *table : metastore::Table();
  }

  /// The rows for a write: a day ("" for tables without partitions) and the text of its file.
  struct Rows {
    std::string day;
    std::string text;
  };

  /// Does what an engine does: writes files of its own naming into staging.
  static std::vector<WrittenFile> written(const WriteOperation& operation, const std::vector<Rows>& rows) {
    std::vector<WrittenFile> result;
    for (const auto& each : rows) {
      WrittenFile file;
      file.path = fmt::format("{}/{}_{}.parquet", operation.staging_path, operation.id, result.size());
      std::ofstream(file.path) << each.text;
      file.rows = static_cast<int64_t>(each.text.size());
      file.bytes = file.rows;
      if (!each.day.empty()) file.partition_values = {each.day};
      result.push_back(file);
    }
    return result;
  }

  static Result<WriteSummary> write(Warehouse& into, const metastore::Table& table, bool creates, bool overwrite,
                                    const std::vector<Rows>& rows,
                                    std::vector<std::optional<std::string>> static_values = {},
                                    bool is_dynamic = false) {
    auto operation = into.begin_write(table, creates, overwrite);
    if (!operation) return operation.error();
    auto summary = into.publish(*operation, written(*operation, rows), static_values, is_dynamic);
    if (!summary && summary.error().code != ErrorCode::outcome_unknown) into.abandon(*operation);
    return summary;
  }

  Result<WriteSummary> append(const std::string& table, const std::vector<Rows>& rows) {
    return write(*warehouse, load(table), false, false, rows);
  }
  Result<WriteSummary> overwrite(const std::string& table, const std::vector<Rows>& rows,
                                 std::vector<std::optional<std::string>> static_values = {}, bool is_dynamic = false) {
    return write(*warehouse, load(table), false, true, rows, std::move(static_values), is_dynamic);
  }

  /// What a scan sees: the texts of the files, "day:text" for partitioned tables, in order.
  static std::vector<std::string> read(Warehouse& from, const metastore::Table& table) {
    auto listed = from.list_files(table, nullptr, Cancellation());
    EXPECT_TRUE(listed) << listed.error().message;
    std::vector<std::string> texts;
    if (!listed) return texts;
    for (const auto& file : listed->files) {
      std::ostringstream text;
      text << std::ifstream(file.path).rdbuf();
      const auto& values = listed->partitions[file.partition].values;
      texts.push_back(values.empty() ? text.str() : values[0] + ":" + text.str());
    }
    std::sort(texts.begin(), texts.end());
    return texts;
  }
  std::vector<std::string> read(const std::string& table) { return read(*warehouse, load(table)); }

  /// The files below a folder of the warehouse, hidden ones too, as paths relative to it.
  std::vector<std::string> files_below(const std::string& below) const {
    std::vector<std::string> found;
    auto root = folder / "warehouse" / below;
    if (!std::filesystem::exists(root)) return found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (entry.is_regular_file()) found.push_back(std::filesystem::relative(entry.path(), root).string());
    }
    std::sort(found.begin(), found.end());
    return found;
  }

  void put_file(const std::string& below, const std::string& text) const {
    auto path = folder / "warehouse" / below;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }

  /// Whether writes have left a folder of their own below this one.
  bool has_own_folders(const std::string& below) const {
    auto own = folder / "warehouse" / below / "_skep";
    return std::filesystem::exists(own) && !std::filesystem::is_empty(own);
  }

  bool exists(const std::string& below) const { return std::filesystem::exists(folder / "warehouse" / below); }

  std::filesystem::path folder;
  std::unique_ptr<metastore::Metastore> store;
  std::unique_ptr<storage::FileSystems> files;
  std::unique_ptr<Warehouse> warehouse;
};

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

}  // namespace skep::warehouse
