#pragma once

#include "metastore/records.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace skep::warehouse {

/// What a folder of data holds. The rows are known only when nobody but us has put files there.
struct Numbers {
  int64_t files = 0;
  int64_t bytes = 0;
  std::optional<int64_t> rows;
};

/// Reads the numbers that were recorded with a table or partition; nothing when they are not all there.
std::optional<Numbers> recorded_numbers(const metastore::Parameters& parameters);

/// Reads a row count as good enough for an estimate, whoever recorded it.
std::optional<int64_t> recorded_rows(const metastore::Parameters& parameters);

/// Takes out what a change of the data makes untrue: counts, and statistics of columns. Gives the keys.
std::vector<std::string> remove_statistics(metastore::Parameters& parameters);

/// Records numbers as Hive (numFiles, totalSize, numRows) and Spark (spark.sql.statistics.*) write them.
void record_numbers(metastore::Parameters& parameters, const Numbers& numbers);

}  // namespace skep::warehouse
