#include "metastore/sql/prepared_statements.h"

namespace skep::metastore::sql {
namespace {

/// Filters are of many shapes: when there are so many, all go, since they cost the store memory.
constexpr size_t kIdleMax = 200;

}  // namespace

std::unique_ptr<soci::statement> PreparedStatements::take(const std::string& text) {
  auto found = idle_.find(text);
  if (found != idle_.end()) {
    auto statement = std::move(found->second);
    idle_.erase(found);
    return statement;
  }
  auto statement = std::make_unique<soci::statement>(session_);
  statement->alloc();
  statement->prepare(text, soci::details::st_repeatable_query);
  return statement;
}

void PreparedStatements::give_back(const std::string& text, std::unique_ptr<soci::statement> statement) {
  statement->bind_clean_up();
  dialect_.rest(*statement);
  if (idle_.size() >= kIdleMax) idle_.clear();
  idle_.insert_or_assign(text, std::move(statement));
}

}  // namespace skep::metastore::sql
