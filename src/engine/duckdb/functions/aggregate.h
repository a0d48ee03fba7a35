#pragma once

#include "engine/duckdb/functions/registrar.h"

#include <duckdb.hpp>
#include <duckdb/function/aggregate_function.hpp>

#include <optional>
#include <type_traits>
#include <utility>

namespace skep::engine {

/// Collects our aggregate functions, with their overloads, and puts them into DuckDB's system catalogue.
class AggregateRegistrar {
 public:
  /// Adds a function. It is renamed to skep_<name>.
  void put(const std::string& name, duckdb::AggregateFunction function);

  void register_in(duckdb::DatabaseInstance& database);

 private:
  std::map<std::string, duckdb::AggregateFunctionSet> functions_;
};

/// An aggregate function made of a state: a plain struct with `void add(A...)`, `void merge(const State&)` and
/// `std::optional<R> result() const`, where nothing is NULL. Rows with a NULL argument are left out.
///
/// A state holds no memory of its own, so that DuckDB may write it to disk and forget it.
template <typename State, typename Given>
duckdb::AggregateFunction unary_aggregate(const duckdb::LogicalType& given, const duckdb::LogicalType& returned);

template <typename State, typename First, typename Second>
duckdb::AggregateFunction binary_aggregate(const duckdb::LogicalType& first, const duckdb::LogicalType& second,
                                           const duckdb::LogicalType& returned);

namespace detail {

template <typename State>
struct StateOperations {
  static_assert(alignof(State) <= 8, "DuckDB aligns the states of aggregates to 8 bytes");

  template <typename S>
  static void Initialize(S& state) {
    new (&state) S();
  }

  template <typename S, typename Op>
  static void Combine(const S& source, S& target, duckdb::AggregateInputData&) {
    target.merge(source);
  }

  template <typename T, typename S>
  static void Finalize(S& state, T& target, duckdb::AggregateFinalizeData& data) {
    auto value = state.result();
    if (value) {
      target = Stored<typename decltype(value)::value_type>::store(std::move(*value), data.result);
    } else {
      data.ReturnNull();
    }
  }

  static bool IgnoreNull() { return true; }
};

template <typename State>
struct UnaryOperations : StateOperations<State> {
  template <typename Given, typename S, typename Op>
  static void Operation(S& state, const Given& value, duckdb::AggregateUnaryInput&) {
    state.add(value);
  }

  template <typename Given, typename S, typename Op>
  static void ConstantOperation(S& state, const Given& value, duckdb::AggregateUnaryInput&, duckdb::idx_t count) {
    for (duckdb::idx_t i = 0; i < count; ++i) state.add(value);
  }
};

template <typename State>
struct BinaryOperations : StateOperations<State> {
  template <typename First, typename Second, typename S, typename Op>
  static void Operation(S& state, const First& first, const Second& second, duckdb::AggregateBinaryInput&) {
    state.add(first, second);
  }
};

template <typename State>
using ResultOf = typename Stored<typename decltype(std::declval<const State&>().result())::value_type>::Type;

}  // namespace detail

template <typename State, typename Given>
duckdb::AggregateFunction unary_aggregate(const duckdb::LogicalType& given, const duckdb::LogicalType& returned) {
  static_assert(std::is_trivially_destructible_v<State>);
  return duckdb::AggregateFunction::UnaryAggregate<State, Given, detail::ResultOf<State>,
                                                   detail::UnaryOperations<State>>(given, returned);
}

template <typename State, typename First, typename Second>
duckdb::AggregateFunction binary_aggregate(const duckdb::LogicalType& first, const duckdb::LogicalType& second,
                                           const duckdb::LogicalType& returned) {
  static_assert(std::is_trivially_destructible_v<State>);
  return duckdb::AggregateFunction::BinaryAggregate<State, First, Second, detail::ResultOf<State>,
                                                    detail::BinaryOperations<State>>(first, second, returned);
}

}  // namespace skep::engine
