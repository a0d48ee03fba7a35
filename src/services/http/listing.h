#pragma once

#include "services/http/json_object.h"
#include "services/http/parameter.h"
#include "services/http/query.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace skep::services {

/// Rows of a page, or names of a list.
inline constexpr int64_t kLimitMax = 10'000;
inline constexpr int64_t kLimitDefault = 1'000;

/// `limit`, for the description of a route that lists.
Parameter limit_of_names();

/// Takes `limit` (1 to 10,000; 1,000 where it is not given); no other parameter may be there.
Result<size_t> take_limit(Query& query);

/// Adds at most `limit` names, and "truncated".
void add_names(JsonObject& page, std::string_view member, const std::vector<std::string>& names, size_t limit);

}  // namespace skep::services
