#include "engine/duckdb/parquet_write.h"

#include "base/check.h"
#include "engine/duckdb/sql_writer.h"

#include <duckdb/parser/keyword_helper.hpp>

namespace skep::engine {
namespace {

/// Starts the names of partition columns in the generated text; no stored column is called like that.
constexpr const char* kPartitionName = "__skep_partition_";

constexpr int kRowGroupRows = 122'880;

std::string quoted_identifier(const std::string& name) { return duckdb::KeywordHelper::WriteQuoted(name, '"'); }

std::string partition_name(size_t i) { return kPartitionName + std::to_string(i); }

std::string select_list(size_t column_count, const WriteTarget& target) {
  auto stored = column_count - target.partition_count;
  std::string list;
  for (size_t i = 0; i < column_count; ++i) {
    auto name = i < stored ? target.column_names[i] : partition_name(i - stored);
    list += fmt::format("{}c{} AS {}", i == 0 ? "" : ", ", i, quoted_identifier(name));
  }
  return list;
}

std::string options(const WriteTarget& target) {
  std::string text = fmt::format("FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE {}, RETURN_STATS", kRowGroupRows);
  if (target.partition_count == 0)
    return text + fmt::format(", WRITE_EMPTY_FILE {}", target.leaves_columns ? "true" : "false");
  text += ", PARTITION_BY (";
  for (size_t i = 0; i < target.partition_count; ++i) text += (i == 0 ? "" : ", ") + partition_name(i);
  return text + "), FILENAME_PATTERN " + sql_quote("part-{i}-" + target.file_prefix);
}

std::string copy_statement(const std::string& sql, size_t column_count, const WriteTarget& target) {
  auto path = target.directory;
  if (target.partition_count == 0) path += "/part-00000-" + target.file_prefix + ".parquet";
  return fmt::format("COPY (SELECT {} FROM ({})) TO {} ({})", select_list(column_count, target), sql, sql_quote(path),
                     options(target));
}

/// Reads the map from partition name to text, in the order of the partition columns.
std::vector<std::string> partition_values(const duckdb::Value& keys, size_t count) {
  std::vector<std::string> values(count);
  if (keys.IsNull()) return values;
  for (const auto& entry : duckdb::MapValue::GetChildren(keys)) {
    const auto& pair = duckdb::StructValue::GetChildren(entry);
    auto name = duckdb::StringValue::Get(pair[0]);
    check(name.starts_with(kPartitionName), "a written file's partition key is one of ours");
    values.at(std::stoul(name.substr(std::string(kPartitionName).size()))) = pair[1].ToString();
  }
  return values;
}

/// One row per file: filename, count, file_size_bytes, footer_size_bytes, column_statistics, partition_keys.
EngineFile written_file(const duckdb::DataChunk& chunk, duckdb::idx_t row, const WriteTarget& target) {
  EngineFile file;
  file.path = chunk.GetValue(0, row).ToString();
  file.rows = chunk.GetValue(1, row).GetValue<int64_t>();
  file.bytes = chunk.GetValue(2, row).GetValue<int64_t>();
  if (target.partition_count > 0) {
    file.partition_values = partition_values(chunk.GetValue(5, row), target.partition_count);
  }
  return file;
}

}  // namespace

Result<std::vector<EngineFile>> write_parquet(RunningQuery& query, const std::string& sql, size_t column_count,
                                              const WriteTarget& target) {
  check(target.column_names.size() + target.partition_count == column_count, "each column has a name or is a key");
  if (auto prepared = query.prepare(copy_statement(sql, column_count, target)); !prepared) return prepared.error();

  std::vector<EngineFile> files;
  while (true) {
    auto chunk = query.fetch();
    if (!chunk) return chunk.error();
    if (!*chunk) return files;
    for (duckdb::idx_t row = 0; row < (*chunk)->size(); ++row) {
      files.push_back(written_file(**chunk, row, target));
    }
  }
}

}  // namespace skep::engine
