#include "metastore/remote/table_ids.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <random>

namespace skep::metastore {
namespace {

/// Ids of tables of others are above, so that the two kinds never meet.
constexpr int64_t kOthers = int64_t{1} << 61;

/// FNV-1a: the same in every process.
int64_t hash_of(std::string_view text) {
  uint64_t hash = 14695981039346656037u;
  for (unsigned char byte : text) hash = (hash ^ byte) * 1099511628211u;
  return static_cast<int64_t>(hash % static_cast<uint64_t>(kOthers - 1)) + 1;
}

std::optional<int64_t> own_number(const std::string& text) {
  int64_t number = 0;
  auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  bool is_one = problem == std::errc() && end == text.data() + text.size() && number > 0 && number < kOthers;
  return is_one ? std::optional(number) : std::nullopt;
}

}  // namespace

TableId new_table_id() {
  static thread_local std::mt19937_64 random{std::random_device{}()};
  return TableId{std::uniform_int_distribution<int64_t>(1, kOthers - 1)(random)};
}

void take_table_id(Table& table) {
  auto found = table.parameters.find(std::string(kTableIdParameter));
  auto number = found == table.parameters.end() ? std::nullopt : own_number(found->second);
  if (found != table.parameters.end()) table.parameters.erase(found);
  auto name = fmt::format("{}\n{}", table.name.to_text(), table.create_time_seconds);
  table.id = TableId{number ? *number : kOthers + hash_of(name)};
}

Parameters with_table_id(const Table& table) {
  auto parameters = table.parameters;
  bool is_ours = table.id.value > 0 && table.id.value < kOthers;
  if (is_ours) parameters[std::string(kTableIdParameter)] = std::to_string(table.id.value);
  return parameters;
}

PartitionId partition_id(const Table& table, std::string_view name) {
  return PartitionId{hash_of(fmt::format("{}\n{}", table.id.value, name))};
}

}  // namespace skep::metastore
