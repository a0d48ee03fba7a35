#pragma once

#include "metastore/metastore.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace skep::metastore {

/// A constraint, and by its id the table that a foreign key refers to, since names change.
struct StoredConstraint {
  Constraint constraint;
  TableId parent;
};

struct StoredTable {
  Table table;
  std::vector<StoredConstraint> constraints;
  std::vector<Privilege> privileges;                   ///< of the table, its columns and partitions
  std::map<std::string, Partition> partitions;         ///< by partition name
  std::map<std::string, ColumnStatistics> statistics;  ///< by column
  std::map<std::string, std::map<std::string, ColumnStatistics>> partition_statistics;  ///< by partition, by column
};

struct StoredDatabase {
  Database database;
  std::map<std::string, StoredTable> tables;
  std::map<std::string, Function> functions;
  std::vector<Privilege> privileges;  ///< of the database itself
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
  std::map<std::string, Role> roles;
  std::vector<RoleGrant> role_grants;
  std::vector<Privilege> privileges;  ///< of everything
  std::vector<Event> events;
  int64_t last_event_id = 0;

  Result<StoredDatabase*> find_database(std::string_view name);
  Result<StoredTable*> find(const TableName& name);

  /// Fails with conflict when the table is not the one that was loaded.
  Result<StoredTable*> find_same(const Table& table);

  /// Calls `visit` for each table.
  template <typename Visit>
  void each_table(const Visit& visit) {
    for (auto& [name, database] : databases) {
      for (auto& [table_name, stored] : database.tables) visit(stored);
    }
  }

  /// Adds a constraint to a table; fails as ConstraintStore does.
  Result<void> add_constraint(StoredTable& stored, const Constraint& draft);

  /// Constraints of a table as they read now.
  std::vector<Constraint> constraints_of(const StoredTable& stored);

  /// Removes foreign keys that refer to a table that goes.
  void forget_references(TableId parent);
};

/// The parts of an in-memory metastore; `state` is borrowed.
std::unique_ptr<FunctionStore> make_in_memory_functions(InMemoryState& state);
std::unique_ptr<StatisticsStore> make_in_memory_statistics(InMemoryState& state);
std::unique_ptr<LockStore> make_in_memory_locks(InMemoryState& state);
std::unique_ptr<ConstraintStore> make_in_memory_constraints(InMemoryState& state);
std::unique_ptr<PrivilegeStore> make_in_memory_privileges(InMemoryState& state);
std::unique_ptr<EventStore> make_in_memory_events(InMemoryState& state);

}  // namespace skep::metastore
