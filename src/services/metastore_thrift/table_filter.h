#pragma once

#include "base/result.h"
#include "metastore/partition_filter.h"
#include "metastore/records.h"

#include <string>
#include <string_view>
#include <vector>

namespace skep::hive {

/// Decides which tables Hive's clients want who ask by owner, time of last access and parameters:
/// `hive_filter_field_owner__ = "ada" and hive_filter_field_params__comment like ".*x.*"`. The language is that of
/// partition filters; a table without the parameter passes no comparison with it.
class TableFilter {
 public:
  /// Fails with unsupported, which clients hear as a MetaException.
  static Result<TableFilter> parse(std::string_view text);

  bool passes(const metastore::Table& table) const;

 private:
  std::vector<metastore::Column> keys_;  ///< those that the text names, without their prefix
  metastore::PartitionFilter filter_;
};

}  // namespace skep::hive
