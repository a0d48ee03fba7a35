#include "session/parameter_values.h"

#include "base/text.h"

#include <limits>

namespace skep::session {
namespace {

namespace dom = simdjson::dom;
using types::Value;

constexpr size_t kParametersMax = 10'000;

Result<Value> read_scalar(dom::element json) {
  switch (json.type()) {
    case dom::element_type::NULL_VALUE: return Value::null();
    case dom::element_type::BOOL: return Value::boolean(json.get_bool().value());
    case dom::element_type::DOUBLE: return Value::real(json.get_double().value());
    case dom::element_type::STRING: return Value::string(std::string(json.get_string().value()));
    case dom::element_type::UINT64:
      return Value{types::DataType::decimal(20, 0), static_cast<types::Int128>(json.get_uint64().value())};
    case dom::element_type::INT64: {
      auto number = json.get_int64().value();
      bool is_int = number >= std::numeric_limits<int32_t>::min() && number <= std::numeric_limits<int32_t>::max();
      return is_int ? Value::integer(static_cast<int32_t>(number)) : Value::bigint(number);
    }
    default: return make_error(ErrorCode::invalid_argument, "its value is none that JSON has for one cell");
  }
}

Result<syntax::Parameter> read_typed(dom::object json) {
  syntax::Parameter parameter;
  bool has_value = false;
  for (auto [key, member] : json) {
    if (key == "value") {
      auto value = read_scalar(member);
      if (!value) return value.error();
      parameter.value = std::move(*value);
      has_value = true;
      continue;
    }
    std::string_view text;
    if (key != "type" || member.get_string().get(text) != simdjson::SUCCESS)
      return make_error(ErrorCode::invalid_argument, "an object has the keys \"value\" and \"type\", a string");
    auto type = types::parse_type(text);
    if (!type) return type.error();
    parameter.type = std::move(*type);
  }
  if (!has_value || !parameter.type)
    return make_error(ErrorCode::invalid_argument, "an object has the keys \"value\" and \"type\"");
  return parameter;
}

Result<syntax::Parameter> read_parameter(dom::element json, std::string_view name) {
  Result<syntax::Parameter> parameter = make_error(ErrorCode::internal, "");
  if (dom::object object; json.get_object().get(object) == simdjson::SUCCESS) {
    parameter = read_typed(object);
  } else {
    auto value = read_scalar(json);
    parameter = value ? Result<syntax::Parameter>(syntax::Parameter{std::move(*value), {}}) : value.error();
  }
  return parameter ? parameter : parameter.error().during("the parameter {}", name);
}

}  // namespace

Result<syntax::Parameters> read_parameters(dom::element json) {
  syntax::Parameters parameters;
  dom::array array;
  dom::object object;
  if (json.get_array().get(array) == simdjson::SUCCESS) {
    for (auto element : array) {
      auto parameter = read_parameter(element, fmt::format("number {}", parameters.positional.size() + 1));
      if (!parameter) return parameter.error();
      parameters.positional.push_back(std::move(*parameter));
    }
  } else if (json.get_object().get(object) == simdjson::SUCCESS) {
    for (auto [key, element] : object) {
      auto parameter = read_parameter(element, key);
      if (!parameter) return parameter.error();
      if (!parameters.named.emplace(key, std::move(*parameter)).second)
        return make_error(ErrorCode::invalid_argument, "the parameter {} is given twice", key);
    }
  } else {
    return make_error(ErrorCode::invalid_argument, "the key \"parameters\" must be an object or an array");
  }
  if (parameters.named.size() + parameters.positional.size() > kParametersMax)
    return make_error(ErrorCode::invalid_argument, "there are more than {} parameters", kParametersMax);
  return parameters;
}

}  // namespace skep::session
