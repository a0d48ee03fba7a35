#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/json_reader.h"
#include "engine/duckdb/functions/registrar.h"
#include "engine/duckdb/functions/text_options.h"

#include <map>
#include <memory>

namespace skep::engine {
namespace {

/// The type that JSON values have in common, as Spark infers it.
struct Inferred {
  enum class Kind { null, boolean, bigint, decimal, double_, string, array, object };

  Kind kind = Kind::null;
  int whole_digits = 0;  ///< of a decimal
  int fraction_digits = 0;
  std::unique_ptr<Inferred> item;
  std::map<std::string, Inferred> fields;

  bool is_number() const { return kind == Kind::bigint || kind == Kind::decimal || kind == Kind::double_; }
};

using Kind = Inferred::Kind;

Inferred decimal_of(int whole_digits, int fraction_digits) {
  Inferred type;
  type.kind = whole_digits + fraction_digits > 38 ? Kind::double_ : Kind::decimal;
  type.whole_digits = whole_digits;
  type.fraction_digits = fraction_digits;
  return type;
}

Inferred merged(Inferred a, Inferred b) {
  if (a.kind == Kind::null) return b;
  if (b.kind == Kind::null) return a;
  if (a.is_number() && b.is_number()) {
    if (a.kind == Kind::double_ || b.kind == Kind::double_)
      return a.kind == Kind::double_ ? std::move(a) : std::move(b);
    if (a.kind == Kind::bigint && b.kind == Kind::bigint) return a;
    auto digits = [](const Inferred& type) { return type.kind == Kind::bigint ? 20 : type.whole_digits; };
    return decimal_of(std::max(digits(a), digits(b)), std::max(a.fraction_digits, b.fraction_digits));
  }
  if (a.kind != b.kind) {
    a = Inferred();
    a.kind = Kind::string;
    return a;
  }
  if (a.kind == Kind::array) *a.item = merged(std::move(*a.item), std::move(*b.item));
  for (auto& [name, type] : b.fields) {
    auto& field = a.fields[name];
    field = merged(std::move(field), std::move(type));
  }
  return a;
}

class Inference {
 public:
  Inference(JsonReader& json, const TextOptions& options) : json_(json), options_(options) {}

  /// The type of the value whose first token has been read.
  Inferred value() {
    Inferred type;
    switch (json_.current()) {
      case JsonToken::start_object: return object();
      case JsonToken::start_array: return array();
      case JsonToken::integer:
      case JsonToken::real: return options_.all_texts ? text() : number();
      case JsonToken::true_:
      case JsonToken::false_:
        if (options_.all_texts) return text();
        type.kind = Kind::boolean;
        return type;
      case JsonToken::string: return text();
      default: return type;
    }
  }

 private:
  static Inferred text() {
    Inferred type;
    type.kind = Kind::string;
    return type;
  }

  Inferred number() const {
    auto digits = json_.text();
    if (digits.starts_with('-')) digits.remove_prefix(1);
    Inferred type;
    if (json_.current() == JsonToken::integer) {
      bool fits = digits.size() < 19 || (digits.size() == 19 && digits <= "9223372036854775807");
      if (!fits) return decimal_of(static_cast<int>(digits.size()), 0);
      type.kind = Kind::bigint;
      return type;
    }
    bool plain = digits.find_first_of("eE") == std::string_view::npos;
    if (options_.decimals_preferred && plain) {
      auto point = digits.find('.');
      return decimal_of(static_cast<int>(point), static_cast<int>(digits.size() - point - 1));
    }
    type.kind = Kind::double_;
    return type;
  }

  Inferred object() {
    Inferred type;
    type.kind = Kind::object;
    for (auto token = json_.next(); token == JsonToken::field_name; token = json_.next()) {
      std::string name(json_.text());
      json_.next();
      auto& field = type.fields[name];
      field = merged(std::move(field), value());
    }
    return type;
  }

  Inferred array() {
    Inferred type;
    type.kind = Kind::array;
    type.item = std::make_unique<Inferred>();
    for (auto token = json_.next(); token != JsonToken::end_array && token != JsonToken::error; token = json_.next()) {
      *type.item = merged(std::move(*type.item), value());
    }
    return type;
  }

  JsonReader& json_;
  const TextOptions& options_;
};

bool is_plain_name(std::string_view name) {
  bool plain = !name.empty() && !(name[0] >= '0' && name[0] <= '9');
  for (char c : name) plain &= (std::isalnum(static_cast<unsigned char>(c)) || c == '_') && (c & 0x80) == 0;
  return plain;
}

std::string quoted_name(std::string_view name) {
  if (is_plain_name(name)) return std::string(name);
  std::string quoted = "`";
  for (char c : name) quoted += c == '`' ? "``" : std::string(1, c);
  return quoted + "`";
}

/// A type's SQL; empty for an object without fields inside another type, which is left out.
std::string sql_of(const Inferred& type, bool outermost) {
  switch (type.kind) {
    case Kind::boolean: return "BOOLEAN";
    case Kind::bigint: return "BIGINT";
    case Kind::double_: return "DOUBLE";
    case Kind::decimal:
      return fmt::format("DECIMAL({},{})", type.whole_digits + type.fraction_digits, type.fraction_digits);
    case Kind::array: {
      auto item = sql_of(*type.item, false);
      return item.empty() ? "" : fmt::format("ARRAY<{}>", item);
    }
    case Kind::object: {
      std::string fields;
      for (auto& [name, field] : type.fields) {
        auto sql = sql_of(field, false);
        if (!sql.empty()) fields += fmt::format("{}{}: {}", fields.empty() ? "" : ", ", quoted_name(name), sql);
      }
      return fields.empty() && !outermost ? "" : fmt::format("STRUCT<{}>", fields);
    }
    default: return "STRING";
  }
}

struct SchemaOfJson {
  static std::string compute(std::string_view text, std::string_view options_text) {
    TextOptions options(options_text, DatetimePattern::Use::parse);
    std::string without_zeros;
    if (options.leading_zeros) text = without_zeros = without_leading_zeros(text);
    JsonReader json(text);
    if (json.next() == JsonToken::end) return "STRING";
    auto type = Inference(json, options).value();
    if (json.current() == JsonToken::error)
      raise({"MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", fmt::format("this is no JSON: {}", text)});
    return sql_of(type, true);
  }

 private:
  /// Outside of strings, zeros that other digits follow directly are dropped from the front of numbers.
  static std::string without_leading_zeros(std::string_view text) {
    std::string out;
    bool in_string = false;
    for (size_t i = 0; i < text.size(); ++i) {
      char c = text[i];
      if (c == '"' && (i == 0 || text[i - 1] != '\\')) in_string = !in_string;
      bool starts = out.empty() || std::string_view(" [:,-\n\t").find(out.back()) != std::string_view::npos;
      bool goes_on = i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9';
      if (!in_string && c == '0' && starts && goes_on) continue;
      out += c;
    }
    return out;
  }
};

}  // namespace

void add_json_schema(Registrar& registrar) { registrar.add_raising<SchemaOfJson>("schema_of_json"); }

}  // namespace skep::engine
