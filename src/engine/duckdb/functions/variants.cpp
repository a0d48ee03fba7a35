#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/lists.h"
#include "engine/duckdb/functions/registrar.h"
#include "engine/duckdb/functions/variant_value.h"

namespace skep::engine {
namespace {

using duckdb::idx_t;
using duckdb::LogicalType;
using duckdb::LogicalTypeId;
using duckdb::Value;
using duckdb::Vector;

struct ParseJson {
  static std::optional<std::string> compute(std::string_view json) {
    auto value = parse_variant(json);
    return value ? std::optional(to_internal(*value)) : std::nullopt;
  }
  static Failure failure(std::string_view) {
    return {"MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", "parse_json: the text is no JSON"};
  }
};

/// What is inside the engine was written by us.
Variant of_internal(std::string_view text) { return parse_variant(text).value_or(Variant{}); }

struct VariantJson {
  static std::string compute(std::string_view variant) { return to_json(of_internal(variant)); }
};

struct VariantAt {
  static std::optional<std::string> compute(std::string_view variant, std::string_view path) {
    auto steps = parse_variant_path(path);
    if (!steps) raise({"INVALID_VARIANT_GET_PATH", "a path into a variant reads $.name, ['name'] and [index]"});
    auto value = of_internal(variant);
    auto* found = at_path(value, *steps);
    return found ? std::optional(to_internal(*found)) : std::nullopt;
  }
};

struct VariantField {
  static std::optional<std::string> compute(std::string_view variant, std::string_view name) {
    auto value = of_internal(variant);
    auto* found = value.field(name);
    return found ? std::optional(to_internal(*found)) : std::nullopt;
  }
};

struct VariantKind {
  static std::string_view compute(std::string_view variant) {
    constexpr std::string_view kNames[] = {"null", "boolean", "whole", "decimal", "real", "text", "array", "object"};
    return kNames[static_cast<size_t>(of_internal(variant).kind)];
  }
};

/// A text's characters; of what is no text, its JSON.
struct VariantText {
  static std::string compute(std::string_view variant) {
    auto value = of_internal(variant);
    return value.kind == Variant::Kind::text ? value.text : to_json(value);
  }
};

struct SchemaOfVariant {
  static std::string compute(std::string_view variant) { return schema_of(of_internal(variant)).to_text(); }
};

/// The items of an array, or an object's names or values, as a list of texts.
enum class Parts { items, names, values };

template <Parts kParts>
void variant_parts(duckdb::DataChunk& arguments, idx_t rows, Vector& result) {
  PlainRows<duckdb::string_t> variants(arguments.data[0], rows);
  for (idx_t row = 0; row < rows; row++) {
    if (variants.is_null(row)) {
      result.SetValue(row, Value(result.GetType()));
      continue;
    }
    auto value = of_internal(view(variants.at(row)));
    duckdb::vector<Value> parts;
    if (kParts == Parts::items) {
      for (auto& item : value.items) parts.emplace_back(to_internal(item));
    }
    if (kParts != Parts::items) {
      for (auto& [name, field] : value.fields) parts.emplace_back(kParts == Parts::names ? name : to_internal(field));
    }
    result.SetValue(row, Value::LIST(LogicalType::VARCHAR, std::move(parts)));
  }
}

/// The type that all variants of a list could be.
void schema_of_variants(duckdb::DataChunk& arguments, idx_t rows, Vector& result) {
  ListRows lists(arguments.data[0], rows);
  PlainRows<duckdb::string_t> variants(lists.items(), lists.item_count());
  auto* output = duckdb::FlatVector::GetData<duckdb::string_t>(result);
  for (idx_t row = 0; row < rows; row++) {
    VariantSchema schema;
    auto list = lists.at(row);
    for (idx_t i = list.offset; i < list.offset + list.length; i++)
      schema = merged(schema, schema_of(of_internal(view(variants.at(i)))));
    output[row] = duckdb::StringVector::AddString(result, schema.to_text());
  }
}

Variant variant_of(const Value& value) {
  Variant variant;
  if (value.IsNull()) return variant;
  switch (value.type().id()) {
    case LogicalTypeId::BOOLEAN:
      variant.kind = Variant::Kind::boolean;
      variant.boolean = value.GetValue<bool>();
      return variant;
    case LogicalTypeId::FLOAT:
    case LogicalTypeId::DOUBLE:
      variant.kind = Variant::Kind::real;
      variant.real = value.GetValue<double>();
      return variant;
    case LogicalTypeId::DECIMAL:
      variant.kind = Variant::Kind::decimal;
      variant.text = value.ToString();
      if (variant.text.find('.') == std::string::npos) variant.text += ".0";
      return variant;
    case LogicalTypeId::VARCHAR:
      variant.kind = Variant::Kind::text;
      variant.text = value.GetValue<std::string>();
      return variant;
    case LogicalTypeId::LIST:
      variant.kind = Variant::Kind::array;
      for (auto& item : duckdb::ListValue::GetChildren(value)) variant.items.push_back(variant_of(item));
      return variant;
    case LogicalTypeId::STRUCT: {
      variant.kind = Variant::Kind::object;
      auto& parts = duckdb::StructValue::GetChildren(value);
      for (size_t i = 0; i < parts.size(); i++) {
        variant.fields.emplace_back(duckdb::StructType::GetChildName(value.type(), i), variant_of(parts[i]));
      }
      break;
    }
    case LogicalTypeId::MAP:
      variant.kind = Variant::Kind::object;
      for (auto& entry : duckdb::MapValue::GetChildren(value)) {
        auto& pair = duckdb::StructValue::GetChildren(entry);
        variant.fields.emplace_back(pair[0].ToString(), variant_of(pair[1]));
      }
      break;
    default:
      variant.kind = Variant::Kind::whole;
      variant.whole = value.GetValue<int64_t>();
      return variant;
  }
  std::sort(variant.fields.begin(), variant.fields.end(), [](auto& a, auto& b) { return a.first < b.first; });
  return variant;
}

void to_variant(duckdb::DataChunk& arguments, idx_t rows, Vector& result) {
  auto* output = duckdb::FlatVector::GetData<duckdb::string_t>(result);
  for (idx_t row = 0; row < rows; row++) {
    auto value = arguments.data[0].GetValue(row);
    if (value.IsNull()) {
      duckdb::FlatVector::SetNull(result, row, true);
    } else {
      output[row] = duckdb::StringVector::AddString(result, to_internal(variant_of(value)));
    }
  }
}

LogicalType list_of_texts(const std::vector<LogicalType>&) { return LogicalType::LIST(LogicalType::VARCHAR); }
LogicalType text(const std::vector<LogicalType>&) { return LogicalType::VARCHAR; }

}  // namespace

void add_variants(Registrar& registrar) {
  registrar.add_checked<ParseJson>("parse_json");
  registrar.add<VariantJson>("variant_json");
  registrar.add_raising<VariantAt>("variant_at");
  registrar.add<VariantField>("variant_field");
  registrar.add<VariantKind>("variant_kind");
  registrar.add<VariantText>("variant_text");
  registrar.add<SchemaOfVariant>("schema_of_variant");
  registrar.put("variant_items", list_function<variant_parts<Parts::items>, list_of_texts>(1));
  registrar.put("variant_names", list_function<variant_parts<Parts::names>, list_of_texts>(1));
  registrar.put("variant_values", list_function<variant_parts<Parts::values>, list_of_texts>(1));
  registrar.put("schema_of_variants", list_function<schema_of_variants, text>(1));
  registrar.put("to_variant", list_function<to_variant, text>(1));
}

}  // namespace skep::engine
