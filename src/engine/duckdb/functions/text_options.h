#pragma once

#include "engine/duckdb/functions/datetime_pattern.h"

#include <memory>
#include <string>
#include <string_view>

namespace skep::engine {

class TimeZone;

/// The options of functions that read and write JSON and CSV, under Spark's names.
struct TextOptions {
  /// `text` holds lines "name=value", the names in lower case. The plan has refused names that are not known here.
  explicit TextOptions(std::string_view text, DatetimePattern::Use use);

  bool fails_fast = false;          ///< mode=FAILFAST
  bool keeps_nulls = false;         ///< ignorenullfields=false
  bool decimals_preferred = false;  ///< prefersdecimal
  bool all_texts = false;           ///< primitivesasstring
  bool leading_zeros = false;       ///< allownumericleadingzeros
  std::string separator = ",";      ///< sep, delimiter
  std::string corrupt_column = "_corrupt_record";
  std::unique_ptr<DatetimePattern> date, timestamp, wall_clock;  ///< null: Spark's own forms
  const TimeZone* zone = nullptr;
};

}  // namespace skep::engine
