#include "engine/duckdb/aggregate_sql.h"

#include "base/text.h"
#include "engine/duckdb/function_sql.h"
#include "engine/duckdb/functions/hyperloglog.h"
#include "engine/duckdb/ordering_sql.h"
#include "engine/duckdb/sql_writer.h"
#include "functions/sketches.h"

#include <fmt/format.h>

#include <unordered_map>

namespace skep::engine {
namespace {

using types::DataType;
using types::TypeKind;

std::string cast_as(const std::string& operand, const DataType& type) {
  return fmt::format("CAST({} AS {})", operand, duckdb_type(type));
}

/// What comes after an aggregate: FILTER and OVER. `more` is a condition of the function's own.
std::string suffix(const AggregateSql& call, const std::string& more = "") {
  auto filter = call.filter.empty() ? more : more.empty() ? call.filter : fmt::format("({}) AND {}", call.filter, more);
  return (filter.empty() ? "" : fmt::format(" FILTER (WHERE {})", filter)) + call.over;
}

/// function([DISTINCT] arguments) FILTER (...) OVER (...)
std::string plain(const AggregateSql& call, std::string_view function, const std::string& arguments) {
  return fmt::format("{}({}{}){}", function, call.distinct ? "DISTINCT " : "", arguments, suffix(call));
}

bool is_months(const DataType& type) { return type.is(TypeKind::interval_year_month); }

/// An interval's value as a number, and back.
std::string amount_of(const std::string& interval, const DataType& type) {
  return fmt::format("skep_{}({})", is_months(type) ? "months" : "micros", interval);
}

std::string count(const AggregateSql& call) {
  if (call.arguments.size() == 1) {
    if (call.distinct && call.types[0].is(TypeKind::calendar_interval))
      return plain(call, "count", fmt::format("skep_text({})", call.arguments[0]));
    return call.counts_rows && !call.distinct ? "count(*)" + suffix(call) : plain(call, "count", call.arguments[0]);
  }
  std::vector<std::string> nulls;
  for (auto& argument : call.arguments) nulls.push_back(argument + " IS NULL");
  auto row = call.distinct ? fmt::format("row({})", join(call.arguments, ", ")) : std::string("1");
  return plain(call, "count", fmt::format("CASE WHEN {} THEN NULL ELSE {} END", join(nulls, " OR "), row));
}

/// Sums of intervals are of their amounts; without a place they raise, and give NULL for try_sum.
std::string interval_sum(const AggregateSql& call, bool is_try) {
  auto& type = call.types[0];
  auto total = plain(call, "sum", amount_of(call.arguments[0], type));
  return fmt::format("skep_{}interval_sum(CAST({} AS HUGEINT), {})", is_try ? "try_" : "", total, is_months(type));
}

std::string sum(const AggregateSql& call) {
  auto& type = call.types[0];
  bool is_try = call.function == "try_sum";
  if (type.is_interval()) return interval_sum(call, is_try);
  if (type.is(TypeKind::decimal))
    return plain(call, is_try || !call.ansi ? "skep_try_sum" : "skep_sum", call.arguments[0]);
  if (type.is_fractional()) return plain(call, "sum", call.arguments[0]);
  if (is_try) return fmt::format("TRY_CAST({} AS BIGINT)", plain(call, "sum", call.arguments[0]));
  return call.ansi ? cast_as(plain(call, "sum", call.arguments[0]), types::kBigint)
                   : plain(call, "skep_wrapping_sum", call.arguments[0]);
}

std::string average(const AggregateSql& call) {
  auto& type = call.types[0];
  bool is_try = call.function == "try_avg" || !call.ansi;
  auto number = plain(call, "count", call.arguments[0]);
  if (type.is_interval()) {
    bool quiet = call.function == "try_avg";
    return fmt::format("skep_interval_over({}, {})", interval_sum(call, quiet), number);
  }
  if (!type.is(TypeKind::decimal)) return plain(call, "avg", call.arguments[0]);
  return fmt::format("skep_{0}decimal_divide({1}, CAST({2} AS DECIMAL(20,0)), {3}, {4})", is_try ? "try_" : "",
                     plain(call, is_try ? "skep_try_sum" : "skep_sum", call.arguments[0]), number,
                     call.result.precision(), call.result.scale());
}

/// All values but nulls; a set has each once.
std::string collection(const AggregateSql& call) {
  bool once = call.function == "collect_set" || call.distinct;
  auto list = fmt::format("list({}{}{}){}", once ? "DISTINCT " : "", call.arguments[0],
                          call.order.empty() ? "" : " ORDER BY " + call.order,
                          suffix(call, call.arguments[0] + " IS NOT NULL"));
  return cast_as(fmt::format("COALESCE({}, [])", list), call.result);
}

/// first and last: nulls are left out where the second argument says so.
std::string edge(const AggregateSql& call) {
  bool skips_nulls = call.arguments.size() == 2 && call.arguments[1] == "TRUE";
  return fmt::format("{}({}){}", call.function, call.arguments[0],
                     suffix(call, skips_nulls ? call.arguments[0] + " IS NOT NULL" : ""));
}

std::string truth_count(const AggregateSql& call) {
  if (call.distinct) return plain(call, "count", fmt::format("CASE WHEN {} THEN TRUE END", call.arguments[0]));
  return "count(*)" + suffix(call, call.arguments[0]);
}

/// A percentile between two values: of intervals it is that of their amounts, without a fraction.
std::string percentile_of(const AggregateSql& call, const std::string& value, const DataType& type,
                          const std::string& percentages, std::string_view function) {
  if (!type.is_interval()) return plain(call, function, value + ", " + percentages);
  auto amount = plain(call, function, fmt::format("CAST({} AS DOUBLE), {}", amount_of(value, type), percentages));
  auto whole = [&](const std::string& number) {
    return fmt::format("{}(CAST(trunc({}) AS {}))", is_months(type) ? "to_months" : "to_microseconds", number,
                       is_months(type) ? "INTEGER" : "BIGINT");
  };
  return call.result.is(TypeKind::array) ? fmt::format("list_transform({}, lambda x: {})", amount, whole("x"))
                                         : whole(amount);
}

/// An empty list of percentages gives NULL.
std::string null_for_none(const std::string& found) {
  return fmt::format("CASE WHEN len({0}) > 0 THEN {0} END", found);
}

std::string percentile(const AggregateSql& call) {
  bool is_list = call.result.is(TypeKind::array);
  if (call.arguments.size() == 2) {
    auto found = percentile_of(call, call.arguments[0], call.types[0], call.arguments[1], "quantile_cont");
    return is_list ? null_for_none(found) : found;
  }
  auto values = plain(call, "list", call.arguments[0]), counts = plain(call, "list", call.arguments[2]);
  auto several = fmt::format("skep_weighted_percentiles({}, {}, {})", values, counts,
                             is_list ? call.arguments[1] : "[" + call.arguments[1] + "]");
  return is_list ? several : fmt::format("{}[1]", several);
}

std::string median(const AggregateSql& call) {
  return percentile_of(call, call.arguments[0], call.types[0], "0.5", "quantile_cont");
}

/// percentile_cont(p) WITHIN GROUP (ORDER BY value): the value is the last argument, descending counts from the other end.
std::string ordered_percentile(const AggregateSql& call) {
  auto percentages = call.arguments[0];
  bool descends = call.order.find(" DESC") != std::string::npos;
  bool continuous = call.function == "percentile_cont";
  if (descends && !continuous) {
    // Below zero it is DuckDB's percentage of descending values, and zero is none of these.
    bool is_list = call.result.is(TypeKind::array);
    percentages = is_list ? fmt::format("list_transform({}, lambda p: -greatest(p, 1e-300))", percentages)
                          : fmt::format("(-greatest({}, 1e-300))", percentages);
  } else if (descends) {
    percentages = call.result.is(TypeKind::array) ? fmt::format("list_transform({}, lambda p: 1 - p)", percentages)
                                                  : fmt::format("(1 - {})", percentages);
  }
  return percentile_of(call, call.arguments[1], call.types[1], percentages,
                       continuous ? "quantile_cont" : "quantile_disc");
}

/// Of an accuracy that is named Spark's own choice, else the value of that very rank.
std::string approximate_percentile(const AggregateSql& call) {
  if (call.arguments.size() == 3 && (call.types[0].is_numeric())) {
    bool is_list = call.result.is(TypeKind::array);
    auto values = plain(call, "list", fmt::format("CAST({} AS DOUBLE)", call.arguments[0]));
    auto present = fmt::format("list_filter({}, lambda x: x IS NOT NULL)", values);
    auto found = fmt::format("skep_approximate_percentiles({}, {}, {})", present,
                             is_list ? call.arguments[1] : "[" + call.arguments[1] + "]", call.arguments[2]);
    return cast_as(is_list ? found : found + "[1]", call.result);
  }
  auto found = cast_as(plain(call, "quantile_disc", call.arguments[0] + ", " + call.arguments[1]), call.result);
  return call.result.is(TypeKind::array) ? null_for_none(found) : found;
}

/// Of equally frequent values the least: Spark's choice is any, or the least.
std::string mode(const AggregateSql& call) {
  if (call.types[0].is(TypeKind::map)) return plain(call, "mode", call.arguments[0]);  // maps have no order
  auto order = call.order.empty() ? call.arguments[0] : call.order;
  return fmt::format("mode({}{} ORDER BY {}){}", call.distinct ? "DISTINCT " : "", call.arguments[0], order,
                     suffix(call));
}

std::string joined_texts(const AggregateSql& call) {
  auto delimiter = call.arguments.size() == 2 ? fmt::format("COALESCE({}, '')", call.arguments[1]) : "''";
  return fmt::format("string_agg({}{}, {}{}){}", call.distinct ? "DISTINCT " : "", call.arguments[0], delimiter,
                     call.order.empty() ? "" : " ORDER BY " + call.order, suffix(call));
}

std::string histogram(const AggregateSql& call) {
  auto& type = call.types[0];
  auto number = type.is_interval()        ? amount_of(call.arguments[0], type)
                : type.is(TypeKind::date) ? fmt::format("({} - DATE '1970-01-01')", call.arguments[0])
                : type.is_datetime()      ? fmt::format("epoch_us({})", call.arguments[0])
                                          : call.arguments[0];
  auto bins =
      fmt::format("skep_histogram_numeric({}, {})",
                  fmt::format("list(CAST({} AS DOUBLE)){}", number, suffix(call, call.arguments[0] + " IS NOT NULL")),
                  call.arguments[1]);
  std::string x = "b.x";
  if (is_months(type)) x = "to_months(CAST(trunc(b.x) AS INTEGER))";
  if (type.is(TypeKind::interval_day_time)) x = "to_microseconds(CAST(trunc(b.x) AS BIGINT))";
  if (type.is(TypeKind::date)) x = "(DATE '1970-01-01' + CAST(trunc(b.x) AS INTEGER))";
  if (type.is(TypeKind::timestamp)) x = "make_timestamptz(CAST(trunc(b.x) AS BIGINT))";
  if (type.is(TypeKind::timestamp_ntz)) x = "make_timestamp(CAST(trunc(b.x) AS BIGINT))";
  if (type.is_integral()) x = "trunc(b.x)";
  return cast_as(fmt::format("list_transform({}, lambda b: {{'x': {}, 'y': b.y}})", bins, x), call.result);
}

/// By the hash that Spark takes. For a smaller error than so many registers give all values are counted.
std::string distinct_estimate(const AggregateSql& call) {
  auto& value = call.arguments[0];
  int bits = functions::hyperloglog_bits(call.numbers.size() > 1 ? call.numbers[1] : std::nullopt);
  if (bits > kHyperLogLogBitsMax) return fmt::format("count(DISTINCT {}){}", value, suffix(call));
  auto hashed = call.types[0].is_interval() ? amount_of(value, call.types[0]) : value;
  return plain(call, fmt::format("skep_hyperloglog_{}", bits),
               fmt::format("CASE WHEN {} IS NOT NULL THEN skep_xxhash64({}) END", value, hashed));
}

std::string frequency_sketch(const AggregateSql& call) {
  return fmt::format("skep_count_min_sketch(COALESCE({}, []), {}, {}, {})",
                     fmt::format("list({}){}", call.arguments[0], suffix(call, call.arguments[0] + " IS NOT NULL")),
                     call.arguments[1], call.arguments[2], call.arguments[3]);
}

std::string schema_of_variants(const AggregateSql& call) {
  return fmt::format("skep_schema_of_variants(COALESCE(list({}){}, []))", call.arguments[0],
                     suffix(call, call.arguments[0] + " IS NOT NULL"));
}

using Writer = std::string (*)(const AggregateSql&);

const std::unordered_map<std::string_view, Writer>& writers() {
  static const std::unordered_map<std::string_view, Writer> all{
      {"count", count},
      {"count_if", truth_count},
      {"sum", sum},
      {"try_sum", sum},
      {"avg", average},
      {"try_avg", average},
      {"collect_list", collection},
      {"collect_set", collection},
      {"first", edge},
      {"last", edge},
      {"percentile", percentile},
      {"median", median},
      {"percentile_cont", ordered_percentile},
      {"percentile_disc", ordered_percentile},
      {"percentile_approx", approximate_percentile},
      {"mode", mode},
      {"listagg", joined_texts},
      {"histogram_numeric", histogram},
      {"count_min_sketch", frequency_sketch},
      {"approx_count_distinct", distinct_estimate},
      {"schema_of_variant_agg", schema_of_variants},
  };
  return all;
}

/// The template of function_sql.cpp; what it holds besides one call gets no window.
std::string from_template(const FunctionSql& function, const AggregateSql& call) {
  std::string text;
  for (size_t i = 0; i < function.text.size(); i++) {
    if (function.text[i] != '$') {
      text += function.text[i];
      continue;
    }
    auto index = static_cast<size_t>(function.text[++i] - '1');
    text += index == 0 && call.distinct ? "DISTINCT " + call.arguments[0] : call.arguments[index];
  }
  text += suffix(call);
  return function.is_exact ? text : cast_as(text, call.result);
}

}  // namespace

std::optional<Result<std::string>> write_aggregate(const AggregateSql& call) {
  if (call.function == "listagg" && call.result.is(TypeKind::binary))
    return Result<std::string>(make_error(ErrorCode::unsupported, "listagg of binary values is not there yet"));
  if ((call.function == "max" || call.function == "min") && needs_ordering_key(call.types[0])) {
    auto key = ordering_key(call.arguments[0], call.types[0]);
    return Result<std::string>(plain(call, fmt::format("arg_{}", call.function), call.arguments[0] + ", " + key));
  }
  if ((call.function == "max_by" || call.function == "min_by") && needs_ordering_key(call.types[1])) {
    auto key = ordering_key(call.arguments[1], call.types[1]);
    return Result<std::string>(
        plain(call, fmt::format("arg_{}_null", call.function.substr(0, 3)), call.arguments[0] + ", " + key));
  }
  auto writer = writers().find(call.function);
  if (writer != writers().end()) return Result<std::string>(writer->second(call));
  auto* function = find_function_sql(call.function);
  if (!function) return std::nullopt;
  return Result<std::string>(from_template(*function, call));
}

}  // namespace skep::engine
