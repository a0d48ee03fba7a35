#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace skep::config {

/// The name in the table of settings of one that Spark's or Hive's files use: "spark.hadoop.hive.metastore.uris" and
/// "metastore.thrift.uris" are "hive.metastore.uris". Any other name stays.
std::string own_name(std::string_view key);

/// The other names, without the prefixes that Spark puts before Hive's.
std::vector<std::string> other_names();

}  // namespace skep::config
