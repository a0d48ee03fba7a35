#include "engine/duckdb/functions/variant_value.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace skep::engine {
namespace {

VariantSchema plain(std::string name) {
  VariantSchema schema;
  schema.name = std::move(name);
  return schema;
}

VariantSchema decimal(int precision, int scale) {
  auto schema = plain("DECIMAL");
  schema.scale = scale;
  schema.precision = std::max({precision, scale, 1});
  return schema;
}

/// Digits count without zeros at the end, as the printed value has them.
VariantSchema of_decimal(const std::string& text) {
  Variant value;
  value.kind = Variant::Kind::decimal;
  value.text = text;
  auto printed = to_json(value);
  if (printed[0] == '-') printed.erase(0, 1);
  auto point = printed.find('.');
  int scale = point == std::string::npos ? 0 : static_cast<int>(printed.size() - point - 1);
  auto first = printed.find_first_of("123456789");
  int digits = 0;
  for (size_t i = first; i < printed.size(); i++) digits += printed[i] != '.';
  return decimal(digits, scale);
}

bool is_number(const VariantSchema& schema) {
  return schema.name == "BIGINT" || schema.name == "DECIMAL" || schema.name == "DOUBLE";
}

VariantSchema merged_numbers(const VariantSchema& a, const VariantSchema& b) {
  if (a.name == "DOUBLE" || b.name == "DOUBLE") return plain("DOUBLE");
  if (a.name == "BIGINT" && b.name == "BIGINT") return a;
  auto wide = [](const VariantSchema& s) { return s.name == "BIGINT" ? decimal(20, 0) : s; };
  auto left = wide(a), right = wide(b);
  int scale = std::max(left.scale, right.scale);
  int whole = std::max(left.precision - left.scale, right.precision - right.scale);
  return scale + whole > 38 ? plain("DOUBLE") : decimal(scale + whole, scale);
}

VariantSchema merged_objects(const VariantSchema& a, const VariantSchema& b) {
  auto result = plain("OBJECT");
  size_t i = 0, j = 0;
  while (i < a.fields.size() || j < b.fields.size()) {
    if (j == b.fields.size() || (i < a.fields.size() && a.fields[i].first < b.fields[j].first)) {
      result.fields.push_back(a.fields[i++]);
    } else if (i == a.fields.size() || b.fields[j].first < a.fields[i].first) {
      result.fields.push_back(b.fields[j++]);
    } else {
      result.fields.emplace_back(a.fields[i].first, merged(a.fields[i].second, b.fields[j].second));
      i++;
      j++;
    }
  }
  return result;
}

bool is_plain_name(std::string_view name) {
  auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
  bool digits = std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
  return !name.empty() && !digits && std::all_of(name.begin(), name.end(), is_word);
}

std::string name_text(const std::string& name) {
  if (is_plain_name(name)) return name;
  std::string quoted = "`";
  for (char c : name) quoted += c == '`' ? "``" : std::string(1, c);
  return quoted + "`";
}

}  // namespace

VariantSchema schema_of(const Variant& value) {
  switch (value.kind) {
    case Variant::Kind::null: return plain("VOID");
    case Variant::Kind::boolean: return plain("BOOLEAN");
    case Variant::Kind::whole: return plain("BIGINT");
    case Variant::Kind::decimal: return of_decimal(value.text);
    case Variant::Kind::real: return plain("DOUBLE");
    case Variant::Kind::text: return plain("STRING");
    case Variant::Kind::array: {
      auto schema = plain("ARRAY");
      auto item = plain("VOID");
      for (auto& part : value.items) item = merged(item, schema_of(part));
      schema.item.push_back(std::move(item));
      return schema;
    }
    case Variant::Kind::object: {
      auto schema = plain("OBJECT");
      for (auto& [name, part] : value.fields) schema.fields.emplace_back(name, schema_of(part));
      return schema;
    }
  }
  return plain("VARIANT");
}

VariantSchema merged(const VariantSchema& a, const VariantSchema& b) {
  if (a.name == "VOID") return b;
  if (b.name == "VOID") return a;
  if (is_number(a) && is_number(b)) return merged_numbers(a, b);
  if (a.name != b.name) return plain("VARIANT");
  if (a.name == "OBJECT") return merged_objects(a, b);
  if (a.name == "ARRAY") {
    auto result = plain("ARRAY");
    result.item.push_back(merged(a.item[0], b.item[0]));
    return result;
  }
  return a;
}

std::string VariantSchema::to_text() const {
  if (name == "DECIMAL") return fmt::format("DECIMAL({},{})", precision, scale);
  if (name == "ARRAY") return fmt::format("ARRAY<{}>", item[0].to_text());
  if (name != "OBJECT") return name;
  std::vector<std::string> parts;
  for (auto& [field, schema] : fields) parts.push_back(name_text(field) + ": " + schema.to_text());
  return "OBJECT<" + join(parts, ", ") + ">";
}

}  // namespace skep::engine
