#include "metastore/thrift/convert.h"

#include "base/text.h"
#include "metastore/thrift/binary_writer.h"
#include "metastore/thrift/catalog.h"

#include <limits>

namespace skep::hive {
namespace {

using metastore::Column;
using metastore::Partition;
using metastore::PartitionLayout;
using metastore::StorageDescriptor;
using metastore::Table;
using metastore::TableKind;

int32_t seconds(int64_t value) {
  return static_cast<int32_t>(std::clamp<int64_t>(value, 0, std::numeric_limits<int32_t>::max()));
}

std::vector<Column> columns_of(const std::vector<api::FieldSchema>& fields) {
  std::vector<Column> columns;
  for (const auto& field : fields) columns.push_back({to_lower(field.name), field.type, field.comment});
  return columns;
}

api::StorageDescriptor to_hive(const StorageDescriptor& storage, const std::vector<Column>& columns,
                               const std::string& location) {
  api::StorageDescriptor out;
  out.__set_cols(hive::to_hive(columns));
  if (!location.empty()) out.__set_location(location);
  if (!storage.input_format.empty()) out.__set_inputFormat(storage.input_format);
  if (!storage.output_format.empty()) out.__set_outputFormat(storage.output_format);
  out.__set_compressed(storage.compressed);
  out.__set_numBuckets(static_cast<int32_t>(storage.bucket_count));
  api::SerDeInfo serde;
  if (!storage.serde_name.empty()) serde.__set_name(storage.serde_name);
  if (!storage.serde.empty()) serde.__set_serializationLib(storage.serde);
  serde.__set_parameters(storage.serde_parameters);
  out.__set_serdeInfo(serde);
  out.__set_bucketCols(storage.bucket_columns);
  std::vector<api::Order> orders;
  for (const auto& sorted : storage.sort_columns) {
    api::Order order;
    order.__set_col(sorted.column);
    order.__set_order(sorted.ascending ? 1 : 0);
    orders.push_back(std::move(order));
  }
  out.__set_sortCols(orders);
  out.__set_parameters(storage.parameters);
  api::SkewedInfo skewed;
  skewed.__set_skewedColNames({});
  skewed.__set_skewedColValues({});
  skewed.__set_skewedColValueLocationMaps({});
  out.__set_skewedInfo(skewed);
  out.__set_storedAsSubDirectories(false);
  return out;
}

Result<StorageDescriptor> from_hive(const api::StorageDescriptor& given) {
  bool is_skewed = !given.skewedInfo.skewedColNames.empty() || given.storedAsSubDirectories;
  if (is_skewed) return make_error(ErrorCode::unsupported, "skewed tables are not there yet");
  StorageDescriptor storage;
  storage.location = given.location;
  storage.input_format = given.inputFormat;
  storage.output_format = given.outputFormat;
  storage.compressed = given.compressed;
  storage.bucket_count = given.__isset.numBuckets ? given.numBuckets : -1;
  storage.serde = given.serdeInfo.serializationLib;
  storage.serde_name = given.serdeInfo.name;
  storage.serde_parameters = given.serdeInfo.parameters;
  storage.parameters = given.parameters;
  storage.bucket_columns = given.bucketCols;
  for (const auto& order : given.sortCols) storage.sort_columns.push_back({order.col, order.order != 0});
  return storage;
}

TableKind kind_of(const api::Table& table) {
  bool is_view = table.tableType == "VIRTUAL_VIEW" || (table.tableType.empty() && !table.viewExpandedText.empty());
  if (is_view) return TableKind::view;
  auto external = table.parameters.find("EXTERNAL");
  bool is_external = external != table.parameters.end() && equals_ignoring_case(external->second, "TRUE");
  return is_external ? TableKind::external : TableKind::managed;
}

}  // namespace

std::string table_type(TableKind kind) {
  switch (kind) {
    case TableKind::managed: return "MANAGED_TABLE";
    case TableKind::external: return "EXTERNAL_TABLE";
    case TableKind::view: return "VIRTUAL_VIEW";
  }
  return "MANAGED_TABLE";
}

api::PrincipalType::type principal_type(const std::string& type) {
  if (type == "ROLE") return api::PrincipalType::ROLE;
  return type == "GROUP" ? api::PrincipalType::GROUP : api::PrincipalType::USER;
}

std::string principal_type(api::PrincipalType::type type) {
  if (type == api::PrincipalType::ROLE) return "ROLE";
  return type == api::PrincipalType::GROUP ? "GROUP" : "USER";
}

std::vector<api::FieldSchema> to_hive(const std::vector<Column>& columns) {
  std::vector<api::FieldSchema> fields;
  for (const auto& column : columns) {
    api::FieldSchema field;
    field.__set_name(column.name);
    field.__set_type(column.type);
    if (!column.comment.empty()) field.__set_comment(column.comment);
    fields.push_back(std::move(field));
  }
  return fields;
}

api::Database to_hive(const metastore::Database& database) {
  api::Database out;
  out.__set_name(database.name);
  if (!database.description.empty()) out.__set_description(database.description);
  out.__set_locationUri(database.location);
  out.__set_parameters(database.parameters);
  if (!database.owner.empty()) out.__set_ownerName(database.owner);
  if (!database.owner_type.empty()) out.__set_ownerType(principal_type(database.owner_type));
  out.__set_catalogName(kCatalog);
  return out;
}

Result<metastore::Database> from_hive(const api::Database& given) {
  auto name = database_of(given.name);
  if (!name) return name.error();
  metastore::Database database;
  database.name = *name;
  database.description = given.description;
  database.location = given.locationUri;
  database.parameters = given.parameters;
  database.owner = given.ownerName;
  if (given.__isset.ownerType) database.owner_type = principal_type(given.ownerType);
  return database;
}

api::Table to_hive(const Table& table) {
  api::Table out;
  out.__set_tableName(table.name.table);
  out.__set_dbName(table.name.database);
  if (!table.owner.empty()) out.__set_owner(table.owner);
  out.__set_createTime(seconds(table.create_time_seconds));
  out.__set_lastAccessTime(seconds(table.last_access_time_seconds));
  out.__set_retention(seconds(table.retention));
  out.__set_sd(to_hive(table.storage, table.columns, table.storage.location));
  out.__set_partitionKeys(to_hive(table.partition_columns));
  out.__set_parameters(table.parameters);
  if (!table.view_original_text.empty()) out.__set_viewOriginalText(table.view_original_text);
  if (!table.view_expanded_text.empty()) out.__set_viewExpandedText(table.view_expanded_text);
  out.__set_tableType(table_type(table.kind));
  out.__set_temporary(false);
  out.__set_rewriteEnabled(false);
  out.__set_catName(kCatalog);
  if (!table.owner_type.empty()) out.__set_ownerType(principal_type(table.owner_type));
  return out;
}

Result<Table> from_hive(const api::Table& given) {
  auto database = database_of(given.dbName);
  if (!database) return database.error();
  auto storage = from_hive(given.sd);
  if (!storage) return storage.error();
  Table table;
  table.name = {*database, to_lower(given.tableName)};
  table.kind = kind_of(given);
  table.owner = given.owner;
  if (given.__isset.ownerType) table.owner_type = principal_type(given.ownerType);
  table.create_time_seconds = given.createTime;
  table.last_access_time_seconds = given.lastAccessTime;
  table.retention = given.retention;
  table.columns = columns_of(given.sd.cols);
  table.partition_columns = columns_of(given.partitionKeys);
  table.storage = *std::move(storage);
  table.parameters = given.parameters;
  table.view_original_text = given.viewOriginalText;
  table.view_expanded_text = given.viewExpandedText;
  if (given.__isset.temporary && given.temporary) {
    return make_error(ErrorCode::unsupported, "temporary tables are their session's, not the metastore's");
  }
  return table;
}

api::Partition to_hive(const Table& table, const Partition& partition) {
  api::Partition out;
  out.__set_values(partition.values);
  out.__set_dbName(table.name.database);
  out.__set_tableName(table.name.table);
  out.__set_createTime(seconds(partition.create_time_seconds));
  out.__set_lastAccessTime(seconds(partition.last_access_time_seconds));
  out.__set_sd(to_hive(partition.layout->storage, partition.layout->columns, partition.location));
  out.__set_parameters(partition.parameters);
  out.__set_catName(kCatalog);
  return out;
}

const std::string& PartitionEncoder::storage_of(const std::shared_ptr<const PartitionLayout>& layout) {
  if (layout == layout_) return storage_;
  layout_ = layout;
  storage_.clear();
  BinaryWriter writer(storage_);
  to_hive(layout->storage, layout->columns, "").write(&writer);
  storage_.pop_back();  // the end: the location follows
  return storage_;
}

void PartitionEncoder::append(const Partition& partition, std::string& out) {
  using namespace apache::thrift::protocol;
  BinaryWriter writer(out);
  writer.writeFieldBegin("values", T_LIST, 1);
  writer.writeListBegin(T_STRING, static_cast<uint32_t>(partition.values.size()));
  for (const auto& value : partition.values) writer.writeString(value);
  auto text = [&](const char* name, int16_t id, const std::string& value) {
    writer.writeFieldBegin(name, T_STRING, id);
    writer.writeString(value);
  };
  auto number = [&](const char* name, int16_t id, int32_t value) {
    writer.writeFieldBegin(name, T_I32, id);
    writer.writeI32(value);
  };
  text("dbName", 2, table_.name.database);
  text("tableName", 3, table_.name.table);
  number("createTime", 4, seconds(partition.create_time_seconds));
  number("lastAccessTime", 5, seconds(partition.last_access_time_seconds));
  writer.writeFieldBegin("sd", T_STRUCT, 6);
  out += storage_of(partition.layout);
  if (!partition.location.empty()) text("location", 2, partition.location);
  writer.writeFieldStop();
  writer.writeFieldBegin("parameters", T_MAP, 7);
  writer.writeMapBegin(T_STRING, T_STRING, static_cast<uint32_t>(partition.parameters.size()));
  for (const auto& [key, value] : partition.parameters) {
    writer.writeString(key);
    writer.writeString(value);
  }
  text("catName", 9, kCatalog);
  writer.writeFieldStop();
}

Result<Partition> PartitionsFromHive::take(const api::Partition& given) {
  Partition partition;
  partition.values = given.values;
  partition.create_time_seconds = given.createTime;
  partition.last_access_time_seconds = given.lastAccessTime;
  partition.parameters = given.parameters;
  if (!given.__isset.sd) return partition;
  auto storage = from_hive(given.sd);
  if (!storage) return storage.error();
  partition.location = storage->location;
  storage->location.clear();
  PartitionLayout layout{*std::move(storage), columns_of(given.sd.cols)};
  for (const auto& known : layouts_) {
    if (*known == layout) partition.layout = known;
  }
  if (!partition.layout) {
    layouts_.push_back(std::make_shared<PartitionLayout>(std::move(layout)));
    partition.layout = layouts_.back();
  }
  return partition;
}

}  // namespace skep::hive
