#include "session/caching.h"

#include "base/text.h"
#include "functions/catalog.h"
#include "session/cached_tables.h"
#include "session/kept_answers.h"
#include "session/temporary_views.h"

#include <algorithm>
#include <array>
#include <optional>

namespace skep::session {
namespace {

constexpr std::string_view kDefaultLevel = "MEMORY_AND_DISK";

/// Spark's name of the level, in upper case. Whatever it is, rows are in files of ours, which the system keeps in memory
/// as it does others.
Result<std::string> storage_level(const syntax::Properties& options) {
  static constexpr std::array kLevels = std::to_array<std::string_view>(
      {"NONE", "DISK_ONLY", "DISK_ONLY_2", "DISK_ONLY_3", "MEMORY_ONLY", "MEMORY_ONLY_2", "MEMORY_ONLY_SER",
       "MEMORY_ONLY_SER_2", "MEMORY_AND_DISK", "MEMORY_AND_DISK_2", "MEMORY_AND_DISK_SER", "MEMORY_AND_DISK_SER_2",
       "OFF_HEAP"});
  std::string level(kDefaultLevel);
  for (auto& [key, value] : options) {
    if (!equals_ignoring_case(key, "storageLevel")) continue;
    bool is_known = std::any_of(kLevels.begin(), kLevels.end(),
                                [&](std::string_view one) { return equals_ignoring_case(one, value); });
    if (!is_known) return make_error(ErrorCode::invalid_argument, "there is no storage level {}", value);
    level = to_upper(value);
  }
  return level;
}

/// Rows that differ each time would have to stay as they were.
Result<void> check_query(const plan::Plan& plan) {
  if (can_keep(plan)) return check_can_cache(plan.output);
  return make_error(ErrorCode::unsupported, "CACHE TABLE of rows that differ from time to time is not there yet");
}

/// What a name is cached under. `schema` is filled for a table, and must live as long.
Result<NamedRows> rows_of(const NamedTable& named, std::optional<warehouse::TableSchema>& schema) {
  if (named.temporary) return named_rows(*named.temporary);
  if (named.is_view()) return named_rows(named.table, nullptr);
  auto read = warehouse::table_schema(named.table);
  if (!read) return read.error();
  schema = *std::move(read);
  return named_rows(named.table, &*schema);
}

/// Names it in the cache, and makes its rows unless it is lazy.
Result<Rows> keep(const NamedTable& named, const syntax::CacheTable& cache, const std::string& level,
                  CommandContext& context) {
  // NONE keeps nothing, in Spark too.
  if (!context.cache || level == "NONE") return no_rows();
  std::optional<warehouse::TableSchema> schema;
  auto rows = rows_of(named, schema);
  if (!rows) return rows.error();
  std::weak_ptr<const void> owner = named.temporary;
  context.cache->add(rows->key, {rows->name, level, rows->identity, std::move(owner), named.temporary != nullptr});
  if (cache.lazy) return no_rows();
  if (auto made = context.cache_rows(*rows); !made) return made.error();
  return no_rows();
}

/// CACHE TABLE name AS query makes a temporary view.
Result<Rows> cache_query(const syntax::CacheTable& cache, const std::string& level, CommandContext& context) {
  if (cache.table.parts.size() > 1) {
    return Error(ErrorCode::invalid_argument, "what CACHE TABLE makes of a query has a name of one part")
        .at(cache.table.position);
  }
  if (auto same = check_query(*context.query); !same) return same.error();
  syntax::CreateView view;
  view.name = cache.table;
  view.kind = syntax::ViewKind::temporary;
  view.query_text = cache.query_text;
  if (auto made = create_temporary_view(view, context); !made) return made;
  auto kept = keep({find_temporary_view(cache.table, context), {}}, cache, level, context);
  // As in Spark, a query that fails leaves no view.
  if (!kept) drop_temporary_view(cache.table, context);
  return kept;
}

}  // namespace

Result<Rows> run(const syntax::CacheTable& cache, CommandContext& context) {
  auto level = storage_level(cache.options);
  if (!level) return level.error();
  if (cache.query) return cache_query(cache, *level, context);
  auto named = find_named(cache.table, context);
  if (!named) return named.error();
  std::vector<std::string> parts;
  for (auto& part : cache.table.parts) parts.push_back(quoted_where_needed(part));
  auto rows = context.analyze_query("SELECT * FROM " + join(parts, "."));
  if (!rows) return rows.error();
  if (auto same = check_query(**rows); !same) return same.error();
  return keep(*named, cache, *level, context);
}

Result<Rows> run(const syntax::UncacheTable& uncache, CommandContext& context) {
  auto named = find_named(uncache.table, context);
  bool is_missing = !named && named.error().code == ErrorCode::not_found;
  if (!named && !(is_missing && uncache.if_exists)) return named.error();
  if (named && context.cache) {
    // One that is not cached is no error, as in Spark.
    context.cache->remove(named->temporary ? named_rows(*named->temporary).key : named->table.name.to_text());
  }
  return no_rows();
}

Result<Rows> run(const syntax::ClearCache&, CommandContext& context) {
  if (context.cache) context.cache->clear();
  return no_rows();
}

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
