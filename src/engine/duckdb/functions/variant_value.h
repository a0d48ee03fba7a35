#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Variants: JSON whose numbers know whether they are whole, decimal or floating.
///
/// Inside the engine a variant is a text: JSON as Spark would read it again to the same value (a floating number always has
/// an exponent, a decimal none). What a client sees is `to_json`.
namespace skep::engine {

struct Variant {
  enum class Kind { null, boolean, whole, decimal, real, text, array, object };

  Kind kind = Kind::null;
  bool boolean = false;
  int64_t whole = 0;
  double real = 0;
  std::string text;  ///< of a text, and a decimal's digits as they were written
  std::vector<Variant> items;
  std::vector<std::pair<std::string, Variant>> fields;  ///< by name, in byte order

  const Variant* field(std::string_view name) const;
};

/// Reads strict JSON; nothing where it is none, or an object has a key twice.
std::optional<Variant> parse_variant(std::string_view json);

/// The text that stands for the variant inside the engine.
std::string to_internal(const Variant& value);

/// JSON as Spark prints it: decimals without zeros at their end, floating numbers as Java prints them.
std::string to_json(const Variant& value);

/// A step of a path: a field's name, or an item's index.
struct VariantStep {
  std::optional<std::string> field;
  int64_t index = 0;
};

/// Reads "$.a[0]['b c']"; nothing for what is no path.
std::optional<std::vector<VariantStep>> parse_variant_path(std::string_view path);

/// What a path leads to; null where there is nothing.
const Variant* at_path(const Variant& value, const std::vector<VariantStep>& path);

/// The type of which all values could be, in Spark's words: "OBJECT<a: BIGINT, b: ARRAY<STRING>>".
struct VariantSchema {
  std::string name = "VOID";     ///< of a plain type, ARRAY or OBJECT; VARIANT where values differ
  int precision = 0, scale = 0;  ///< of a decimal
  std::vector<VariantSchema> item;
  std::vector<std::pair<std::string, VariantSchema>> fields;

  std::string to_text() const;
};
VariantSchema schema_of(const Variant& value);
VariantSchema merged(const VariantSchema& a, const VariantSchema& b);

}  // namespace skep::engine
