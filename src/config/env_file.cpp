#include "config/env_file.h"

#include "base/text.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

namespace skep::config {
namespace {

using Variables = std::map<std::string, std::string>;

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c == '.' || c == '-';
  });
}

/// What stands between braces: NAME, NAME-other (where it is not set), NAME:-other (or is empty). Nothing for any other text.
std::optional<std::string> variable(std::string_view text, const Variables& variables) {
  auto end = text.find_first_of(":-");
  auto found = variables.find(std::string(text.substr(0, end)));
  std::string value = found == variables.end() ? "" : found->second;
  if (!is_name(text.substr(0, end))) return std::nullopt;
  if (end == std::string_view::npos) return value;
  auto rest = text.substr(end);
  if (rest.starts_with(":-")) return value.empty() ? std::string(rest.substr(2)) : value;
  if (rest.starts_with("-")) return found == variables.end() ? std::string(rest.substr(1)) : value;
  return std::nullopt;
}

/// Nothing for a brace that is not closed, or holds what is not understood.
std::optional<std::string> with_variables(std::string_view text, const Variables& variables) {
  std::string out;
  for (size_t at = 0;;) {
    auto begin = text.find("${", at);
    out += text.substr(at, begin == std::string_view::npos ? begin : begin - at);
    if (begin == std::string_view::npos) return out;
    auto end = text.find('}', begin);
    if (end == std::string_view::npos) return std::nullopt;
    auto value = variable(text.substr(begin + 2, end - begin - 2), variables);
    if (!value) return std::nullopt;
    out += *value;
    at = end + 1;
  }
}

/// Takes the text between a quote and the next one. Only blanks and a remark may follow it.
std::optional<std::string> quoted(std::string_view text) {
  char quote = text[0];
  std::string out;
  for (size_t i = 1; i < text.size(); i++) {
    if (text[i] == quote) {
      auto rest = trim(text.substr(i + 1));
      return rest.empty() || rest[0] == '#' ? std::optional(out) : std::nullopt;
    }
    bool is_escape = quote == '"' && text[i] == '\\' && i + 1 < text.size();
    if (is_escape) i++;
    out += is_escape && text[i] == 'n' ? '\n' : text[i];
  }
  return std::nullopt;
}

std::string_view without_remark(std::string_view text) {
  for (size_t i = 1; i < text.size(); i++)
    if (text[i] == '#' && (text[i - 1] == ' ' || text[i - 1] == '\t')) return trim(text.substr(0, i));
  return text;
}

std::optional<std::string> value_of(std::string_view text, const Variables& variables) {
  if (text.starts_with('\'')) return quoted(text);
  if (!text.starts_with('"')) return with_variables(without_remark(text), variables);
  auto inner = quoted(text);
  return inner ? with_variables(*inner, variables) : std::nullopt;
}

}  // namespace

Result<std::vector<EnvLine>> parse_env_file(const std::string& text, const std::string& name,
                                            const Variables& environment) {
  std::vector<EnvLine> lines;
  Variables variables = environment;
  int number = 0;
  for (const auto& raw : split(text, '\n')) {
    number++;
    auto line = trim(raw);
    if (line.starts_with("export ")) line = trim(line.substr(7));
    if (line.empty() || line[0] == '#') continue;
    auto equals = line.find('=');
    auto key = trim(line.substr(0, equals));
    if (!is_name(key))
      return make_error(ErrorCode::invalid_argument, "{}:{}: a line is NAME=value, not '{} ...'", name, number,
                        key.substr(0, key.find_first_of(" \t:")));
    if (equals == std::string_view::npos) continue;
    auto value = value_of(trim(line.substr(equals + 1)), variables);
    if (!value)
      return make_error(ErrorCode::invalid_argument,
                        "{}:{}: the value of {} has a quote or a ${{...}} that does not end as it should", name, number,
                        key);
    // The environment has the last word, also where a later line uses the variable.
    if (!environment.contains(std::string(key))) variables[std::string(key)] = *value;
    lines.push_back({std::string(key), *value, number});
  }
  return lines;
}

Result<std::vector<EnvLine>> read_env_file(const std::string& path, const Variables& environment) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return make_error(ErrorCode::invalid_argument, "the env file cannot be read: {}", path);
  return parse_env_file(std::string(std::istreambuf_iterator<char>(file), {}), path, environment);
}

}  // namespace skep::config
