#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/lists.h"
#include "engine/duckdb/functions/registrar.h"
#include "types/value.h"

namespace skep::engine {
namespace {

using duckdb::DataChunk;
using duckdb::idx_t;
using duckdb::LogicalType;
using duckdb::Vector;

using Wide = types::Int128;

/// What Spark's arrays hold at most.
constexpr Wide kItemsMax = 2147483632;
constexpr int64_t kMicrosPerDay = 86'400'000'000;

/// How many items there are from start to stop; raises where the step never gets there.
int64_t items_between(Wide start, Wide stop, Wide step) {
  if (start == stop) return 1;
  if (step == 0 || (step > 0) != (stop > start)) {
    raise({"INVALID_PARAMETER_VALUE", "a sequence's step must lead from its start to its stop"});
  }
  auto count = (stop - start) / step + 1;
  if (count > kItemsMax) raise({"COLLECTION_SIZE_LIMIT_EXCEEDED.PARAMETER", "a sequence of too many items"});
  return static_cast<int64_t>(count);
}

/// Appends items to a LIST result row by row.
template <typename T>
class ListWriter {
 public:
  explicit ListWriter(Vector& result)
      : result_(result), entries_(duckdb::FlatVector::GetData<duckdb::list_entry_t>(result)) {}

  void null_row(idx_t row) {
    entries_[row] = {size_, 0};
    duckdb::FlatVector::SetNull(result_, row, true);
  }

  /// `item_at(i)` gives the i-th of `count`.
  template <typename ItemAt>
  void row(idx_t row, int64_t count, ItemAt item_at) {
    auto length = static_cast<idx_t>(count);
    duckdb::ListVector::Reserve(result_, size_ + length);
    auto* items = duckdb::FlatVector::GetData<T>(duckdb::ListVector::GetEntry(result_)) + size_;
    for (int64_t i = 0; i < count; i++) items[i] = item_at(i);
    entries_[row] = {size_, length};
    size_ += length;
    duckdb::ListVector::SetListSize(result_, size_);
  }

 private:
  Vector& result_;
  duckdb::list_entry_t* entries_;
  idx_t size_ = 0;
};

template <typename Integer>
void sequence(DataChunk& arguments, idx_t rows, Vector& result) {
  PlainRows<Integer> starts(arguments.data[0], rows), stops(arguments.data[1], rows), steps(arguments.data[2], rows);
  ListWriter<Integer> out(result);
  for (idx_t row = 0; row < rows; row++) {
    if (starts.is_null(row) || stops.is_null(row) || steps.is_null(row)) {
      out.null_row(row);
      continue;
    }
    auto start = starts.at(row);
    auto step = static_cast<Wide>(steps.at(row));
    out.row(row, items_between(start, stops.at(row), step),
            [&](int64_t i) { return static_cast<Integer>(start + step * i); });
  }
}

/// A day and the months after it, the day of the month kept where that month has it.
int64_t add_months(int64_t day, int64_t months) {
  int32_t year, month, day_of_month;
  duckdb::Date::Convert(duckdb::date_t(static_cast<int32_t>(day)), year, month, day_of_month);
  auto total = static_cast<int64_t>(year) * 12 + (month - 1) + months;
  auto new_year = total >= 0 ? total / 12 : -((-total + 11) / 12);
  auto new_month = static_cast<int32_t>(total - new_year * 12) + 1;
  auto last = duckdb::Date::MonthDays(static_cast<int32_t>(new_year), new_month);
  return duckdb::Date::FromDate(static_cast<int32_t>(new_year), new_month, std::min(day_of_month, last)).days;
}

int64_t floor_day(int64_t micros) {
  auto day = micros / kMicrosPerDay;
  return micros % kMicrosPerDay < 0 ? day - 1 : day;
}

/// Of points in time, in units of which a day has `kUnitsPerDay`, by a step of months and one of microseconds (one of the
/// two is zero). Months are added to the start each time, so that a 31st comes back after a shorter month.
template <typename T, int64_t kUnitsPerDay>
void sequence_of_times(DataChunk& arguments, idx_t rows, Vector& result) {
  PlainRows<T> starts(arguments.data[0], rows), stops(arguments.data[1], rows);
  PlainRows<int32_t> months(arguments.data[2], rows);
  PlainRows<int64_t> micros(arguments.data[3], rows);
  constexpr int64_t kScale = kMicrosPerDay / kUnitsPerDay;
  ListWriter<T> out(result);
  std::vector<T> items;
  for (idx_t row = 0; row < rows; row++) {
    if (starts.is_null(row) || stops.is_null(row) || months.is_null(row) || micros.is_null(row)) {
      out.null_row(row);
      continue;
    }
    Wide start = static_cast<Wide>(starts.at(row)) * kScale, stop = static_cast<Wide>(stops.at(row)) * kScale;
    if (months.at(row) == 0) {
      auto step = static_cast<Wide>(micros.at(row));
      if (step == 0 || step % kScale != 0) {
        raise({"_LEGACY_ERROR_TEMP_3242", "a sequence steps by an interval that is not zero, of dates by whole days"});
      }
      out.row(row, items_between(start, stop, step),
              [&](int64_t i) { return static_cast<T>((start + step * i) / kScale); });
      continue;
    }
    // Spark checks the way as if a month had 28 days.
    auto step_months = months.at(row);
    items_between(start, stop, static_cast<Wide>(step_months) * 28 * kMicrosPerDay);
    items.clear();
    auto start_micros = static_cast<int64_t>(start);
    auto day = floor_day(start_micros), rest = start_micros - day * kMicrosPerDay;
    for (int64_t i = 0;; i++) {
      auto at = static_cast<Wide>(add_months(day, i * step_months)) * kMicrosPerDay + rest;
      if (step_months > 0 ? at > stop : at < stop) break;
      items.push_back(static_cast<T>(at / kScale));
    }
    out.row(row, static_cast<int64_t>(items.size()), [&](int64_t i) { return items[static_cast<size_t>(i)]; });
  }
}

template <ListBody kBody>
duckdb::ScalarFunction typed(const LogicalType& type, const duckdb::vector<LogicalType>& steps) {
  duckdb::vector<LogicalType> arguments{type, type};
  arguments.insert(arguments.end(), steps.begin(), steps.end());
  duckdb::ScalarFunction function(arguments, LogicalType::LIST(type),
                                  [](duckdb::DataChunk& given, duckdb::ExpressionState&, Vector& result) {
                                    detail::run_list_body(given, result, kBody);
                                  });
  function.SetNullHandling(duckdb::FunctionNullHandling::SPECIAL_HANDLING);
  return function;
}

}  // namespace

void add_sequences(Registrar& registrar) {
  registrar.put_raising("sequence", typed<sequence<int8_t>>(LogicalType::TINYINT, {LogicalType::TINYINT}));
  registrar.put_raising("sequence", typed<sequence<int16_t>>(LogicalType::SMALLINT, {LogicalType::SMALLINT}));
  registrar.put_raising("sequence", typed<sequence<int32_t>>(LogicalType::INTEGER, {LogicalType::INTEGER}));
  registrar.put_raising("sequence", typed<sequence<int64_t>>(LogicalType::BIGINT, {LogicalType::BIGINT}));
  duckdb::vector<LogicalType> steps{LogicalType::INTEGER, LogicalType::BIGINT};
  registrar.put_raising("sequence", typed<sequence_of_times<int32_t, 1>>(LogicalType::DATE, steps));
  for (auto& type : {LogicalType::TIMESTAMP, LogicalType::TIMESTAMP_TZ}) {
    registrar.put_raising("sequence", typed<sequence_of_times<int64_t, kMicrosPerDay>>(type, steps));
  }
}

}  // namespace skep::engine
