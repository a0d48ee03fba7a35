#include "services/http/query.h"

#include <charconv>

namespace skep::services {

Result<std::optional<std::string>> Query::take(std::string_view name) {
  std::optional<std::string> value;
  for (auto at = parameters_.begin(); at != parameters_.end();) {
    if (at->first != name) {
      ++at;
      continue;
    }
    if (value) return make_error(ErrorCode::invalid_argument, "a query parameter is given twice: {}", name);
    value = std::move(at->second);
    at = parameters_.erase(at);
  }
  return value;
}

Result<std::optional<int64_t>> Query::take_number(std::string_view name, int64_t least, int64_t most) {
  auto text = take(name);
  if (!text) return text.error();
  if (!*text) return std::optional<int64_t>();
  int64_t value = 0;
  const char* last = (*text)->data() + (*text)->size();
  auto [end, error] = std::from_chars((*text)->data(), last, value);
  if (error != std::errc() || end != last || value < least || value > most)
    return make_error(ErrorCode::invalid_argument, "the query parameter {} must be a whole number from {} to {}", name,
                      least, most);
  return std::optional(value);
}

Result<void> Query::expect_empty() const {
  if (parameters_.empty()) return {};
  return make_error(ErrorCode::invalid_argument, "unknown query parameter: {}", parameters_.front().first);
}

}  // namespace skep::services
