#pragma once

#include <duckdb.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace skep::engine {

/// Binary values in a function's signature: taken as a view, given as a string. Texts are UTF-8, these need not be.
struct BytesView {
  std::string_view bytes;
  BytesView(std::string_view bytes_in) : bytes(bytes_in) {}  // NOLINT: what map_rows hands over
};
struct Bytes {
  std::string bytes;
};

/// What a function's result type is in a vector: texts are copied into the vector's heap.
template <typename T>
struct Stored {
  using Type = T;
  static Type store(T value, duckdb::Vector&) { return value; }
};
template <>
struct Stored<std::string> {
  using Type = duckdb::string_t;
  static Type store(const std::string& value, duckdb::Vector& vector) {
    return duckdb::StringVector::AddString(vector, value);
  }
};
template <>
struct Stored<std::string_view> {
  using Type = duckdb::string_t;
  static Type store(std::string_view value, duckdb::Vector& vector) {
    return duckdb::StringVector::AddString(vector, value.data(), value.size());
  }
};

template <>
struct Stored<Bytes> {
  using Type = duckdb::string_t;
  static Type store(const Bytes& value, duckdb::Vector& vector) {
    return duckdb::StringVector::AddStringOrBlob(vector, value.bytes);
  }
};

inline std::string_view view(const duckdb::string_t& text) { return {text.GetData(), text.GetSize()}; }

/// Turns what DuckDB stores into what our functions take: texts as views.
template <typename T>
const T& taken(const T& value) {
  return value;
}
inline std::string_view taken(const duckdb::string_t& value) { return view(value); }

template <typename T>
struct Argument {
  using Type = T;
};
template <>
struct Argument<std::string_view> {
  using Type = duckdb::string_t;
};

template <>
struct Argument<BytesView> {
  using Type = duckdb::string_t;
};

/// Computes a vector row by row: NULL where an argument is NULL, or where `compute` gives nothing. Arguments are of the
/// C++ types `Arguments`; constant arguments alone give a constant.
template <typename Returned, typename... Arguments, typename Compute>
void map_rows(duckdb::DataChunk& arguments, duckdb::Vector& result, Compute&& compute) {
  constexpr size_t kCount = sizeof...(Arguments);
  std::array<duckdb::UnifiedVectorFormat, kCount> formats;
  for (size_t i = 0; i < kCount; ++i) arguments.data[i].ToUnifiedFormat(arguments.size(), formats[i]);

  bool all_constant = arguments.AllConstant();
  auto rows = all_constant ? duckdb::idx_t{1} : arguments.size();
  result.SetVectorType(all_constant ? duckdb::VectorType::CONSTANT_VECTOR : duckdb::VectorType::FLAT_VECTOR);
  auto* output = all_constant ? duckdb::ConstantVector::GetData<typename Stored<Returned>::Type>(result)
                              : duckdb::FlatVector::GetData<typename Stored<Returned>::Type>(result);
  auto& validity = all_constant ? duckdb::ConstantVector::Validity(result) : duckdb::FlatVector::Validity(result);

  auto run = [&]<size_t... I>(std::index_sequence<I...>) {
    auto data =
        std::make_tuple(duckdb::UnifiedVectorFormat::GetData<typename Argument<Arguments>::Type>(formats[I])...);
    for (duckdb::idx_t row = 0; row < rows; ++row) {
      std::array<duckdb::idx_t, kCount> at = {formats[I].sel->get_index(row)...};
      if (!(formats[I].validity.RowIsValid(at[I]) && ...)) {
        validity.SetInvalid(row);
        continue;
      }
      std::optional<Returned> value = compute(taken(std::get<I>(data)[at[I]])...);
      if (value) {
        output[row] = Stored<Returned>::store(std::move(*value), result);
      } else {
        validity.SetInvalid(row);
      }
    }
  };
  run(std::index_sequence_for<Arguments...>{});
}

}  // namespace skep::engine
