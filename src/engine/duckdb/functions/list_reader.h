#pragma once

#include <duckdb.hpp>

#include <functional>
#include <span>

namespace skep::engine {

/// The items of a vector of lists, row by row; NULL items are there with what DuckDB holds in their place.
template <typename Item>
class ListReader {
 public:
  ListReader(duckdb::Vector& vector, duckdb::idx_t rows) {
    vector.ToUnifiedFormat(rows, lists_);
    auto& items = duckdb::ListVector::GetEntry(vector);
    auto count = duckdb::ListVector::GetListSize(vector);
    items.ToUnifiedFormat(count, items_);
    values_ = duckdb::UnifiedVectorFormat::GetData<Item>(items_);
    entries_ = duckdb::UnifiedVectorFormat::GetData<duckdb::list_entry_t>(lists_);
  }

  bool is_null(duckdb::idx_t row) const { return !lists_.validity.RowIsValid(lists_.sel->get_index(row)); }
  duckdb::idx_t size(duckdb::idx_t row) const { return entry(row).length; }
  bool item_is_null(duckdb::idx_t row, duckdb::idx_t item) const {
    return !items_.validity.RowIsValid(place(row, item));
  }
  const Item& item(duckdb::idx_t row, duckdb::idx_t item) const { return values_[place(row, item)]; }

 private:
  const duckdb::list_entry_t& entry(duckdb::idx_t row) const { return entries_[lists_.sel->get_index(row)]; }
  duckdb::idx_t place(duckdb::idx_t row, duckdb::idx_t item) const {
    return items_.sel->get_index(entry(row).offset + item);
  }

  duckdb::UnifiedVectorFormat lists_;
  duckdb::UnifiedVectorFormat items_;
  const Item* values_ = nullptr;
  const duckdb::list_entry_t* entries_ = nullptr;
};

}  // namespace skep::engine
