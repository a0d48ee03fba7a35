#pragma once

#include "base/result.h"
#include "metastore/constraint_store.h"
#include "metastore/event_store.h"
#include "metastore/function_store.h"
#include "metastore/lock_store.h"
#include "metastore/partition_filter.h"
#include "metastore/privilege_store.h"
#include "metastore/records.h"
#include "metastore/statistics_store.h"

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace skep::metastore {

/// What one write makes visible, in one transaction.
struct CommitWrite {
  TableName table;
  TableId expected_table;  ///< the table as it was planned against; another id by now is a conflict

  /// Where the table was when files were added to its folder: another location by now is a conflict. Empty: any.
  std::string expected_location;

  /// Unpartitioned tables: the new location of the table's data (also put into SERDE_PARAMS `path` when that key is
  /// there), or nothing when files were only added.
  std::optional<std::string> new_location;

  /// Partitions to add, or, when one with these values is there, to point at the new location and parameters.
  std::vector<Partition> partitions;

  /// For writes that add files to partitions: one that is there already keeps its location, and another location
  /// than the one in `partitions` is a conflict.
  bool keeps_locations = false;

  /// Partitions to remove, by values (INSERT OVERWRITE of a static part drops what the query did not produce).
  std::vector<std::vector<std::string>> dropped_partitions;

  /// Merged into the table's parameters (unpartitioned tables' statistics, transient_lastDdlTime).
  Parameters table_parameters;

  /// Parameters of the table that no longer hold: statistics that this write makes stale.
  std::vector<std::string> removed_table_parameters;

  /// When set, the locations that this write replaces or drops become garbage in the same transaction, as of this
  /// time. A folder that the new location lies in leaves its visible entries only (see Garbage).
  std::optional<int64_t> replaced_since_seconds;

  /// The journal's entry that this commit finishes: marked as committed in the same transaction.
  std::string operation_id;
};

/// A write that was begun and may not have ended: what a restarted server needs to finish or undo it.
struct JournalEntry {
  std::string operation_id;
  TableName table;
  std::string staging;  ///< URI of the folder that holds this operation's new files only
  int64_t lease_until_seconds = 0;
  bool committed = false;  ///< the commit happened; what is left is to tidy up
};

/// A folder that no longer belongs to a table, and may still be read by those who listed it before.
struct Garbage {
  std::string location;  ///< a URI; one that ends in "/*" means what is visible in that folder, not the folder
  int64_t since_seconds = 0;

  bool operator==(const Garbage&) const = default;
};

/// Which partitions of a table are wanted, and what of them.
struct PartitionQuery {
  const PartitionFilter* filter = nullptr;          ///< null: all
  const std::vector<std::string>* names = nullptr;  ///< only those with one of these names; null: all
  std::optional<int64_t> count_max;                 ///< the first so many
  bool with_layout = false;                         ///< sets Partition::layout

  /// Set before the first visit to a function that tells how many visits there are in all, by the same moment; it may be
  /// called from within `visit` only, and costs as much as the query.
  std::function<int64_t()>* count = nullptr;
  std::vector<JournalEntry>* journal = nullptr;  ///< filled with the journal of the same moment before the first visit
};

/// A change of a table as a whole.
struct TableChange {
  Table changed;  ///< all that is recorded of the table from now on; another name renames or moves it

  /// Puts the new columns into every partition too; else those keep the columns that they have.
  bool changes_partitions = false;

  /// When the table's folder moves: partitions below the first get the same place below the second.
  std::string old_root, new_root;

  /// A parameter that must still have this value, or be missing (nothing): else the change is a conflict.
  std::optional<std::pair<std::string, std::optional<std::string>>> expected_parameter;
};

/// Names the folders of a partition that a drop leaves behind; called inside the drop's transaction.
using PartitionLeftBehind = std::function<std::vector<Garbage>(const Table&, const Partition&)>;

/// Names the folders of a table that a drop leaves behind; called inside the drop's transaction.
using LeftBehind = std::function<std::vector<Garbage>(const Table&)>;

/// Keeps the warehouse's databases, tables and partitions, and the rules that bind them.
///
/// One Metastore serves every session; any thread may call it. A call is one transaction of the store: it happens
/// whole or not at all. Names are matched without regard to case, as Hive does, and handed back in lower case.
/// Any call fails with unavailable when the store does not answer; a change whose commit went unanswered fails with
/// outcome_unknown: the caller looks it up before it does anything else, and deletes nothing.
class Metastore {
 public:
  virtual ~Metastore() = default;

  /// Names in byte order. `pattern` is Hive's: `*` any text, `|` between alternatives, case ignored; empty: all.
  virtual Result<std::vector<std::string>> list_databases(std::string_view pattern) = 0;
  virtual Result<Database> load_database(std::string_view name) = 0;

  /// Fails with already_exists (class SCHEMA_ALREADY_EXISTS).
  virtual Result<Database> create_database(const Database& draft) = 0;

  /// Replaces the description, location, owner and parameters.
  virtual Result<void> alter_database(std::string_view name, const Database& changed) = 0;

  /// Fails with not_found (SCHEMA_NOT_FOUND), and with invalid_argument (SCHEMA_NOT_EMPTY) while tables are there,
  /// unless `cascade`: then they go too. Touches no file: gives back the tables that were dropped, and puts what
  /// `left_behind` names for each of them into the garbage.
  virtual Result<std::vector<Table>> drop_database(std::string_view name, bool cascade,
                                                   const LeftBehind& left_behind = {}) = 0;

  virtual Result<std::vector<std::string>> list_tables(std::string_view database, std::string_view pattern) = 0;

  /// Loads a table without its partitions. Fails with not_found (SCHEMA_NOT_FOUND, TABLE_OR_VIEW_NOT_FOUND).
  virtual Result<Table> load_table(const TableName& name) = 0;

  /// Creates a table, and its partitions if any, and returns it as stored. `operation_id` as in CommitWrite, empty
  /// when no write goes with it. Fails with already_exists (TABLE_OR_VIEW_ALREADY_EXISTS), or with not_found when the
  /// database is missing; either way nothing has been written.
  virtual Result<Table> create_table(const Table& draft, const std::vector<Partition>& partitions,
                                     std::string_view operation_id) = 0;

  /// Replaces what is recorded of a table, and gives it back. Its id, time of creation and partition columns stay: others
  /// of those fail with invalid_argument. Fails with already_exists for a new name that is taken, with not_found for a
  /// database that is missing, with conflict when an expectation does not hold.
  virtual Result<Table> alter_table(const TableName& name, const TableChange& change) = 0;

  /// Removes a table with all that hangs on it and gives it back as it was. Touches no file; puts what `left_behind`
  /// names into the garbage.
  virtual Result<Table> drop_table(const TableName& name, const LeftBehind& left_behind = {}) = 0;

  /// Calls `visit` for each partition that may pass the query, ordered by name, as they are read; stops when it answers
  /// false. The table must be the one loaded: another id fails with conflict. All come from one moment of the store;
  /// `visit` may call this Metastore again.
  virtual Result<void> visit_partitions(const Table& table, const PartitionQuery& query,
                                        const std::function<bool(Partition&&)>& visit) = 0;
  Result<void> visit_partitions(const Table& table, const PartitionFilter* filter,
                                const std::function<bool(Partition&&)>& visit,
                                std::vector<JournalEntry>* journal = nullptr) {
    PartitionQuery query;
    query.filter = filter;
    query.journal = journal;
    return visit_partitions(table, query, visit);
  }

  /// The same for names alone, which reads less.
  virtual Result<void> visit_partition_names(const Table& table, const PartitionQuery& query,
                                             const std::function<bool(std::string&&)>& visit) = 0;
  virtual Result<int64_t> count_partitions(const Table& table, const PartitionFilter* filter) = 0;

  /// Adds partitions and gives back those that were added. One that is there already is left out with `skip_existing`,
  /// else fails with already_exists (PARTITIONS_ALREADY_EXIST) and nothing is added. The same for one that is there twice.
  virtual Result<std::vector<Partition>> add_partitions(const Table& table, const std::vector<Partition>& drafts,
                                                        bool skip_existing) = 0;

  /// Replaces location, parameters and, where it is given, layout of partitions that are found by their values. Fails
  /// with not_found (PARTITIONS_NOT_FOUND) when one is missing, and changes none then.
  virtual Result<void> alter_partitions(const Table& table, const std::vector<Partition>& changed) = 0;

  /// Gives the partition with these values others, and what else `changed` says. Fails with not_found, and with
  /// already_exists when the new values are another one's.
  virtual Result<void> rename_partition(const Table& table, const std::vector<std::string>& values,
                                        const Partition& changed) = 0;

  /// Removes partitions and gives them back. With `skip_missing` those that are not there are left out, else they fail
  /// with not_found and none is removed.
  virtual Result<std::vector<Partition>> drop_partitions(const Table& table,
                                                         const std::vector<std::vector<std::string>>& values,
                                                         bool skip_missing,
                                                         const PartitionLeftBehind& left_behind = {}) = 0;

  /// Finds a partition by its values; nothing when there is none.
  virtual Result<std::optional<Partition>> find_partition(const Table& table,
                                                          const std::vector<std::string>& values) = 0;

  /// Makes a write visible. Fails with conflict when the table is not the expected one any more, when a location is
  /// not, or when the write may not commit any more (it was cancelled, or another server took it over); nothing is
  /// changed then.
  virtual Result<void> commit_write(const CommitWrite& write) = 0;

  // ---- what else Hive keeps; each lives as long as this Metastore
  virtual FunctionStore& functions() = 0;
  virtual StatisticsStore& statistics() = 0;
  virtual LockStore& locks() = 0;
  virtual ConstraintStore& constraints() = 0;
  virtual PrivilegeStore& privileges() = 0;
  virtual EventStore& events() = 0;

  // ---- the journal of writes, and what they leave behind (tables SKEP_JOURNAL and SKEP_GARBAGE beside Hive's)

  /// The journal as it is: the writes that are open, and those that ended and were not forgotten yet.
  virtual Result<std::vector<JournalEntry>> list_writes() = 0;

  /// Fails with already_exists for an operation id that is there.
  virtual Result<void> begin_write(const JournalEntry& entry) = 0;

  /// Prolongs the lease of a write. Fails with conflict when the write is not open any more.
  virtual Result<void> renew_lease(std::string_view operation_id, int64_t lease_until_seconds) = 0;

  /// Forbids the commit of a write from now on, so that its files can be removed. Answers false, and has changed
  /// nothing, when it was committed already or the journal does not know it: its files may be a table's.
  virtual Result<bool> cancel_write(std::string_view operation_id) = 0;

  /// Removes an entry whose files are gone or in place; one that is not there is no error.
  virtual Result<void> forget_write(std::string_view operation_id) = 0;

  /// Takes over entries whose lease ended before `now_seconds`: they get a new lease, so that one server alone acts,
  /// and those not committed cannot commit any more. Ordered by operation id.
  virtual Result<std::vector<JournalEntry>> take_over_writes(int64_t now_seconds, int64_t lease_until_seconds) = 0;

  /// Says whether a write with this id was committed. Certain while the journal has its entry; later it is found as
  /// long as its id stands in a parameter of the table or of a partition.
  virtual Result<bool> was_committed(const TableName& table, std::string_view operation_id) = 0;

  /// A location that is there already keeps its time.
  virtual Result<void> add_garbage(const std::vector<Garbage>& garbage) = 0;

  /// Garbage of this time or before, ordered by location. What a table or partition lives in again is left out.
  virtual Result<std::vector<Garbage>> list_garbage(int64_t older_than_seconds) = 0;

  /// One that is not there is no error.
  virtual Result<void> forget_garbage(std::string_view location) = 0;
};

/// The parameter of a table or partition that names the write that made its present files.
inline constexpr std::string_view kOperationParameter = "skep.operation.id";

}  // namespace skep::metastore
