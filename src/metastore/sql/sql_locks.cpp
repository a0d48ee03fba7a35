#include "base/text.h"
#include "metastore/rules.h"
#include "metastore/sql/rows.h"
#include "metastore/sql/store_calls.h"

#include <algorithm>

namespace skep::metastore::sql {
namespace {

/// Writes a statement on Hive's transaction tables: "[HL_DB]" becomes the name as this store's schema has it.
std::string named(const Transaction& transaction, std::string_view text) {
  std::string out;
  while (true) {
    size_t open = text.find('['), close = text.find(']');
    if (open == text.npos) return out + std::string(text);
    auto name = text.substr(open + 1, close - open - 1);
    bool is_quoted = transaction.level() == SchemaLevel::hive_4_0;
    out += text.substr(0, open);
    out += '"' + (is_quoted ? std::string(name) : transaction.dialect().transaction_name(name)) + '"';
    text.remove_prefix(close + 1);
  }
}

std::string to_hive(LockKind kind) {
  switch (kind) {
    case LockKind::shared_read: return "r";
    case LockKind::shared_write: return "w";
    case LockKind::exclusive: return "e";
  }
  return "e";
}

/// What Skep does not know is taken as the strictest.
LockKind kind_from_hive(std::string_view letter) {
  if (letter == "r") return LockKind::shared_read;
  return letter == "w" ? LockKind::shared_write : LockKind::exclusive;
}

/// Works on HIVE_LOCKS inside one transaction. Changes follow each other: each first locks the row of NEXT_LOCK_ID.
class LockRows {
 public:
  explicit LockRows(Transaction& transaction) : transaction_(transaction), session_(transaction.session()) {}

  int64_t next_id() {
    int64_t id = 0;
    session_ << named("SELECT [NL_NEXT] FROM [NEXT_LOCK_ID]") + transaction_.locks_rows(), soci::into(id);
    return id;
  }

  int64_t take_id() {
    int64_t id = next_id();
    session_ << named("UPDATE [NEXT_LOCK_ID] SET [NL_NEXT] = [NL_NEXT] + 1");
    return id;
  }

  void remove_silent(int64_t now_millis) {
    int64_t oldest = now_millis - kLockTimeoutMillis;
    session_ << named("DELETE FROM [HIVE_LOCKS] WHERE [HL_LAST_HEARTBEAT] < :oldest AND COALESCE([HL_TXNID], 0) = 0"),
        soci::use(oldest);
  }

  void insert(int64_t id, int64_t position, const LockPart& part, const LockRequest& request, int64_t now_millis) {
    std::string kind = to_hive(part.kind), waiting = "w";
    auto optional = [](const std::string& text) { return text.empty() ? soci::i_null : soci::i_ok; };
    soci::indicator has_table = optional(part.table), has_partition = optional(part.partition);
    soci::indicator has_agent = optional(request.agent);
    session_ << named(
        "INSERT INTO [HIVE_LOCKS] ([HL_LOCK_EXT_ID], [HL_LOCK_INT_ID], [HL_TXNID], [HL_DB], [HL_TABLE], "
        "[HL_PARTITION], "
        "[HL_LOCK_STATE], [HL_LOCK_TYPE], [HL_LAST_HEARTBEAT], [HL_USER], [HL_HOST], [HL_AGENT_INFO]) "
        "VALUES (:id, :part, :txn, :db, :tbl, :prt, :state, :type, :beat, :usr, :host, :agent)"),
        soci::use(id), soci::use(position), soci::use(request.transaction_id), soci::use(part.database),
        soci::use(part.table, has_table), soci::use(part.partition, has_partition), soci::use(waiting), soci::use(kind),
        soci::use(now_millis), soci::use(request.user), soci::use(request.host), soci::use(request.agent, has_agent);
  }

  /// The parts of locks up to an id, ordered; 0: of all.
  std::vector<HeldLock> load(int64_t up_to) {
    std::vector<HeldLock> found;
    HeldLock held;
    std::string state, kind;
    Rows rows(session_,
              named("SELECT [HL_LOCK_EXT_ID], [HL_LOCK_INT_ID], COALESCE([HL_TXNID], 0), [HL_DB], "
                    "COALESCE([HL_TABLE], ''), COALESCE([HL_PARTITION], ''), [HL_LOCK_STATE], [HL_LOCK_TYPE], "
                    "[HL_LAST_HEARTBEAT], COALESCE([HL_ACQUIRED_AT], 0), [HL_USER], [HL_HOST], "
                    "COALESCE([HL_AGENT_INFO], '') FROM [HIVE_LOCKS] WHERE [HL_LOCK_EXT_ID] <= :id OR :every = 0 "
                    "ORDER BY [HL_LOCK_EXT_ID], [HL_LOCK_INT_ID]"),
              soci::into(held.id), soci::into(held.part), soci::into(held.transaction_id),
              soci::into(held.what.database), soci::into(held.what.table), soci::into(held.what.partition),
              soci::into(state), soci::into(kind), soci::into(held.heartbeat_millis), soci::into(held.acquired_millis),
              soci::into(held.user), soci::into(held.host), soci::into(held.agent), soci::use(up_to), soci::use(up_to));
    while (rows.next()) {
      held.state = state == "a" ? LockState::acquired : LockState::waiting;
      held.what.kind = kind_from_hive(kind);
      found.push_back(held);
    }
    return found;
  }

  bool touch(int64_t id, int64_t now_millis) {
    int count = 0;
    session_ << named("SELECT COUNT(*) FROM [HIVE_LOCKS] WHERE [HL_LOCK_EXT_ID] = :id"), soci::into(count),
        soci::use(id);
    session_ << named("UPDATE [HIVE_LOCKS] SET [HL_LAST_HEARTBEAT] = :now WHERE [HL_LOCK_EXT_ID] = :id"),
        soci::use(now_millis), soci::use(id);
    return count > 0;
  }

  /// Those that came first go first, waiting ones too, so that nobody starves.
  Lock try_to_acquire(int64_t id, int64_t now_millis) {
    auto all = load(id);
    for (const auto& mine : all) {
      if (mine.id != id) continue;
      bool is_blocked = std::any_of(all.begin(), all.end(), [&](const HeldLock& other) {
        return other.id < id && conflict(mine.what, other.what);
      });
      if (is_blocked) return {id, LockState::waiting};
    }
    session_ << named(
        "UPDATE [HIVE_LOCKS] SET [HL_LOCK_STATE] = 'a', [HL_ACQUIRED_AT] = :now "
        "WHERE [HL_LOCK_EXT_ID] = :id AND [HL_LOCK_STATE] <> 'a'"),
        soci::use(now_millis), soci::use(id);
    return {id, LockState::acquired};
  }

  bool remove(int64_t id) {
    int count = 0;
    session_ << named("SELECT COUNT(*) FROM [HIVE_LOCKS] WHERE [HL_LOCK_EXT_ID] = :id"), soci::into(count),
        soci::use(id);
    session_ << named("DELETE FROM [HIVE_LOCKS] WHERE [HL_LOCK_EXT_ID] = :id"), soci::use(id);
    return count > 0;
  }

 private:
  std::string named(std::string_view text) const { return sql::named(transaction_, text); }

  Transaction& transaction_;
  soci::session& session_;
};

class SqlLocks final : public LockStore {
 public:
  explicit SqlLocks(StoreCalls& calls) : calls_(calls) {}

  Result<Lock> lock(const LockRequest& request, int64_t now_millis) override {
    auto parts = prepared(request.parts);
    if (!parts) return parts.error();
    return calls_.writing<Lock>([&](Transaction& transaction) -> Result<Lock> {
      LockRows rows(transaction);
      int64_t id = rows.take_id(), position = 0;
      rows.remove_silent(now_millis);
      for (const auto& part : *parts) rows.insert(id, ++position, part, request, now_millis);
      return rows.try_to_acquire(id, now_millis);
    });
  }

  Result<Lock> check_lock(int64_t id, int64_t now_millis) override {
    return calls_.writing<Lock>([&](Transaction& transaction) -> Result<Lock> {
      LockRows rows(transaction);
      rows.next_id();
      rows.remove_silent(now_millis);
      if (!rows.touch(id, now_millis)) return no_such_lock(id);
      return rows.try_to_acquire(id, now_millis);
    });
  }

  Result<void> heartbeat(int64_t id, int64_t now_millis) override {
    return calls_.changing([&](Transaction& transaction) -> Result<void> {
      LockRows rows(transaction);
      rows.next_id();
      rows.remove_silent(now_millis);
      return rows.touch(id, now_millis) ? Result<void>() : no_such_lock(id);
    });
  }

  Result<void> unlock(int64_t id) override {
    return calls_.changing([&](Transaction& transaction) -> Result<void> {
      LockRows rows(transaction);
      rows.next_id();
      return rows.remove(id) ? Result<void>() : no_such_lock(id);
    });
  }

  Result<std::vector<HeldLock>> list_locks(std::string_view database, std::string_view table) override {
    return calls_.reading<std::vector<HeldLock>>([&](Transaction& transaction) {
      auto found = LockRows(transaction).load(0);
      std::erase_if(found, [&](const HeldLock& held) {
        bool is_wanted = (database.empty() || held.what.database == to_lower(database)) &&
                         (table.empty() || held.what.table == to_lower(table));
        return !is_wanted;
      });
      return found;
    });
  }

 private:
  StoreCalls& calls_;
};

}  // namespace

std::unique_ptr<LockStore> make_sql_locks(StoreCalls& calls) { return std::make_unique<SqlLocks>(calls); }

}  // namespace skep::metastore::sql
