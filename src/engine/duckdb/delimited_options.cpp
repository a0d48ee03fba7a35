#include "engine/duckdb/delimited_options.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace skep::engine {
namespace {

/// Options without an effect on what is read from a table whose columns are declared.
constexpr std::array<std::string_view, 11> kWithoutEffect = {"path",
                                                             "serialization.format",
                                                             "inferschema",
                                                             "samplingratio",
                                                             "compression",
                                                             "quoteall",
                                                             "escapequotes",
                                                             "preferdate",
                                                             "maxcolumns",
                                                             "codec",
                                                             "columnnameofcorruptrecord"};

Error unsupported(std::string_view name, std::string_view value) {
  return make_error(ErrorCode::unsupported, "the CSV option {} with the value '{}'", name, value);
}

/// Spark's escapes of a separator: "\t", "\\", "\u0001".
Result<std::string> unescaped(std::string_view text) {
  std::string result;
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\' || at + 1 == text.size()) {
      result += text[at];
      continue;
    }
    switch (text[++at]) {
      case 't': result += '\t'; break;
      case 'r': result += '\r'; break;
      case 'n': result += '\n'; break;
      case 'b': result += '\b'; break;
      case 'f': result += '\f'; break;
      case '0': result += '\0'; break;
      case 'u':
        if (text.substr(at) == "u0000") return std::string(1, '\0');
        return unsupported("sep", text);
      default: result += text[at];
    }
  }
  return result;
}

Result<bool> parse_flag(std::string_view name, std::string_view value) {
  if (equals_ignoring_case(value, "true")) return true;
  if (equals_ignoring_case(value, "false")) return false;
  return make_error(ErrorCode::invalid_argument, "the CSV option {} is true or false: '{}'", name, value);
}

/// A single character; none for an empty text and for NUL, which is how Spark says "none".
Result<std::optional<char>> parse_character(std::string_view name, std::string_view value) {
  if (value.empty() || value == std::string_view("\0", 1) || value == "\\u0000") return std::optional<char>();
  if (value.size() > 1) {
    return make_error(ErrorCode::invalid_argument, "the CSV option {} is one character: '{}'", name, value);
  }
  return std::optional<char>(value[0]);
}

/// Sets one option; false when its name is none of these.
Result<bool> set_text(DelimitedOptions& options, std::string_view name, const std::string& value) {
  const std::map<std::string_view, std::string DelimitedOptions::*> texts = {
      {"nullvalue", &DelimitedOptions::null_value},
      {"emptyvalue", &DelimitedOptions::empty_value},
      {"nanvalue", &DelimitedOptions::nan_value},
      {"positiveinf", &DelimitedOptions::positive_infinity},
      {"negativeinf", &DelimitedOptions::negative_infinity},
      {"linesep", &DelimitedOptions::line_separator},
      {"dateformat", &DelimitedOptions::date_format},
      {"timestampformat", &DelimitedOptions::timestamp_format},
      {"timestampntzformat", &DelimitedOptions::timestamp_ntz_format},
      {"timezone", &DelimitedOptions::time_zone},
  };
  auto found = texts.find(name);
  if (found == texts.end()) return false;
  options.*found->second = value;
  return true;
}

Result<bool> set_flag(DelimitedOptions& options, std::string_view name, const std::string& value) {
  const std::map<std::string_view, bool DelimitedOptions::*> flags = {
      {"header", &DelimitedOptions::header},
      {"ignoreleadingwhitespace", &DelimitedOptions::trims_leading},
      {"ignoretrailingwhitespace", &DelimitedOptions::trims_trailing},
  };
  auto found = flags.find(name);
  if (found == flags.end()) return false;
  auto flag = parse_flag(name, value);
  if (!flag) return flag.error();
  options.*found->second = *flag;
  return true;
}

Result<bool> set_character(DelimitedOptions& options, std::string_view name, const std::string& value) {
  if (name == "sep" || name == "delimiter") {
    auto separator = unescaped(value);
    if (!separator) return separator.error();
    if (separator->empty()) return make_error(ErrorCode::invalid_argument, "the CSV option {} is empty", name);
    options.separator = *separator;
    return true;
  }
  if (name != "quote" && name != "escape" && name != "comment") return false;
  auto character = parse_character(name, value);
  if (!character) return character.error();
  if (name == "quote") options.quote = *character;
  if (name == "escape") options.escape = character->value_or('\0');
  if (name == "comment") options.comment = *character;
  return true;
}

/// Options of which only some values are supported.
Result<bool> set_limited(DelimitedOptions& options, std::string_view name, const std::string& value) {
  auto lower = to_lower(value);
  if (name == "mode") {
    if (lower != "permissive" && lower != "failfast") return unsupported(name, value);
    options.fails_on_malformed = lower == "failfast";
    return true;
  }
  bool supported =
      ((name == "multiline" || name == "ignorecorruptfiles") && lower == "false") ||
      (name == "enforceschema" && lower == "true") || (name == "locale" && (lower == "en-us" || lower == "en_us")) ||
      ((name == "encoding" || name == "charset") && (lower == "utf-8" || lower == "utf8" || lower == "us-ascii")) ||
      (name == "unescapedquotehandling" && lower == "stop_at_delimiter");
  if (!supported) return unsupported(name, value);
  return true;
}

}  // namespace

Result<DelimitedOptions> parse_delimited_options(const std::map<std::string, std::string>& options) {
  DelimitedOptions parsed;
  for (const auto& [given_name, value] : options) {
    auto name = to_lower(given_name);
    if (std::find(kWithoutEffect.begin(), kWithoutEffect.end(), name) != kWithoutEffect.end()) continue;
    bool known = false;
    for (auto* set : {set_text, set_flag, set_character, set_limited}) {
      auto done = set(parsed, name, value);
      if (!done) return done.error();
      if ((known = *done)) break;
    }
    if (!known) return unsupported(given_name, value);
  }
  return parsed;
}

}  // namespace skep::engine
