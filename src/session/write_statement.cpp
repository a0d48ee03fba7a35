#include "session/write_statement.h"

#include "base/text.h"
#include "optimizer/optimizer.h"
#include "session/column_defaults.h"
#include "session/file_places.h"
#include "session/prune.h"
#include "session/task_runner.h"
#include "warehouse/table_schema.h"

#include <algorithm>

namespace skep::session {
namespace {

/// A write on its way through its tasks. Gives the operation up when it is destroyed without having been published.
class Write {
 public:
  Write(WriteContext& context, warehouse::WriteOperation operation, size_t partition_count)
      : context_(context), operation_(std::move(operation)), partition_count_(partition_count) {}
  ~Write() {
    if (!published_) context_.command.warehouse.abandon(operation_);
  }
  Write(const Write&) = delete;
  Write& operator=(const Write&) = delete;

  /// The task `write`: rows into files in staging.
  Result<void> write_files(plan::PlanPtr plan) {
    plan = optimizer::optimize(std::move(plan));
    auto scans =
        prune(*plan, context_.names, context_.command.warehouse, context_.settings.time_zone, context_.cancellation);
    if (!scans) return scans.error();
    engine::WriteTarget target;
    target.directory = operation_.staging_path;
    target.file_prefix = operation_.id;
    target.partition_count = partition_count_;
    for (size_t i = 0; i + partition_count_ < plan->output.size(); i++)
      target.column_names.push_back(plan->output[i].name);
    engine::EngineRequest request{std::move(plan), std::move(*scans), context_.settings};
    auto written = context_.engine.write(std::move(request), target, context_.cancellation);
    if (!written) return written.error();
    for (auto& file : *written) files_.push_back({file.path, file.rows, file.bytes, std::move(file.partition_values)});
    return {};
  }

  /// The tasks `move`, `statistics` and `metastore`, which the warehouse does as one: files reach their places and are
  /// counted, then one transaction makes them visible.
  Result<void> publish(const std::vector<std::optional<std::string>>& static_values, bool dynamic_overwrite) {
    auto summary = context_.command.warehouse.publish(operation_, files_, static_values, dynamic_overwrite);
    // What may have been committed is not to be removed: the journal settles it.
    published_ = summary.has_value() || summary.error().code == ErrorCode::outcome_unknown;
    if (!summary) return summary.error();
    return {};
  }

 private:
  WriteContext& context_;
  warehouse::WriteOperation operation_;
  size_t partition_count_;
  std::vector<warehouse::WrittenFile> files_;
  bool published_ = false;
};

/// Gives every write task its action: the first writes, the last publishes; the two between are the warehouse's steps of
/// publishing and have no action of their own.
Result<void> run_write(Write& write, plan::PlanPtr plan, const std::vector<std::optional<std::string>>& static_values,
                       bool dynamic_overwrite, tasks::TaskGraph& graph, const Cancellation& cancellation) {
  TaskActions actions(graph.tasks.size());
  for (size_t i = 0; i < graph.tasks.size(); i++) {
    if (graph.tasks[i].kind == tasks::TaskKind::write) actions[i] = [&] { return write.write_files(std::move(plan)); };
    if (graph.tasks[i].kind == tasks::TaskKind::metastore)
      actions[i] = [&] { return write.publish(static_values, dynamic_overwrite); };
  }
  return run_tasks(graph, actions, cancellation);
}

std::string setting(const CommandContext& context, const std::string& key) {
  auto own = context.state.settings.find(key);
  if (own != context.state.settings.end()) return own->second;
  auto preset = context.default_settings.find(key);
  return preset == context.default_settings.end() ? "" : preset->second;
}

/// A value that a column cannot hold has a class of its own where it was to be stored.
Error as_insert_error(Error error) {
  bool overflow = error.error_class == "CAST_OVERFLOW" || error.error_class.starts_with("NUMERIC_VALUE_OUT_OF_RANGE");
  if (!overflow) return error;
  return Error::of_class(error.code, "CAST_OVERFLOW_IN_TABLE_INSERT", std::move(error.message));
}

/// Says whether a plan, or a subquery in it, scans the table of this number.
bool reads(const plan::Plan& plan, size_t table) {
  if (auto* scan = std::get_if<plan::Scan>(&plan.node)) return scan->table == table;
  bool found = false;
  plan::for_each_input(plan, [&](const plan::Plan& input) { found |= reads(input, table); });
  plan::for_each_expression(plan, [&](const plan::Expression& expression) {
    plan::walk(expression, [&](const plan::Expression& part) {
      auto* subquery = std::get_if<plan::Subquery>(&part.node);
      found |= subquery && reads(*subquery->plan, table);
    });
  });
  return found;
}

/// INSERT ... IF NOT EXISTS writes nothing where the partition is there.
Result<bool> partition_is_there(const analyzer::Insert& insert, const metastore::Table& table,
                                metastore::Metastore& store) {
  std::vector<std::string> values;
  for (auto& value : insert.static_values) {
    if (!value) return false;
    values.push_back(*value);
  }
  auto found = store.find_partition(table, values);
  if (!found) return found.error();
  return found->has_value();
}

/// Hive's form: what STORED AS and ROW FORMAT say.
Result<warehouse::FileFormat> stored_format(const analyzer::CreateTable& create) {
  auto& name = create.stored_as;
  if (name == "parquet") return warehouse::FileFormat::parquet;
  if (name.empty() || name == "textfile") return warehouse::FileFormat::delimited_text;
  if (name == "orc") return warehouse::FileFormat::orc;
  if (name == "avro") return warehouse::FileFormat::avro;
  return make_error(ErrorCode::unsupported, "STORED AS {} is not there yet", name);
}

constexpr const char* kBuckets = "spark.sql.sources.schema.numBuckets";

/// CLUSTERED BY as Spark writes it down.
void set_buckets(metastore::Table& table, const syntax::Buckets& buckets) {
  const std::string prefix = "spark.sql.sources.schema.";
  auto& parameters = table.parameters;
  parameters[kBuckets] = std::to_string(buckets.count);
  parameters[prefix + "numBucketCols"] = std::to_string(buckets.columns.size());
  for (size_t i = 0; i < buckets.columns.size(); i++)
    parameters[prefix + "bucketCol." + std::to_string(i)] = buckets.columns[i];
  if (buckets.sorted_by.empty()) return;
  parameters[prefix + "numSortCols"] = std::to_string(buckets.sorted_by.size());
  for (size_t i = 0; i < buckets.sorted_by.size(); i++)
    parameters[prefix + "sortCol." + std::to_string(i)] = buckets.sorted_by[i].first;
}

/// Readers of a bucketed table trust the files' names: nothing may be written that has other ones.
Result<void> check_not_bucketed(const metastore::Table& table) {
  bool is_bucketed = table.parameters.contains(kBuckets) || !table.storage.bucket_columns.empty();
  if (!is_bucketed) return {};
  return make_error(ErrorCode::unsupported, "writing tables that are CLUSTERED BY is not there yet: {}",
                    table.name.to_text());
}

/// The columns of a table that is made over files and names none.
Result<types::Schema> columns_of_files(const analyzer::CreateTable& create, const metastore::Parameters& options,
                                       CommandContext& context) {
  auto nothing = Error::of_class(ErrorCode::invalid_argument, "UNABLE_TO_INFER_SCHEMA",
                                 fmt::format("{} has no columns, and no files that would have some", create.name));
  if (create.location.empty()) return nothing;
  auto place = storage::qualify_path(create.location, "file:", context.warehouse.settings().warehouse_uri);
  if (!place) return place.error();
  auto columns = columns_at(*place, create.provider, options, context.warehouse);
  if (!columns && columns.error().error_class == "PATH_NOT_FOUND") return nothing;
  return columns;
}

Result<metastore::Table> table_draft(const analyzer::CreateTable& create, CommandContext& context) {
  metastore::Table table;
  table.name = {create.database, create.name};
  bool external = create.external || !create.location.empty();
  table.kind = external ? metastore::TableKind::external : metastore::TableKind::managed;
  table.owner = context.request.principal.name;
  table.storage.location = create.location;
  table.parameters.insert(create.properties.begin(), create.properties.end());
  if (!create.comment.empty()) table.parameters["comment"] = create.comment;
  metastore::Parameters options(create.options.begin(), create.options.end());
  auto format = warehouse::FileFormat::unknown;
  if (create.provider == "hive") {
    auto stored = stored_format(create);
    if (!stored) return stored.error();
    format = *stored;
    if (create.row_format) {
      if (!create.row_format->serde.empty())
        return make_error(ErrorCode::unsupported, "ROW FORMAT SERDE is not there yet: {}", create.row_format->serde);
      options.insert(create.row_format->properties.begin(), create.row_format->properties.end());
    }
  }
  if (create.buckets) set_buckets(table, *create.buckets);
  auto columns = create.columns;
  if (columns.empty() && create.provider != "hive" && !create.query) {
    auto found = columns_of_files(create, options, context);
    if (!found) return found.error();
    columns = *std::move(found);
  }
  types::ColumnDefaults defaults;
  for (auto& column : columns) {
    auto text = create.defaults.find(column.name);
    if (text == create.defaults.end()) continue;
    auto value = column_default(text->second, column, context);
    if (!value) return value.error();
    defaults[to_lower(column.name)] = *std::move(value);
  }
  auto filled =
      warehouse::fill_table(table, columns, create.partition_count, create.provider, format, options, defaults);
  if (!filled) return filled.error();
  return table;
}

}  // namespace

Result<void> run_insert(analyzer::Insert& insert, tasks::TaskGraph& graph, WriteContext& context) {
  auto& command = context.command;
  auto& table = context.names.tables[insert.table];
  auto& schema = context.names.schemas[insert.table];
  if (auto allowed = command.policy.check(command.request.principal, access::Action::write, table.name.to_text());
      !allowed)
    return allowed.error();
  if (schema.format != warehouse::FileFormat::parquet) {
    return make_error(ErrorCode::unsupported, "writing tables stored as {} is not there yet: {}",
                      warehouse::to_string(schema.format), table.name.to_text());
  }
  if (auto plain = check_not_bucketed(table); !plain) return plain;
  if (insert.overwrite && reads(*insert.plan, insert.table)) {
    return Error::of_class(ErrorCode::invalid_argument, "UNSUPPORTED_OVERWRITE.TABLE",
                           fmt::format("{} is overwritten by a query that reads it", table.name.to_text()));
  }
  if (insert.if_not_exists) {
    auto there = partition_is_there(insert, table, command.warehouse.store());
    if (!there) return there.error();
    if (*there) return {};
  }
  auto operation = command.warehouse.begin_write(table, false, insert.overwrite, command.request.operation_id);
  if (!operation) return operation.error();
  Write write(context, std::move(*operation), schema.partition_count);
  // Into tables of Hive's form Spark overwrites only the partitions that it writes, whatever the mode is.
  bool all_static = std::all_of(insert.static_values.begin(), insert.static_values.end(),
                                [](auto& value) { return value.has_value(); });
  bool dynamic = (schema.provider == "hive" && !all_static) ||
                 equals_ignoring_case(setting(command, "spark.sql.sources.partitionOverwriteMode"), "dynamic");
  auto written = run_write(write, std::move(insert.plan), insert.static_values, dynamic, graph, context.cancellation);
  if (!written) return as_insert_error(written.error());
  return {};
}

Result<void> run_create_table(analyzer::CreateTable& create, tasks::TaskGraph& graph, WriteContext& context) {
  auto& command = context.command;
  auto name = create.database + "." + create.name;
  if (auto allowed = command.policy.check(command.request.principal, access::Action::create, name); !allowed)
    return allowed.error();
  if (!is_plain_name(create.name)) {
    return Error::of_class(ErrorCode::invalid_argument, "INVALID_SCHEMA_OR_RELATION_NAME",
                           fmt::format("a table's name has letters, digits and underscores only: {}", create.name));
  }
  // Neither a query nor files are read for a table that is there.
  if (create.query || create.columns.empty()) {
    auto existing = command.warehouse.store().load_table({create.database, create.name});
    if (existing) {
      if (create.if_not_exists) return {};
      return Error::of_class(ErrorCode::already_exists, "TABLE_OR_VIEW_ALREADY_EXISTS",
                             fmt::format("the table {} exists", name));
    }
    if (existing.error().error_class == "SCHEMA_NOT_FOUND" || existing.error().code != ErrorCode::not_found)
      return existing.error();
  }
  auto draft = table_draft(create, command);
  if (!draft) return draft.error();
  if (!create.query) {
    TaskActions actions(graph.tasks.size());
    actions.back() = [&]() -> Result<void> {
      auto created = command.warehouse.create_table(std::move(*draft), create.if_not_exists);
      if (!created) return created.error();
      return {};
    };
    return run_tasks(graph, actions, context.cancellation);
  }
  if (create.provider != "parquet" && create.stored_as != "parquet") {
    return make_error(ErrorCode::unsupported, "writing tables stored as {} is not there yet: {}",
                      create.provider == "hive" ? create.stored_as : create.provider, name);
  }
  if (auto plain = check_not_bucketed(*draft); !plain) return plain;
  auto operation = command.warehouse.begin_write(std::move(*draft), true, false, command.request.operation_id);
  if (!operation) return operation.error();
  Write write(context, std::move(*operation), create.partition_count);
  std::vector<std::optional<std::string>> no_static_values(create.partition_count);
  return run_write(write, std::move(create.query), no_static_values, false, graph, context.cancellation);
}

}  // namespace skep::session
