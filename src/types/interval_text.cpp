#include "base/text.h"
#include "types/value.h"

#include <fmt/format.h>

namespace skep::types {
namespace {

constexpr uint64_t kMicrosPerSecond = 1'000'000;
/// How many of the smallest amounts each unit holds: months, then microseconds.
constexpr uint64_t kFactors[] = {
    12, 1, 86'400 * kMicrosPerSecond, 3'600 * kMicrosPerSecond, 60 * kMicrosPerSecond, kMicrosPerSecond};
constexpr std::string_view kUnitNames[] = {"YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"};

/// What stands before a unit that is not the first.
std::string_view separator_before(size_t unit) {
  switch (static_cast<IntervalUnit>(unit)) {
    case IntervalUnit::month: return "-";
    case IntervalUnit::hour: return " ";
    default: return ":";
  }
}

std::string fraction_text(uint64_t micros) {
  if (micros == 0) return "";
  auto text = fmt::format(".{:06}", micros);
  text.erase(text.find_last_not_of('0') + 1);
  return text;
}

}  // namespace

std::string interval_to_text(int64_t amount, const DataType& type) {
  auto from = static_cast<size_t>(type.interval_from());
  auto to = static_cast<size_t>(type.interval_to());
  auto rest = amount < 0 ? 0 - static_cast<uint64_t>(amount) : static_cast<uint64_t>(amount);

  std::string text = amount < 0 ? "-" : "";
  for (auto unit = from; unit <= to; unit++) {
    if (unit > from) text += separator_before(unit);
    auto count = rest / kFactors[unit];
    rest %= kFactors[unit];
    bool padded = unit >= static_cast<size_t>(IntervalUnit::hour);
    text += padded ? fmt::format("{:02}", count) : fmt::format("{}", count);
  }
  if (type.interval_to() == IntervalUnit::second) text += fraction_text(rest);

  auto units = from == to ? std::string(kUnitNames[from]) : fmt::format("{} TO {}", kUnitNames[from], kUnitNames[to]);
  return fmt::format("INTERVAL '{}' {}", text, units);
}

}  // namespace skep::types
