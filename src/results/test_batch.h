#pragma once

#include "base/check.h"
#include "engine/arrow_types.h"
#include "results/encoder.h"
#include "types/data_type.h"

#include <arrow/array.h>
#include <arrow/json/from_string.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace skep::results {

/// Makes a column from Arrow's JSON notation of values, for tests.
inline std::shared_ptr<arrow::Array> test_array(const types::DataType& type, const std::string& json) {
  auto array = arrow::json::ArrayFromJSONString(engine::to_arrow(type), json);
  check(array.ok(), array.status().ToString());
  return *array;
}

/// Columns with their values, for tests.
struct TestTable {
  types::Schema schema;
  std::shared_ptr<arrow::RecordBatch> batch;
};

struct TestColumn {
  std::string name;
  types::DataType type;
  std::string json;
};

inline TestTable test_table(const std::vector<TestColumn>& columns) {
  TestTable table;
  std::vector<std::shared_ptr<arrow::Array>> arrays;
  for (const auto& column : columns) {
    table.schema.push_back({column.name, column.type, true, {}});
    arrays.push_back(test_array(column.type, column.json));
  }
  int64_t rows = arrays.empty() ? 0 : arrays.front()->length();
  table.batch = arrow::RecordBatch::Make(engine::to_arrow(table.schema), rows, arrays);
  return table;
}

/// Begin, the batch, finish: the whole text.
inline std::string encode(const TestTable& table, const EncoderOptions& options) {
  auto encoder = make_encoder(options, table.schema, table.batch->schema());
  check(encoder.has_value(), "a test's encoder was not made");
  std::string out;
  check((*encoder)->begin(out).has_value(), "a test's encoder did not begin");
  auto added = (*encoder)->add(*table.batch, out);
  check(added.has_value(), added ? "" : added.error().message);
  check((*encoder)->finish(out).has_value(), "a test's encoder did not finish");
  return out;
}

}  // namespace skep::results
