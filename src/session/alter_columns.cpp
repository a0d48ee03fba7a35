#include "base/text.h"
#include "session/column_defaults.h"
#include "session/commands.h"
#include "warehouse/table_schema.h"

#include <algorithm>

namespace skep::session {
namespace {

/// What Spark's own catalogue cannot do to a table, whoever keeps it.
Error not_supported(const metastore::Table& table, std::string_view operation) {
  return Error::of_class(ErrorCode::unsupported, "UNSUPPORTED_FEATURE.TABLE_OPERATION",
                         fmt::format("the table {} cannot do: {}", table.name.to_text(), operation));
}

/// A table, and its columns while they are changed.
struct Alteration {
  metastore::Table table;
  warehouse::TableSchema schema;
};

Result<Alteration> begin(const syntax::Name& name, CommandContext& context) {
  auto table = load_only_table(name, context);
  if (!table) return table.error();
  auto schema = warehouse::table_schema(*table);
  if (!schema) return schema.error();
  return Alteration{*std::move(table), *std::move(schema)};
}

Result<Rows> finish(Alteration& alteration, CommandContext& context) {
  auto changed = alteration.table;
  auto& schema = alteration.schema;
  auto filled = warehouse::change_columns(changed, schema.columns, schema.partition_count, schema.defaults);
  if (!filled) return filled.error();
  auto altered = context.warehouse.alter_table(alteration.table.name, {std::move(changed), false, {}, {}, {}});
  if (!altered) return altered.error();
  return no_rows();
}

Result<size_t> find_column(const Alteration& alteration, const syntax::Name& name) {
  auto& columns = alteration.schema.columns;
  for (size_t i = 0; i < columns.size(); i++)
    if (equals_ignoring_case(columns[i].name, name.parts[0])) return i;
  return Error::of_class(ErrorCode::invalid_argument, "UNRESOLVED_COLUMN.WITH_SUGGESTION",
                         fmt::format("{} has no column {}", alteration.table.name.to_text(), name.to_text()))
      .at(name.position);
}

Result<void> check_not_partition_column(const Alteration& alteration, size_t column) {
  if (column + alteration.schema.partition_count < alteration.schema.columns.size()) return {};
  return Error::of_class(ErrorCode::invalid_argument, "CANNOT_ALTER_PARTITION_COLUMN",
                         fmt::format("{} is a partition column of {}", alteration.schema.columns[column].name,
                                     alteration.table.name.to_text()));
}

Error type_change(const Alteration& alteration, const types::Field& column, const types::DataType& type) {
  return Error::of_class(ErrorCode::unsupported, "NOT_SUPPORTED_CHANGE_COLUMN",
                         fmt::format("the column {} of {} cannot change from {} to {}", column.name,
                                     alteration.table.name.to_text(), column.type.to_sql(), type.to_sql()));
}

/// SET DEFAULT and, with an empty text, DROP DEFAULT: rows that are there already stay as they are.
Result<void> set_default(Alteration& alteration, const types::Field& column, const std::string& text,
                         CommandContext& context) {
  auto& value = alteration.schema.defaults[to_lower(column.name)];
  if (!text.empty()) {
    auto valid = column_default(text, column, context);
    if (!valid) return valid.error();
  }
  value.current = text;
  return {};
}

}  // namespace

Result<Rows> run(const syntax::AddColumns& add, CommandContext& context) {
  auto alteration = begin(add.table, context);
  if (!alteration) return alteration.error();
  if (add.replaces) return not_supported(alteration->table, "REPLACE COLUMNS");
  auto& columns = alteration->schema.columns;
  for (auto& column : add.columns) {
    if (!column.parents.empty()) return not_supported(alteration->table, "ADD COLUMN with qualified column");
    bool exists = std::any_of(columns.begin(), columns.end(),
                              [&](const types::Field& field) { return equals_ignoring_case(field.name, column.name); });
    if (exists) {
      return Error::of_class(ErrorCode::invalid_argument, "COLUMN_ALREADY_EXISTS",
                             fmt::format("there is a column {} already", column.name))
          .at(column.position);
    }
    if (column.not_null) return make_error(ErrorCode::unsupported, "ADD COLUMN with NOT NULL is not there");
    types::Field field{column.name, column.type, true, column.comment};
    if (!column.default_text.empty()) {
      auto value = column_default(column.default_text, field, context);
      if (!value) return value.error();
      alteration->schema.defaults[to_lower(column.name)] = *std::move(value);
    }
    columns.insert(columns.end() - static_cast<ptrdiff_t>(alteration->schema.partition_count), std::move(field));
  }
  return finish(*alteration, context);
}

Result<Rows> run(const syntax::DropColumns& drop, CommandContext& context) {
  auto alteration = begin(drop.table, context);
  if (!alteration) return alteration.error();
  for (auto& column : drop.columns) {
    auto found = find_column(*alteration, column);
    if (!found && !drop.if_exists) return found.error();
  }
  return not_supported(alteration->table, "DROP COLUMN");
}

Result<Rows> run(const syntax::RenameColumn& rename, CommandContext& context) {
  auto alteration = begin(rename.table, context);
  if (!alteration) return alteration.error();
  if (auto found = find_column(*alteration, rename.column); !found) return found.error();
  return not_supported(alteration->table, "RENAME COLUMN");
}

Result<Rows> run(const syntax::AlterColumns& alter, CommandContext& context) {
  auto alteration = begin(alter.table, context);
  if (!alteration) return alteration.error();
  for (auto& change : alter.changes) {
    auto found = find_column(*alteration, change.column);
    if (!found) return found.error();
    if (alter.changes.size() > 1) return not_supported(alteration->table, "ALTER COLUMN in bulk");
    if (change.column.parts.size() > 1) return not_supported(alteration->table, "ALTER COLUMN with qualified column");
    if (change.is_placed) return not_supported(alteration->table, "ALTER COLUMN ... FIRST | AFTER");
    if (change.not_null) return not_supported(alteration->table, "ALTER COLUMN ... SET NOT NULL");
    if (auto allowed = check_not_partition_column(*alteration, *found); !allowed) return allowed.error();
    auto& column = alteration->schema.columns[*found];
    if (change.type && *change.type != column.type) return type_change(*alteration, column, *change.type);
    if (change.default_text) {
      auto done = set_default(*alteration, column, *change.default_text, context);
      if (!done) return done.error();
    }
    if (change.comment) column.comment = *change.comment;
  }
  return finish(*alteration, context);
}

Result<Rows> run(const syntax::ChangeColumn& change, CommandContext& context) {
  auto alteration = begin(change.table, context);
  if (!alteration) return alteration.error();
  if (!change.partition.columns.empty())
    return make_error(ErrorCode::invalid_argument, "CHANGE COLUMN of a partition is not allowed");
  auto found = find_column(*alteration, change.column);
  if (!found) return found.error();
  if (auto allowed = check_not_partition_column(*alteration, *found); !allowed) return allowed.error();
  auto& column = alteration->schema.columns[*found];
  if (!equals_ignoring_case(change.changed.name, column.name))
    return make_error(ErrorCode::invalid_argument, "renaming a column is not supported by CHANGE COLUMN");
  if (change.changed.type != column.type) return type_change(*alteration, column, change.changed.type);
  if (!change.changed.comment.empty()) column.comment = change.changed.comment;
  return finish(*alteration, context);
}

}  // namespace skep::session
