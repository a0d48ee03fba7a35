#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/lists.h"
#include "engine/duckdb/functions/registrar.h"

#include <algorithm>

namespace skep::engine {
namespace {

using duckdb::DataChunk;
using duckdb::idx_t;
using duckdb::LogicalType;
using duckdb::Vector;

/// An array and an item of its type a row: all of them end to end, with a key each.
struct ListAndItem {
  ListRows lists;
  JoinedItems items;
  idx_t wanted_begins;
  ItemKeys keys;

  ListAndItem(DataChunk& arguments, idx_t rows)
      : lists(arguments.data[0], rows),
        items(lists.items().GetType(), lists.item_count() + rows),
        wanted_begins((items.add(lists.items(), lists.item_count()), items.add(arguments.data[1], rows))),
        keys(items.vector(), items.count(), ItemKeys::Zeros::equal) {}

  bool is_null(idx_t row) const { return lists.is_null(row) || keys.is_null(wanted_begins + row); }
  bool matches(idx_t item, idx_t row) const { return keys[item] == keys[wanted_begins + row]; }
};

/// NULL where it was not found, but a null item could be it.
void array_contains(DataChunk& arguments, idx_t rows, Vector& result) {
  ListAndItem given(arguments, rows);
  auto* output = duckdb::FlatVector::GetData<bool>(result);
  for (idx_t row = 0; row < rows; row++) {
    if (given.is_null(row)) {
      duckdb::FlatVector::SetNull(result, row, true);
      continue;
    }
    auto list = given.lists.at(row);
    bool found = false, has_null = false;
    for (idx_t i = list.offset; i < list.offset + list.length && !found; i++) {
      has_null |= given.keys.is_null(i);
      found = given.matches(i, row);
    }
    output[row] = found;
    if (!found && has_null) duckdb::FlatVector::SetNull(result, row, true);
  }
}

/// array_position of items that are compared by their bits.
template <typename T>
void plain_position(DataChunk& arguments, idx_t rows, Vector& result) {
  ListRows lists(arguments.data[0], rows);
  duckdb::UnifiedVectorFormat items, wanted;
  lists.items().ToUnifiedFormat(lists.item_count(), items);
  arguments.data[1].ToUnifiedFormat(rows, wanted);
  auto* values = duckdb::UnifiedVectorFormat::GetData<T>(items);
  auto* wanted_values = duckdb::UnifiedVectorFormat::GetData<T>(wanted);
  auto* output = duckdb::FlatVector::GetData<int64_t>(result);
  for (idx_t row = 0; row < rows; row++) {
    auto at = wanted.sel->get_index(row);
    if (lists.is_null(row) || !wanted.validity.RowIsValid(at)) {
      duckdb::FlatVector::SetNull(result, row, true);
      continue;
    }
    auto list = lists.at(row);
    output[row] = 0;
    for (idx_t i = 0; i < list.length && output[row] == 0; i++) {
      auto item = items.sel->get_index(list.offset + i);
      if (values[item] == wanted_values[at] && items.validity.RowIsValid(item))
        output[row] = static_cast<int64_t>(i) + 1;
    }
  }
}

/// From 1; 0 where there is none.
void array_position(DataChunk& arguments, idx_t rows, Vector& result) {
  switch (arguments.data[1].GetType().InternalType()) {
    case duckdb::PhysicalType::INT8: return plain_position<int8_t>(arguments, rows, result);
    case duckdb::PhysicalType::INT16: return plain_position<int16_t>(arguments, rows, result);
    case duckdb::PhysicalType::INT32: return plain_position<int32_t>(arguments, rows, result);
    case duckdb::PhysicalType::INT64: return plain_position<int64_t>(arguments, rows, result);
    default: break;
  }
  ListAndItem given(arguments, rows);
  auto* output = duckdb::FlatVector::GetData<int64_t>(result);
  for (idx_t row = 0; row < rows; row++) {
    if (given.is_null(row)) {
      duckdb::FlatVector::SetNull(result, row, true);
      continue;
    }
    auto list = given.lists.at(row);
    output[row] = 0;
    for (idx_t i = 0; i < list.length && output[row] == 0; i++) {
      if (given.matches(list.offset + i, row)) output[row] = static_cast<int64_t>(i) + 1;
    }
  }
}

void array_remove(DataChunk& arguments, idx_t rows, Vector& result) {
  ListAndItem given(arguments, rows);
  ListPicks picks(rows);
  for (idx_t row = 0; row < rows; row++) {
    if (given.is_null(row)) {
      picks.null_row();
      continue;
    }
    auto list = given.lists.at(row);
    for (idx_t i = list.offset; i < list.offset + list.length; i++) {
      if (!given.matches(i, row)) picks.pick(i);
    }
    picks.end_row();
  }
  picks.write(given.items.vector(), result);
}

void array_compact(DataChunk& arguments, idx_t rows, Vector& result) {
  ListRows lists(arguments.data[0], rows);
  duckdb::UnifiedVectorFormat items;
  lists.items().ToUnifiedFormat(lists.item_count(), items);
  ListPicks picks(rows);
  for (idx_t row = 0; row < rows; row++) {
    if (lists.is_null(row)) {
      picks.null_row();
      continue;
    }
    auto list = lists.at(row);
    for (idx_t i = list.offset; i < list.offset + list.length; i++) {
      if (items.validity.RowIsValid(items.sel->get_index(i))) picks.pick(i);
    }
    picks.end_row();
  }
  picks.write(lists.items(), result);
}

/// The greatest item, or the least; nulls do not count.
template <int kSign>
void array_extreme(DataChunk& arguments, idx_t rows, Vector& result) {
  ListRows lists(arguments.data[0], rows);
  ItemOrder order(lists.items(), lists.item_count());
  std::vector<duckdb::sel_t> best(rows);
  duckdb::ValidityMask valid(rows);
  for (idx_t row = 0; row < rows; row++) {
    bool found = false;
    auto list = lists.is_null(row) ? duckdb::list_entry_t{0, 0} : lists.at(row);
    for (idx_t i = list.offset; i < list.offset + list.length; i++) {
      if (order.is_null(i)) continue;
      if (!found || kSign * order.compare(i, best[row]) > 0) best[row] = static_cast<duckdb::sel_t>(i);
      found = true;
    }
    if (!found) valid.SetInvalid(row);
  }
  if (lists.item_count() > 0) {
    duckdb::SelectionVector selected(best.data());
    duckdb::VectorOperations::Copy(lists.items(), result, selected, rows, 0, 0);
  }
  for (idx_t row = 0; row < rows; row++) {
    if (!valid.RowIsValid(row)) duckdb::FlatVector::SetNull(result, row, true);
  }
}

enum class Nulls { first, last };

/// Sorts each array. The order is stable, as Spark's is.
template <int kSign, Nulls kNulls>
void sorted(DataChunk& arguments, idx_t rows, Vector& result) {
  ListRows lists(arguments.data[0], rows);
  ItemOrder order(lists.items(), lists.item_count());
  ListPicks picks(rows);
  std::vector<idx_t> places;
  auto before = [&](idx_t a, idx_t b) {
    bool a_null = order.is_null(a), b_null = order.is_null(b);
    if (a_null || b_null) return a_null != b_null && a_null == (kNulls == Nulls::first);
    return kSign * order.compare(a, b) < 0;
  };
  for (idx_t row = 0; row < rows; row++) {
    if (lists.is_null(row)) {
      picks.null_row();
      continue;
    }
    auto list = lists.at(row);
    places.resize(list.length);
    for (idx_t i = 0; i < list.length; i++) places[i] = list.offset + i;
    std::stable_sort(places.begin(), places.end(), before);
    for (auto place : places) picks.pick(place);
    picks.end_row();
  }
  picks.write(lists.items(), result);
}

LogicalType boolean(const std::vector<LogicalType>&) { return LogicalType::BOOLEAN; }
LogicalType bigint(const std::vector<LogicalType>&) { return LogicalType::BIGINT; }
LogicalType item_type(const std::vector<LogicalType>& arguments) {
  return duckdb::ListType::GetChildType(arguments[0]);
}

}  // namespace

void add_array_search(Registrar& registrar) {
  registrar.put("array_contains", list_function<array_contains, boolean>(2));
  registrar.put("array_position", list_function<array_position, bigint>(2));
  registrar.put("array_remove", list_function<array_remove, type_of_first>(2));
  registrar.put("array_compact", list_function<array_compact, type_of_first>(1));
  registrar.put("array_max", list_function<array_extreme<1>, item_type>(1));
  registrar.put("array_min", list_function<array_extreme<-1>, item_type>(1));
  registrar.put("sort_ascending", list_function<sorted<1, Nulls::first>, type_of_first>(1));
  registrar.put("sort_descending", list_function<sorted<-1, Nulls::last>, type_of_first>(1));
  registrar.put("array_sort", list_function<sorted<1, Nulls::last>, type_of_first>(1));
}

}  // namespace skep::engine
