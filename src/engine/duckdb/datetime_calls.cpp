#include "engine/duckdb/expression_sql.h"
#include "engine/duckdb/sql_writer.h"

namespace skep::engine {

using types::TypeKind;

/// Dates and times that are read from texts, and made of their parts.
std::optional<std::string> ExpressionSql::parsed_datetime(const plan::Call& call,
                                                          const std::vector<std::string>& arguments) {
  auto& name = call.function;
  auto count = arguments.size();
  auto parsed = [&](std::string_view function) {
    return fmt::format("skep_{}({}, {}, {})", function, arguments[0], arguments[1], zone());
  };
  std::string_view quiet = settings_.ansi ? "" : "try_";
  auto parsed_or_null = [&] { return parsed(fmt::format("{}parse_instant", quiet)); };
  if (name == "to_date")
    return count == 1 ? arguments[0] : fmt::format("CAST(skep_local({}, {}) AS DATE)", parsed_or_null(), zone());
  if (name == "to_timestamp" || name == "to_timestamp_ltz") return count == 1 ? arguments[0] : parsed_or_null();
  if (name == "to_timestamp_ntz") {
    return count == 1 ? arguments[0] : fmt::format("skep_{}parse_timestamp({}, {})", quiet, arguments[0], arguments[1]);
  }
  if (name == "try_to_timestamp") {
    if (count == 2) return parsed("try_parse_instant");
    bool is_text = call.arguments[0]->type.is_text();
    return is_text ? fmt::format("skep_try_to_timestamp({}, {})", arguments[0], zone()) : arguments[0];
  }
  if (name == "unix_timestamp" || name == "to_unix_timestamp") {
    auto instant = call.arguments[0]->type.is_text() ? parsed_or_null() : arguments[0];
    return fmt::format("(epoch_us({}) // 1000000)", instant);
  }
  bool tries = name.starts_with("try_make_timestamp") || (name.starts_with("make_timestamp") && !settings_.ansi);
  if (!tries && !name.starts_with("make_timestamp")) return std::nullopt;
  auto wall_clock =
      fmt::format("skep_{}make_timestamp({}, {}, {}, {}, {}, CAST({} * 1000000 AS BIGINT))", tries ? "try_" : "",
                  arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
  if (name.ends_with("_ntz")) return wall_clock;
  return fmt::format("skep_instant({}, {})", wall_clock, count == 7 ? arguments[6] : zone());
}

}  // namespace skep::engine
