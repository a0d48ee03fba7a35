#pragma once

#include "base/result.h"
#include "metastore/statistics_store.h"

#include <hive_metastore_types.h>

#include <string>

namespace skep::hive {

namespace api = ::Apache::Hadoop::Hive;

/// The column's type says which of Hive's kinds of statistics it has.
api::ColumnStatisticsObj to_hive(const metastore::ColumnStatistics& column);

/// Fails with invalid_argument when no kind is set.
Result<metastore::ColumnStatistics> from_hive(const api::ColumnStatisticsObj& given);

/// A decimal as text, from the bytes of its unscaled value (big-endian, two's complement) and its scale; and back.
/// Numbers beyond 128 bits become empty.
std::string decimal_text(const api::Decimal& decimal);
api::Decimal decimal_of(const std::string& text);

}  // namespace skep::hive
