#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/json_path.h"
#include "engine/duckdb/functions/json_reader.h"
#include "engine/duckdb/functions/registrar.h"

namespace skep::engine {
namespace {

struct GetJsonObject {
  static std::optional<std::string> compute(std::string_view json, std::string_view path) {
    auto* compiled = compiled_json_path(path);
    return compiled ? compiled->find_in(json) : std::nullopt;
  }
};

/// How many items the array has; NULL for anything else, and for what breaks off.
struct JsonArrayLength {
  static std::optional<int32_t> compute(std::string_view json) {
    JsonReader reader(json);
    if (reader.next() != JsonToken::start_array) return std::nullopt;
    int32_t count = 0;
    for (auto token = reader.next(); token != JsonToken::end_array; token = reader.next()) {
      reader.skip_children();
      if (reader.current() == JsonToken::error) return std::nullopt;
      ++count;
    }
    return count;
  }
};

/// The names of the object at the top, each time they occur.
void json_object_keys(duckdb::DataChunk& arguments, duckdb::ExpressionState&, duckdb::Vector& result) {
  std::vector<std::string> names;
  map_rows<duckdb::list_entry_t, std::string_view>(
      arguments, result, [&](std::string_view json) -> std::optional<duckdb::list_entry_t> {
        names.clear();
        JsonReader reader(json);
        if (reader.next() != JsonToken::start_object) return std::nullopt;
        for (auto token = reader.next(); token != JsonToken::end_object; token = reader.next()) {
          if (token != JsonToken::field_name) return std::nullopt;
          names.emplace_back(reader.text());
          reader.next();
          reader.skip_children();
        }
        duckdb::list_entry_t entry{duckdb::ListVector::GetListSize(result), names.size()};
        duckdb::ListVector::Reserve(result, entry.offset + entry.length);
        auto& items = duckdb::ListVector::GetEntry(result);
        auto* data = duckdb::FlatVector::GetData<duckdb::string_t>(items);
        for (size_t i = 0; i < names.size(); ++i) {
          data[entry.offset + i] = duckdb::StringVector::AddString(items, names[i]);
        }
        duckdb::ListVector::SetListSize(result, entry.offset + entry.length);
        return entry;
      });
}

}  // namespace

void add_json_texts(Registrar& registrar) {
  using duckdb::LogicalType;
  registrar.add<GetJsonObject>("get_json_object");
  registrar.add<JsonArrayLength>("json_array_length");
  registrar.put("json_object_keys", duckdb::ScalarFunction({LogicalType::VARCHAR},
                                                           LogicalType::LIST(LogicalType::VARCHAR), json_object_keys));
}

}  // namespace skep::engine
