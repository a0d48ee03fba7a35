#include "base/text.h"
#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/number_text.h"
#include "engine/duckdb/functions/registrar.h"
#include "engine/duckdb/functions/typed_cells.h"
#include "engine/duckdb/functions/typed_texts.h"
#include "types/value.h"

namespace skep::engine {
namespace {

using duckdb::idx_t;
using duckdb::Vector;

/// One field of a line: its text, and whether it stood in quotes (then an empty one is no NULL).
struct Field {
  std::string text;
  bool quoted = false;
};

/// Takes the field at the front of a line, its separator too. A quote that is followed by something else than a separator
/// makes the whole field plain text.
Field take_field(std::string_view& line, std::string_view separator) {
  auto plain_end = std::min(line.find(separator), line.size());
  if (line.starts_with('"')) {
    Field field{"", true};
    for (size_t at = 1; at < line.size(); ++at) {
      if (line[at] == '\\' && at + 1 < line.size() && (line[at + 1] == '"' || line[at + 1] == '\\')) {
        field.text += line[++at];
      } else if (line[at] != '"') {
        field.text += line[at];
      } else if (at + 1 == line.size() || line.substr(at + 1).starts_with(separator)) {
        line.remove_prefix(std::min(at + 1 + separator.size(), line.size()));
        return field;
      } else {
        break;
      }
    }
  }
  Field field{std::string(line.substr(0, plain_end)), false};
  line.remove_prefix(std::min(plain_end + separator.size(), line.size()));
  return field;
}

bool is_real(const Vector& vector) {
  auto type = vector.GetType().id();
  return type == duckdb::LogicalTypeId::DOUBLE || type == duckdb::LogicalTypeId::FLOAT;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

void from_csv_rows(duckdb::DataChunk& arguments, duckdb::ExpressionState& state, Vector& result) {
  auto& options = options_of(state);
  read_rows(arguments, result, [&](std::string_view line, idx_t row) {
    auto whole = line;
    bool bad = false, more = true;
    for (auto& column : duckdb::StructVector::GetEntries(result)) {
      duckdb::FlatVector::SetNull(*column, row, true);
      if (!more) continue;
      auto before = line.size();
      auto field = take_field(line, options.separator);
      more = !line.empty() || whole.substr(whole.size() - before).ends_with(options.separator);
      if (field.text.empty() && !field.quoted) continue;
      auto text = is_real(*column) ? trimmed(field.text) : std::string_view(field.text);
      duckdb::FlatVector::SetNull(*column, row, false);
      if (read_cell(text, *column, row, options)) continue;
      duckdb::FlatVector::SetNull(*column, row, true);
      bad = true;
    }
    if (bad && options.fails_fast)
      raise({"MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", fmt::format("the record is malformed: {}", whole)});
  });
  if (arguments.AllConstant()) result.SetVectorType(duckdb::VectorType::CONSTANT_VECTOR);
}

/// Quotes what holds a separator, a quote, a line's end or nothing; blanks at the ends are left out.
void append_field(std::string& line, std::string_view text, std::string_view separator) {
  text = trimmed(text);
  bool plain = !text.empty() && text.find(separator) == std::string_view::npos &&
               text.find_first_of("\"\r\n") == std::string_view::npos;
  if (plain) {
    line += text;
    return;
  }
  line += '"';
  for (char c : text) {
    if (c == '"') line += '\\';
    line += c;
  }
  line += '"';
}

void to_csv_rows(duckdb::DataChunk& arguments, duckdb::ExpressionState& state, Vector& result) {
  auto& options = options_of(state);
  std::string cell;
  write_rows(arguments, result, [&](std::string& line, const duckdb::RecursiveUnifiedVectorFormat& values, idx_t row) {
    auto place = values.unified.sel->get_index(row);
    for (size_t i = 0; i < values.children.size(); ++i) {
      if (i > 0) line += options.separator;
      auto& column = values.children[i].unified;
      if (!column.validity.RowIsValid(column.sel->get_index(place))) continue;
      cell.clear();
      append_cell(cell, values.children[i], place, options);
      append_field(line, cell, options.separator);
    }
  });
  if (arguments.AllConstant()) result.SetVectorType(duckdb::VectorType::CONSTANT_VECTOR);
}

/// The type that Spark infers for a field.
std::string_view inferred_type(std::string_view text) {
  if (text.empty()) return "STRING";
  if (parse_integer<int32_t>(text)) return "INT";
  if (parse_integer<int64_t>(text)) return "BIGINT";
  if (parse_java_real<double>(text)) return "DOUBLE";
  if (types::parse_date(text) && text.find_first_of(" T:") == std::string_view::npos && text.size() == 10)
    return "DATE";
  if (text.size() > 10 && types::parse_timestamp(text)) return "TIMESTAMP";
  bool is_boolean = equals_ignoring_case(text, "true") || equals_ignoring_case(text, "false");
  return is_boolean ? "BOOLEAN" : "STRING";
}

struct SchemaOfCsv {
  static std::string compute(std::string_view line, std::string_view options_text) {
    TextOptions options(options_text, DatetimePattern::Use::parse);
    std::string fields;
    for (int number = 0; number == 0 || !line.empty(); ++number) {
      auto field = take_field(line, options.separator);
      auto type = field.quoted && field.text.empty() ? "STRING" : inferred_type(field.text);
      fields += fmt::format("{}_c{}: {}", number > 0 ? ", " : "", number, type);
    }
    return fmt::format("STRUCT<{}>", fields);
  }
};

}  // namespace

void add_csv_values(Registrar& registrar) {
  using duckdb::LogicalType;
  duckdb::ScalarFunction reads({LogicalType::VARCHAR, LogicalType::ANY, LogicalType::VARCHAR}, LogicalType::ANY,
                               from_csv_rows, bind_reading);
  reads.SetNullHandling(duckdb::FunctionNullHandling::SPECIAL_HANDLING);
  registrar.put_raising("from_csv", reads);
  registrar.add_raising<SchemaOfCsv>("schema_of_csv");
  registrar.put_raising("to_csv", duckdb::ScalarFunction({LogicalType::ANY, LogicalType::VARCHAR}, LogicalType::VARCHAR,
                                                         to_csv_rows, bind_writing));
}

}  // namespace skep::engine
