#include "engine/duckdb/functions/text_options.h"

#include "base/text.h"
#include "engine/duckdb/functions/time_zone.h"

namespace skep::engine {

TextOptions::TextOptions(std::string_view text, DatetimePattern::Use use) : zone(&find_zone("UTC")) {
  auto pattern = [&](std::string_view value) { return std::make_unique<DatetimePattern>(value, use); };
  for (auto& line : split(text, '\n')) {
    auto equals = line.find('=');
    if (equals == std::string::npos) continue;
    auto name = line.substr(0, equals), value = line.substr(equals + 1);
    bool is_true = equals_ignoring_case(value, "true");
    if (name == "mode") fails_fast = equals_ignoring_case(value, "FAILFAST");
    if (name == "ignorenullfields") keeps_nulls = !is_true;
    if (name == "prefersdecimal") decimals_preferred = is_true;
    if (name == "primitivesasstring") all_texts = is_true;
    if (name == "allownumericleadingzeros") leading_zeros = is_true;
    if (name == "sep" || name == "delimiter") separator = value;
    if (name == "columnnameofcorruptrecord") corrupt_column = value;
    if (name == "dateformat") date = pattern(value);
    if (name == "timestampformat") timestamp = pattern(value);
    if (name == "timestampntzformat") wall_clock = pattern(value);
    if (name == "timezone") zone = &find_zone(value);
  }
}

}  // namespace skep::engine
