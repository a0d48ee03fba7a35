#include "services/metastore_thrift/table_filter.h"

#include "metastore/filter_text.h"

#include <algorithm>

namespace skep::hive {
namespace {

constexpr std::string_view kPrefix = "hive_filter_field_";
constexpr std::string_view kOwner = "hive_filter_field_owner__";
constexpr std::string_view kLastAccess = "hive_filter_field_last_access__";
constexpr std::string_view kParameter = "hive_filter_field_params__";

bool is_part_of_key(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.'; }

/// What the text names, as columns of a row that each table makes.
std::vector<metastore::Column> keys_in(std::string_view text) {
  std::vector<metastore::Column> keys;
  for (size_t at = text.find(kPrefix); at != text.npos; at = text.find(kPrefix, at + 1)) {
    size_t end = at;
    while (end < text.size() && is_part_of_key(text[end])) end++;
    std::string name(text.substr(at, end - at));
    bool is_known =
        std::any_of(keys.begin(), keys.end(), [&](const metastore::Column& key) { return key.name == name; });
    if (!is_known) keys.push_back({name, name == kLastAccess ? "int" : "string", ""});
  }
  return keys;
}

std::string value_of(const metastore::Table& table, const std::string& key) {
  if (key == kOwner) return table.owner;
  if (key == kLastAccess) return std::to_string(table.last_access_time_seconds);
  auto found = table.parameters.end();
  if (key.starts_with(kParameter)) found = table.parameters.find(key.substr(kParameter.size()));
  return found == table.parameters.end() ? std::string(metastore::kNullPartitionValue) : found->second;
}

}  // namespace

Result<TableFilter> TableFilter::parse(std::string_view text) {
  TableFilter made;
  made.keys_ = keys_in(text);
  auto filter = metastore::parse_partition_filter(text, made.keys_);
  if (!filter) return make_error(ErrorCode::unsupported, "{}", filter.error().message);
  made.filter_ = *std::move(filter);
  return made;
}

bool TableFilter::passes(const metastore::Table& table) const {
  std::vector<std::string> values;
  for (const auto& key : keys_) values.push_back(value_of(table, key.name));
  return metastore::passes(filter_, values);
}

}  // namespace skep::hive
