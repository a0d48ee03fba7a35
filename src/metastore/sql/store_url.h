#pragma once

#include "base/result.h"
#include "metastore/sql/dialect.h"
#include "metastore/sql/sql_metastore.h"

#include <string>

namespace skep::metastore::sql {

enum class StoreKind { sqlite, postgresql };

/// A store's URL taken apart: what its dialect connects with.
struct StoreUrl {
  StoreKind kind = StoreKind::sqlite;
  std::string address;  ///< SQLite: a path. PostgreSQL: libpq's words, with the password: never to be shown

  /// The URL without what is secret in it, for messages.
  std::string shown;
};

/// Understands `sqlite:/path`, `postgresql://user:password@host:port/database?option=value`, and both with Java's
/// `jdbc:` before them, where the options `user` and `password` may stand. Fails with unsupported for another store,
/// with invalid_argument for a URL that is none.
Result<StoreUrl> parse_store_url(const StoreAddress& address);

std::unique_ptr<Dialect> make_dialect(StoreKind kind);

}  // namespace skep::metastore::sql
