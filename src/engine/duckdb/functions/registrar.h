#pragma once

#include "engine/duckdb/functions/rows.h"

#include <fmt/format.h>

#include <duckdb.hpp>

#include <map>
#include <string>
#include <type_traits>

namespace skep::engine {

/// One of Spark's errors on its way out of a function: DuckDB carries it as the text "[CLASS] message".
struct Failure {
  std::string error_class;
  std::string message;
};

[[noreturn]] inline void raise(const Failure& failure) {
  throw duckdb::InvalidInputException("[" + failure.error_class + "] " + failure.message);
}

/// DuckDB's type of a C++ type in a function's signature.
template <typename T>
duckdb::LogicalType logical_type() {
  using duckdb::LogicalType;
  if constexpr (std::is_same_v<T, bool>)
    return LogicalType::BOOLEAN;
  else if constexpr (std::is_same_v<T, int8_t>)
    return LogicalType::TINYINT;
  else if constexpr (std::is_same_v<T, int16_t>)
    return LogicalType::SMALLINT;
  else if constexpr (std::is_same_v<T, int32_t>)
    return LogicalType::INTEGER;
  else if constexpr (std::is_same_v<T, int64_t>)
    return LogicalType::BIGINT;
  else if constexpr (std::is_same_v<T, float>)
    return LogicalType::FLOAT;
  else if constexpr (std::is_same_v<T, double>)
    return LogicalType::DOUBLE;
  else if constexpr (std::is_same_v<T, duckdb::date_t>)
    return LogicalType::DATE;
  else if constexpr (std::is_same_v<T, duckdb::timestamp_t>)
    return LogicalType::TIMESTAMP;
  else if constexpr (std::is_same_v<T, duckdb::timestamp_tz_t>)
    return LogicalType::TIMESTAMP_TZ;
  else if constexpr (std::is_same_v<T, duckdb::interval_t>)
    return LogicalType::INTERVAL;
  else if constexpr (std::is_same_v<T, BytesView> || std::is_same_v<T, Bytes>)
    return LogicalType::BLOB;
  else {
    static_assert(std::is_same_v<T, std::string_view> || std::is_same_v<T, std::string>);
    return LogicalType::VARCHAR;
  }
}

/// Collects our functions, with their overloads, and puts them into DuckDB's system catalogue.
///
/// An operation is a struct with `static R compute(A...)`, where R is the result or an optional of it; the SQL signature
/// follows from the C++ types. NULL for an argument gives NULL without a call.
class Registrar {
 public:
  /// Adds skep_<name> of an operation that never raises.
  template <typename Operation>
  void add(const std::string& name) {
    put(name, make<Operation>(Signature<decltype(&Operation::compute)>{}, Never{}));
  }

  /// Adds skep_<name> of an operation whose compute may call raise(). DuckDB then neither moves it before a filter nor
  /// runs it for rows that are not asked for.
  template <typename Operation>
  void add_raising(const std::string& name) {
    put_raising(name, make<Operation>(Signature<decltype(&Operation::compute)>{}, Never{}));
  }

  /// Adds two functions: skep_<name> raises `Operation::failure(arguments...)` where compute gives nothing, and
  /// skep_try_<name> gives NULL there.
  template <typename Operation>
  void add_checked(const std::string& name) {
    Signature<decltype(&Operation::compute)> signature;
    put("try_" + name, make<Operation>(signature, Never{}));
    put_raising(name, make<Operation>(signature, Always{}));
  }

  /// Adds a function that is made by hand. It is renamed to skep_<name>.
  void put(const std::string& name, duckdb::ScalarFunction function);
  void put_raising(const std::string& name, duckdb::ScalarFunction function);

  /// Registers all that was added.
  void register_in(duckdb::DatabaseInstance& database);

 private:
  struct Never {};
  struct Always {};

  template <typename T>
  struct Signature;
  template <typename R, typename... A>
  struct Signature<R (*)(A...)> {};

  template <typename T>
  struct Unwrapped {
    using Type = T;
  };
  template <typename T>
  struct Unwrapped<std::optional<T>> {
    using Type = T;
  };

  template <typename Operation, typename R, typename... A>
  static duckdb::ScalarFunction make(Signature<R (*)(A...)>, Never) {
    using Returned = typename Unwrapped<R>::Type;
    return duckdb::ScalarFunction({logical_type<A>()...}, logical_type<Returned>(),
                                  [](duckdb::DataChunk& arguments, duckdb::ExpressionState&, duckdb::Vector& result) {
                                    map_rows<Returned, A...>(arguments, result, Operation::compute);
                                  });
  }

  template <typename Operation, typename R, typename... A>
  static duckdb::ScalarFunction make(Signature<R (*)(A...)>, Always) {
    using Returned = typename Unwrapped<R>::Type;
    return duckdb::ScalarFunction({logical_type<A>()...}, logical_type<Returned>(),
                                  [](duckdb::DataChunk& arguments, duckdb::ExpressionState&, duckdb::Vector& result) {
                                    map_rows<Returned, A...>(arguments, result, [](A... values) -> R {
                                      R value = Operation::compute(values...);
                                      if (!value) raise(Operation::failure(values...));
                                      return value;
                                    });
                                  });
  }

  std::map<std::string, duckdb::ScalarFunctionSet> functions_;
};

}  // namespace skep::engine
