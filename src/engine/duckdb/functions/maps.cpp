#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/lists.h"
#include "engine/duckdb/functions/registrar.h"

namespace skep::engine {
namespace {

using duckdb::DataChunk;
using duckdb::idx_t;
using duckdb::LogicalType;
using duckdb::LogicalTypeId;
using duckdb::Vector;

/// A negative zero as a key is a zero.
template <typename Real>
void without_negative_zeros(Vector& keys, idx_t count) {
  auto* data = duckdb::FlatVector::GetData<Real>(keys);
  for (idx_t i = 0; i < count; i++) {
    if (data[i] == 0) data[i] = 0;
  }
}

/// What becomes of a key that comes twice: it is an error, or it stays in its first place with its last value.
enum class Repeated { raises, last_wins };

/// A map's entries by where its keys and its values are.
struct Kept {
  std::vector<duckdb::sel_t> keys, values;

  void add(idx_t entry) {
    keys.push_back(static_cast<duckdb::sel_t>(entry));
    values.push_back(static_cast<duckdb::sel_t>(entry));
  }
};

/// Writes maps as picks of keys and of values beside them; raises for a null key.
template <Repeated kRepeated>
void write_maps(ListPicks& keys, ListPicks& values, const Vector& all_keys, const Vector& all_values, idx_t rows,
                Vector& result) {
  Vector key_lists(LogicalType::LIST(all_keys.GetType()), std::max<idx_t>(rows, 1));
  Vector value_lists(LogicalType::LIST(all_values.GetType()), std::max<idx_t>(rows, 1));
  keys.write(all_keys, key_lists);
  values.write(all_values, value_lists);
  auto& flat_keys = duckdb::ListVector::GetEntry(key_lists);
  auto count = duckdb::ListVector::GetListSize(key_lists);
  if (flat_keys.GetType().id() == LogicalTypeId::DOUBLE) without_negative_zeros<double>(flat_keys, count);
  if (flat_keys.GetType().id() == LogicalTypeId::FLOAT) without_negative_zeros<float>(flat_keys, count);

  ItemKeys identity(flat_keys, count, ItemKeys::Zeros::equal);
  KeySet seen;
  Kept kept;
  auto* places = duckdb::FlatVector::GetData<duckdb::list_entry_t>(key_lists);
  auto* entries = duckdb::FlatVector::GetData<duckdb::list_entry_t>(result);
  for (idx_t row = 0; row < rows; row++) {
    entries[row] = places[row];
    if (duckdb::FlatVector::IsNull(key_lists, row)) duckdb::FlatVector::SetNull(result, row, true);
    seen.begin(places[row].length);
    entries[row].offset = kept.keys.size();
    for (idx_t i = places[row].offset; i < places[row].offset + places[row].length; i++) {
      if (identity.is_null(i)) raise({"NULL_MAP_KEY", "a map's key cannot be null"});
      if (seen.insert(identity[i])) {
        kept.add(i);
        continue;
      }
      if (kRepeated == Repeated::raises) raise({"DUPLICATED_MAP_KEY", "a map has a key twice"});
      auto first = entries[row].offset;
      while (identity[kept.keys[first]] != identity[i]) first++;
      kept.values[first] = static_cast<duckdb::sel_t>(i);
    }
    entries[row].length = kept.keys.size() - entries[row].offset;
  }
  count = kept.keys.size();
  duckdb::ListVector::Reserve(result, count);
  if (count > 0) {
    duckdb::VectorOperations::Copy(flat_keys, duckdb::MapVector::GetKeys(result),
                                   duckdb::SelectionVector(kept.keys.data()), count, 0, 0);
    duckdb::VectorOperations::Copy(duckdb::ListVector::GetEntry(value_lists), duckdb::MapVector::GetValues(result),
                                   duckdb::SelectionVector(kept.values.data()), count, 0, 0);
  }
  duckdb::ListVector::SetListSize(result, count);
}

template <Repeated kRepeated>
void map_from_arrays(DataChunk& arguments, idx_t rows, Vector& result) {
  ListRows keys(arguments.data[0], rows), values(arguments.data[1], rows);
  ListPicks picked_keys(rows), picked_values(rows);
  for (idx_t row = 0; row < rows; row++) {
    if (keys.is_null(row) || values.is_null(row)) {
      picked_keys.null_row();
      picked_values.null_row();
      continue;
    }
    if (keys.at(row).length != values.at(row).length) {
      raise({"_LEGACY_ERROR_TEMP_2128", "a map's keys and values must be as many"});
    }
    picked_keys.pick_range(keys.at(row).offset, keys.at(row).length);
    picked_values.pick_range(values.at(row).offset, values.at(row).length);
    picked_keys.end_row();
    picked_values.end_row();
  }
  write_maps<kRepeated>(picked_keys, picked_values, keys.items(), values.items(), rows, result);
}

/// Of a list of structs of two; NULL where one of them is null.
template <Repeated kRepeated>
void map_from_entries(DataChunk& arguments, idx_t rows, Vector& result) {
  ListRows lists(arguments.data[0], rows);
  lists.items().Flatten(lists.item_count());
  auto& fields = duckdb::StructVector::GetEntries(lists.items());
  ListPicks keys(rows), values(rows);
  for (idx_t row = 0; row < rows; row++) {
    bool is_null = lists.is_null(row);
    auto list = is_null ? duckdb::list_entry_t{0, 0} : lists.at(row);
    for (idx_t i = list.offset; i < list.offset + list.length; i++) {
      is_null |= duckdb::FlatVector::IsNull(lists.items(), i);
    }
    if (is_null) {
      keys.null_row();
      values.null_row();
      continue;
    }
    keys.pick_range(list.offset, list.length);
    values.pick_range(list.offset, list.length);
    keys.end_row();
    values.end_row();
  }
  write_maps<kRepeated>(keys, values, *fields[0], *fields[1], rows, result);
}

template <Repeated kRepeated>
void map_concat(DataChunk& arguments, idx_t rows, Vector& result) {
  std::vector<ListRows> maps;
  idx_t total = 1;
  for (auto& argument : arguments.data) {
    maps.emplace_back(argument, rows);
    total += maps.back().item_count();
  }
  JoinedItems all_keys(duckdb::MapType::KeyType(result.GetType()), total);
  JoinedItems all_values(duckdb::MapType::ValueType(result.GetType()), total);
  std::vector<idx_t> begins;
  for (size_t k = 0; k < maps.size(); k++) {
    begins.push_back(all_keys.add(duckdb::MapVector::GetKeys(arguments.data[k]), maps[k].item_count()));
    all_values.add(duckdb::MapVector::GetValues(arguments.data[k]), maps[k].item_count());
  }
  ListPicks keys(rows), values(rows);
  for (idx_t row = 0; row < rows; row++) {
    bool is_null = false;
    for (auto& map : maps) is_null |= map.is_null(row);
    for (size_t k = 0; k < maps.size() && !is_null; k++) {
      keys.pick_range(begins[k] + maps[k].at(row).offset, maps[k].at(row).length);
      values.pick_range(begins[k] + maps[k].at(row).offset, maps[k].at(row).length);
    }
    if (is_null) {
      keys.null_row();
      values.null_row();
    } else {
      keys.end_row();
      values.end_row();
    }
  }
  write_maps<kRepeated>(keys, values, all_keys.vector(), all_values.vector(), rows, result);
}

LogicalType map_of_lists(const std::vector<LogicalType>& arguments) {
  return LogicalType::MAP(duckdb::ListType::GetChildType(arguments[0]), duckdb::ListType::GetChildType(arguments[1]));
}

LogicalType map_of_entries(const std::vector<LogicalType>& arguments) {
  auto& entry = duckdb::ListType::GetChildType(arguments[0]);
  return LogicalType::MAP(duckdb::StructType::GetChildType(entry, 0), duckdb::StructType::GetChildType(entry, 1));
}

}  // namespace

void add_maps(Registrar& registrar) {
  using enum Repeated;
  registrar.put_raising("map_from_arrays", list_function<map_from_arrays<raises>, map_of_lists>(2));
  registrar.put_raising("map_from_entries", list_function<map_from_entries<raises>, map_of_entries>(1));
  registrar.put_raising("map_concat", list_function<map_concat<raises>, type_of_first>(1, true));
  registrar.put_raising("last_map_from_arrays", list_function<map_from_arrays<last_wins>, map_of_lists>(2));
  registrar.put_raising("last_map_from_entries", list_function<map_from_entries<last_wins>, map_of_entries>(1));
  registrar.put_raising("last_map_concat", list_function<map_concat<last_wins>, type_of_first>(1, true));
}

}  // namespace skep::engine
