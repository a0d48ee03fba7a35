#pragma once

#include "types/value.h"

#include <optional>
#include <string_view>

namespace skep::types {

/// Adds up a text that gives every unit between `from` and `to`, in months or microseconds: "1 02:03:04.5" from day to
/// second. Fails with class INVALID_INTERVAL_FORMAT.*.
Result<int64_t> interval_amount(std::string_view text, IntervalUnit from, IntervalUnit to);

/// Reads what CAST to an interval type takes: the value alone, or the literal: "1-2", "INTERVAL '1-2' YEAR TO MONTH". Fails as
/// interval_amount does.
Result<int64_t> parse_interval(std::string_view text, const DataType& type);

/// The parts of intervals' texts; each takes off the front of `text` what it has read.
namespace interval_digits {

std::optional<int64_t> take_digits(std::string_view& text);

/// ".123456789" as microseconds; 0 when there is no point, nothing for more than nine digits.
std::optional<int64_t> take_fraction(std::string_view& text);

/// True for a minus; a plus is taken too.
bool take_sign(std::string_view& text);

}  // namespace interval_digits

}  // namespace skep::types
