#include "metastore/sql/dialect.h"

#include "base/text.h"

#include <fmt/format.h>
#include <soci/postgresql/soci-postgresql.h>

namespace skep::metastore::sql {
namespace {

/// Any number will do that no other program locks; these are the letters "skep".
constexpr int64_t kSchemaLock = 0x736b6570;

std::string sql_state(const soci::soci_error& error) {
  const auto* failure = dynamic_cast<const soci::postgresql_soci_error*>(&error);
  return failure == nullptr ? std::string() : failure->sqlstate();
}

bool is_lost_state(std::string_view state) {
  // What libpq reports by itself has no SQLSTATE: the server is not there to give one.
  bool has_none = state.find_first_not_of(std::string_view(" \0", 2)) == std::string_view::npos;
  return has_none || state.starts_with("08") || state.starts_with("57P");
}

class PostgresqlDialect final : public Dialect {
 public:
  /// `address` is libpq's: "host='...' port='...' dbname='...'".
  void connect(soci::session& session, const std::string& address) const override {
    open(session, address);
    session << "SET client_min_messages = warning";
    session << "SET idle_in_transaction_session_timeout = '10min'";
    // Cursors are read to their end, and no query here is worth compiling.
    session << "SET cursor_tuple_fraction = 1";
    session << "SET jit = off";
  }

  /// SOCI tells a failed connection by its text alone. Where no server answered, or one that starts or stops, it is as
  /// lost as one that breaks later; a server that answers and refuses says "FATAL", and why.
  static void open(soci::session& session, const std::string& address) {
    try {
      session.open(soci::postgresql, address);
    } catch (const soci::soci_error& failure) {
      std::string text = failure.get_error_message();
      bool refused = text.find("FATAL:") != std::string::npos;
      bool may_pass = text.find("the database system is ") != std::string::npos;
      if (refused && !may_pass) throw;
      throw soci::postgresql_soci_error(text, "08001");
    }
  }

  void prepare_store(soci::session&) const override {}

  std::string_view begin_reading() const override { return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"; }

  // Rows are locked before they are looked at, and each statement then sees what was committed last.
  std::string_view begin_writing() const override { return "BEGIN ISOLATION LEVEL READ COMMITTED"; }

  std::string locks_rows(std::string_view alias) const override {
    return alias.empty() ? " FOR UPDATE" : fmt::format(" FOR UPDATE OF {}", alias);
  }
  std::string keeps_rows() const override { return " FOR SHARE"; }

  void lock_schema(soci::session& session) const override {
    session << "SELECT 1 FROM (SELECT pg_advisory_xact_lock(:key)) AS locked", soci::use(kSchemaLock);
  }

  bool takes_ids_apart() const override { return true; }

  void relax(soci::session& session) const override {
    // A row that uses an id is committed later in the same log, so that ids that are lost in a crash were not used.
    session << "SET synchronous_commit = off";
  }

  void rest(soci::statement&) const override {}

  bool orders_by_bytes(soci::session& session) const override {
    std::string collation;
    session << "SELECT datcollate FROM pg_database WHERE datname = current_database()", soci::into(collation);
    return collation == "C" || collation == "POSIX" || collation == "C.UTF-8" || collation == "C.utf8";
  }

  bool needs_cursors() const override { return true; }
  std::string transaction_name(std::string_view name) const override { return to_lower(name); }

  std::string column_type(std::string_view type) const override {
    return std::string(type == "counter" ? "serial" : type);
  }
  std::string_view hash_index() const override { return "USING hash "; }
  std::string_view deferrable() const override { return " DEFERRABLE"; }
  std::string_view boolean(bool value) const override { return value ? "true" : "false"; }
  std::string boolean_as_integer(std::string_view expression) const override {
    return fmt::format("CASE WHEN {} THEN 1 ELSE 0 END", expression);
  }

  // Trimming costs a fraction of a regular expression, and each partition pays; only long texts need the latter.
  std::string whole_number(std::string_view text) const override {
    return fmt::format(
        "CASE WHEN octet_length({0}) < 19 THEN CASE WHEN {0} = '0' OR (rtrim({0}, '0123456789') IN ('', '-') "
        "AND left(ltrim({0}, '-'), 1) BETWEEN '1' AND '9') THEN CAST({0} AS bigint) END "
        "WHEN {0} ~ '^-?[1-9][0-9]{{17,18}}$' THEN CASE WHEN CAST({0} AS numeric) BETWEEN "
        "-9223372036854775808 AND 9223372036854775807 THEN CAST({0} AS bigint) END END",
        text);
  }

  // An array and not a subquery in IN, so that the planner looks each value up by the index; one that it cannot look into, since
  // it would read whole tables for a long list while it has no statistics. The list's brackets become those of an array's text.
  std::string is_one_of_ids(std::string_view expression, std::string_view parameter) const override {
    return fmt::format("{} = ANY (ARRAY(SELECT unnest(CAST(translate({}, '[]', '{{}}') AS bigint[]))))", expression,
                       parameter);
  }
  std::string is_one_of_texts(std::string_view expression, std::string_view parameter) const override {
    return fmt::format("{} = ANY (ARRAY(SELECT value FROM json_array_elements_text(CAST({} AS json))))", expression,
                       parameter);
  }

  std::string by_bytes(std::string_view text) const override { return fmt::format("{} COLLATE \"C\"", text); }

  std::string like(std::string_view text, std::string_view parameter) const override {
    return fmt::format("{} LIKE {} ESCAPE '!'", text, parameter);
  }
  std::string like_any() const override { return "%"; }
  std::string like_one() const override { return "_"; }
  std::string like_literal(char character) const override {
    bool is_special = character == '%' || character == '_' || character == '!';
    return is_special ? fmt::format("!{}", character) : std::string(1, character);
  }

  bool has_table(soci::session& session, const std::string& name) const override {
    int count = 0;
    session << "SELECT COUNT(*) FROM information_schema.tables "
               "WHERE table_schema = current_schema() AND table_name = :name",
        soci::use(name), soci::into(count);
    return count > 0;
  }

  bool is_empty(soci::session& session) const override {
    int count = 0;
    session << "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema()",
        soci::into(count);
    return count == 0;
  }

  bool is_unique_violation(const soci::soci_error& error) const override { return sql_state(error) == "23505"; }

  bool is_known_not_committed(const soci::soci_error& error) const override {
    // The server answered, so it rolled back; all but "statement completion unknown" and a connection that broke.
    return !is_lost_state(sql_state(error)) && sql_state(error) != "40003";
  }

  bool may_retry(const soci::soci_error& error) const override {
    std::string state = sql_state(error);
    return is_lost(error) || state == "40001" || state == "40P01";
  }

  bool is_lost(const soci::soci_error& error) const override {
    bool is_ours = dynamic_cast<const soci::postgresql_soci_error*>(&error) != nullptr;
    return is_ours && is_lost_state(sql_state(error));
  }

  std::string transaction_mark(soci::session& session) const override {
    std::string mark;
    soci::indicator is_there = soci::i_ok;
    session << "SELECT CAST(pg_current_xact_id_if_assigned() AS text)", soci::into(mark, is_there);
    return is_there == soci::i_ok ? mark : std::string();
  }

  std::optional<bool> was_committed(soci::session& session, const std::string& mark) const override {
    std::string status;
    soci::indicator is_there = soci::i_ok;
    session << "SELECT pg_xact_status(CAST(CAST(:mark AS text) AS xid8))", soci::into(status, is_there),
        soci::use(mark);
    if (is_there != soci::i_ok || status == "in progress") return std::nullopt;
    return status == "committed";
  }

  Error to_error(const soci::soci_error& error) const override {
    std::string state = sql_state(error);
    auto failed = [&](ErrorCode code, std::string_view what) {
      return make_error(code, "{}: {}", what, error.get_error_message());
    };
    if (is_lost(error)) return failed(ErrorCode::unavailable, "the metastore's store does not answer");
    if (state.starts_with("22")) return failed(ErrorCode::invalid_argument, "the metastore's store refused a value");
    if (state.starts_with("23")) return failed(ErrorCode::conflict, "the metastore's store refused a change");
    if (state.starts_with("40"))
      return failed(ErrorCode::conflict, "another change came first in the metastore's store");
    if (state.starts_with("53")) return failed(ErrorCode::resource_exhausted, "the metastore's store is full");
    if (state == "42501" || state.starts_with("28") || state == "25006") {
      return failed(ErrorCode::permission_denied, "the metastore's store refused access");
    }
    return failed(ErrorCode::unavailable, "the metastore's store failed");
  }
};

}  // namespace

std::unique_ptr<Dialect> make_postgresql_dialect() { return std::make_unique<PostgresqlDialect>(); }

}  // namespace skep::metastore::sql
