#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"
#include "engine/duckdb/functions/typed_cells.h"
#include "engine/duckdb/functions/typed_texts.h"
#include "engine/duckdb/functions/xml_document.h"

namespace skep::engine {
namespace {

using duckdb::idx_t;
using duckdb::LogicalTypeId;
using duckdb::Vector;

/// Fields of this name hold an element's own text, beside its attributes and elements.
constexpr std::string_view kOwnText = "_VALUE";

bool is_number(const Vector& vector) {
  auto& type = vector.GetType();
  return type.IsNumeric() || type.id() == LogicalTypeId::BOOLEAN;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  auto first = std::min(text.find_first_not_of(kBlanks), text.size());
  return text.substr(first, text.find_last_not_of(kBlanks) + 1 - first);
}

/// Reads an element into vectors of the wanted type; what does not fit becomes NULL where it stands.
class Reading {
 public:
  explicit Reading(const TextOptions& options) : options_(options) {}

  bool corrupt() const { return corrupt_; }

  void record(const xmlNode* element, Vector& vector, idx_t row) {
    auto& types = duckdb::StructType::GetChildTypes(vector.GetType());
    auto& fields = duckdb::StructVector::GetEntries(vector);
    for (size_t i = 0; i < types.size(); ++i) field(element, types[i].first, *fields[i], row);
  }

 private:
  void field(const xmlNode* element, std::string_view name, Vector& vector, idx_t row) {
    duckdb::FlatVector::SetNull(vector, row, true);
    if (name == kOwnText) {
      text(own_text(element), vector, row);
    } else if (name.starts_with('_')) {
      for (auto* attribute = element->properties; attribute; attribute = attribute->next) {
        auto* node = reinterpret_cast<const xmlNode*>(attribute);
        if (xml_name(node) == name.substr(1)) text(xml_content(node), vector, row);
      }
    } else if (vector.GetType().id() == LogicalTypeId::LIST) {
      list(element, name, vector, row);
    } else {
      for (auto* child = element->children; child; child = child->next) {
        if (child->type == XML_ELEMENT_NODE && xml_name(child) == name) value(child, vector, row);
      }
    }
  }

  void value(const xmlNode* element, Vector& vector, idx_t row) {
    if (vector.GetType().id() != LogicalTypeId::STRUCT) return text(xml_content(element), vector, row);
    duckdb::FlatVector::SetNull(vector, row, false);
    record(element, vector, row);
  }

  void text(const std::string& content, Vector& vector, idx_t row) {
    auto wanted = is_number(vector) ? trimmed(content) : std::string_view(content);
    duckdb::FlatVector::SetNull(vector, row, false);
    if (!wanted.empty() && read_cell(wanted, vector, row, options_)) return;
    corrupt_ |= !wanted.empty();
    duckdb::FlatVector::SetNull(vector, row, true);
  }

  void list(const xmlNode* element, std::string_view name, Vector& vector, idx_t row) {
    duckdb::list_entry_t entry{duckdb::ListVector::GetListSize(vector), 0};
    for (auto* child = element->children; child; child = child->next) {
      if (child->type != XML_ELEMENT_NODE || xml_name(child) != name) continue;
      auto item = duckdb::ListVector::GetListSize(vector);
      duckdb::ListVector::Reserve(vector, item + 1);
      duckdb::ListVector::SetListSize(vector, item + 1);
      value(child, duckdb::ListVector::GetEntry(vector), item);
      ++entry.length;
    }
    if (entry.length == 0) return;
    duckdb::FlatVector::SetNull(vector, row, false);
    duckdb::FlatVector::GetData<duckdb::list_entry_t>(vector)[row] = entry;
  }

  static std::string own_text(const xmlNode* element) {
    std::string text;
    for (auto* child = element->children; child; child = child->next) {
      if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) text += xml_content(child);
    }
    return std::string(trimmed(text));
  }

  const TextOptions& options_;
  bool corrupt_ = false;
};

void from_xml_rows(duckdb::DataChunk& arguments, duckdb::ExpressionState& state, Vector& result) {
  auto& options = options_of(state);
  read_rows(arguments, result, [&](std::string_view text, idx_t row) {
    auto document = parse_xml(text);
    auto* root = document ? xmlDocGetRootElement(document.get()) : nullptr;
    Reading reading(options);
    if (root) {
      reading.record(root, result, row);
    } else {
      for (auto& field : duckdb::StructVector::GetEntries(result)) duckdb::FlatVector::SetNull(*field, row, true);
    }
    if ((!root || reading.corrupt()) && options.fails_fast)
      raise({"MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", fmt::format("the record is malformed: {}", text)});
  });
  if (arguments.AllConstant()) result.SetVectorType(duckdb::VectorType::CONSTANT_VECTOR);
}

using Values = duckdb::RecursiveUnifiedVectorFormat;

/// Writes structs as elements, an element a field; arrays as elements of one name; fields with "_" in front as attributes.
class Writing {
 public:
  Writing(std::string& out, const TextOptions& options) : out_(out), options_(options) {}

  void element(std::string_view name, const Values& values, idx_t row, int depth) {
    auto type = values.logical_type.id();
    if (type == LogicalTypeId::LIST) return list(name, values, row, depth);
    indent(depth);
    out_ += fmt::format("<{}", name);
    if (type == LogicalTypeId::STRUCT) {
      record(name, values, values.unified.sel->get_index(row), depth);
    } else {
      out_ += '>';
      cell(values, row);
      out_ += fmt::format("</{}>", name);
    }
  }

 private:
  static bool is_null(const Values& values, idx_t row) {
    return !values.unified.validity.RowIsValid(values.unified.sel->get_index(row));
  }

  void indent(int depth) {
    if (depth == 0) return;
    out_ += '\n';
    out_.append(static_cast<size_t>(depth) * 4, ' ');
  }

  void record(std::string_view name, const Values& values, idx_t place, int depth) {
    auto& types = duckdb::StructType::GetChildTypes(values.logical_type);
    const Values* own_text = nullptr;
    bool has_elements = false;
    for (size_t i = 0; i < types.size(); ++i) {
      auto& field = types[i].first;
      if (is_null(values.children[i], place)) continue;
      if (field == kOwnText) {
        own_text = &values.children[i];
      } else if (field.starts_with("_")) {
        out_ += fmt::format(" {}=\"", std::string_view(field).substr(1));
        cell(values.children[i], place);
        out_ += '"';
      } else {
        has_elements = true;
      }
    }
    if (!has_elements && !own_text) {
      out_ += "/>";
      return;
    }
    out_ += '>';
    if (own_text) cell(*own_text, place);
    for (size_t i = 0; i < types.size(); ++i) {
      bool is_element = !types[i].first.starts_with("_") && !is_null(values.children[i], place);
      if (is_element) element(types[i].first, values.children[i], place, depth + 1);
    }
    if (has_elements) out_ += '\n' + std::string(static_cast<size_t>(depth) * 4, ' ');
    out_ += fmt::format("</{}>", name);
  }

  void list(std::string_view name, const Values& values, idx_t row, int depth) {
    auto& entry =
        duckdb::UnifiedVectorFormat::GetData<duckdb::list_entry_t>(values.unified)[values.unified.sel->get_index(row)];
    for (idx_t i = 0; i < entry.length; ++i) {
      if (!is_null(values.children[0], entry.offset + i)) element(name, values.children[0], entry.offset + i, depth);
    }
  }

  void cell(const Values& values, idx_t row) {
    std::string text;
    append_cell(text, values, row, options_);
    for (char c : text) {
      if (c == '<')
        out_ += "&lt;";
      else if (c == '>')
        out_ += "&gt;";
      else if (c == '&')
        out_ += "&amp;";
      else
        out_ += c;
    }
  }

  std::string& out_;
  const TextOptions& options_;
};

void to_xml_rows(duckdb::DataChunk& arguments, duckdb::ExpressionState& state, Vector& result) {
  auto& options = options_of(state);
  write_rows(arguments, result, [&](std::string& text, const Values& values, idx_t row) {
    Writing(text, options).element("ROW", values, row, 0);
  });
  if (arguments.AllConstant()) result.SetVectorType(duckdb::VectorType::CONSTANT_VECTOR);
}

}  // namespace

void add_xml_values(Registrar& registrar) {
  using duckdb::LogicalType;
  duckdb::ScalarFunction reads({LogicalType::VARCHAR, LogicalType::ANY, LogicalType::VARCHAR}, LogicalType::ANY,
                               from_xml_rows, bind_reading);
  reads.SetNullHandling(duckdb::FunctionNullHandling::SPECIAL_HANDLING);
  registrar.put_raising("from_xml", reads);
  registrar.put_raising("to_xml", duckdb::ScalarFunction({LogicalType::ANY, LogicalType::VARCHAR}, LogicalType::VARCHAR,
                                                         to_xml_rows, bind_writing));
}

}  // namespace skep::engine
