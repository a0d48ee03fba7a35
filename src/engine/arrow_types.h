#pragma once

#include "types/data_type.h"

#include <memory>

namespace arrow {
class DataType;
class Schema;
}  // namespace arrow

namespace skep::engine {

/// The Arrow form of Spark's types in every stream of ours: string is utf8, timestamp is timestamp[us, tz=UTC],
/// timestamp_ntz is timestamp[us], decimal is decimal128, day-time and year-month intervals are
/// interval[month_day_nano], null is null, the rest is Arrow's type of that name (char and varchar are utf8).
std::shared_ptr<arrow::DataType> to_arrow(const types::DataType& type);
std::shared_ptr<arrow::Schema> to_arrow(const types::Schema& schema);

}  // namespace skep::engine
