#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace skep::metastore::sql {

/// Writes values as the JSON array that Dialect::is_one_of_ids and is_one_of_texts take.
std::string id_list(const std::vector<int64_t>& ids);
std::string text_list(const std::vector<std::string>& texts);

}  // namespace skep::metastore::sql
