#include "warehouse/table_schema.h"

#include "base/text.h"
#include "warehouse/hive_formats.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>

namespace skep::warehouse {
namespace {

const std::string kProvider = "spark.sql.sources.provider";
const std::string kSchema = "spark.sql.sources.schema";
const std::string kSchemaParts = "spark.sql.sources.schema.numParts";
const std::string kPartitionColumns = "spark.sql.sources.schema.numPartCols";
const std::string kSerializationFormat = "serialization.format";
const std::string kPath = "path";

/// The version of Spark whose way of writing tables down is followed here.
constexpr std::string_view kCreateVersion = "4.0.1";

std::optional<std::string> find(const metastore::Parameters& parameters, const std::string& key) {
  auto found = parameters.find(key);
  if (found == parameters.end()) return std::nullopt;
  return found->second;
}

Result<size_t> count(const metastore::Parameters& parameters, const std::string& key) {
  auto text = find(parameters, key);
  if (!text) return size_t{0};
  size_t number = 0;
  auto [end, failure] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (failure != std::errc{} || end != text->data() + text->size() || number > parameters.size()) {
    return make_error(ErrorCode::invalid_data, "a table's parameter {} is not a count: {}", key, *text);
  }
  return number;
}

FileFormat format_of_provider(std::string_view provider) {
  for (auto format : {FileFormat::parquet, FileFormat::csv, FileFormat::orc, FileFormat::json, FileFormat::avro}) {
    if (to_string(format) == provider) return format;
  }
  return FileFormat::unknown;
}

/// Reads the values "<prefix>0", "<prefix>1" ... that a count announces.
Result<std::vector<std::string>> numbered(const metastore::Parameters& parameters, const std::string& count_key,
                                          const std::string& prefix) {
  auto number = count(parameters, count_key);
  if (!number) return number.error();
  std::vector<std::string> values;
  for (size_t i = 0; i < *number; i++) {
    auto value = find(parameters, prefix + std::to_string(i));
    if (!value) return make_error(ErrorCode::invalid_data, "a table lacks its parameter {}{}", prefix, i);
    values.push_back(*std::move(value));
  }
  return values;
}

/// The JSON of the schema that Spark wrote down; nothing when it wrote none.
Result<std::optional<std::string>> spark_schema_json(const metastore::Table& table) {
  auto json = find(table.parameters, kSchema);
  if (json) return json;
  auto parts = numbered(table.parameters, kSchemaParts, "spark.sql.sources.schema.part.");
  if (!parts) return parts.error();
  if (parts->empty()) return std::optional<std::string>();
  return std::optional(join(*parts, ""));
}

/// The schema that Spark wrote down, partition columns last; nothing when it wrote none.
Result<std::optional<types::Schema>> spark_schema(const metastore::Table& table) {
  auto json = spark_schema_json(table);
  if (!json) return json.error();
  if (!*json) return std::optional<types::Schema>();
  auto schema = types::schema_from_json(**json);
  if (!schema) return schema.error().during("reading the schema of {}", table.name.to_text());
  auto names = numbered(table.parameters, kPartitionColumns, "spark.sql.sources.schema.partCol.");
  if (!names) return names.error();
  for (const auto& name : *names) {
    auto column = std::find_if(schema->begin(), schema->end(),
                               [&](const types::Field& field) { return equals_ignoring_case(field.name, name); });
    if (column == schema->end()) {
      return make_error(ErrorCode::invalid_data, "a partition column is not in the schema of {}: {}",
                        table.name.to_text(), name);
    }
    std::rotate(column, column + 1, schema->end());
  }
  if (!names->empty() && names->size() != table.partition_columns.size()) {
    return make_error(ErrorCode::unsupported, "the partitions of {} are not in the metastore", table.name.to_text());
  }
  return std::optional<types::Schema>(*std::move(schema));
}

Result<types::Schema> hive_schema(const metastore::Table& table) {
  types::Schema schema;
  auto columns = table.columns;
  columns.insert(columns.end(), table.partition_columns.begin(), table.partition_columns.end());
  for (const auto& column : columns) {
    auto type = types::parse_type(column.type);
    if (!type) return type.error().during("reading column {} of {}", column.name, table.name.to_text());
    schema.push_back({column.name, *std::move(type), true, column.comment});
  }
  return schema;
}

/// Says whether Hive's columns still are what Spark wrote down: Hive may have changed them since.
bool is_same(const types::Schema& a, const types::Schema& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const types::Field& x, const types::Field& y) {
    return equals_ignoring_case(x.name, y.name) && equals_ignoring_case(x.type.to_text(), y.type.to_text());
  });
}

Result<types::Schema> columns_of(const metastore::Table& table, bool is_data_source) {
  auto spark = spark_schema(table);
  if (!spark) return spark.error();
  if (*spark && (is_data_source || table.kind == metastore::TableKind::view)) return **std::move(spark);
  auto hive = hive_schema(table);
  if (!hive || !*spark || !is_same(**spark, *hive)) return hive;
  return **std::move(spark);
}

// ---- writing

bool fits_hive(const types::DataType& type) {
  using types::TypeKind;
  if (type.is(TypeKind::timestamp_ntz) || type.is_any_interval() || type.is(TypeKind::null)) return false;
  return std::all_of(type.fields().begin(), type.fields().end(),
                     [](const types::Field& field) { return fits_hive(field.type); });
}

bool fits_hive(const types::Field& column) {
  return fits_hive(column.type) && column.name.find_first_of(",:;") == std::string::npos;
}

metastore::Column to_hive(const types::Field& field) { return {field.name, field.type.to_text(), field.comment}; }

void set_format(metastore::StorageDescriptor& storage, const HiveFormat& format) {
  storage.input_format = format.input_format;
  storage.output_format = format.output_format;
  storage.serde = format.serde;
}

void set_spark_parameters(metastore::Table& table, const types::Schema& columns, size_t partition_count,
                          const types::ColumnDefaults& defaults) {
  auto& parameters = table.parameters;
  parameters.try_emplace("spark.sql.create.version", kCreateVersion);
  parameters[kSchema] = types::schema_to_json(columns, defaults);
  if (partition_count == 0) return;
  parameters[kPartitionColumns] = std::to_string(partition_count);
  size_t first = columns.size() - partition_count;
  for (size_t i = 0; i < partition_count; i++) {
    parameters["spark.sql.sources.schema.partCol." + std::to_string(i)] = columns[first + i].name;
  }
}

Result<void> fill_data_source(metastore::Table& table, std::string_view provider, bool fits_hive,
                              const metastore::Parameters& options) {
  auto format = format_of_provider(provider);
  // The catalogue also keeps tables whose rows other engines write and read.
  bool is_kept = format == FileFormat::parquet || format == FileFormat::csv || format == FileFormat::orc ||
                 format == FileFormat::json || provider == "text";
  if (!is_kept) {
    static constexpr std::string_view kSparks[] = {"avro", "xml", "jdbc", "binaryfile"};
    bool is_sparks = std::find(std::begin(kSparks), std::end(kSparks), provider) != std::end(kSparks);
    if (is_sparks) return make_error(ErrorCode::unsupported, "tables USING {} are not there yet", provider);
    return Error::of_class(ErrorCode::not_found, "DATA_SOURCE_NOT_FOUND",
                           fmt::format("there is no format {}", provider));
  }
  const HiveFormat* hive = hive_format(format);
  bool is_hives = hive != nullptr && fits_hive;
  set_format(table.storage, is_hives ? *hive : spark_only_format());
  if (!is_hives) table.columns = {{"col", "array<string>", "from deserializer"}};
  table.parameters[kProvider] = provider;
  if (!table.partition_columns.empty()) table.parameters["spark.sql.partitionProvider"] = "catalog";
  table.storage.serde_parameters = options;
  table.storage.serde_parameters[kPath] = table.storage.location;
  table.storage.serde_parameters[kSerializationFormat] = "1";
  return {};
}

Result<void> fill_hive(metastore::Table& table, FileFormat format, const metastore::Parameters& options) {
  const HiveFormat* hive = hive_format(format);
  if (hive == nullptr) {
    return make_error(ErrorCode::unsupported, "tables STORED AS {} are not there yet", to_string(format));
  }
  set_format(table.storage, *hive);
  table.storage.serde_parameters = options;
  auto delimiter = find(options, "field.delim");
  table.storage.serde_parameters.try_emplace(kSerializationFormat, delimiter.value_or("1"));
  return {};
}

}  // namespace

Result<TableSchema> table_schema(const metastore::Table& table) {
  TableSchema schema;
  auto provider = find(table.parameters, kProvider);
  bool is_data_source = provider && !equals_ignoring_case(*provider, "hive");
  auto columns = columns_of(table, is_data_source);
  if (!columns) return columns.error();
  schema.columns = *std::move(columns);
  auto json = spark_schema_json(table);
  if (json && *json && (*json)->find("_DEFAULT\"") != std::string::npos)
    schema.defaults = types::defaults_from_json(**json);
  schema.partition_count = table.partition_columns.size();
  schema.provider = is_data_source ? to_lower(*provider) : "hive";
  schema.format = is_data_source ? format_of_provider(schema.provider) : format_of(table.storage);
  schema.options = table.storage.serde_parameters;
  if (is_data_source) {
    schema.options.erase(kPath);
    schema.options.erase(kSerializationFormat);
  }
  return schema;
}

Result<void> fill_table(metastore::Table& table, const types::Schema& columns, size_t partition_count,
                        std::string_view provider, FileFormat format, const metastore::Parameters& options,
                        const types::ColumnDefaults& defaults) {
  check(partition_count <= columns.size(), "a table has more partition columns than columns");
  auto first_partition = columns.begin() + static_cast<ptrdiff_t>(columns.size() - partition_count);
  table.columns.clear();
  table.partition_columns.clear();
  std::transform(columns.begin(), first_partition, std::back_inserter(table.columns), to_hive);
  std::transform(first_partition, columns.end(), std::back_inserter(table.partition_columns), to_hive);
  std::string name = to_lower(provider);
  bool is_hive = name == "hive";
  auto misfit =
      std::find_if_not(columns.begin(), columns.end(), [](const types::Field& column) { return fits_hive(column); });
  if (is_hive && misfit != columns.end()) {
    return Error::of_class(
        ErrorCode::unsupported, "UNSUPPORTED_DATATYPE",
        fmt::format("Hive's tables cannot hold column {} of type {}", misfit->name, misfit->type.to_sql()));
  }
  auto filled =
      is_hive ? fill_hive(table, format, options) : fill_data_source(table, name, misfit == columns.end(), options);
  if (!filled) return filled;
  set_spark_parameters(table, columns, partition_count, defaults);
  if (table.kind == metastore::TableKind::external) table.parameters["EXTERNAL"] = "TRUE";
  return {};
}

Result<void> change_columns(metastore::Table& table, const types::Schema& columns, size_t partition_count,
                            const types::ColumnDefaults& defaults) {
  auto first_partition = columns.begin() + static_cast<ptrdiff_t>(columns.size() - partition_count);
  bool is_spark_only = find(table.parameters, kProvider) && table.columns.size() == 1 &&
                       table.columns[0].name == "col" && table.columns[0].type == "array<string>";
  auto fits = [](const types::Field& column) { return fits_hive(column); };
  if (!is_spark_only && !std::all_of(columns.begin(), columns.end(), fits)) {
    return Error::of_class(
        ErrorCode::unsupported, "UNSUPPORTED_DATATYPE",
        fmt::format("{} has columns that Hive can hold, and the new ones are not such", table.name.to_text()));
  }
  if (!is_spark_only) {
    table.columns.clear();
    std::transform(columns.begin(), first_partition, std::back_inserter(table.columns), to_hive);
  }
  // A schema that was cut in pieces is one text again.
  std::erase_if(table.parameters, [](const auto& entry) {
    return entry.first == kSchemaParts || entry.first.starts_with("spark.sql.sources.schema.part.");
  });
  set_spark_parameters(table, columns, partition_count, defaults);
  return {};
}

Result<void> fill_view(metastore::Table& table, const types::Schema& columns) {
  table.columns.clear();
  bool fits = std::all_of(columns.begin(), columns.end(), [](const types::Field& column) { return fits_hive(column); });
  if (fits) {
    std::transform(columns.begin(), columns.end(), std::back_inserter(table.columns), to_hive);
  } else {
    table.columns = {{"col", "array<string>", "from deserializer"}};
  }
  set_format(table.storage, spark_only_format());
  table.storage.serde_parameters[kSerializationFormat] = "1";
  set_spark_parameters(table, columns, 0, {});
  return {};
}

std::optional<FileFormat> format_of_name(std::string_view name) {
  for (auto format : {FileFormat::parquet, FileFormat::delimited_text, FileFormat::orc, FileFormat::avro}) {
    if (to_string(format) == name) return format;
  }
  return std::nullopt;
}

std::string_view to_string(FileFormat format) {
  switch (format) {
    case FileFormat::parquet: return "parquet";
    case FileFormat::csv: return "csv";
    case FileFormat::delimited_text: return "textfile";
    case FileFormat::orc: return "orc";
    case FileFormat::json: return "json";
    case FileFormat::avro: return "avro";
    case FileFormat::unknown: return "unknown";
  }
  return "unknown";
}

}  // namespace skep::warehouse
