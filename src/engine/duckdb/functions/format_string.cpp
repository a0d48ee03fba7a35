#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/java_format.h"
#include "engine/duckdb/functions/registrar.h"

namespace skep::engine {
namespace {

using duckdb::idx_t;
using duckdb::LogicalTypeId;
using duckdb::UnifiedVectorFormat;

/// Reads one argument's values as what a format tells apart. Decimals come as texts, since only %s may print them.
class Reader {
 public:
  Reader(duckdb::Vector& vector, idx_t count) : type_(vector.GetType().id()) { vector.ToUnifiedFormat(count, format_); }

  FormatValue at(idx_t row) const {
    auto place = format_.sel->get_index(row);
    if (!format_.validity.RowIsValid(place)) return {};
    switch (type_) {
      case LogicalTypeId::BOOLEAN: return {value<bool>(place)};
      case LogicalTypeId::TINYINT: return {FormatValue::Whole{value<int8_t>(place), 8}};
      case LogicalTypeId::SMALLINT: return {FormatValue::Whole{value<int16_t>(place), 16}};
      case LogicalTypeId::INTEGER: return {FormatValue::Whole{value<int32_t>(place), 32}};
      case LogicalTypeId::BIGINT: return {FormatValue::Whole{value<int64_t>(place), 64}};
      case LogicalTypeId::FLOAT: return {FormatValue::Real{value<float>(place), true}};
      case LogicalTypeId::DOUBLE: return {FormatValue::Real{value<double>(place), false}};
      default: return {view(UnifiedVectorFormat::GetData<duckdb::string_t>(format_)[place])};
    }
  }

 private:
  template <typename T>
  T value(idx_t place) const {
    return UnifiedVectorFormat::GetData<T>(format_)[place];
  }

  LogicalTypeId type_;
  UnifiedVectorFormat format_;
};

void format_rows(duckdb::DataChunk& arguments, duckdb::ExpressionState&, duckdb::Vector& result) {
  auto count = arguments.size();
  UnifiedVectorFormat formats;
  arguments.data[0].ToUnifiedFormat(count, formats);
  std::vector<Reader> readers;
  readers.reserve(arguments.ColumnCount());
  for (idx_t i = 1; i < arguments.ColumnCount(); ++i) readers.emplace_back(arguments.data[i], count);

  result.SetVectorType(duckdb::VectorType::FLAT_VECTOR);
  auto* texts = duckdb::FlatVector::GetData<duckdb::string_t>(result);
  std::vector<FormatValue> values(readers.size());
  std::string text;
  for (idx_t row = 0; row < count; ++row) {
    auto place = formats.sel->get_index(row);
    if (!formats.validity.RowIsValid(place)) {
      duckdb::FlatVector::SetNull(result, row, true);
      continue;
    }
    for (size_t i = 0; i < readers.size(); ++i) values[i] = readers[i].at(row);
    text.clear();
    append_java_format(text, view(UnifiedVectorFormat::GetData<duckdb::string_t>(formats)[place]), values);
    texts[row] = duckdb::StringVector::AddString(result, text);
  }
  if (arguments.AllConstant()) result.SetVectorType(duckdb::VectorType::CONSTANT_VECTOR);
}

}  // namespace

void add_format_string(Registrar& registrar) {
  duckdb::ScalarFunction function({duckdb::LogicalType::VARCHAR}, duckdb::LogicalType::VARCHAR, format_rows);
  function.varargs = duckdb::LogicalType::ANY;
  function.SetNullHandling(duckdb::FunctionNullHandling::SPECIAL_HANDLING);
  registrar.put_raising("format_string", function);
}

}  // namespace skep::engine
