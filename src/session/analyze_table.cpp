#include "base/text.h"
#include "plan/plan.h"
#include "session/commands.h"
#include "session/literal_rows.h"
#include "syntax/printer.h"
#include "warehouse/statistics.h"
#include "warehouse/table_schema.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace skep::session {
namespace {

using plan::ExpressionPtr;
using types::DataType;
using types::TypeKind;

constexpr const char* kColumnStatistics = "spark.sql.statistics.colStats.";

/// Spark's size of a value of a fixed width; 0 for texts.
int64_t width_of(const DataType& type) {
  switch (type.kind()) {
    case TypeKind::boolean:
    case TypeKind::tinyint: return 1;
    case TypeKind::smallint: return 2;
    case TypeKind::integer:
    case TypeKind::float_:
    case TypeKind::date: return 4;
    case TypeKind::decimal: return type.precision() <= 18 ? 8 : 16;
    default: return type.is_text() || type.is(TypeKind::binary) ? 0 : 8;
  }
}

bool can_be_analyzed(const DataType& type) {
  return !type.is_nested() && !type.is_any_interval() && !type.is(TypeKind::null);
}

ExpressionPtr call(std::string function, const DataType& type, ExpressionPtr argument, bool distinct = false) {
  auto expression = std::make_unique<plan::Expression>();
  expression->type = type;
  plan::AggregateCall node;
  node.function = std::move(function);
  node.distinct = distinct;
  node.arguments.push_back(std::move(argument));
  expression->node = std::move(node);
  return expression;
}

ExpressionPtr one() { return plan::make_constant(types::Value::integer(1)); }

/// Runs aggregates over a table's rows.
Result<std::vector<std::vector<syntax::ExpressionPtr>>> run_aggregates(plan::PlanPtr rows,
                                                                       std::vector<ExpressionPtr> groups,
                                                                       std::vector<ExpressionPtr> aggregates,
                                                                       CommandContext& context) {
  types::Schema output;
  for (auto& group : groups) output.push_back({"g", group->type, true, {}});
  for (auto& aggregate : aggregates) output.push_back({"a", aggregate->type, true, {}});
  plan::Aggregate node{std::move(rows), std::move(groups), std::move(aggregates)};
  auto stream = context.run_query(plan::make_plan(std::move(output), std::move(node)));
  if (!stream) return stream.error();
  return read_literals(**stream, SIZE_MAX);
}

const types::Value& value_of(const syntax::ExpressionPtr& expression) {
  return std::get<syntax::Literal>(expression->node).value;
}

int64_t number_of(const syntax::ExpressionPtr& expression) {
  auto* number = std::get_if<int64_t>(&value_of(expression).data);
  return number ? *number : 0;
}

/// What the aggregates of one column are, in order.
void add_aggregates(std::vector<ExpressionPtr>& aggregates, size_t index, const types::Field& column) {
  auto value = [&] { return plan::make_input(index, column); };
  aggregates.push_back(call("count", types::kBigint, value()));
  aggregates.push_back(call("count", types::kBigint, value(), true));
  bool is_fixed = width_of(column.type) > 0;
  auto length = [&] {
    std::vector<ExpressionPtr> arguments;
    arguments.push_back(value());
    return plan::make_call("octet_length", types::kInteger, true, std::move(arguments));
  };
  if (is_fixed) {
    aggregates.push_back(call("min", column.type, value()));
    aggregates.push_back(call("max", column.type, value()));
  } else {
    aggregates.push_back(call("avg", types::kDouble, plan::make_cast(length(), types::kDouble)));
    aggregates.push_back(call("max", types::kInteger, length()));
  }
}

constexpr size_t kAggregatesPerColumn = 4;

void record_column(metastore::Parameters& parameters, const types::Field& column, int64_t rows,
                   const std::vector<syntax::ExpressionPtr>& row, size_t first) {
  auto prefix = kColumnStatistics + column.name + ".";
  auto put = [&](const char* key, std::string value) { parameters[prefix + key] = std::move(value); };
  put("version", "2");
  put("nullCount", std::to_string(rows - number_of(row[first])));
  put("distinctCount", std::to_string(number_of(row[first + 1])));
  auto width = width_of(column.type);
  if (width > 0) {
    for (auto [key, place] : {std::pair("min", first + 2), {"max", first + 3}}) {
      if (!value_of(row[place]).is_null()) put(key, value_of(row[place]).to_text());
    }
    put("avgLen", std::to_string(width));
    put("maxLen", std::to_string(width));
    return;
  }
  auto* average = std::get_if<double>(&value_of(row[first + 2]).data);
  put("avgLen", std::to_string(average ? static_cast<int64_t>(std::ceil(*average)) : 0));
  put("maxLen", std::to_string(number_of(row[first + 3])));
}

/// The columns that are to be analysed, by place.
Result<std::vector<size_t>> wanted_columns(const syntax::AnalyzeTable& analyze, const types::Schema& columns,
                                           const metastore::Table& table) {
  std::vector<size_t> wanted;
  for (size_t i = 0; analyze.all_columns && i < columns.size(); i++)
    if (can_be_analyzed(columns[i].type)) wanted.push_back(i);
  for (auto& name : analyze.columns) {
    auto found = std::find_if(columns.begin(), columns.end(),
                              [&](const types::Field& field) { return equals_ignoring_case(field.name, name); });
    if (found == columns.end()) {
      return Error::of_class(ErrorCode::not_found, "COLUMN_NOT_FOUND",
                             fmt::format("the column {} cannot be found", name));
    }
    if (!can_be_analyzed(found->type)) {
      return Error::of_class(ErrorCode::unsupported, "UNSUPPORTED_FEATURE.ANALYZE_UNSUPPORTED_COLUMN_TYPE",
                             fmt::format("the column {} of {} has type {}, of which there are no statistics", name,
                                         table.name.to_text(), found->type.to_sql()));
    }
    wanted.push_back(static_cast<size_t>(found - columns.begin()));
  }
  return wanted;
}

warehouse::Numbers numbers_of(const warehouse::TableFiles& files, std::optional<uint32_t> partition) {
  warehouse::Numbers numbers;
  for (auto& file : files.files) {
    if (partition && file.partition != *partition) continue;
    numbers.files++;
    numbers.bytes += file.size;
  }
  return numbers;
}

/// Without a scan the count of rows stays where the files are those that were counted.
void keep_rows(warehouse::Numbers& numbers, const metastore::Parameters& parameters) {
  auto before = warehouse::recorded_numbers(parameters);
  bool is_same = before && before->files == numbers.files && before->bytes == numbers.bytes;
  if (is_same) numbers.rows = before->rows;
}

Result<void> put_numbers(const metastore::Table& table, const warehouse::Numbers& numbers,
                         const metastore::Parameters& more, CommandContext& context) {
  auto changed = table;
  warehouse::record_numbers(changed.parameters, numbers);
  for (auto& [key, value] : more) changed.parameters[key] = value;
  auto altered = context.warehouse.alter_table(table.name, {std::move(changed), false, {}, {}, {}});
  return altered ? Result<void>() : altered.error();
}

Result<void> analyze_whole(const syntax::AnalyzeTable& analyze, const metastore::Table& table,
                           const warehouse::TableSchema& schema, CommandContext& context) {
  auto wanted = wanted_columns(analyze, schema.columns, table);
  if (!wanted) return wanted.error();
  auto files = context.warehouse.list_files(table, nullptr, {});
  if (!files) return files.error();
  auto numbers = numbers_of(*files, std::nullopt);
  metastore::Parameters columns;
  if (analyze.no_scan) {
    keep_rows(numbers, table.parameters);
    return put_numbers(table, numbers, columns, context);
  }
  std::vector<ExpressionPtr> aggregates;
  aggregates.push_back(call("count", types::kBigint, one()));
  for (auto index : *wanted) add_aggregates(aggregates, index, schema.columns[index]);
  auto rows = run_aggregates(std::move(context.query), {}, std::move(aggregates), context);
  if (!rows) return rows.error();
  auto& row = rows->front();
  numbers.rows = number_of(row[0]);
  for (size_t i = 0; i < wanted->size(); i++)
    record_column(columns, schema.columns[(*wanted)[i]], *numbers.rows, row, 1 + i * kAggregatesPerColumn);
  return put_numbers(table, numbers, columns, context);
}

/// The rows of each partition, by its values.
Result<std::map<std::vector<std::string>, int64_t>> count_by_partition(const warehouse::TableSchema& schema,
                                                                       CommandContext& context) {
  std::vector<ExpressionPtr> groups, aggregates;
  for (size_t i = schema.columns.size() - schema.partition_count; i < schema.columns.size(); i++)
    groups.push_back(plan::make_input(i, schema.columns[i]));
  aggregates.push_back(call("count", types::kBigint, one()));
  auto rows = run_aggregates(std::move(context.query), std::move(groups), std::move(aggregates), context);
  if (!rows) return rows.error();
  std::map<std::vector<std::string>, int64_t> counts;
  for (auto& row : *rows) {
    std::vector<std::string> values;
    for (size_t i = 0; i + 1 < row.size(); i++) {
      auto& value = value_of(row[i]);
      values.push_back(value.is_null() ? std::string(metastore::kNullPartitionValue) : value.to_text());
    }
    counts[std::move(values)] = number_of(row.back());
  }
  return counts;
}

Result<void> analyze_partitions(const syntax::AnalyzeTable& analyze, const metastore::Table& table,
                                const warehouse::TableSchema& schema, CommandContext& context) {
  syntax::PartitionSpec given;
  for (auto& [name, value] : analyze.partition.columns) {
    bool known = std::any_of(table.partition_columns.begin(), table.partition_columns.end(),
                             [&](const metastore::Column& column) { return equals_ignoring_case(column.name, name); });
    if (!known)
      return Error::of_class(ErrorCode::not_found, "PARTITIONS_NOT_FOUND",
                             fmt::format("{} is no partition column of {}", name, table.name.to_text()));
  }
  auto files = context.warehouse.list_files(table, nullptr, {});
  if (!files) return files.error();
  std::map<std::vector<std::string>, int64_t> counts;
  if (!analyze.no_scan) {
    auto counted = count_by_partition(schema, context);
    if (!counted) return counted.error();
    counts = *std::move(counted);
  }
  std::vector<metastore::Partition> changed;
  bool names_values = false;
  for (uint32_t i = 0; i < files->partitions.size(); i++) {
    auto partition = files->partitions[i];
    bool matches = true;
    for (auto& [name, value] : analyze.partition.columns) {
      auto* literal = value ? std::get_if<syntax::Literal>(&value->node) : nullptr;
      if (!literal) continue;
      names_values = true;
      for (size_t k = 0; k < table.partition_columns.size(); k++)
        if (equals_ignoring_case(table.partition_columns[k].name, name))
          matches &= partition.values[k] == literal->value.to_text();
    }
    if (!matches) continue;
    auto numbers = numbers_of(*files, i);
    if (analyze.no_scan) {
      keep_rows(numbers, partition.parameters);
    } else {
      numbers.rows = counts[partition.values];
    }
    warehouse::record_numbers(partition.parameters, numbers);
    partition.layout = nullptr;
    changed.push_back(std::move(partition));
  }
  if (changed.empty() && names_values)
    return Error::of_class(ErrorCode::not_found, "PARTITIONS_NOT_FOUND",
                           fmt::format("{} has no such partition", table.name.to_text()));
  return context.warehouse.store().alter_partitions(table, changed);
}

}  // namespace

Result<Rows> run(const syntax::AnalyzeTable& analyze, CommandContext& context) {
  auto named = find_named(analyze.table, context);
  if (!named) return named.error();
  if (named->is_view()) {
    return Error::of_class(ErrorCode::unsupported, "UNSUPPORTED_FEATURE.ANALYZE_VIEW",
                           fmt::format("ANALYZE TABLE takes no views: {}", analyze.table.to_text()));
  }
  auto table = load_only_table(analyze.table, context);
  if (!table) return table.error();
  auto schema = warehouse::table_schema(*table);
  if (!schema) return schema.error();
  bool of_columns = analyze.all_columns || !analyze.columns.empty();
  bool of_partitions = !analyze.partition.columns.empty() && !of_columns;
  auto done = of_partitions ? analyze_partitions(analyze, *table, *schema, context)
                            : analyze_whole(analyze, *table, *schema, context);
  if (!done) return done.error();
  return no_rows();
}

Result<Rows> run(const syntax::AnalyzeTables& analyze, CommandContext& context) {
  auto database = analyze.database ? database_name(*analyze.database) : Result<std::string>(context.state.database);
  if (!database) return database.error();
  auto& store = context.warehouse.store();
  auto names = store.list_tables(*database, "");
  if (!names) return names.error();
  for (auto& name : *names) {
    auto table = store.load_table({*database, name});
    bool is_gone = !table && table.error().code == ErrorCode::not_found;
    if (!table && !is_gone) return table.error();
    if (is_gone || table->kind == metastore::TableKind::view) continue;
    syntax::AnalyzeTable one;
    one.table.parts = {*database, name};
    one.no_scan = analyze.no_scan;
    syntax::Statement statement;
    statement.node = std::move(one);
    auto request = context.request;
    request.text = syntax::to_sql(statement);
    auto done = context.run_statement(request);
    if (!done) return done.error().during("analysing {}", table->name.to_text());
  }
  return no_rows();
}

}  // namespace skep::session
