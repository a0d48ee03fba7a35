#pragma once

#include "metastore/metastore.h"
#include "metastore/remote/thrift_client.h"

#include <atomic>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace skep::metastore {

/// The calls of Hive's metastore in terms of our records. One method is one call, or its older form where a server lacks the
/// newer one; lists are cut into several. Errors have the classes that Metastore promises. Any thread may call it.
class RemoteCalls {
 public:
  explicit RemoteCalls(RemoteSettings settings) : client_(std::move(settings)) {}

  Result<std::vector<std::string>> database_names();
  Result<Database> database(std::string_view name);
  Result<void> create_database(const Database& draft);
  Result<void> alter_database(std::string_view name, const Database& changed);
  Result<void> drop_database(std::string_view name, bool cascade);  ///< leaves all files where they are

  /// Those of a database that is not there are none.
  Result<std::vector<std::string>> table_names(std::string_view database);
  Result<Table> table(const TableName& name);

  /// Those that are there.
  Result<std::vector<Table>> tables(std::string_view database, const std::vector<std::string>& names);
  Result<void> create_table(const Table& table);
  Result<void> alter_table(const TableName& name, const Table& changed, const TableChange& change);
  Result<void> drop_table(const TableName& name);  ///< leaves all files where they are

  /// By their bytes.
  Result<std::vector<std::string>> partition_names(const Table& table);

  /// Those that are there, by name, with their layouts.
  Result<std::map<std::string, Partition>> partitions(const Table& table, const std::vector<std::string>& names);
  Result<void> add_partitions(const Table& table, const std::vector<Partition>& drafts);
  Result<void> alter_partitions(const Table& table, const std::vector<Partition>& changed);
  Result<void> drop_partitions(const Table& table, const std::vector<std::string>& names);

  ThriftClient& client() { return client_; }

 private:
  ThriftClient client_;
  std::atomic<bool> has_old_reads_ = false;  ///< the server knows get_table and not get_table_req
};

}  // namespace skep::metastore
