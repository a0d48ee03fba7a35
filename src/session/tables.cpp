#include "base/text.h"
#include "session/commands.h"
#include "session/temporary_views.h"

namespace skep::session {

Result<Rows> run(const syntax::DropTable& drop, CommandContext& context) {
  if (drop_temporary_view(drop.name, context)) return no_rows();
  auto name = table_name(drop.name, context);
  if (!name) return name.error();
  if (auto allowed = context.policy.check(context.request.principal, access::Action::drop, name->to_text()); !allowed)
    return allowed.error();
  auto table = context.warehouse.store().load_table(*name);
  if (!table) {
    if (table.error().code != ErrorCode::not_found) return table.error();
    if (drop.if_exists) return no_rows();
    return table_not_found(drop.name);
  }
  bool is_view = table->kind == metastore::TableKind::view;
  if (is_view != drop.is_view) {
    return Error::of_class(
               ErrorCode::invalid_argument, "WRONG_COMMAND_FOR_OBJECT_TYPE",
               fmt::format("{} is a {}", name->to_text(), is_view ? "view: use DROP VIEW" : "table: use DROP TABLE"))
        .at(drop.name.position);
  }
  auto dropped = context.warehouse.drop_table(*name, drop.purge);
  if (!dropped && !(drop.if_exists && dropped.error().code == ErrorCode::not_found)) return dropped.error();
  if (context.cache) context.cache->remove(name->to_text());
  return no_rows();
}

namespace {

/// What a table takes from another: columns, partitions and, unless it names its own, the format.
Result<metastore::Table> like(const syntax::CreateTableLike& create, const metastore::TableName& name,
                              const NamedTable& source, const CommandContext& context) {
  warehouse::TableSchema schema;
  if (source.temporary) {
    schema.columns = source.temporary->entry.columns;
    schema.provider = "parquet";
  } else {
    auto read = warehouse::table_schema(source.table);
    if (!read) return read.error();
    schema = *std::move(read);
  }
  if (source.is_view()) schema.provider = "parquet";
  for (auto& column : schema.columns) column.nullable = true;
  metastore::Table table;
  table.name = name;
  table.owner = context.request.principal.name;
  table.owner_type = "USER";
  bool is_external = !create.table.location.empty();
  table.kind = is_external ? metastore::TableKind::external : metastore::TableKind::managed;
  table.storage.location = create.table.location;
  table.parameters.insert(create.table.properties.begin(), create.table.properties.end());
  auto provider = schema.provider;
  auto format = schema.format;
  if (!create.table.provider.empty()) provider = create.table.provider;
  if (!create.table.stored_as.empty() || create.table.row_format) {
    provider = "hive";
    auto stored = warehouse::format_of_name(create.table.stored_as.empty() ? "textfile" : create.table.stored_as);
    if (!stored) return make_error(ErrorCode::unsupported, "STORED AS {} is not there yet", create.table.stored_as);
    format = *stored;
  }
  metastore::Parameters options;
  if (create.table.row_format)
    options.insert(create.table.row_format->properties.begin(), create.table.row_format->properties.end());
  auto filled =
      warehouse::fill_table(table, schema.columns, schema.partition_count, provider, format, options, schema.defaults);
  if (!filled) return filled.error();
  return table;
}

}  // namespace

Result<Rows> run(const syntax::CreateTableLike& create, CommandContext& context) {
  auto name = table_name(create.table.name, context);
  if (!name) return name.error();
  if (auto allowed = context.policy.check(context.request.principal, access::Action::create, name->to_text()); !allowed)
    return allowed.error();
  auto source = find_named(create.source, context);
  if (!source) return source.error();
  auto draft = like(create, *name, *source, context);
  if (!draft) return draft.error();
  auto created = context.warehouse.create_table(*std::move(draft), create.table.if_not_exists);
  if (!created) return created.error();
  return no_rows();
}

}  // namespace skep::session
