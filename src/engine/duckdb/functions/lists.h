#pragma once

#include <duckdb.hpp>

#include <string_view>
#include <vector>

/// What functions over arrays share: lists row by row, results as picks of items, and equality of items of any type.
namespace skep::engine {

/// A LIST argument row by row.
class ListRows {
 public:
  ListRows(duckdb::Vector& list, duckdb::idx_t rows);

  bool is_null(duckdb::idx_t row) const { return !format_.validity.RowIsValid(format_.sel->get_index(row)); }
  duckdb::list_entry_t at(duckdb::idx_t row) const { return entries_[format_.sel->get_index(row)]; }
  duckdb::Vector& items() const { return items_; }
  duckdb::idx_t item_count() const { return item_count_; }

 private:
  duckdb::UnifiedVectorFormat format_;
  const duckdb::list_entry_t* entries_;
  duckdb::Vector& items_;
  duckdb::idx_t item_count_;
};

/// An argument of a plain type row by row.
template <typename T>
class PlainRows {
 public:
  PlainRows(duckdb::Vector& vector, duckdb::idx_t rows) {
    vector.ToUnifiedFormat(rows, format_);
    data_ = duckdb::UnifiedVectorFormat::GetData<T>(format_);
  }
  bool is_null(duckdb::idx_t row) const { return !format_.validity.RowIsValid(format_.sel->get_index(row)); }
  const T& at(duckdb::idx_t row) const { return data_[format_.sel->get_index(row)]; }

 private:
  duckdb::UnifiedVectorFormat format_;
  const T* data_;
};

/// Items of several vectors of one type end to end, so that a result can pick from all of them.
class JoinedItems {
 public:
  JoinedItems(const duckdb::LogicalType& type, duckdb::idx_t capacity) : vector_(type, capacity) {}

  /// Appends and gives the place of the first one.
  duckdb::idx_t add(const duckdb::Vector& source, duckdb::idx_t count);
  duckdb::idx_t add_null();
  duckdb::Vector& vector() { return vector_; }
  duckdb::idx_t count() const { return count_; }

 private:
  duckdb::Vector vector_;
  duckdb::idx_t count_ = 0;
};

/// Collects which items make each row of a LIST result.
class ListPicks {
 public:
  explicit ListPicks(duckdb::idx_t rows) { entries_.reserve(rows); }

  void pick(duckdb::idx_t item) { picked_.push_back(static_cast<duckdb::sel_t>(item)); }
  void pick_range(duckdb::idx_t first, duckdb::idx_t count) {
    for (duckdb::idx_t i = 0; i < count; i++) pick(first + i);
  }
  void end_row();
  void null_row();

  /// Writes the rows as a flat vector.
  void write(const duckdb::Vector& items, duckdb::Vector& result);

 private:
  struct Entry {
    duckdb::list_entry_t place;
    bool is_null;
  };
  std::vector<Entry> entries_;
  std::vector<duckdb::sel_t> picked_;
  duckdb::idx_t row_began_ = 0;
};

/// A key per item: equal exactly where Spark takes the items for equal. Nulls are equal, NaNs are, zeros of both signs are
/// unless they are told apart, and nested values are by their parts.
class ItemKeys {
 public:
  enum class Zeros { equal, apart };
  ItemKeys(duckdb::Vector& items, duckdb::idx_t count, Zeros zeros);

  bool is_null(duckdb::idx_t item) const { return !valid_.RowIsValid(item); }
  const duckdb::string_t& operator[](duckdb::idx_t item) const { return keys_[item]; }

 private:
  duckdb::Vector vector_;
  const duckdb::string_t* keys_;
  duckdb::ValidityMask valid_;
};

/// A set of keys for one row; `begin` empties it.
class KeySet {
 public:
  void begin(duckdb::idx_t keys_max);
  bool insert(const duckdb::string_t& key);  ///< false when it was there
  bool contains(const duckdb::string_t& key) const;

 private:
  duckdb::idx_t slot_of(const duckdb::string_t& key) const;
  std::vector<const duckdb::string_t*> slots_;
};

/// Orders items as Spark does: nulls within nested values are the least, NaN the greatest, texts by their bytes.
class ItemOrder {
 public:
  ItemOrder(duckdb::Vector& items, duckdb::idx_t count);
  bool is_null(duckdb::idx_t item) const;

  /// Below, at or above zero. Nulls come first.
  int compare(duckdb::idx_t left, duckdb::idx_t right) const;

 private:
  duckdb::RecursiveUnifiedVectorFormat format_;
};

using ListBody = void (*)(duckdb::DataChunk& arguments, duckdb::idx_t rows, duckdb::Vector& result);
using ResultType = duckdb::LogicalType (*)(const std::vector<duckdb::LogicalType>& arguments);

/// The result type of many: the first argument's.
duckdb::LogicalType type_of_first(const std::vector<duckdb::LogicalType>& arguments);

/// Makes a function over arguments of any type, computed a chunk at a time (a row where all arguments are constant). Its
/// body meets nulls; it writes a flat vector.
template <ListBody kBody, ResultType kType>
duckdb::ScalarFunction list_function(size_t argument_count, bool takes_more = false);

namespace detail {
void keep_arguments(duckdb::ScalarFunction& function, duckdb::vector<duckdb::unique_ptr<duckdb::Expression>>& arguments,
                    ResultType type);
void run_list_body(duckdb::DataChunk& arguments, duckdb::Vector& result, ListBody body);
}  // namespace detail

template <ListBody kBody, ResultType kType>
duckdb::ScalarFunction list_function(size_t argument_count, bool takes_more) {
  duckdb::vector<duckdb::LogicalType> any(argument_count, duckdb::LogicalType::ANY);
  duckdb::ScalarFunction function(
      any, duckdb::LogicalType::ANY,
      [](duckdb::DataChunk& arguments, duckdb::ExpressionState&, duckdb::Vector& result) {
        detail::run_list_body(arguments, result, kBody);
      },
      [](duckdb::ClientContext&, duckdb::ScalarFunction& bound,
         duckdb::vector<duckdb::unique_ptr<duckdb::Expression>>& arguments)
          -> duckdb::unique_ptr<duckdb::FunctionData> {
        detail::keep_arguments(bound, arguments, kType);
        return nullptr;
      });
  if (takes_more) function.varargs = duckdb::LogicalType::ANY;
  function.SetNullHandling(duckdb::FunctionNullHandling::SPECIAL_HANDLING);
  return function;
}

}  // namespace skep::engine
