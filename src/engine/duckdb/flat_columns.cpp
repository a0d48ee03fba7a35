#include "engine/duckdb/flat_columns.h"

#include "base/check.h"

#include <arrow/array/data.h>
#include <arrow/buffer.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <arrow/type_traits.h>
#include <arrow/util/bit_util.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <stdexcept>

namespace skep::engine {
namespace {

using BufferPtr = std::shared_ptr<arrow::Buffer>;

/// What a batch's buffers point into. The chunk goes first: its memory is the instance's.
struct HeldChunk {
  std::shared_ptr<DuckdbInstance> instance;
  duckdb::unique_ptr<duckdb::DataChunk> chunk;
};

/// A part of the chunk as a buffer that keeps it.
class ChunkBuffer final : public arrow::Buffer {
 public:
  ChunkBuffer(std::shared_ptr<const HeldChunk> held, const void* data, int64_t bytes)
      : arrow::Buffer(static_cast<const uint8_t*>(data), bytes), held_(std::move(held)) {}

 private:
  std::shared_ptr<const HeldChunk> held_;
};

std::shared_ptr<arrow::Buffer> allocate(int64_t bytes) {
  auto buffer = arrow::AllocateBuffer(bytes);
  if (!buffer.ok()) throw std::bad_alloc();
  return std::move(*buffer);
}

/// One column of a chunk on its way.
struct Column {
  const std::shared_ptr<const HeldChunk>& held;
  duckdb::Vector& vector;
  size_t rows;

  template <typename T>
  const T* values() const {
    return duckdb::FlatVector::GetData<T>(vector);
  }
  const duckdb::ValidityMask& validity() const { return duckdb::FlatVector::Validity(vector); }
};

BufferPtr shared_values(const Column& column, size_t width) {
  return std::make_shared<ChunkBuffer>(column.held, duckdb::FlatVector::GetData(column.vector),
                                       static_cast<int64_t>(column.rows * width));
}

/// DuckDB's bits are Arrow's: a set one is a value, the lowest bit comes first.
BufferPtr shared_validity(const Column& column) {
  if (column.validity().AllValid()) return nullptr;
  return std::make_shared<ChunkBuffer>(column.held, column.validity().GetData(),
                                       arrow::bit_util::BytesForBits(static_cast<int64_t>(column.rows)));
}

BufferPtr packed_bits(const Column& column) {
  auto bytes = arrow::bit_util::BytesForBits(static_cast<int64_t>(column.rows));
  auto buffer = allocate(bytes);
  std::memset(buffer->mutable_data(), 0, static_cast<size_t>(bytes));
  const auto* values = column.values<bool>();
  for (size_t i = 0; i < column.rows; ++i) {
    if (values[i]) arrow::bit_util::SetBit(buffer->mutable_data(), static_cast<int64_t>(i));
  }
  return buffer;
}

/// Decimals of up to 18 digits are narrower in DuckDB than Arrow's 128 bits.
template <typename T>
BufferPtr widened(const Column& column) {
  auto buffer = allocate(static_cast<int64_t>(column.rows * 16));
  auto* wide = reinterpret_cast<int64_t*>(buffer->mutable_data());
  const auto* values = column.values<T>();
  for (size_t i = 0; i < column.rows; ++i) {
    wide[2 * i] = values[i];
    wide[2 * i + 1] = values[i] < 0 ? -1 : 0;
  }
  return buffer;
}

BufferPtr decimal_values(const Column& column) {
  switch (column.vector.GetType().InternalType()) {
    case duckdb::PhysicalType::INT16: return widened<int16_t>(column);
    case duckdb::PhysicalType::INT32: return widened<int32_t>(column);
    case duckdb::PhysicalType::INT64: return widened<int64_t>(column);
    case duckdb::PhysicalType::INT128: return shared_values(column, 16);
    default: fail_check("a decimal in a form that DuckDB does not have");
  }
}

/// Says where each text ends among the bytes of all, and gives how many those are. What stands at a NULL is no text.
size_t write_offsets(const Column& column, int32_t* offsets) {
  const auto* texts = column.values<duckdb::string_t>();
  const auto& validity = column.validity();
  bool all_valid = validity.AllValid();
  size_t end = 0;
  offsets[0] = 0;
  for (size_t i = 0; i < column.rows; ++i) {
    if (all_valid || validity.RowIsValid(i)) end += texts[i].GetSize();
    offsets[i + 1] = static_cast<int32_t>(end);
  }
  if (end > std::numeric_limits<int32_t>::max())
    throw std::length_error("a batch of texts is longer than Arrow's strings may be");
  return end;
}

void copy_texts(const Column& column, const int32_t* offsets, char* out) {
  const auto* texts = column.values<duckdb::string_t>();
  for (size_t i = 0; i < column.rows; ++i) {
    auto size = static_cast<size_t>(offsets[i + 1] - offsets[i]);
    if (size > 0) std::memcpy(out + offsets[i], texts[i].GetData(), size);
  }
}

std::vector<BufferPtr> text_buffers(const Column& column) {
  auto offsets = allocate(static_cast<int64_t>((column.rows + 1) * sizeof(int32_t)));
  auto* ends = reinterpret_cast<int32_t*>(offsets->mutable_data());
  auto bytes = allocate(static_cast<int64_t>(write_offsets(column, ends)));
  copy_texts(column, ends, reinterpret_cast<char*>(bytes->mutable_data()));
  return {shared_validity(column), std::move(offsets), std::move(bytes)};
}

std::vector<BufferPtr> buffers_of(const Column& column, const arrow::DataType& type) {
  switch (type.id()) {
    case arrow::Type::STRING:
    case arrow::Type::BINARY: return text_buffers(column);
    case arrow::Type::BOOL: return {shared_validity(column), packed_bits(column)};
    case arrow::Type::DECIMAL128: return {shared_validity(column), decimal_values(column)};
    default: return {shared_validity(column), shared_values(column, static_cast<size_t>(type.byte_width()))};
  }
}

}  // namespace

bool are_flat_columns(const arrow::Schema& schema) {
  return std::all_of(schema.fields().begin(), schema.fields().end(), [](const auto& field) {
    auto id = field->type()->id();
    return id != arrow::Type::NA && id != arrow::Type::INTERVAL_MONTH_DAY_NANO && !arrow::is_nested(id);
  });
}

std::shared_ptr<arrow::RecordBatch> make_flat_batch(std::shared_ptr<DuckdbInstance> instance,
                                                    duckdb::unique_ptr<duckdb::DataChunk> chunk,
                                                    const std::shared_ptr<arrow::Schema>& schema) {
  auto owner = std::make_shared<HeldChunk>(HeldChunk{std::move(instance), std::move(chunk)});
  auto& columns = *owner->chunk;
  columns.Flatten();
  std::shared_ptr<const HeldChunk> held = owner;
  auto rows = static_cast<int64_t>(columns.size());
  std::vector<std::shared_ptr<arrow::ArrayData>> arrays;
  for (int i = 0; i < schema->num_fields(); ++i) {
    const auto& type = schema->field(i)->type();
    Column column{held, columns.data[static_cast<size_t>(i)], columns.size()};
    auto nulls = column.validity().AllValid() ? int64_t{0} : arrow::kUnknownNullCount;
    arrays.push_back(arrow::ArrayData::Make(type, rows, buffers_of(column, *type), nulls));
  }
  return arrow::RecordBatch::Make(schema, rows, std::move(arrays));
}

}  // namespace skep::engine
