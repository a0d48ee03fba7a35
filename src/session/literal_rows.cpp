#include "session/literal_rows.h"

#include <arrow/array.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <arrow/util/decimal.h>

#include <cstring>

namespace skep::session {
namespace {

using syntax::ExpressionPtr;
using types::DataType;
using types::TypeKind;
using types::Value;

ExpressionPtr literal(Value value) {
  auto expression = std::make_unique<syntax::Expression>();
  expression->node = syntax::Literal{std::move(value)};
  return expression;
}

ExpressionPtr call(std::string name, std::vector<ExpressionPtr> arguments) {
  auto expression = std::make_unique<syntax::Expression>();
  syntax::FunctionCall call;
  call.name.parts.push_back(std::move(name));
  call.arguments = std::move(arguments);
  expression->node = std::move(call);
  return expression;
}

template <typename Array>
auto at(const arrow::Array& array, int64_t row) {
  return static_cast<const Array&>(array).Value(row);
}

Result<ExpressionPtr> read(const arrow::Array& array, int64_t row, const DataType& type);

/// The elements from `begin` to `end` of a nested array.
Result<std::vector<ExpressionPtr>> read_range(const arrow::Array& array, int64_t begin, int64_t end,
                                              const DataType& type) {
  std::vector<ExpressionPtr> items;
  for (int64_t i = begin; i < end; i++) {
    auto item = read(array, i, type);
    if (!item) return item.error();
    items.push_back(*std::move(item));
  }
  return items;
}

Result<ExpressionPtr> read_array(const arrow::Array& array, int64_t row, const DataType& type) {
  auto& list = static_cast<const arrow::ListArray&>(array);
  auto items = read_range(*list.values(), list.value_offset(row), list.value_offset(row + 1), type.element());
  if (!items) return items.error();
  return call("array", *std::move(items));
}

Result<ExpressionPtr> read_map(const arrow::Array& array, int64_t row, const DataType& type) {
  auto& map = static_cast<const arrow::MapArray&>(array);
  auto keys = read_range(*map.keys(), map.value_offset(row), map.value_offset(row + 1), type.key());
  if (!keys) return keys.error();
  auto values = read_range(*map.items(), map.value_offset(row), map.value_offset(row + 1), type.value());
  if (!values) return values.error();
  std::vector<ExpressionPtr> pairs;
  for (size_t i = 0; i < keys->size(); i++) {
    pairs.push_back(std::move((*keys)[i]));
    pairs.push_back(std::move((*values)[i]));
  }
  return call("map", std::move(pairs));
}

Result<ExpressionPtr> read_struct(const arrow::Array& array, int64_t row, const DataType& type) {
  auto& fields = static_cast<const arrow::StructArray&>(array);
  std::vector<ExpressionPtr> parts;
  for (size_t i = 0; i < type.fields().size(); i++) {
    auto part = read(*fields.field(static_cast<int>(i)), row, type.fields()[i].type);
    if (!part) return part.error();
    parts.push_back(literal(Value::string(type.fields()[i].name)));
    parts.push_back(*std::move(part));
  }
  return call("named_struct", std::move(parts));
}

/// A whole number of whatever width Arrow has it in; nothing for another array.
std::optional<int64_t> whole_number(const arrow::Array& array, int64_t row) {
  switch (array.type_id()) {
    case arrow::Type::INT8: return at<arrow::Int8Array>(array, row);
    case arrow::Type::INT16: return at<arrow::Int16Array>(array, row);
    case arrow::Type::INT32: return at<arrow::Int32Array>(array, row);
    case arrow::Type::INT64: return at<arrow::Int64Array>(array, row);
    case arrow::Type::DATE32: return at<arrow::Date32Array>(array, row);
    case arrow::Type::TIMESTAMP: return at<arrow::TimestampArray>(array, row);
    case arrow::Type::DURATION: return at<arrow::DurationArray>(array, row);
    case arrow::Type::INTERVAL_MONTHS: return at<arrow::MonthIntervalArray>(array, row);
    default: return std::nullopt;
  }
}

Result<ExpressionPtr> read(const arrow::Array& array, int64_t row, const DataType& type) {
  if (array.IsNull(row)) return literal(Value::null(type));
  auto whole = whole_number(array, row);
  switch (type.kind()) {
    case TypeKind::array: return read_array(array, row, type);
    case TypeKind::map: return read_map(array, row, type);
    case TypeKind::struct_: return read_struct(array, row, type);
    case TypeKind::boolean: return literal({type, at<arrow::BooleanArray>(array, row)});
    case TypeKind::float_: return literal({type, static_cast<double>(at<arrow::FloatArray>(array, row))});
    case TypeKind::double_: return literal({type, at<arrow::DoubleArray>(array, row)});
    case TypeKind::decimal: {
      if (array.type_id() != arrow::Type::DECIMAL128) break;
      types::Int128 unscaled = 0;
      std::memcpy(&unscaled, static_cast<const arrow::Decimal128Array&>(array).GetValue(row), sizeof unscaled);
      return literal({type, unscaled});
    }
    case TypeKind::interval_year_month:
    case TypeKind::interval_day_time:
      if (whole) return literal({type, types::IntervalValue{*whole}});
      break;
    default:
      if (whole) return literal({type, *whole});
      if (array.type_id() == arrow::Type::STRING || array.type_id() == arrow::Type::BINARY)
        return literal({type, std::string(static_cast<const arrow::BinaryArray&>(array).GetView(row))});
      if (array.type_id() == arrow::Type::LARGE_STRING || array.type_id() == arrow::Type::LARGE_BINARY)
        return literal({type, std::string(static_cast<const arrow::LargeBinaryArray&>(array).GetView(row))});
  }
  return make_error(ErrorCode::unsupported, "a variable cannot hold a {} yet", type.to_sql());
}

}  // namespace

Result<std::vector<std::vector<ExpressionPtr>>> read_literals(engine::RecordBatchStream& rows, size_t rows_max) {
  std::vector<std::vector<ExpressionPtr>> result;
  while (result.size() < rows_max) {
    auto batch = rows.next();
    if (!batch) return batch.error();
    if (!*batch) break;
    for (int64_t row = 0; row < (*batch)->num_rows() && result.size() < rows_max; row++) {
      std::vector<ExpressionPtr> cells;
      for (size_t i = 0; i < rows.schema().size(); i++) {
        auto cell = read(*(*batch)->column(static_cast<int>(i)), row, rows.schema()[i].type);
        if (!cell) return cell.error();
        cells.push_back(*std::move(cell));
      }
      result.push_back(std::move(cells));
    }
  }
  return result;
}

}  // namespace skep::session
