#pragma once

#include "base/text.h"
#include "types/value.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace skep::services {

/// Builds a small JSON object member by member, in the order given.
class JsonObject {
 public:
  JsonObject& text(std::string_view name, std::string_view value) { return raw(name, json_quote(value)); }
  JsonObject& number(std::string_view name, int64_t value) { return raw(name, std::to_string(value)); }
  JsonObject& truth(std::string_view name, bool value) { return raw(name, value ? "true" : "false"); }
  JsonObject& null(std::string_view name) { return raw(name, "null"); }

  /// Microseconds since 1970 as "2001-01-31T12:00:00.5Z".
  JsonObject& instant(std::string_view name, int64_t micros) {
    auto value = types::timestamp_to_text(micros);
    value[value.find(' ')] = 'T';
    return text(name, value + "Z");
  }

  /// `json` is a whole JSON value.
  JsonObject& raw(std::string_view name, std::string_view json) {
    body_ += body_.empty() ? "{" : ",";
    body_ += json_quote(name);
    body_ += ':';
    body_ += json;
    return *this;
  }

  std::string str() const { return body_.empty() ? "{}" : body_ + "}"; }

 private:
  std::string body_;
};

/// [1,2]: values that are JSON already.
inline std::string json_array(const std::vector<std::string>& values) { return "[" + join(values, ",") + "]"; }

inline std::string json_object(const std::map<std::string, std::string>& texts) {
  JsonObject object;
  for (const auto& [name, value] : texts) object.text(name, value);
  return object.str();
}

}  // namespace skep::services
