#include "services/http/listing.h"

#include <algorithm>

namespace skep::services {

Parameter limit_of_names() {
  return {"limit", whole_number(1, kLimitMax, kLimitDefault), "At most so many; `truncated` says that there are more"};
}

Result<size_t> take_limit(Query& query) {
  auto limit = query.take_number("limit", 1, kLimitMax);
  if (!limit) return limit.error();
  if (auto plain = query.expect_empty(); !plain) return plain.error();
  return static_cast<size_t>(limit->value_or(kLimitDefault));
}

void add_names(JsonObject& page, std::string_view member, const std::vector<std::string>& names, size_t limit) {
  std::vector<std::string> values;
  for (size_t i = 0; i < std::min(limit, names.size()); i++) values.push_back(json_quote(names[i]));
  page.raw(member, json_array(values)).truth("truncated", names.size() > limit);
}

}  // namespace skep::services
