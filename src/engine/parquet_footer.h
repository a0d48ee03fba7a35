#pragma once

#include "base/result.h"
#include "types/data_type.h"

#include <cstdint>
#include <string>

namespace skep::engine {

/// What a Parquet file says of itself.
struct ParquetFooter {
  types::Schema columns;  ///< as Spark takes them: from its own note where it wrote the file; all may be NULL
  int64_t rows = 0;
};

/// Reads the footer of a local file. Fails with invalid_data for what is no Parquet, with unsupported for a column of a
/// type that Spark does not read either.
Result<ParquetFooter> read_parquet_footer(const std::string& path);

}  // namespace skep::engine
