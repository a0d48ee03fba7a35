#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/json_reader.h"
#include "engine/duckdb/functions/registrar.h"
#include "engine/duckdb/functions/typed_cells.h"
#include "engine/duckdb/functions/typed_texts.h"

#include <duckdb/common/types/blob.hpp>

namespace skep::engine {
namespace {

using duckdb::idx_t;
using duckdb::LogicalTypeId;
using duckdb::Vector;

/// Reads JSON into vectors of the wanted type. What does not fit becomes NULL where it stands, and the record counts as
/// corrupt.
class Reading {
 public:
  Reading(JsonReader& json, const TextOptions& options) : json_(json), options_(options) {}

  bool corrupt() const { return corrupt_; }

  /// Puts the value whose first token has been read into a row.
  void value(Vector& vector, idx_t row) {
    if (json_.current() == JsonToken::null) return duckdb::FlatVector::SetNull(vector, row, true);
    duckdb::FlatVector::SetNull(vector, row, false);
    bool fits = put(vector, row);
    if (fits) return;
    corrupt_ = true;
    json_.skip_children();
    duckdb::FlatVector::SetNull(vector, row, true);
  }

  /// As `value` for an object, whose names are the struct's fields.
  void object(Vector& vector, idx_t row) {
    auto& fields = duckdb::StructVector::GetEntries(vector);
    auto& types = duckdb::StructType::GetChildTypes(vector.GetType());
    for (auto& field : fields) duckdb::FlatVector::SetNull(*field, row, true);
    for (auto token = json_.next(); token == JsonToken::field_name; token = json_.next()) {
      auto name = json_.text();
      size_t at = 0;
      while (at < types.size() && std::string_view(types[at].first) != name) ++at;
      json_.next();
      if (at < types.size()) {
        value(*fields[at], row);
      } else {
        json_.skip_children();
      }
    }
  }

 private:
  bool put(Vector& vector, idx_t row) {
    auto token = json_.current();
    switch (vector.GetType().id()) {
      case LogicalTypeId::STRUCT:
        if (token != JsonToken::start_object) return false;
        object(vector, row);
        return true;
      case LogicalTypeId::MAP: return token == JsonToken::start_object && map(vector, row);
      case LogicalTypeId::LIST: return token == JsonToken::start_array && list(vector, row);
      case LogicalTypeId::VARCHAR: return text(vector, row);
      case LogicalTypeId::BOOLEAN:
        duckdb::FlatVector::GetData<bool>(vector)[row] = token == JsonToken::true_;
        return token == JsonToken::true_ || token == JsonToken::false_;
      case LogicalTypeId::BLOB: return token == JsonToken::string && bytes(vector, row);
      case LogicalTypeId::TIMESTAMP_TZ:
        if (token == JsonToken::integer) return seconds(vector, row);
        [[fallthrough]];
      case LogicalTypeId::DATE:
      case LogicalTypeId::TIMESTAMP:
        return token == JsonToken::string && read_cell(json_.text(), vector, row, options_);
      default: return number(vector, row);
    }
  }

  bool number(Vector& vector, idx_t row) {
    auto token = json_.current();
    auto text = json_.text();
    auto type = vector.GetType().id();
    bool is_real = type == LogicalTypeId::FLOAT || type == LogicalTypeId::DOUBLE;
    if (token == JsonToken::string) {
      bool special = text == "NaN" || text == "Infinity" || text == "-Infinity" || text == "+INF" || text == "-INF" ||
                     text == "INF" || text == "+Infinity";
      return (is_real && special) || type == LogicalTypeId::DECIMAL ? read_number(text, vector, row) : false;
    }
    bool takes_fraction = is_real || type == LogicalTypeId::DECIMAL;
    bool fits = token == JsonToken::integer || (token == JsonToken::real && takes_fraction);
    return fits && read_number(text, vector, row);
  }

  bool seconds(Vector& vector, idx_t row) {
    auto count = std::strtoll(std::string(json_.text()).c_str(), nullptr, 10);
    duckdb::FlatVector::GetData<duckdb::timestamp_tz_t>(vector)[row] = duckdb::timestamp_tz_t(count * 1'000'000);
    return true;
  }

  bool text(Vector& vector, idx_t row) {
    if (json_.current() == JsonToken::string) return read_cell(json_.text(), vector, row, options_);
    buffer_.clear();
    return append_json_value(buffer_, json_) && read_cell(buffer_, vector, row, options_);
  }

  bool bytes(Vector& vector, idx_t row) {
    try {
      duckdb::string_t text(json_.text().data(), static_cast<uint32_t>(json_.text().size()));
      buffer_ = duckdb::Blob::FromBase64(text);
    } catch (const duckdb::Exception&) {
      return false;
    }
    duckdb::FlatVector::GetData<duckdb::string_t>(vector)[row] =
        duckdb::StringVector::AddStringOrBlob(vector, buffer_.data(), buffer_.size());
    return true;
  }

  /// Makes room for one more entry and gives its row.
  static idx_t append(Vector& lists) {
    auto row = duckdb::ListVector::GetListSize(lists);
    duckdb::ListVector::Reserve(lists, row + 1);
    duckdb::ListVector::SetListSize(lists, row + 1);
    return row;
  }

  /// The entries of a list in the making must stand together: the inner ones of nested lists lie in vectors of their own.
  bool list(Vector& vector, idx_t row) {
    duckdb::list_entry_t entry{duckdb::ListVector::GetListSize(vector), 0};
    for (auto token = json_.next(); token != JsonToken::end_array; token = json_.next()) {
      if (token == JsonToken::error) return false;
      auto item = append(vector);
      value(duckdb::ListVector::GetEntry(vector), item);
      ++entry.length;
    }
    duckdb::FlatVector::GetData<duckdb::list_entry_t>(vector)[row] = entry;
    return true;
  }

  bool map(Vector& vector, idx_t row) {
    duckdb::list_entry_t entry{duckdb::ListVector::GetListSize(vector), 0};
    for (auto token = json_.next(); token == JsonToken::field_name; token = json_.next()) {
      auto item = append(vector);
      auto& pairs = duckdb::StructVector::GetEntries(duckdb::ListVector::GetEntry(vector));
      read_cell(json_.text(), *pairs[0], item, options_);
      json_.next();
      value(*pairs[1], item);
      ++entry.length;
    }
    duckdb::FlatVector::GetData<duckdb::list_entry_t>(vector)[row] = entry;
    return json_.current() == JsonToken::end_object;
  }

  JsonReader& json_;
  const TextOptions& options_;
  std::string buffer_;
  bool corrupt_ = false;
};

void set_null(Vector& vector, idx_t row, bool keeps_struct) {
  duckdb::FlatVector::SetNull(vector, row, true);
  if (!keeps_struct) return;
  duckdb::FlatVector::Validity(vector).SetValid(row);
}

/// A struct's column for what could not be read gets the whole text.
void keep_corrupt(Vector& result, idx_t row, std::string_view text, const TextOptions& options) {
  auto& types = duckdb::StructType::GetChildTypes(result.GetType());
  for (size_t i = 0; i < types.size(); ++i) {
    bool wanted = types[i].first == options.corrupt_column && types[i].second.id() == LogicalTypeId::VARCHAR;
    if (!wanted) continue;
    auto& column = *duckdb::StructVector::GetEntries(result)[i];
    duckdb::FlatVector::SetNull(column, row, false);
    read_cell(text, column, row, options);
  }
}

void from_json_row(std::string_view text, Vector& result, idx_t row, const TextOptions& options) {
  JsonReader json(text);
  auto token = json.next();
  auto type = result.GetType().id();
  if (token == JsonToken::end) return duckdb::FlatVector::SetNull(result, row, true);
  Reading reading(json, options);
  bool is_struct = type == LogicalTypeId::STRUCT;
  bool wraps = type == LogicalTypeId::LIST && token == JsonToken::start_object &&
               duckdb::ListType::GetChildType(result.GetType()).id() == LogicalTypeId::STRUCT;
  if (wraps) {
    auto item = duckdb::ListVector::GetListSize(result);
    duckdb::ListVector::Reserve(result, item + 1);
    duckdb::ListVector::SetListSize(result, item + 1);
    reading.value(duckdb::ListVector::GetEntry(result), item);
    duckdb::FlatVector::GetData<duckdb::list_entry_t>(result)[row] = {item, 1};
  } else {
    reading.value(result, row);
  }
  bool broken = json.current() == JsonToken::error;
  bool bad = broken || reading.corrupt();
  if (bad && options.fails_fast)
    raise({"MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", fmt::format("the record is malformed: {}", text)});
  bool is_null = !duckdb::FlatVector::Validity(result).RowIsValid(row);
  if (broken || is_null || (bad && !is_struct)) set_null(result, row, is_struct);
  if (bad && is_struct) keep_corrupt(result, row, text, options);
}

void from_json_rows(duckdb::DataChunk& arguments, duckdb::ExpressionState& state, Vector& result) {
  auto& options = options_of(state);
  read_rows(arguments, result, [&](std::string_view text, idx_t row) { from_json_row(text, result, row, options); });
  if (arguments.AllConstant()) result.SetVectorType(duckdb::VectorType::CONSTANT_VECTOR);
}

using Values = duckdb::RecursiveUnifiedVectorFormat;

bool is_null(const Values& values, idx_t row) {
  return !values.unified.validity.RowIsValid(values.unified.sel->get_index(row));
}

/// Writes values as JSON.
class Writing {
 public:
  Writing(std::string& out, const TextOptions& options) : out_(out), options_(options) {}

  void value(const Values& values, idx_t row) {
    if (is_null(values, row)) {
      out_ += "null";
      return;
    }
    switch (values.logical_type.id()) {
      case LogicalTypeId::STRUCT: return object(values, values.unified.sel->get_index(row));
      case LogicalTypeId::LIST: return list(values, row);
      case LogicalTypeId::MAP: return map(values, row);
      default: return cell(values, row);
    }
  }

 private:
  void cell(const Values& values, idx_t row) {
    auto begin = out_.size();
    append_cell(out_, values, row, options_);
    auto type = values.logical_type.id();
    bool bare = type == LogicalTypeId::BOOLEAN || type == LogicalTypeId::DECIMAL || values.logical_type.IsIntegral();
    bool real = type == LogicalTypeId::FLOAT || type == LogicalTypeId::DOUBLE;
    bare |= real && out_.back() != 'N' && out_.back() != 'y';
    if (bare) return;
    std::string text(out_, begin);
    out_.resize(begin);
    append_json_string(out_, text);
  }

  void object(const Values& values, idx_t place) {
    auto& types = duckdb::StructType::GetChildTypes(values.logical_type);
    bool first = true;
    out_ += '{';
    for (size_t i = 0; i < types.size(); ++i) {
      if (is_null(values.children[i], place) && !options_.keeps_nulls) continue;
      if (!first) out_ += ',';
      first = false;
      append_json_string(out_, types[i].first);
      out_ += ':';
      value(values.children[i], place);
    }
    out_ += '}';
  }

  static const duckdb::list_entry_t& entry_of(const Values& values, idx_t row) {
    return duckdb::UnifiedVectorFormat::GetData<duckdb::list_entry_t>(
        values.unified)[values.unified.sel->get_index(row)];
  }

  void list(const Values& values, idx_t row) {
    auto& entry = entry_of(values, row);
    out_ += '[';
    for (idx_t i = 0; i < entry.length; ++i) {
      if (i > 0) out_ += ',';
      value(values.children[0], entry.offset + i);
    }
    out_ += ']';
  }

  void map(const Values& values, idx_t row) {
    auto& entry = entry_of(values, row);
    auto& pairs = values.children[0];
    bool first = true;
    out_ += '{';
    for (idx_t i = 0; i < entry.length; ++i) {
      auto place = pairs.unified.sel->get_index(entry.offset + i);
      if (!first) out_ += ',';
      first = false;
      std::string key;
      append_cell(key, pairs.children[0], place, options_);
      append_json_string(out_, key);
      out_ += ':';
      value(pairs.children[1], place);
    }
    out_ += '}';
  }

  std::string& out_;
  const TextOptions& options_;
};

void to_json_rows(duckdb::DataChunk& arguments, duckdb::ExpressionState& state, Vector& result) {
  auto& options = options_of(state);
  write_rows(arguments, result,
             [&](std::string& text, const Values& values, idx_t row) { Writing(text, options).value(values, row); });
  if (arguments.AllConstant()) result.SetVectorType(duckdb::VectorType::CONSTANT_VECTOR);
}

}  // namespace

void add_json_values(Registrar& registrar) {
  using duckdb::LogicalType;
  duckdb::ScalarFunction reads({LogicalType::VARCHAR, LogicalType::ANY, LogicalType::VARCHAR}, LogicalType::ANY,
                               from_json_rows, bind_reading);
  reads.SetNullHandling(duckdb::FunctionNullHandling::SPECIAL_HANDLING);
  registrar.put_raising("from_json", reads);
  duckdb::ScalarFunction writes({LogicalType::ANY, LogicalType::VARCHAR}, LogicalType::VARCHAR, to_json_rows,
                                bind_writing);
  registrar.put_raising("to_json", writes);
}

}  // namespace skep::engine
