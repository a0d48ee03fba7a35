#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/lists.h"
#include "engine/duckdb/functions/registrar.h"

namespace skep::engine {
namespace {

using duckdb::DataChunk;
using duckdb::idx_t;
using duckdb::LogicalType;
using duckdb::Vector;

/// What Spark's arrays hold at most.
constexpr int64_t kItemsMax = 2147483632;

/// An array and an item of its type a row, end to end.
struct ListAndItem {
  ListRows lists;
  JoinedItems items;
  idx_t item_begins;

  ListAndItem(Vector& list, Vector& item, idx_t rows)
      : lists(list, rows),
        items(lists.items().GetType(), lists.item_count() + rows + 1),
        item_begins((items.add(lists.items(), lists.item_count()), items.add(item, rows))) {}
};

template <bool kAtEnd>
void array_pend(DataChunk& arguments, idx_t rows, Vector& result) {
  ListAndItem given(arguments.data[0], arguments.data[1], rows);
  ListPicks picks(rows);
  for (idx_t row = 0; row < rows; row++) {
    if (given.lists.is_null(row)) {
      picks.null_row();
      continue;
    }
    auto list = given.lists.at(row);
    if (!kAtEnd) picks.pick(given.item_begins + row);
    picks.pick_range(list.offset, list.length);
    if (kAtEnd) picks.pick(given.item_begins + row);
    picks.end_row();
  }
  picks.write(given.items.vector(), result);
}

/// One row of array_insert: places count from 1, or from behind the end (-1) backwards; what lies beyond is filled with
/// nulls.
void insert_at(ListPicks& picks, duckdb::list_entry_t list, int64_t place, idx_t item, idx_t null_item) {
  auto length = static_cast<int64_t>(list.length);
  if (place == 0) raise({"INVALID_INDEX_OF_ZERO", "the index 0 is invalid: items count from 1"});
  auto before = place > 0 ? place - 1 : length + place + 1;  // items of the list that stay before it
  if (std::max(before, -before) + length + 1 > kItemsMax) {
    raise({"COLLECTION_SIZE_LIMIT_EXCEEDED.FUNCTION", "array_insert would give too many items"});
  }
  if (before < 0) {
    picks.pick(item);
    for (auto i = before; i < 0; i++) picks.pick(null_item);
    picks.pick_range(list.offset, list.length);
    return;
  }
  auto kept = std::min(before, length);
  picks.pick_range(list.offset, static_cast<idx_t>(kept));
  for (auto i = kept; i < before; i++) picks.pick(null_item);
  picks.pick(item);
  picks.pick_range(list.offset + static_cast<idx_t>(kept), static_cast<idx_t>(length - kept));
}

void array_insert(DataChunk& arguments, idx_t rows, Vector& result) {
  ListAndItem given(arguments.data[0], arguments.data[2], rows);
  auto null_item = given.items.add_null();
  PlainRows<int32_t> places(arguments.data[1], rows);
  ListPicks picks(rows);
  for (idx_t row = 0; row < rows; row++) {
    if (given.lists.is_null(row) || places.is_null(row)) {
      picks.null_row();
      continue;
    }
    insert_at(picks, given.lists.at(row), places.at(row), given.item_begins + row, null_item);
    picks.end_row();
  }
  picks.write(given.items.vector(), result);
}

void array_repeat(DataChunk& arguments, idx_t rows, Vector& result) {
  PlainRows<int32_t> counts(arguments.data[1], rows);
  ListPicks picks(rows);
  for (idx_t row = 0; row < rows; row++) {
    if (counts.is_null(row)) {
      picks.null_row();
      continue;
    }
    if (counts.at(row) > kItemsMax) raise({"COLLECTION_SIZE_LIMIT_EXCEEDED.PARAMETER", "array_repeat: too many items"});
    for (int32_t i = 0; i < counts.at(row); i++) picks.pick(row);
    picks.end_row();
  }
  picks.write(arguments.data[0], result);
}

/// The texts with a separator between them; nulls are left out, or stand as a third text. NULL where any argument is.
void array_join(DataChunk& arguments, idx_t rows, Vector& result) {
  ListRows lists(arguments.data[0], rows);
  PlainRows<duckdb::string_t> items(lists.items(), lists.item_count());
  PlainRows<duckdb::string_t> separators(arguments.data[1], rows);
  bool fills = arguments.ColumnCount() == 3;
  PlainRows<duckdb::string_t> fillings(arguments.data[fills ? 2 : 1], rows);
  auto* output = duckdb::FlatVector::GetData<duckdb::string_t>(result);
  std::string joined;
  for (idx_t row = 0; row < rows; row++) {
    if (lists.is_null(row) || separators.is_null(row) || fillings.is_null(row)) {
      duckdb::FlatVector::SetNull(result, row, true);
      continue;
    }
    joined.clear();
    bool is_first = true;
    auto list = lists.at(row);
    for (idx_t i = list.offset; i < list.offset + list.length; i++) {
      if (items.is_null(i) && !fills) continue;
      if (!is_first) joined += view(separators.at(row));
      joined += view(items.is_null(i) ? fillings.at(row) : items.at(i));
      is_first = false;
    }
    output[row] = duckdb::StringVector::AddString(result, joined);
  }
}

/// NULL where one of the arrays is.
void flatten(DataChunk& arguments, idx_t rows, Vector& result) {
  ListRows outer(arguments.data[0], rows);
  ListRows inner(outer.items(), outer.item_count());
  ListPicks picks(rows);
  for (idx_t row = 0; row < rows; row++) {
    bool is_null = outer.is_null(row);
    auto list = is_null ? duckdb::list_entry_t{0, 0} : outer.at(row);
    for (idx_t i = list.offset; i < list.offset + list.length && !is_null; i++) {
      is_null = inner.is_null(i);
      if (!is_null) picks.pick_range(inner.at(i).offset, inner.at(i).length);
    }
    if (is_null) {
      picks.null_row();
    } else {
      picks.end_row();
    }
  }
  picks.write(inner.items(), result);
}

void slice(DataChunk& arguments, idx_t rows, Vector& result) {
  ListRows lists(arguments.data[0], rows);
  PlainRows<int32_t> starts(arguments.data[1], rows), lengths(arguments.data[2], rows);
  ListPicks picks(rows);
  for (idx_t row = 0; row < rows; row++) {
    if (lists.is_null(row) || starts.is_null(row) || lengths.is_null(row)) {
      picks.null_row();
      continue;
    }
    auto list = lists.at(row);
    int64_t start = starts.at(row), length = lengths.at(row), count = static_cast<int64_t>(list.length);
    if (start == 0) raise({"INVALID_PARAMETER_VALUE.START", "slice counts from 1"});
    if (length < 0) raise({"INVALID_PARAMETER_VALUE.LENGTH", "slice takes no negative length"});
    auto first = start > 0 ? start - 1 : count + start;
    if (first >= 0 && first < count) {
      picks.pick_range(list.offset + static_cast<idx_t>(first), static_cast<idx_t>(std::min(length, count - first)));
    }
    picks.end_row();
  }
  picks.write(lists.items(), result);
}

/// The n-th items of several arrays side by side, as long as the longest; behind an array's last item there is a null.
/// The first argument is there for its type, which is the result's.
void arrays_zip(DataChunk& arguments, idx_t rows, Vector& result) {
  std::vector<ListRows> lists;
  for (idx_t k = 1; k < arguments.ColumnCount(); k++) lists.emplace_back(arguments.data[k], rows);
  auto* entries = duckdb::FlatVector::GetData<duckdb::list_entry_t>(result);
  std::vector<std::vector<duckdb::sel_t>> picked(lists.size());
  idx_t total = 0;
  for (idx_t row = 0; row < rows; row++) {
    idx_t longest = 0;
    bool is_null = false;
    for (auto& list : lists) {
      is_null |= list.is_null(row);
      if (!is_null) longest = std::max(longest, list.at(row).length);
    }
    entries[row] = {total, is_null ? 0 : longest};
    if (is_null) {
      duckdb::FlatVector::SetNull(result, row, true);
      continue;
    }
    for (size_t k = 0; k < lists.size(); k++) {
      auto list = lists[k].at(row);
      for (idx_t i = 0; i < longest; i++) {
        picked[k].push_back(static_cast<duckdb::sel_t>(i < list.length ? list.offset + i : lists[k].item_count()));
      }
    }
    total += longest;
  }
  duckdb::ListVector::Reserve(result, total);
  auto& fields = duckdb::StructVector::GetEntries(duckdb::ListVector::GetEntry(result));
  for (size_t k = 0; k < lists.size(); k++) {
    JoinedItems items(lists[k].items().GetType(), lists[k].item_count() + 1);
    items.add(lists[k].items(), lists[k].item_count());
    items.add_null();
    duckdb::SelectionVector selected(picked[k].data());
    duckdb::VectorOperations::Copy(items.vector(), *fields[k], selected, total, 0, 0);
  }
  duckdb::ListVector::SetListSize(result, total);
}

LogicalType list_of_first(const std::vector<LogicalType>& arguments) { return LogicalType::LIST(arguments[0]); }
LogicalType item_of_first(const std::vector<LogicalType>& arguments) {
  return duckdb::ListType::GetChildType(arguments[0]);
}

LogicalType text(const std::vector<LogicalType>&) { return LogicalType::VARCHAR; }

}  // namespace

void add_array_editing(Registrar& registrar) {
  registrar.put("array_append", list_function<array_pend<true>, type_of_first>(2));
  registrar.put("array_prepend", list_function<array_pend<false>, type_of_first>(2));
  registrar.put_raising("array_insert", list_function<array_insert, type_of_first>(3));
  registrar.put_raising("array_repeat", list_function<array_repeat, list_of_first>(2));
  registrar.put("array_join", list_function<array_join, text>(2, true));
  registrar.put("flatten", list_function<flatten, item_of_first>(1));
  registrar.put_raising("slice", list_function<slice, type_of_first>(3));
  registrar.put("arrays_zip", list_function<arrays_zip, type_of_first>(1, true));
}

}  // namespace skep::engine
