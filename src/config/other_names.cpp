#include "config/other_names.h"

#include "config/settings.h"

#include <array>
#include <utility>

namespace skep::config {
namespace {

constexpr std::array kOthers = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"hive.metastore.warehouse.dir", "spark.sql.warehouse.dir"},
    {"metastore.warehouse.dir", "spark.sql.warehouse.dir"},
    {"metastore.thrift.uris", "hive.metastore.uris"},
    {"fs.default.name", "fs.defaultFS"},
});

std::string_view plain_name(std::string_view key) {
  for (const auto& [other, own] : kOthers)
    if (key == other) return own;
  return key;
}

}  // namespace

std::string own_name(std::string_view key) {
  // What Spark hands on to Hadoop and Hive: spark.hadoop.x is their x, and spark.hive.x their hive.x.
  constexpr std::string_view kHadoop = "spark.hadoop.", kHive = "spark.hive.", kSpark = "spark.";
  std::string_view theirs = key;
  if (key.starts_with(kHadoop)) theirs = key.substr(kHadoop.size());
  if (key.starts_with(kHive)) theirs = key.substr(kSpark.size());
  auto own = plain_name(theirs);
  return std::string(find_setting(own) != nullptr ? own : key);
}

std::vector<std::string> other_names() {
  std::vector<std::string> names;
  for (const auto& [other, own] : kOthers) names.emplace_back(other);
  return names;
}

}  // namespace skep::config
