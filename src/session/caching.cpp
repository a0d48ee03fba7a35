#include "session/caching.h"

#include "base/text.h"
#include "functions/catalog.h"
#include "session/kept_answers.h"
#include "session/temporary_views.h"

#include <algorithm>
#include <array>

namespace skep::session {
namespace {

// No rows are kept yet, so there is nothing to forget: what is read is always what is there. These look up what they
// name, as Spark does, and are right without doing more.

Result<void> check_storage_level(const syntax::Properties& options) {
  static constexpr std::array kLevels = std::to_array<std::string_view>(
      {"NONE", "DISK_ONLY", "DISK_ONLY_2", "DISK_ONLY_3", "MEMORY_ONLY", "MEMORY_ONLY_2", "MEMORY_ONLY_SER",
       "MEMORY_ONLY_SER_2", "MEMORY_AND_DISK", "MEMORY_AND_DISK_2", "MEMORY_AND_DISK_SER", "MEMORY_AND_DISK_SER_2",
       "OFF_HEAP"});
  for (auto& [key, value] : options) {
    bool is_known = std::any_of(kLevels.begin(), kLevels.end(),
                                [&](std::string_view level) { return equals_ignoring_case(level, value); });
    if (equals_ignoring_case(key, "storageLevel") && !is_known)
      return make_error(ErrorCode::invalid_argument, "there is no storage level {}", value);
  }
  return {};
}

/// Rows that differ each time would have to stay as they were.
Result<void> check_same_each_time(const plan::Plan& plan) {
  if (can_keep(plan)) return {};
  return make_error(ErrorCode::unsupported, "CACHE TABLE of rows that differ from time to time is not there yet");
}

/// CACHE TABLE name AS query makes a temporary view.
Result<Rows> cache_query(const syntax::CacheTable& cache, CommandContext& context) {
  if (cache.table.parts.size() > 1) {
    return Error(ErrorCode::invalid_argument, "what CACHE TABLE makes of a query has a name of one part")
        .at(cache.table.position);
  }
  if (auto same = check_same_each_time(*context.query); !same) return same.error();
  syntax::CreateView view;
  view.name = cache.table;
  view.kind = syntax::ViewKind::temporary;
  view.query_text = cache.query_text;
  return create_temporary_view(view, context);
}

}  // namespace

Result<Rows> run(const syntax::CacheTable& cache, CommandContext& context) {
  if (auto known = check_storage_level(cache.options); !known) return known.error();
  if (cache.query) return cache_query(cache, context);
  auto named = find_named(cache.table, context);
  if (!named) return named.error();
  if (!named->is_view()) return no_rows();
  std::vector<std::string> parts;
  for (auto& part : cache.table.parts) parts.push_back(quoted_where_needed(part));
  auto rows = context.analyze_query("SELECT * FROM " + join(parts, "."));
  if (!rows) return rows.error();
  if (auto same = check_same_each_time(**rows); !same) return same.error();
  return no_rows();
}

Result<Rows> run(const syntax::UncacheTable& uncache, CommandContext& context) {
  auto named = find_named(uncache.table, context);
  bool is_missing = !named && named.error().code == ErrorCode::not_found;
  if (!named && !(is_missing && uncache.if_exists)) return named.error();
  return no_rows();
}

Result<Rows> run(const syntax::ClearCache&, CommandContext&) { return no_rows(); }

Result<Rows> run(const syntax::RefreshTable& refresh, CommandContext& context) {
  auto named = find_named(refresh.table, context);
  if (!named) return named.error();
  return no_rows();
}

Result<Rows> run(const syntax::RefreshPath&, CommandContext&) { return no_rows(); }

Result<Rows> run(const syntax::RefreshFunction& refresh, CommandContext& context) {
  auto& name = refresh.function;
  if (name.parts.size() == 1 && functions::find_function(to_lower(name.parts[0])))
    return make_error(ErrorCode::invalid_argument, "REFRESH FUNCTION is for functions of a database: {}",
                      name.to_text());
  auto full = table_name(name, context);
  if (!full) return full.error();
  auto known = context.warehouse.store().functions().load_function(full->database, full->table);
  if (!known && known.error().code == ErrorCode::not_found) {
    return Error::of_class(ErrorCode::not_found, "UNRESOLVED_ROUTINE",
                           fmt::format("there is no function {}", name.to_text()))
        .at(name.position);
  }
  if (!known) return known.error();
  return no_rows();
}

}  // namespace skep::session
