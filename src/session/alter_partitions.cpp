#include "base/text.h"
#include "session/commands.h"
#include "storage/uri.h"
#include "types/value.h"
#include "warehouse/table_schema.h"

#include <charconv>
#include <set>

namespace skep::session {
namespace {

Result<metastore::Table> load_partitioned(const syntax::Name& name, CommandContext& context) {
  auto table = load_only_table(name, context);
  if (table && table->partition_columns.empty())
    return make_error(ErrorCode::invalid_argument, "{} is not partitioned", table->name.to_text());
  return table;
}

/// A value as its column writes it: "007" of an integer column is "7".
Result<std::string> normalised(const std::string& text, const types::Field& column) {
  if (text == metastore::kNullPartitionValue) return text;
  auto invalid = [&]() {
    return Error::of_class(
        ErrorCode::invalid_argument, "CAST_INVALID_INPUT",
        fmt::format("the value '{}' of the partition column {} is no {}", text, column.name, column.type.to_sql()));
  };
  if (column.type.is_integral()) {
    int64_t number = 0;
    auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || end != text.data() + text.size()) return invalid();
    return std::to_string(number);
  }
  if (column.type.is(types::TypeKind::date)) {
    auto days = types::parse_date(text);
    if (!days) return invalid();
    return types::date_to_text(*days);
  }
  return text;
}

/// The values of a PARTITION clause that must name every column.
Result<std::vector<std::string>> partition_values(const syntax::PartitionSpec& spec, const metastore::Table& table) {
  auto given = partition_clause(spec, table);
  if (!given) return given.error();
  if (given->size() != table.partition_columns.size()) {
    return make_error(ErrorCode::invalid_argument, "a partition of {} needs a value for each of its {} columns",
                      table.name.to_text(), table.partition_columns.size());
  }
  auto schema = warehouse::table_schema(table);
  if (!schema) return schema.error();
  std::vector<std::string> values;
  size_t first = schema->columns.size() - schema->partition_count;
  for (size_t i = 0; i < table.partition_columns.size(); i++) {
    auto& text = given->at(to_lower(table.partition_columns[i].name));
    if (text.empty())
      return make_error(ErrorCode::invalid_argument, "the value of a partition column must not be empty: {}",
                        table.partition_columns[i].name);
    auto value = normalised(text, schema->columns[first + i]);
    if (!value) return value.error();
    values.push_back(*std::move(value));
  }
  return values;
}

Error no_such_partition(const metastore::Table& table) {
  return Error::of_class(ErrorCode::not_found, "PARTITIONS_NOT_FOUND",
                         fmt::format("{} has no such partition", table.name.to_text()));
}

/// The partitions that a clause, which may leave columns out, names.
Result<std::vector<metastore::Partition>> matching(const syntax::PartitionSpec& spec, const metastore::Table& table,
                                                   CommandContext& context) {
  auto given = partition_clause(spec, table);
  if (!given) return given.error();
  auto schema = warehouse::table_schema(table);
  if (!schema) return schema.error();
  size_t first = schema->columns.size() - schema->partition_count;
  std::vector<std::optional<std::string>> wanted;
  for (size_t i = 0; i < table.partition_columns.size(); i++) {
    auto text = given->find(to_lower(table.partition_columns[i].name));
    if (text == given->end()) {
      wanted.emplace_back();
      continue;
    }
    auto value = normalised(text->second, schema->columns[first + i]);
    if (!value) return value.error();
    wanted.emplace_back(*std::move(value));
  }
  std::vector<metastore::Partition> found;
  auto visited = context.warehouse.store().visit_partitions(table, nullptr, [&](metastore::Partition&& partition) {
    bool matches = true;
    for (size_t i = 0; i < wanted.size(); i++) matches &= !wanted[i] || *wanted[i] == partition.values[i];
    if (matches) found.push_back(std::move(partition));
    return true;
  });
  if (!visited) return visited.error();
  return found;
}

}  // namespace

Result<Rows> run(const syntax::AddPartitions& add, CommandContext& context) {
  auto table = load_partitioned(add.table, context);
  if (!table) return table.error();
  std::vector<metastore::Partition> drafts;
  for (auto& [spec, location] : add.partitions) {
    auto values = partition_values(spec, *table);
    if (!values) return values.error();
    metastore::Partition draft;
    draft.values = *std::move(values);
    if (!location.empty()) {
      auto qualified = storage::qualify_path(location, "file:", table->storage.location);
      if (!qualified) return qualified.error();
      draft.location = *std::move(qualified);
    }
    drafts.push_back(std::move(draft));
  }
  auto added = context.warehouse.add_partitions(*table, std::move(drafts), add.if_not_exists);
  if (!added) return added.error();
  return no_rows();
}

Result<Rows> run(const syntax::DropPartitions& drop, CommandContext& context) {
  auto table = load_partitioned(drop.table, context);
  if (!table) return table.error();
  std::set<std::vector<std::string>> values;
  for (auto& spec : drop.partitions) {
    auto found = matching(spec, *table, context);
    if (!found) return found.error();
    if (found->empty() && !drop.if_exists) return no_such_partition(*table);
    for (auto& partition : *found) values.insert(partition.values);
  }
  auto dropped =
      context.warehouse.drop_partitions(*table, {values.begin(), values.end()}, drop.if_exists, true, drop.purge);
  if (!dropped) return dropped.error();
  return no_rows();
}

Result<Rows> run(const syntax::RenamePartition& rename, CommandContext& context) {
  auto table = load_partitioned(rename.table, context);
  if (!table) return table.error();
  auto from = partition_values(rename.from, *table);
  if (!from) return from.error();
  auto to = partition_values(rename.to, *table);
  if (!to) return to.error();
  auto before = context.warehouse.store().find_partition(*table, *from);
  if (!before) return before.error();
  if (!*before) return no_such_partition(*table);
  auto changed = **before;
  changed.values = *to;
  auto renamed = context.warehouse.rename_partition(*table, *from, std::move(changed));
  if (!renamed) return renamed.error();
  return no_rows();
}

Result<Rows> run(const syntax::RepairTable& repair, CommandContext& context) {
  auto table = load_only_table(repair.table, context);
  if (!table) return table.error();
  if (table->partition_columns.empty()) {
    return Error::of_class(ErrorCode::invalid_argument, "NOT_A_PARTITIONED_TABLE",
                           fmt::format("{} is not partitioned", table->name.to_text()));
  }
  auto repaired = context.warehouse.repair_partitions(*table, repair.adds, repair.drops);
  if (!repaired) return repaired.error();
  return no_rows();
}

Result<Rows> run(const syntax::Truncate& truncate, CommandContext& context) {
  auto table = load_only_table(truncate.table, context);
  if (!table) return table.error();
  if (table->kind == metastore::TableKind::external) {
    return make_error(ErrorCode::invalid_argument, "an external table cannot be truncated: {}", table->name.to_text());
  }
  if (!truncate.partition.columns.empty() && table->partition_columns.empty()) {
    return make_error(ErrorCode::invalid_argument, "{} is not partitioned", table->name.to_text());
  }
  std::vector<metastore::Partition> partitions;
  if (!table->partition_columns.empty()) {
    auto found = matching(truncate.partition, *table, context);
    if (!found) return found.error();
    partitions = *std::move(found);
    if (partitions.empty()) return no_rows();
  }
  auto truncated = context.warehouse.truncate(*table, std::move(partitions));
  if (!truncated) return truncated.error();
  return no_rows();
}

}  // namespace skep::session
