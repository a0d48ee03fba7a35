#include "metastore/sql/id_blocks.h"

#include <fmt/format.h>

#include <algorithm>

namespace skep::metastore::sql {
namespace {

/// Enough for a change to ask seldom, few enough that a restart leaves small gaps.
constexpr int64_t kBlock = 50;

}  // namespace

std::string Sequence::name() const { return fmt::format("org.apache.hadoop.hive.metastore.model.{}", hive_class); }

int64_t IdBlocks::take(const Sequence& sequence, int64_t count) {
  std::lock_guard lock(mutex_);
  auto& block = blocks_[sequence.hive_class];
  if (block.end - block.next < count) {
    int64_t size = std::max(count, kBlock);
    block.next = take_from_store(sequence, size);
    block.end = block.next + size;
  }
  int64_t first = block.next;
  block.next += count;
  return first;
}

/// Tries once more on a new connection: a block that an unheard answer named is a gap.
int64_t IdBlocks::take_from_store(const Sequence& sequence, int64_t count) {
  if (session_) {
    try {
      return advance(sequence, count);
    } catch (const soci::soci_error& failure) {
      session_.reset();
      if (!dialect_.is_lost(failure)) throw;
    }
  }
  auto session = std::make_unique<soci::session>();
  dialect_.connect(*session, address_);
  dialect_.relax(*session);
  session_ = std::move(session);
  return advance(sequence, count);
}

int64_t IdBlocks::advance(const Sequence& sequence, int64_t count) {
  constexpr std::string_view kAdvance =
      "UPDATE \"SEQUENCE_TABLE\" SET \"NEXT_VAL\" = \"NEXT_VAL\" + :count WHERE \"SEQUENCE_NAME\" = :name "
      "RETURNING \"NEXT_VAL\"";
  std::string name = sequence.name();
  int64_t next = 0;
  *session_ << kAdvance, soci::into(next), soci::use(count), soci::use(name);
  if (!session_->got_data()) {
    *session_ << fmt::format(
        "INSERT INTO \"SEQUENCE_TABLE\" (\"SEQUENCE_NAME\", \"NEXT_VAL\") "
        "SELECT CAST(:name AS varchar), COALESCE(MAX(\"{}\"), 0) + 1 FROM \"{}\" ON CONFLICT DO NOTHING",
        sequence.id_column, sequence.table),
        soci::use(name);
    *session_ << kAdvance, soci::into(next), soci::use(count), soci::use(name);
  }
  return next - count;
}

}  // namespace skep::metastore::sql
