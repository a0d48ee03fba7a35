#include "metastore/sql/dialect.h"

#include <fmt/format.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <chrono>
#include <thread>

namespace skep::metastore::sql {
namespace {

constexpr int kBusyTimeoutSeconds = 30;
constexpr std::chrono::milliseconds kBusyPause{5};

/// SQLite's primary result code, without the detail in the upper bits; 0 when the failure is not SQLite's.
int result_code(const soci::soci_error& error) {
  const auto* failure = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
  return failure == nullptr ? 0 : failure->result() & 0xFF;
}

class SqliteDialect final : public Dialect {
 public:
  void connect(soci::session& session, const std::string& address) const override {
    if (address.find('"') != std::string::npos) throw soci::soci_error("a path with '\"' cannot be opened");
    session.open(soci::sqlite3, fmt::format("dbname=\"{}\" timeout={}", address, kBusyTimeoutSeconds));
    session << "PRAGMA foreign_keys = ON";
    // In WAL mode less than FULL may lose the last commits with the power, and files were moved on their word.
    session << "PRAGMA synchronous = FULL";
  }

  /// Changing to WAL takes every lock at once. SQLite does not wait for those with its busy timeout, since two that waited
  /// so would wait for each other; so servers that start together try again.
  void prepare_store(soci::session& session) const override {
    auto until = std::chrono::steady_clock::now() + std::chrono::seconds(kBusyTimeoutSeconds);
    while (true) {
      try {
        std::string mode;
        session << "PRAGMA journal_mode", soci::into(mode);
        if (mode != "wal") session << "PRAGMA journal_mode = WAL", soci::into(mode);
        return;
      } catch (const soci::soci_error& failure) {
        bool may_pass = result_code(failure) == SQLITE_BUSY && std::chrono::steady_clock::now() < until;
        if (!may_pass) throw;
      }
      std::this_thread::sleep_for(kBusyPause);
    }
  }

  std::string_view begin_reading() const override { return "BEGIN"; }
  std::string_view begin_writing() const override { return "BEGIN IMMEDIATE"; }

  // A writer owns the whole store.
  std::string locks_rows(std::string_view) const override { return ""; }
  std::string keeps_rows() const override { return ""; }
  void lock_schema(soci::session&) const override {}
  bool takes_ids_apart() const override { return false; }
  void relax(soci::session&) const override {}
  void rest(soci::statement& statement) const override {
    sqlite3_reset(static_cast<soci::sqlite3_statement_backend*>(statement.get_backend())->stmt_);
  }
  bool orders_by_bytes(soci::session&) const override { return true; }
  bool needs_cursors() const override { return false; }
  std::string transaction_name(std::string_view name) const override { return std::string(name); }

  std::string column_type(std::string_view type) const override {
    if (type == "counter") return "integer";
    return type == "bytea" ? "blob" : std::string(type);
  }
  std::string_view hash_index() const override { return ""; }
  std::string_view deferrable() const override { return ""; }
  std::string_view boolean(bool value) const override { return value ? "1" : "0"; }
  std::string boolean_as_integer(std::string_view expression) const override { return std::string(expression); }

  std::string whole_number(std::string_view text) const override {
    return fmt::format("CASE WHEN CAST(CAST({0} AS INTEGER) AS TEXT) = {0} THEN CAST({0} AS INTEGER) END", text);
  }

  std::string is_one_of_ids(std::string_view expression, std::string_view parameter) const override {
    return fmt::format("{} IN (SELECT value FROM json_each({}))", expression, parameter);
  }
  std::string is_one_of_texts(std::string_view expression, std::string_view parameter) const override {
    return is_one_of_ids(expression, parameter);
  }

  std::string by_bytes(std::string_view text) const override { return std::string(text); }

  // GLOB, since LIKE ignores case.
  std::string like(std::string_view text, std::string_view parameter) const override {
    return fmt::format("{} GLOB {}", text, parameter);
  }
  std::string like_any() const override { return "*"; }
  std::string like_one() const override { return "?"; }
  std::string like_literal(char character) const override {
    bool is_special = character == '*' || character == '?' || character == '[';
    return is_special ? fmt::format("[{}]", character) : std::string(1, character);
  }

  bool has_table(soci::session& session, const std::string& name) const override {
    int count = 0;
    session << "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = :name", soci::use(name),
        soci::into(count);
    return count > 0;
  }

  bool is_empty(soci::session& session) const override {
    int count = 0;
    session << "SELECT COUNT(*) FROM sqlite_master", soci::into(count);
    return count == 0;
  }

  bool is_unique_violation(const soci::soci_error& error) const override {
    return result_code(error) == SQLITE_CONSTRAINT &&
           error.get_error_message().find("UNIQUE constraint failed") != std::string::npos;
  }

  bool is_known_not_committed(const soci::soci_error& error) const override {
    int code = result_code(error);
    // On a full disk the log did not get its last page, which is what makes a change count.
    return code == SQLITE_BUSY || code == SQLITE_LOCKED || code == SQLITE_CONSTRAINT || code == SQLITE_FULL;
  }

  bool may_retry(const soci::soci_error&) const override { return false; }
  bool is_lost(const soci::soci_error&) const override { return false; }
  std::string transaction_mark(soci::session&) const override { return {}; }
  std::optional<bool> was_committed(soci::session&, const std::string&) const override { return std::nullopt; }

  Error to_error(const soci::soci_error& error) const override {
    auto failed = [&](ErrorCode code, std::string_view what) {
      return make_error(code, "{}: {}", what, error.get_error_message());
    };
    switch (result_code(error)) {
      case SQLITE_BUSY:
      case SQLITE_LOCKED: return failed(ErrorCode::unavailable, "the metastore's store is busy");
      case SQLITE_CONSTRAINT: return failed(ErrorCode::conflict, "the metastore's store refused a change");
      case SQLITE_FULL: return failed(ErrorCode::resource_exhausted, "the metastore's store is full");
      case SQLITE_READONLY:
      case SQLITE_PERM: return failed(ErrorCode::permission_denied, "the metastore's store cannot be written");
      default: return failed(ErrorCode::unavailable, "the metastore's store failed");
    }
  }
};

}  // namespace

std::unique_ptr<Dialect> make_sqlite_dialect() { return std::make_unique<SqliteDialect>(); }

}  // namespace skep::metastore::sql
