#include "warehouse/statistics.h"

#include <charconv>
#include <string_view>

namespace skep::warehouse {
namespace {

constexpr std::string_view kFiles = "numFiles";
constexpr std::string_view kBytes = "totalSize";
constexpr std::string_view kRows = "numRows";
constexpr std::string_view kSparkPrefix = "spark.sql.statistics.";
constexpr std::string_view kSparkBytes = "spark.sql.statistics.totalSize";
constexpr std::string_view kSparkRows = "spark.sql.statistics.numRows";

std::optional<int64_t> number(const metastore::Parameters& parameters, std::string_view key) {
  auto found = parameters.find(std::string(key));
  if (found == parameters.end()) return std::nullopt;
  const std::string& text = found->second;
  int64_t value = 0;
  auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

bool is_statistic(std::string_view key) {
  return key == kFiles || key == kBytes || key == kRows || key == "rawDataSize" || key == "COLUMN_STATS_ACCURATE" ||
         key.starts_with(kSparkPrefix);
}

}  // namespace

std::optional<Numbers> recorded_numbers(const metastore::Parameters& parameters) {
  auto files = number(parameters, kFiles), bytes = number(parameters, kSparkBytes),
       rows = number(parameters, kSparkRows);
  if (!files || !bytes || !rows) return std::nullopt;
  return Numbers{*files, *bytes, rows};
}

std::optional<int64_t> recorded_rows(const metastore::Parameters& parameters) {
  auto spark = number(parameters, kSparkRows);
  return spark ? spark : number(parameters, kRows);
}

std::vector<std::string> remove_statistics(metastore::Parameters& parameters) {
  std::vector<std::string> removed;
  for (auto entry = parameters.begin(); entry != parameters.end();) {
    if (is_statistic(entry->first)) {
      removed.push_back(entry->first);
      entry = parameters.erase(entry);
    } else {
      ++entry;
    }
  }
  return removed;
}

void record_numbers(metastore::Parameters& parameters, const Numbers& numbers) {
  // COLUMN_STATS_ACCURATE is left out: with it Hive would answer count(*) from numRows, whoever adds files later.
  parameters[std::string(kFiles)] = std::to_string(numbers.files);
  parameters[std::string(kBytes)] = std::to_string(numbers.bytes);
  if (!numbers.rows) return;
  parameters[std::string(kRows)] = std::to_string(*numbers.rows);
  parameters[std::string(kSparkBytes)] = std::to_string(numbers.bytes);
  parameters[std::string(kSparkRows)] = std::to_string(*numbers.rows);
}

}  // namespace skep::warehouse
