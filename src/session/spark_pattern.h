#pragma once

#include <string_view>

namespace skep::session {

/// Matches a name against the pattern of SHOW, as Spark does: `*` any text, `.` any character, `|` between alternatives,
/// blanks around them and case ignored; empty: all.
bool matches_spark_pattern(std::string_view name, std::string_view pattern);

}  // namespace skep::session
