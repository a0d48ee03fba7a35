#pragma once

#include "base/error.h"

#include <soci/soci.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace skep::metastore::sql {

/// Holds all in which one relational store differs from another; the statements themselves are shared. Names in them
/// are quoted with '"' and parameters are ":name". Immutable, so any thread may use it.
class Dialect {
 public:
  virtual ~Dialect() = default;

  /// Connects a session and sets what every transaction relies on. Throws what SOCI throws.
  virtual void connect(soci::session& session, const std::string& address) const = 0;

  /// Makes a connected session ready for writes: settings that leave a mark on the store, so not before its schema
  /// has been looked at.
  virtual void prepare_store(soci::session& session) const = 0;

  /// A reader sees one moment of the store until it ends; a writer waits for those before it, then owns the store or
  /// the rows it touches.
  virtual std::string_view begin_reading() const = 0;
  virtual std::string_view begin_writing() const = 0;

  /// What follows a SELECT whose rows are about to be changed, or must not go away until the transaction ends; `alias`
  /// is the one table of a join whose rows are meant.
  virtual std::string locks_rows(std::string_view alias = "") const = 0;
  virtual std::string keeps_rows() const = 0;

  /// Lets one server at a time look at the schema and create it; until the transaction ends.
  virtual void lock_schema(soci::session& session) const = 0;

  /// Says whether ids are taken in a transaction of their own, so that no writer waits for another one's end. Not where
  /// a writer owns the whole store.
  virtual bool takes_ids_apart() const = 0;

  /// Makes a connection fit for short changes that need not survive a crash by themselves, such as taken ids.
  virtual void relax(soci::session& session) const = 0;

  /// Puts a statement that stays prepared at rest: it holds no lock, whether or not all its rows were read.
  virtual void rest(soci::statement& statement) const = 0;

  /// Says whether the store orders texts by their bytes.
  virtual bool orders_by_bytes(soci::session& session) const = 0;

  /// Says whether a query's rows are all sent at once, so that a long one is read through a cursor.
  virtual bool needs_cursors() const = 0;

  /// The name of one of Hive's transaction tables, or of a column of one.
  virtual std::string transaction_name(std::string_view name) const = 0;

  /// A type of the schema's list as the store names it; "counter" is an integer that counts up by itself.
  virtual std::string column_type(std::string_view type) const = 0;
  virtual std::string_view hash_index() const = 0;
  virtual std::string_view deferrable() const = 0;
  virtual std::string_view boolean(bool value) const = 0;
  virtual std::string boolean_as_integer(std::string_view expression) const = 0;

  /// A text as bigint where it is a whole number as Hive writes it ("-7", not "07"), else NULL. Never fails.
  virtual std::string whole_number(std::string_view text_expression) const = 0;

  /// A condition that an expression is one of the values of a JSON array of whole numbers, or of texts: one parameter,
  /// however many values.
  virtual std::string is_one_of_ids(std::string_view expression, std::string_view parameter) const = 0;
  virtual std::string is_one_of_texts(std::string_view expression, std::string_view parameter) const = 0;

  /// A text expression that is compared and ordered by its bytes.
  virtual std::string by_bytes(std::string_view text_expression) const = 0;

  /// A condition that an expression is like a pattern, and the pattern's text in the store's own language.
  virtual std::string like(std::string_view text_expression, std::string_view parameter) const = 0;
  virtual std::string like_any() const = 0;  ///< any text
  virtual std::string like_one() const = 0;  ///< any one character
  virtual std::string like_literal(char character) const = 0;

  virtual bool has_table(soci::session& session, const std::string& name) const = 0;
  virtual bool is_empty(soci::session& session) const = 0;

  virtual bool is_unique_violation(const soci::soci_error& error) const = 0;

  /// Says whether a COMMIT that failed so is known to have changed nothing.
  virtual bool is_known_not_committed(const soci::soci_error& error) const = 0;

  /// Says whether a failed transaction may be tried again as it was: the store chose it as the victim of a deadlock, or
  /// the connection was lost before a COMMIT was sent.
  virtual bool may_retry(const soci::soci_error& error) const = 0;
  virtual bool is_lost(const soci::soci_error& error) const = 0;

  /// Names the transaction under way, so that another connection can ask what became of it; empty where nobody can be
  /// asked.
  virtual std::string transaction_mark(soci::session& session) const = 0;

  /// Says whether the transaction of this mark was committed; nothing while that is open or not known any more.
  virtual std::optional<bool> was_committed(soci::session& session, const std::string& mark) const = 0;

  virtual Error to_error(const soci::soci_error& error) const = 0;
};

std::unique_ptr<Dialect> make_sqlite_dialect();
std::unique_ptr<Dialect> make_postgresql_dialect();

}  // namespace skep::metastore::sql
