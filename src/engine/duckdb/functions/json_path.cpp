#include "engine/duckdb/functions/json_path.h"

#include "engine/duckdb/functions/json_reader.h"

#include <charconv>

namespace skep::engine {
namespace {

using Step = JsonPath::Step;
using Kind = JsonPath::Step::Kind;

/// How a match is written: a lone string goes out bare; inside an array it is quoted; a flattened array goes into the
/// array around it.
enum class Style { bare, quoted, flattened };

/// Follows a path through the tokens of a text.
class Walk {
 public:
  Walk(JsonReader& reader, const JsonPath::Steps& steps) : reader_(reader), steps_(steps) {}

  /// Appends to `out` what the steps from `step` on lead to in the current value, and says whether there was something.
  bool follow(std::string& out, Style style, size_t step) {
    auto token = reader_.current();
    if (token == JsonToken::error) return false;
    if (step == steps_.size()) return write(out, style);
    if (token == JsonToken::start_object && steps_[step].kind == Kind::name) return in_object(out, style, step);
    if (token == JsonToken::start_array && steps_[step].kind == Kind::any_index) return in_items(out, style, step);
    if (token == JsonToken::start_array && steps_[step].kind == Kind::index) return in_item(out, style, step);
    reader_.skip_children();
    return false;
  }

 private:
  static void separate(std::string& out) {
    if (!out.empty() && out.back() != '[') out += ',';
  }

  bool write(std::string& out, Style style) {
    if (style == Style::bare && reader_.current() == JsonToken::string) {
      out += reader_.text();
      return true;
    }
    if (style == Style::flattened && reader_.current() == JsonToken::start_array) {
      bool found = false;
      while (next_item()) found |= follow(out, style, steps_.size());
      return found;
    }
    if (style != Style::bare) separate(out);
    return append_json_value(out, reader_);
  }

  bool next_item() {
    auto token = reader_.next();
    return token != JsonToken::end_array && token != JsonToken::error;
  }

  bool in_object(std::string& out, Style style, size_t step) {
    bool found = false;
    for (auto token = reader_.next(); token == JsonToken::field_name; token = reader_.next()) {
      bool wanted = !found && reader_.text() == steps_[step].name;
      token = reader_.next();
      if (wanted && token != JsonToken::null) {
        found = follow(out, style, step + 1);
      } else {
        reader_.skip_children();
      }
    }
    return found;
  }

  bool in_items(std::string& out, Style style, size_t step) {
    bool doubled = step + 1 < steps_.size() && steps_[step + 1].kind == Kind::any_index;
    if (doubled || style == Style::quoted) {
      if (style != Style::bare) separate(out);
      out += '[';
      bool found = false;
      while (next_item()) found |= follow(out, doubled ? Style::flattened : Style::quoted, step + (doubled ? 2 : 1));
      out += ']';
      return found;
    }
    // One match stands alone, several in an array.
    std::string matches = "[";
    size_t count = 0;
    auto inner = style == Style::bare ? Style::quoted : Style::flattened;
    while (next_item()) count += follow(matches, inner, step + 1) ? 1 : 0;
    if (count == 0) return false;
    if (style != Style::bare) separate(out);
    out += count > 1 ? matches + "]" : matches.substr(1);
    return true;
  }

  bool in_item(std::string& out, Style style, size_t step) {
    bool several = step + 1 < steps_.size() && steps_[step + 1].kind == Kind::any_index;
    bool found = false;
    for (int64_t index = 0; next_item(); ++index) {
      if (index == steps_[step].index) {
        found = follow(out, several ? Style::quoted : style, step + 1);
      } else {
        reader_.skip_children();
      }
    }
    return found;
  }

  JsonReader& reader_;
  const JsonPath::Steps& steps_;
};

void skip_blanks(std::string_view& rest) {
  while (!rest.empty() && (rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\n')) rest.remove_prefix(1);
}

/// Takes `[n]`, `[*]` or `['name']`.
std::optional<Step> take_subscript(std::string_view& rest) {
  rest.remove_prefix(1);
  skip_blanks(rest);
  Step step{Kind::any_index, "", 0};
  if (rest.starts_with("'")) {
    auto end = rest.find('\'', 1);
    if (end == std::string_view::npos || end == 1) return std::nullopt;
    step.name = rest.substr(1, end - 1);
    step.kind = step.name == "*" ? Kind::any_name : Kind::name;
    if (step.name.find('?') != std::string::npos) return std::nullopt;
    rest.remove_prefix(end + 1);
  } else if (rest.starts_with("*")) {
    rest.remove_prefix(1);
  } else {
    step.kind = Kind::index;
    auto [end, failure] = std::from_chars(rest.data(), rest.data() + rest.size(), step.index);
    if (failure != std::errc() || rest[0] == '-') return std::nullopt;
    rest.remove_prefix(static_cast<size_t>(end - rest.data()));
  }
  skip_blanks(rest);
  if (!rest.starts_with("]")) return std::nullopt;
  rest.remove_prefix(1);
  return step;
}

}  // namespace

std::optional<JsonPath> JsonPath::parse(std::string_view text) {
  skip_blanks(text);
  if (!text.starts_with("$")) return std::nullopt;
  text.remove_prefix(1);
  JsonPath path;
  for (skip_blanks(text); !text.empty(); skip_blanks(text)) {
    if (text[0] == '[') {
      auto step = take_subscript(text);
      if (!step) return std::nullopt;
      path.steps_.push_back(std::move(*step));
    } else if (text[0] == '.') {
      text.remove_prefix(1);
      skip_blanks(text);
      auto name = text.substr(0, text.find_first_of(".["));
      if (name.empty()) return std::nullopt;
      path.steps_.push_back({name == "*" ? Kind::any_name : Kind::name, std::string(name), 0});
      text.remove_prefix(name.size());
    } else {
      return std::nullopt;
    }
  }
  return path;
}

std::optional<std::string> JsonPath::find_in(std::string_view json) const {
  JsonReader reader(json);
  if (reader.next() == JsonToken::end) return std::nullopt;
  std::string out;
  bool found = Walk(reader, steps_).follow(out, Style::bare, 0);
  if (!found || reader.current() == JsonToken::error) return std::nullopt;
  return out;
}

const JsonPath* compiled_json_path(std::string_view text) {
  thread_local std::string last_text;
  thread_local std::optional<JsonPath> last;
  thread_local bool has_last = false;
  if (!has_last || last_text != text) {
    last = JsonPath::parse(text);
    last_text = text;
    has_last = true;
  }
  return last ? &*last : nullptr;
}

}  // namespace skep::engine
