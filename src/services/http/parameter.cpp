#include "services/http/parameter.h"

#include "base/text.h"
#include "services/http/json_object.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

namespace skep::services {
namespace {

using Kind = ParameterType::Kind;

std::string number_text(double value) {
  double whole = 0;
  return std::modf(value, &whole) == 0 ? fmt::format("{:.0f}", value) : fmt::format("{}", value);
}

template <typename T>
bool is_in_range(std::string_view text, double least, double most) {
  T value{};
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && static_cast<double>(value) >= least &&
         static_cast<double>(value) <= most;
}

std::string_view description_of(std::string_view name) {
  if (name == "database") return "A database, without regard to case";
  if (name == "table") return "A table, without regard to case";
  if (name == "file") return "A file's name";
  if (name == "id") return "An id that an earlier answer has given, or that the caller chose";
  return "";
}

}  // namespace

Result<void> ParameterType::check(std::string_view name, std::string_view value) const {
  switch (kind) {
    case Kind::text: return {};
    case Kind::whole_number:
      if (is_in_range<int64_t>(value, least, most)) return {};
      return make_error(ErrorCode::invalid_argument, "the parameter {} must be a whole number from {} to {}", name,
                        number_text(least), number_text(most));
    case Kind::number:
      if (is_in_range<double>(value, least, most)) return {};
      return make_error(ErrorCode::invalid_argument, "the parameter {} must be a number from {} to {}", name,
                        number_text(least), number_text(most));
    case Kind::choice:
      if (std::find(choices.begin(), choices.end(), value) != choices.end()) return {};
      return make_error(ErrorCode::invalid_argument, "the parameter {} must be one of: {}", name, join(choices, ", "));
  }
  return {};
}

std::string ParameterType::schema() const {
  JsonObject object;
  bool is_number = kind == Kind::whole_number || kind == Kind::number;
  object.text("type", kind == Kind::whole_number ? "integer" : is_number ? "number" : "string");
  if (is_number) object.raw("minimum", number_text(least)).raw("maximum", number_text(most));
  std::vector<std::string> quoted;
  for (const auto& one : choices) quoted.push_back(json_quote(one));
  if (!choices.empty()) object.raw("enum", json_array(quoted));
  if (!initial.empty()) object.raw("default", is_number ? initial : json_quote(initial));
  return object.str();
}

ParameterType text() { return {}; }

ParameterType whole_number(int64_t least, int64_t most, std::optional<int64_t> initial) {
  ParameterType type{Kind::whole_number, static_cast<double>(least), static_cast<double>(most)};
  if (initial) type.initial = std::to_string(*initial);
  return type;
}

ParameterType number(double least, double most) { return {Kind::number, least, most}; }

ParameterType choice(std::vector<std::string> choices) {
  auto type = choice_without_default(std::move(choices));
  type.initial = type.choices.front();
  return type;
}

ParameterType choice_without_default(std::vector<std::string> choices) {
  ParameterType type{Kind::choice};
  type.choices = std::move(choices);
  return type;
}

std::vector<Parameter> path_parameters(std::string_view pattern) {
  std::vector<Parameter> parameters;
  for (auto open = pattern.find('{'); open != std::string_view::npos; open = pattern.find('{', open + 1)) {
    auto name = pattern.substr(open + 1, pattern.find('}', open) - open - 1);
    parameters.push_back({std::string(name), text(), std::string(description_of(name)), "", Parameter::Place::path});
  }
  return parameters;
}

Result<void> check_query(const std::vector<Parameter>& known,
                         const std::vector<std::pair<std::string, std::string>>& given) {
  std::set<std::string_view> seen;
  for (const auto& [name, value] : given) {
    auto found = std::find_if(known.begin(), known.end(), [&name = name](const Parameter& one) {
      return one.place == Parameter::Place::query && one.name == name;
    });
    if (found == known.end()) return make_error(ErrorCode::invalid_argument, "unknown query parameter: {}", name);
    if (!seen.insert(name).second)
      return make_error(ErrorCode::invalid_argument, "a query parameter is given twice: {}", name);
    if (auto valid = found->type.check(name, value); !valid) return valid;
  }
  return {};
}

}  // namespace skep::services
