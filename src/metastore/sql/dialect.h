#pragma once

#include "base/error.h"

#include <soci/soci.h>

#include <memory>
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

  /// What follows a SELECT whose rows are about to be changed.
  virtual std::string_view locks_rows() const = 0;

  virtual std::string column_type(std::string_view type) const = 0;
  virtual std::string_view deferrable() const = 0;
  virtual std::string_view boolean(bool value) const = 0;
  virtual std::string boolean_as_integer(std::string_view expression) const = 0;

  /// A text as bigint where it is a whole number as Hive writes it ("-7", not "07"), else NULL. Never fails.
  virtual std::string whole_number(std::string_view text_expression) const = 0;

  virtual bool has_table(soci::session& session, const std::string& name) const = 0;
  virtual bool is_empty(soci::session& session) const = 0;

  virtual bool is_unique_violation(const soci::soci_error& error) const = 0;

  /// Says whether a COMMIT that failed so is known to have changed nothing.
  virtual bool is_known_not_committed(const soci::soci_error& error) const = 0;

  virtual Error to_error(const soci::soci_error& error) const = 0;
};

std::unique_ptr<Dialect> make_sqlite_dialect();

}  // namespace skep::metastore::sql
