#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/lists.h"
#include "engine/duckdb/functions/registrar.h"

namespace skep::engine {
namespace {

using duckdb::DataChunk;
using duckdb::idx_t;
using duckdb::LogicalType;
using duckdb::Vector;

/// Two arrays of one type: their items end to end, with a key each.
struct TwoLists {
  ListRows left, right;
  JoinedItems items;
  idx_t right_begins;
  ItemKeys keys;

  TwoLists(DataChunk& arguments, idx_t rows, ItemKeys::Zeros zeros)
      : left(arguments.data[0], rows),
        right(arguments.data[1], rows),
        items(left.items().GetType(), left.item_count() + right.item_count() + 1),
        right_begins((items.add(left.items(), left.item_count()), items.add(right.items(), right.item_count()))),
        keys(items.vector(), items.count(), zeros) {}

  bool is_null(idx_t row) const { return left.is_null(row) || right.is_null(row); }
  duckdb::list_entry_t left_at(idx_t row) const { return left.at(row); }
  duckdb::list_entry_t right_at(idx_t row) const { return {right.at(row).offset + right_begins, right.at(row).length}; }
};

void insert_all(KeySet& set, const ItemKeys& keys, duckdb::list_entry_t list) {
  for (idx_t i = list.offset; i < list.offset + list.length; i++) set.insert(keys[i]);
}

/// Each item once, where it is first.
void array_distinct(DataChunk& arguments, idx_t rows, Vector& result) {
  ListRows lists(arguments.data[0], rows);
  ItemKeys keys(lists.items(), lists.item_count(), ItemKeys::Zeros::apart);
  ListPicks picks(rows);
  KeySet seen;
  for (idx_t row = 0; row < rows; row++) {
    if (lists.is_null(row)) {
      picks.null_row();
      continue;
    }
    auto list = lists.at(row);
    seen.begin(list.length);
    for (idx_t i = list.offset; i < list.offset + list.length; i++) {
      if (seen.insert(keys[i])) picks.pick(i);
    }
    picks.end_row();
  }
  picks.write(lists.items(), result);
}

void array_union(DataChunk& arguments, idx_t rows, Vector& result) {
  TwoLists lists(arguments, rows, ItemKeys::Zeros::apart);
  ListPicks picks(rows);
  KeySet seen;
  for (idx_t row = 0; row < rows; row++) {
    if (lists.is_null(row)) {
      picks.null_row();
      continue;
    }
    auto left = lists.left_at(row), right = lists.right_at(row);
    seen.begin(left.length + right.length);
    for (auto& list : {left, right}) {
      for (idx_t i = list.offset; i < list.offset + list.length; i++) {
        if (seen.insert(lists.keys[i])) picks.pick(i);
      }
    }
    picks.end_row();
  }
  picks.write(lists.items.vector(), result);
}

/// The left one's items, each once, that are among the right one's, or are not.
template <bool kWanted>
void array_filtered(DataChunk& arguments, idx_t rows, Vector& result) {
  TwoLists lists(arguments, rows, ItemKeys::Zeros::apart);
  ListPicks picks(rows);
  KeySet others, seen;
  for (idx_t row = 0; row < rows; row++) {
    if (lists.is_null(row)) {
      picks.null_row();
      continue;
    }
    auto left = lists.left_at(row), right = lists.right_at(row);
    others.begin(right.length);
    insert_all(others, lists.keys, right);
    seen.begin(left.length);
    for (idx_t i = left.offset; i < left.offset + left.length; i++) {
      if (others.contains(lists.keys[i]) == kWanted && seen.insert(lists.keys[i])) picks.pick(i);
    }
    picks.end_row();
  }
  picks.write(lists.items.vector(), result);
}

/// True for a common item that is not null; NULL when there is none but a null could be one.
void arrays_overlap(DataChunk& arguments, idx_t rows, Vector& result) {
  TwoLists lists(arguments, rows, ItemKeys::Zeros::equal);
  auto* output = duckdb::FlatVector::GetData<bool>(result);
  KeySet others;
  for (idx_t row = 0; row < rows; row++) {
    if (lists.is_null(row)) {
      duckdb::FlatVector::SetNull(result, row, true);
      continue;
    }
    auto left = lists.left_at(row), right = lists.right_at(row);
    bool has_null = false, found = false;
    others.begin(right.length);
    for (idx_t i = right.offset; i < right.offset + right.length; i++) {
      if (lists.keys.is_null(i)) {
        has_null = true;
      } else {
        others.insert(lists.keys[i]);
      }
    }
    for (idx_t i = left.offset; i < left.offset + left.length && !found; i++) {
      if (lists.keys.is_null(i)) {
        has_null = true;
      } else {
        found = others.contains(lists.keys[i]);
      }
    }
    output[row] = found;
    if (!found && has_null && left.length > 0 && right.length > 0) duckdb::FlatVector::SetNull(result, row, true);
  }
}

LogicalType boolean(const std::vector<LogicalType>&) { return LogicalType::BOOLEAN; }

}  // namespace

void add_array_sets(Registrar& registrar) {
  registrar.put("array_distinct", list_function<array_distinct, type_of_first>(1));
  registrar.put("array_union", list_function<array_union, type_of_first>(2));
  registrar.put("array_intersect", list_function<array_filtered<true>, type_of_first>(2));
  registrar.put("array_except", list_function<array_filtered<false>, type_of_first>(2));
  registrar.put("arrays_overlap", list_function<arrays_overlap, boolean>(2));
}

}  // namespace skep::engine
