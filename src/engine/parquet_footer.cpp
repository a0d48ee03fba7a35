#include "engine/parquet_footer.h"

#include <arrow/util/key_value_metadata.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/schema.h>

#include <utility>

namespace skep::engine {
namespace {

using parquet::schema::GroupNode;
using parquet::schema::Node;
using parquet::schema::PrimitiveNode;
using types::DataType;

constexpr const char* kSparkNote = "org.apache.spark.sql.parquet.row.metadata";

Error unsupported(const Node& node) {
  return make_error(ErrorCode::unsupported, "Parquet's column {} has a type that is not there: {}", node.name(),
                    node.logical_type()->ToString());
}

Result<DataType> type_of(const Node& node);

/// A whole number by its width; one without a sign needs the next wider type.
DataType whole_number(int width, bool is_signed) {
  if (width == 8) return is_signed ? types::kTinyint : types::kSmallint;
  if (width == 16) return is_signed ? types::kSmallint : types::kInteger;
  if (width == 32) return is_signed ? types::kInteger : types::kBigint;
  return is_signed ? types::kBigint : DataType::decimal(20, 0);
}

Result<DataType> annotated_type(const PrimitiveNode& node) {
  const auto& logical = *node.logical_type();
  if (logical.is_decimal()) {
    const auto& decimal = static_cast<const parquet::DecimalLogicalType&>(logical);
    return DataType::decimal(decimal.precision(), decimal.scale());
  }
  if (logical.is_int()) {
    const auto& whole = static_cast<const parquet::IntLogicalType&>(logical);
    return whole_number(whole.bit_width(), whole.is_signed());
  }
  if (logical.is_date()) return types::kDate;
  if (logical.is_string() || logical.is_enum() || logical.is_JSON()) return types::kString;
  if (logical.is_BSON()) return types::kBinary;
  if (!logical.is_timestamp()) return unsupported(node);
  const auto& timestamp = static_cast<const parquet::TimestampLogicalType&>(logical);
  if (timestamp.time_unit() == parquet::LogicalType::TimeUnit::NANOS) return unsupported(node);
  return timestamp.is_adjusted_to_utc() ? types::kTimestamp : types::kTimestampNtz;
}

Result<DataType> primitive_type(const PrimitiveNode& node) {
  const auto& logical = *node.logical_type();
  if (!logical.is_none() && logical.is_valid()) return annotated_type(node);
  switch (node.physical_type()) {
    case parquet::Type::BOOLEAN: return types::kBoolean;
    case parquet::Type::INT32: return types::kInteger;
    case parquet::Type::INT64: return types::kBigint;
    case parquet::Type::INT96: return types::kTimestamp;
    case parquet::Type::FLOAT: return types::kFloat;
    case parquet::Type::DOUBLE: return types::kDouble;
    case parquet::Type::BYTE_ARRAY:
    case parquet::Type::FIXED_LEN_BYTE_ARRAY: return types::kBinary;
    default: return unsupported(node);
  }
}

/// Old writers put the element itself into the list; newer ones a group around it.
bool is_element(const Node& repeated, const std::string& list) {
  if (repeated.is_primitive()) return true;
  const auto& group = static_cast<const GroupNode&>(repeated);
  return group.field_count() != 1 || repeated.name() == "array" || repeated.name() == list + "_tuple";
}

Result<DataType> list_type(const GroupNode& node) {
  if (node.field_count() != 1) return unsupported(node);
  const auto& repeated = *node.field(0);
  bool is_plain = is_element(repeated, node.name());
  auto element = type_of(is_plain ? repeated : *static_cast<const GroupNode&>(repeated).field(0));
  if (!element) return element;
  return DataType::array_of(*std::move(element));
}

Result<DataType> map_type(const GroupNode& node) {
  if (node.field_count() != 1 || node.field(0)->is_primitive()) return unsupported(node);
  const auto& pair = static_cast<const GroupNode&>(*node.field(0));
  if (pair.field_count() != 2) return unsupported(node);
  auto key = type_of(*pair.field(0));
  if (!key) return key;
  auto value = type_of(*pair.field(1));
  if (!value) return value;
  return DataType::map_of(*std::move(key), *std::move(value));
}

Result<std::vector<types::Field>> fields_of(const GroupNode& node) {
  std::vector<types::Field> fields;
  for (int i = 0; i < node.field_count(); i++) {
    const auto& field = *node.field(i);
    auto type = type_of(field);
    if (!type) return type.error();
    if (field.is_repeated()) *type = DataType::array_of(*std::move(type));
    fields.push_back({field.name(), *std::move(type), true, {}});
  }
  return fields;
}

Result<DataType> type_of(const Node& node) {
  if (node.is_primitive()) return primitive_type(static_cast<const PrimitiveNode&>(node));
  const auto& group = static_cast<const GroupNode&>(node);
  if (group.logical_type()->is_list()) return list_type(group);
  if (group.logical_type()->is_map()) return map_type(group);
  auto fields = fields_of(group);
  if (!fields) return fields.error();
  return DataType::struct_of(*std::move(fields));
}

Result<types::Schema> columns_of(const parquet::FileMetaData& file) {
  const auto& notes = file.key_value_metadata();
  if (notes && notes->Contains(kSparkNote)) {
    auto noted = types::schema_from_json(*notes->Get(kSparkNote));
    if (!noted) return noted.error();
    for (auto& column : *noted) column.nullable = true;
    return noted;
  }
  return fields_of(*file.schema()->group_node());
}

}  // namespace

Result<ParquetFooter> read_parquet_footer(const std::string& path) {
  try {
    auto file = parquet::ParquetFileReader::OpenFile(path, false)->metadata();
    auto columns = columns_of(*file);
    if (!columns) return columns.error().during("reading the columns of {}", path);
    return ParquetFooter{*std::move(columns), file->num_rows()};
  } catch (const std::exception& problem) {
    return Error::of_class(ErrorCode::invalid_data, "FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER",
                           fmt::format("the file {} is no Parquet: {}", path, problem.what()));
  }
}

}  // namespace skep::engine
