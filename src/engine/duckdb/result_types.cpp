#include "engine/duckdb/result_types.h"

#include "engine/duckdb/duckdb_types.h"

namespace skep::engine {
namespace {

using duckdb::LogicalType;
using types::DataType;
using types::TypeKind;

bool same(const LogicalType& actual, const DataType& expected);

bool same_struct(const LogicalType& actual, const DataType& expected) {
  if (actual.id() != duckdb::LogicalTypeId::STRUCT) return false;
  const auto& children = duckdb::StructType::GetChildTypes(actual);
  if (children.size() != expected.fields().size()) return false;
  for (size_t i = 0; i < children.size(); ++i) {
    const auto& field = expected.fields()[i];
    if (children[i].first != field.name || !same(children[i].second, field.type)) return false;
  }
  return true;
}

bool same(const LogicalType& actual, const DataType& expected) {
  switch (expected.kind()) {
    case TypeKind::null: return true;  // no type of its own in DuckDB; only NULL can be in there
    case TypeKind::array:
      return actual.id() == duckdb::LogicalTypeId::LIST &&
             same(duckdb::ListType::GetChildType(actual), expected.element());
    case TypeKind::map:
      return actual.id() == duckdb::LogicalTypeId::MAP && same(duckdb::MapType::KeyType(actual), expected.key()) &&
             same(duckdb::MapType::ValueType(actual), expected.value());
    case TypeKind::struct_: return same_struct(actual, expected);
    default: return actual == to_duckdb(expected);
  }
}

}  // namespace

Result<void> check_result_types(const duckdb::vector<LogicalType>& actual, const types::Schema& expected) {
  if (expected.empty() && actual.size() == 1) return {};  // DuckDB has no query without columns: nothing reads this one
  if (actual.size() != expected.size()) {
    return make_error(ErrorCode::internal, "the engine's number of columns is not the plan's: {} and {}", actual.size(),
                      expected.size());
  }
  for (size_t i = 0; i < actual.size(); ++i) {
    if (same(actual[i], expected[i].type)) continue;
    return make_error(ErrorCode::internal, "the engine's type of column {} ({}) is not the plan's: {} and {}", i,
                      expected[i].name, actual[i].ToString(), expected[i].type.to_sql());
  }
  return {};
}

}  // namespace skep::engine
