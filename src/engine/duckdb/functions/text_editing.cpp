#include "engine/duckdb/functions/characters.h"
#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"

#include <array>
#include <unordered_map>

namespace skep::engine {
namespace {

struct Reverse {
  static std::string compute(std::string_view text) {
    std::string result(text.size(), '\0');
    size_t end = text.size();
    for (size_t at = 0; at < text.size();) {
      size_t next = next_character(text, at);
      end -= next - at;
      text.copy(result.data() + end, next - at, at);
      at = next;
    }
    return result;
  }
};

struct Repeat {
  static std::string compute(std::string_view text, int32_t count) {
    std::string result;
    if (count <= 0) return result;
    result.reserve(text.size() * static_cast<size_t>(count));
    for (int32_t i = 0; i < count; ++i) result += text;
    return result;
  }
};

/// Replaces characters one by one; those without a counterpart are removed. The first of equal ones counts.
struct Translate {
  static std::string compute(std::string_view text, std::string_view matching, std::string_view replacing) {
    const auto& table = table_for(matching, replacing);
    std::string result;
    result.reserve(text.size());
    for (size_t at = 0; at < text.size();) {
      auto byte = static_cast<unsigned char>(text[at]);
      if (byte < table.ascii.size()) {
        if (auto* replacement = table.ascii[byte]) {
          result += *replacement;
        } else {
          result += text[at];
        }
        ++at;
        continue;
      }
      size_t next = next_character(text, at);
      auto character = text.substr(at, next - at);
      auto found = table.all.find(std::string(character));
      result += found == table.all.end() ? character : std::string_view(found->second);
      at = next;
    }
    return result;
  }

 private:
  struct Table {
    std::unordered_map<std::string, std::string> all;
    std::array<const std::string*, 128> ascii{};  ///< what is in `all` for these characters
  };

  static const Table& table_for(std::string_view matching, std::string_view replacing) {
    thread_local std::string last_matching;
    thread_local std::string last_replacing;
    thread_local Table table;
    if (!table.all.empty() && last_matching == matching && last_replacing == replacing) return table;

    last_matching = matching;
    last_replacing = replacing;
    table.all.clear();
    table.ascii.fill(nullptr);
    size_t to = 0;
    for (size_t from = 0; from < matching.size();) {
      size_t from_next = next_character(matching, from);
      size_t to_next = to < replacing.size() ? next_character(replacing, to) : to;
      auto character = matching.substr(from, from_next - from);
      auto entry = table.all.emplace(character, replacing.substr(to, to_next - to)).first;
      if (character.size() == 1) table.ascii[static_cast<unsigned char>(character[0])] = &entry->second;
      from = from_next;
      to = to_next;
    }
    return table;
  }
};

}  // namespace

void add_text_editing(Registrar& registrar) {
  registrar.add<Reverse>("reverse");
  registrar.add<Repeat>("repeat");
  registrar.add<Translate>("translate");
}

}  // namespace skep::engine
