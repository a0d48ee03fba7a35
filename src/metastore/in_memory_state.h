#pragma once

#include "metastore/metastore.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace skep::metastore {

struct StoredTable {
  Table table;
  std::map<std::string, Partition> partitions;                                          ///< by partition name
  std::map<std::string, ColumnStatistics> statistics;                                   ///< by column
  std::map<std::string, std::map<std::string, ColumnStatistics>> partition_statistics;  ///< by partition, by column
};

struct StoredDatabase {
  Database database;
  std::map<std::string, StoredTable> tables;
  std::map<std::string, Function> functions;
};

enum class WriteState { open, cancelled, committed };

struct StoredWrite {
  JournalEntry entry;
  WriteState state = WriteState::open;
};

/// All that an in-memory metastore holds, behind one mutex that each call takes.
struct InMemoryState {
  std::mutex mutex;
  int64_t last_id = 0;
  std::map<std::string, StoredDatabase> databases;
  std::map<std::string, StoredWrite> writes;
  std::map<std::string, int64_t> garbage;
  std::map<int64_t, std::vector<HeldLock>> locks;

  Result<StoredDatabase*> find_database(std::string_view name);
  Result<StoredTable*> find(const TableName& name);

  /// Fails with conflict when the table is not the one that was loaded.
  Result<StoredTable*> find_same(const Table& table);
};

/// The parts of an in-memory metastore; `state` is borrowed.
std::unique_ptr<FunctionStore> make_in_memory_functions(InMemoryState& state);
std::unique_ptr<StatisticsStore> make_in_memory_statistics(InMemoryState& state);
std::unique_ptr<LockStore> make_in_memory_locks(InMemoryState& state);

}  // namespace skep::metastore
