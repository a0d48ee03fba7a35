#pragma once

#include "metastore/sql/dialect.h"

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace skep::metastore::sql {

/// A kind of rows whose ids come from SEQUENCE_TABLE: Hive's class, and where the ids stand.
struct Sequence {
  std::string_view hive_class;
  std::string_view table;
  std::string_view id_column;

  /// What SEQUENCE_TABLE calls it.
  std::string name() const;
};

/// Takes ids from SEQUENCE_TABLE in blocks, on a connection of its own, as Hive's metastore does. So no writer waits for
/// another one's transaction; ids of a block that is not used up are gaps. Any thread may call it.
class IdBlocks {
 public:
  /// `dialect` is borrowed.
  IdBlocks(const Dialect& dialect, std::string address) : dialect_(dialect), address_(std::move(address)) {}

  /// Gives the first of `count` ids that follow each other and are nobody else's. Throws soci_error.
  int64_t take(const Sequence& sequence, int64_t count);

 private:
  struct Block {
    int64_t next = 0;
    int64_t end = 0;
  };
  int64_t take_from_store(const Sequence& sequence, int64_t count);
  int64_t advance(const Sequence& sequence, int64_t count);

  const Dialect& dialect_;
  std::string address_;
  std::mutex mutex_;
  std::unique_ptr<soci::session> session_;
  std::map<std::string_view, Block> blocks_;
};

}  // namespace skep::metastore::sql
