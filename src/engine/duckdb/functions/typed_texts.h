#pragma once

#include "engine/duckdb/functions/text_options.h"

#include <duckdb.hpp>

#include <memory>

namespace skep::engine {

/// The options of a call, which its last argument, a constant, holds. Kept as the call's bind data.
struct BoundOptions : duckdb::FunctionData {
  explicit BoundOptions(std::shared_ptr<const TextOptions> options_in) : options(std::move(options_in)) {}
  duckdb::unique_ptr<duckdb::FunctionData> Copy() const override { return duckdb::make_uniq<BoundOptions>(options); }
  bool Equals(const duckdb::FunctionData& other) const override {
    return options == other.Cast<BoundOptions>().options;
  }

  std::shared_ptr<const TextOptions> options;
};

const TextOptions& options_of(const duckdb::ExpressionState& state);

using BoundArguments = duckdb::vector<duckdb::unique_ptr<duckdb::Expression>>;

/// Binds f(text, NULL of the wanted type, options): the result has that type.
duckdb::unique_ptr<duckdb::FunctionData> bind_reading(duckdb::ClientContext& context, duckdb::ScalarFunction& function,
                                                      BoundArguments& arguments);

/// Binds f(value, options).
duckdb::unique_ptr<duckdb::FunctionData> bind_writing(duckdb::ClientContext& context, duckdb::ScalarFunction& function,
                                                      BoundArguments& arguments);

/// Gives each row that is not NULL to `read`, which fills its row of the result.
template <typename Read>
void read_rows(duckdb::DataChunk& arguments, duckdb::Vector& result, Read read) {
  duckdb::UnifiedVectorFormat texts;
  arguments.data[0].ToUnifiedFormat(arguments.size(), texts);
  result.SetVectorType(duckdb::VectorType::FLAT_VECTOR);
  for (duckdb::idx_t row = 0; row < arguments.size(); ++row) {
    auto place = texts.sel->get_index(row);
    if (!texts.validity.RowIsValid(place)) {
      duckdb::FlatVector::SetNull(result, row, true);
      continue;
    }
    auto& text = duckdb::UnifiedVectorFormat::GetData<duckdb::string_t>(texts)[place];
    read(std::string_view(text.GetData(), text.GetSize()), row);
  }
}

/// Gives each row's value to `write`, which appends its text.
template <typename Write>
void write_rows(duckdb::DataChunk& arguments, duckdb::Vector& result, Write write) {
  duckdb::RecursiveUnifiedVectorFormat values;
  duckdb::Vector::RecursiveToUnifiedFormat(arguments.data[0], arguments.size(), values);
  result.SetVectorType(duckdb::VectorType::FLAT_VECTOR);
  std::string text;
  for (duckdb::idx_t row = 0; row < arguments.size(); ++row) {
    if (!values.unified.validity.RowIsValid(values.unified.sel->get_index(row))) {
      duckdb::FlatVector::SetNull(result, row, true);
      continue;
    }
    text.clear();
    write(text, values, row);
    duckdb::FlatVector::GetData<duckdb::string_t>(result)[row] = duckdb::StringVector::AddString(result, text);
  }
}

}  // namespace skep::engine
