#include "base/text.h"
#include "engine/duckdb/expression_sql.h"
#include "engine/duckdb/ordering_sql.h"
#include "engine/duckdb/sql_writer.h"

#include <utility>

namespace skep::engine {
namespace {

/// The functions that are windows only, by DuckDB's names, and whether they give Spark's type as they are.
bool is_ranking(std::string_view name) {
  for (auto known : {"row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile"}) {
    if (name == known) return true;
  }
  return false;
}

bool takes_nulls_option(std::string_view name) {
  for (auto known : {"lag", "lead", "first", "last", "nth_value"}) {
    if (name == known) return true;
  }
  return false;
}

std::optional<int64_t> whole_number(const plan::FrameBound& bound) {
  auto* constant = bound.offset ? std::get_if<plan::Constant>(&bound.offset->node) : nullptr;
  if (!constant || constant->value.is_null() || !constant->value.type.is_integral()) return std::nullopt;
  return std::get<int64_t>(constant->value.data);
}

/// Frames that DuckDB does not read: they end before the row where they begin, or are that row alone.
struct CurrentRowFrame {
  bool is_odd = false;
  bool is_empty = false;
};

CurrentRowFrame around_current_row(const plan::WindowFrame& frame) {
  using enum plan::FrameBoundKind;
  bool ends_before = frame.start.kind == current_row && frame.end.kind == preceding;
  bool begins_after = frame.start.kind == following && frame.end.kind == current_row;
  if (!ends_before && !begins_after) return {};
  return {true, whole_number(ends_before ? frame.end : frame.start) != 0};
}

}  // namespace

std::string ExpressionSql::with_outers(const std::vector<plan::ExpressionPtr>& outers, const ColumnSql& column,
                                       const std::function<std::string()>& write_inside) {
  std::vector<std::string> texts;
  for (auto& outer : outers) texts.push_back(write(*outer, column));
  outers_.push_back(std::move(texts));
  auto outside = std::exchange(over_, {});
  auto text = write_inside();
  over_ = std::move(outside);
  outers_.pop_back();
  return text;
}

std::string ExpressionSql::outer(size_t index) {
  bool known = !outers_.empty() && index < outers_.back().size();
  return known ? outers_.back()[index] : unsupported("a column of the query around is out of reach in this place yet");
}

std::string ExpressionSql::with_outers_in(const std::string& alias, const std::set<size_t>& indexes,
                                          const std::function<std::string()>& write_inside) {
  if (indexes.empty() || outers_.empty()) return write_inside();
  auto before = outers_.back();
  for (auto index : indexes) outers_.back().at(index) = fmt::format("{}.o{}", alias, index);
  auto text = write_inside();
  outers_.back() = std::move(before);
  return text;
}

std::string ExpressionSql::order(const std::vector<plan::SortKey>& keys, const ColumnSql& column) {
  std::vector<std::string> texts;
  for (auto& key : keys) {
    auto value = ordering_key(write(*key.expression, column), key.expression->type);
    texts.push_back(
        fmt::format("{} {} NULLS {}", value, key.descending ? "DESC" : "ASC", key.nulls_first ? "FIRST" : "LAST"));
  }
  return join(texts, ", ");
}

std::string ExpressionSql::bound(const plan::FrameBound& bound) {
  auto offset = [&] { return write(*bound.offset, [](size_t) { return std::string("NULL"); }); };
  switch (bound.kind) {
    case plan::FrameBoundKind::unbounded_preceding: return "UNBOUNDED PRECEDING";
    case plan::FrameBoundKind::preceding: return offset() + " PRECEDING";
    case plan::FrameBoundKind::current_row: return "CURRENT ROW";
    case plan::FrameBoundKind::following: return offset() + " FOLLOWING";
    case plan::FrameBoundKind::unbounded_following: return "UNBOUNDED FOLLOWING";
  }
  return "";
}

std::string ExpressionSql::window(const plan::WindowCall& call, const plan::Expression& expression,
                                  const ColumnSql& column) {
  std::vector<std::string> partition, arguments;
  for (auto& item : call.partition) partition.push_back(write(*item, column));
  std::vector<std::string> parts;
  if (!partition.empty()) parts.push_back("PARTITION BY " + join(partition, ", "));
  if (!call.keys.empty()) parts.push_back("ORDER BY " + order(call.keys, column));
  if (auto odd = call.frame ? around_current_row(*call.frame) : CurrentRowFrame{}; odd.is_odd) {
    parts.push_back(odd.is_empty          ? "ROWS BETWEEN 0 PRECEDING AND 1 PRECEDING"
                    : call.frame->is_rows ? "ROWS BETWEEN CURRENT ROW AND CURRENT ROW"
                                          : "RANGE BETWEEN CURRENT ROW AND CURRENT ROW");
  } else if (call.frame) {
    parts.push_back(fmt::format("{} BETWEEN {} AND {}", call.frame->is_rows ? "ROWS" : "RANGE",
                                bound(call.frame->start), bound(call.frame->end)));
  }
  auto over = fmt::format(" OVER ({})", join(parts, " "));
  auto nulls = call.ignores_nulls ? " IGNORE NULLS" : "";
  if (is_ranking(call.function) || takes_nulls_option(call.function)) {
    for (auto& argument : call.arguments) arguments.push_back(write(*argument, column));
    auto name = call.function == "first" ? "first_value" : call.function == "last" ? "last_value" : call.function;
    auto filter = call.filter ? fmt::format(" FILTER (WHERE {})", write(*call.filter, column)) : "";
    return fmt::format("CAST({}({}{}){}{} AS {})", name, join(arguments, ", "), nulls, filter, over,
                       duckdb_type(expression.type));
  }
  plan::AggregateCall aggregated;
  aggregated.function = call.function;
  for (auto& argument : call.arguments) aggregated.arguments.push_back(plan::clone(*argument));
  if (call.filter) aggregated.filter = plan::clone(*call.filter);
  for (auto& key : call.order)
    aggregated.order.push_back({plan::clone(*key.expression), key.descending, key.nulls_first});
  over_ = over;
  auto text = aggregate(aggregated, expression, column);
  over_.clear();
  return text;
}

}  // namespace skep::engine
