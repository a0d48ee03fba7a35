#include "engine/duckdb/functions/lists.h"

#include <duckdb/function/create_sort_key.hpp>

#include <bit>
#include <cmath>
#include <cstring>

namespace skep::engine {

using duckdb::idx_t;
using duckdb::LogicalType;
using duckdb::LogicalTypeId;
using duckdb::Vector;

ListRows::ListRows(Vector& list, idx_t rows)
    : items_(duckdb::ListVector::GetEntry(list)), item_count_(duckdb::ListVector::GetListSize(list)) {
  list.ToUnifiedFormat(rows, format_);
  entries_ = duckdb::UnifiedVectorFormat::GetData<duckdb::list_entry_t>(format_);
}

idx_t JoinedItems::add(const Vector& source, idx_t count) {
  duckdb::VectorOperations::Copy(source, vector_, count, 0, count_);
  count_ += count;
  return count_ - count;
}

idx_t JoinedItems::add_null() {
  duckdb::FlatVector::SetNull(vector_, count_, true);
  return count_++;
}

void ListPicks::end_row() {
  entries_.push_back({{row_began_, picked_.size() - row_began_}, false});
  row_began_ = picked_.size();
}

void ListPicks::null_row() {
  picked_.resize(row_began_);
  entries_.push_back({{row_began_, 0}, true});
}

void ListPicks::write(const Vector& items, Vector& result) {
  auto* entries = duckdb::FlatVector::GetData<duckdb::list_entry_t>(result);
  for (idx_t row = 0; row < entries_.size(); row++) {
    entries[row] = entries_[row].place;
    if (entries_[row].is_null) duckdb::FlatVector::SetNull(result, row, true);
  }
  duckdb::ListVector::Reserve(result, picked_.size());
  duckdb::SelectionVector selected(picked_.data());
  duckdb::VectorOperations::Copy(items, duckdb::ListVector::GetEntry(result), selected, picked_.size(), 0, 0);
  duckdb::ListVector::SetListSize(result, picked_.size());
}

namespace {

/// The bits of each number, where NaNs are one.
template <typename Real>
void copy_bits(Vector& items, idx_t count, Vector& keys) {
  PlainRows<Real> rows(items, count);
  auto* out = duckdb::FlatVector::GetData<duckdb::string_t>(keys);
  for (idx_t i = 0; i < count; i++) {
    Real value = rows.is_null(i)          ? Real{}
                 : std::isnan(rows.at(i)) ? std::numeric_limits<Real>::quiet_NaN()
                                          : rows.at(i);
    char bits[sizeof(Real) + 1];
    std::memcpy(bits, &value, sizeof value);
    bits[sizeof value] = rows.is_null(i) ? 1 : 0;
    out[i] = duckdb::string_t(bits, sizeof bits);  // short enough to be held in place
  }
}

}  // namespace

ItemKeys::ItemKeys(Vector& items, idx_t count, Zeros zeros)
    : vector_(LogicalType::BLOB, std::max<idx_t>(count, 1)), valid_(std::max<idx_t>(count, 1)) {
  duckdb::UnifiedVectorFormat format;
  items.ToUnifiedFormat(count, format);
  for (idx_t i = 0; i < count; i++) {
    if (!format.validity.RowIsValid(format.sel->get_index(i))) valid_.SetInvalid(i);
  }
  auto type = items.GetType().id();
  if (zeros == Zeros::apart && type == LogicalTypeId::DOUBLE) {
    copy_bits<double>(items, count, vector_);
  } else if (zeros == Zeros::apart && type == LogicalTypeId::FLOAT) {
    copy_bits<float>(items, count, vector_);
  } else if (count > 0) {
    duckdb::OrderModifiers order(duckdb::OrderType::ASCENDING, duckdb::OrderByNullType::NULLS_FIRST);
    duckdb::CreateSortKeyHelpers::CreateSortKey(items, count, order, vector_);
    vector_.Flatten(count);
  }
  keys_ = duckdb::FlatVector::GetData<duckdb::string_t>(vector_);
}

void KeySet::begin(idx_t keys_max) { slots_.assign(std::bit_ceil(2 * keys_max + 1), nullptr); }

idx_t KeySet::slot_of(const duckdb::string_t& key) const {
  auto mask = slots_.size() - 1;
  auto slot = duckdb::Hash(key) & mask;
  while (slots_[slot] && *slots_[slot] != key) slot = (slot + 1) & mask;
  return slot;
}

bool KeySet::insert(const duckdb::string_t& key) {
  auto slot = slot_of(key);
  if (slots_[slot]) return false;
  slots_[slot] = &key;
  return true;
}

bool KeySet::contains(const duckdb::string_t& key) const { return slots_[slot_of(key)] != nullptr; }

namespace {

using Format = duckdb::RecursiveUnifiedVectorFormat;

template <typename T>
const T& value_at(const Format& format, idx_t item) {
  return duckdb::UnifiedVectorFormat::GetData<T>(format.unified)[format.unified.sel->get_index(item)];
}

bool is_null_at(const Format& format, idx_t item) {
  return !format.unified.validity.RowIsValid(format.unified.sel->get_index(item));
}

template <typename T>
int compare_plain(const Format& format, idx_t left, idx_t right) {
  auto& a = value_at<T>(format, left);
  auto& b = value_at<T>(format, right);
  if constexpr (std::is_floating_point_v<T>) {
    if (std::isnan(a) || std::isnan(b)) return static_cast<int>(std::isnan(a)) - static_cast<int>(std::isnan(b));
  }
  return a < b ? -1 : b < a ? 1 : 0;
}

int compare_items(const Format& format, idx_t left, idx_t right);

int compare_lists(const Format& format, idx_t left, idx_t right) {
  auto a = value_at<duckdb::list_entry_t>(format, left), b = value_at<duckdb::list_entry_t>(format, right);
  for (idx_t i = 0; i < std::min(a.length, b.length); i++) {
    if (int order = compare_items(format.children[0], a.offset + i, b.offset + i)) return order;
  }
  return a.length < b.length ? -1 : a.length > b.length ? 1 : 0;
}

int compare_structs(const Format& format, idx_t left, idx_t right) {
  auto a = format.unified.sel->get_index(left), b = format.unified.sel->get_index(right);
  for (auto& child : format.children) {
    if (int order = compare_items(child, a, b)) return order;
  }
  return 0;
}

int compare_items(const Format& format, idx_t left, idx_t right) {
  bool left_null = is_null_at(format, left), right_null = is_null_at(format, right);
  if (left_null || right_null) return static_cast<int>(right_null) - static_cast<int>(left_null);
  switch (format.logical_type.id()) {
    case LogicalTypeId::LIST: return compare_lists(format, left, right);
    case LogicalTypeId::STRUCT: return compare_structs(format, left, right);
    default: break;
  }
  switch (format.logical_type.InternalType()) {
    case duckdb::PhysicalType::BOOL: return compare_plain<bool>(format, left, right);
    case duckdb::PhysicalType::INT8: return compare_plain<int8_t>(format, left, right);
    case duckdb::PhysicalType::INT16: return compare_plain<int16_t>(format, left, right);
    case duckdb::PhysicalType::INT32: return compare_plain<int32_t>(format, left, right);
    case duckdb::PhysicalType::INT64: return compare_plain<int64_t>(format, left, right);
    case duckdb::PhysicalType::INT128: return compare_plain<duckdb::hugeint_t>(format, left, right);
    case duckdb::PhysicalType::FLOAT: return compare_plain<float>(format, left, right);
    case duckdb::PhysicalType::DOUBLE: return compare_plain<double>(format, left, right);
    case duckdb::PhysicalType::INTERVAL: return compare_plain<duckdb::interval_t>(format, left, right);
    case duckdb::PhysicalType::VARCHAR: return compare_plain<duckdb::string_t>(format, left, right);
    default: return 0;
  }
}

}  // namespace

ItemOrder::ItemOrder(Vector& items, idx_t count) { Vector::RecursiveToUnifiedFormat(items, count, format_); }

bool ItemOrder::is_null(idx_t item) const { return is_null_at(format_, item); }

int ItemOrder::compare(idx_t left, idx_t right) const { return compare_items(format_, left, right); }

LogicalType type_of_first(const std::vector<LogicalType>& arguments) { return arguments[0]; }

void detail::keep_arguments(duckdb::ScalarFunction& function,
                            duckdb::vector<duckdb::unique_ptr<duckdb::Expression>>& arguments, ResultType type) {
  std::vector<LogicalType> types;
  for (auto& argument : arguments) types.push_back(LogicalType::NormalizeType(argument->return_type));
  function.arguments = duckdb::vector<LogicalType>(types.begin(), types.end());
  function.varargs = LogicalType::INVALID;
  function.return_type = type(types);
}

void detail::run_list_body(duckdb::DataChunk& arguments, Vector& result, ListBody body) {
  bool all_constant = arguments.AllConstant() && arguments.ColumnCount() > 0;
  result.SetVectorType(duckdb::VectorType::FLAT_VECTOR);
  body(arguments, all_constant ? 1 : arguments.size(), result);
  if (all_constant) result.SetVectorType(duckdb::VectorType::CONSTANT_VECTOR);
}

}  // namespace skep::engine
