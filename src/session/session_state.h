#pragma once

#include "catalog/snapshot.h"
#include "metastore/records.h"
#include "warehouse/table_schema.h"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace skep::session {

/// A view that is not in the metastore. Never changes once it is made.
struct TemporaryView {
  catalog::TableEntry entry;
  std::string text;  ///< its query as written; empty for USING
  std::string comment;
  metastore::Parameters properties;
  std::optional<metastore::Table> table;  ///< USING: the files that it reads, as a table without a name
  warehouse::TableSchema schema;          ///< of that table
};

using TemporaryViews = std::map<std::string, std::shared_ptr<const TemporaryView>>;  ///< by name in lower case

/// What one caller's statements share. A statement reads it when it starts.
struct SessionState {
  std::string database = "default";
  std::map<std::string, std::string> settings;  ///< what SET has set
  TemporaryViews temporary_views;
  std::map<std::string, std::shared_ptr<const catalog::Variable>> variables;               ///< by name in lower case
  std::map<std::string, std::shared_ptr<const catalog::SqlFunction>> temporary_functions;  ///< the same
};

/// Puts into `state` what a statement has changed between the two states; what others changed meanwhile stays.
void apply_changes(SessionState& state, const SessionState& before, const SessionState& after);

/// The views of `global_temp`, which all sessions see until the server ends. Any thread may call it.
class GlobalTemporaryViews {
 public:
  TemporaryViews all() const {
    std::lock_guard guard(mutex_);
    return views_;
  }

  bool any() const {
    std::lock_guard guard(mutex_);
    return !views_.empty();
  }

  /// Puts a view; with `replaces` over one that is there. Says whether it did.
  bool put(const std::string& name, std::shared_ptr<const TemporaryView> view, bool replaces) {
    std::lock_guard guard(mutex_);
    if (!replaces && views_.contains(name)) return false;
    views_[name] = std::move(view);
    return true;
  }

  bool remove(const std::string& name) {
    std::lock_guard guard(mutex_);
    return views_.erase(name) > 0;
  }

 private:
  mutable std::mutex mutex_;
  TemporaryViews views_;
};

}  // namespace skep::session
