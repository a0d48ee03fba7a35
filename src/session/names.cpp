#include "session/names.h"

#include "base/text.h"
#include "session/cached_tables.h"
#include "session/column_defaults.h"
#include "session/file_places.h"
#include "syntax/parser.h"

#include <algorithm>
#include <deque>

namespace skep::session {
namespace {

/// Why a table's rows can be neither read nor written yet; empty when they can.
std::string unsupported_reason(const metastore::Table& table, const warehouse::TableSchema& schema,
                               const std::string& time_zone) {
  using enum warehouse::FileFormat;
  for (auto& column : schema.columns) {
    auto value = schema.defaults.find(to_lower(column.name));
    if (value == schema.defaults.end() || value->second.exists.empty()) continue;
    auto missing = missing_value(value->second.exists, column, time_zone);
    if (!missing) return missing.error().message;
    if (schema.format == csv && !missing->is_null())
      return fmt::format("defaults of columns in CSV files are not there yet: {}", table.name.to_text());
  }
  if (schema.format == parquet || schema.format == csv) return {};
  return fmt::format("tables stored as {} are not there yet: {}", warehouse::to_string(schema.format),
                     table.name.to_text());
}

/// The formats whose files Spark takes in place of a table.
bool is_file_format(std::string_view name) {
  return name == "parquet" || name == "csv" || name == "orc" || name == "json" || name == "text" || name == "avro" ||
         name == "xml" || name == "binaryfile";
}

/// Walks from name to name: what a view's text or a function's body names is loaded in its turn.
class Loader {
 public:
  explicit Loader(const NameSource& source) : source_(source) {
    snapshot_.current_database = source.state.database;
    snapshot_.variables = source.state.variables;
  }

  Result<LoadedNames> load(const analyzer::NamesUsed& names) {
    add(names, {source_.state.database}, true);
    while (!pending_.empty()) {
      auto next = std::move(pending_.front());
      pending_.pop_front();
      auto loaded = next.is_function ? load_function(next) : load_table(next);
      if (!loaded) return loaded.error();
    }
    return std::move(loaded_);
  }

 private:
  struct Pending {
    syntax::Name name;
    catalog::NameScope scope;
    bool is_function = false;
    bool is_direct = false;  ///< it stands in the statement itself
  };

  void add(const analyzer::NamesUsed& names, const catalog::NameScope& scope, bool is_direct) {
    for (auto& name : names.tables) pending_.push_back({name, scope, false, is_direct});
    for (auto& name : names.functions) pending_.push_back({name, scope, true, is_direct});
  }

  Result<void> load_table(const Pending& pending) {
    auto& parts = pending.name.parts;
    if (parts.size() == 1 && add_temporary(to_lower(parts[0]), pending)) return note_use(pending);
    if (snapshot_.find_table(parts, pending.scope)) return note_use(pending);
    auto key = catalog::table_key(parts, pending.scope.current_database);
    if (key.empty() || snapshot_.missing.contains(key)) return {};
    auto dot = key.find('.');
    if (key.substr(0, dot) == catalog::kGlobalTemporaryDatabase) return add_global(key, key.substr(dot + 1), pending);
    if (auto allowed = source_.policy.check(source_.principal, access::Action::read, key); !allowed) return allowed;
    auto table = source_.warehouse.store().load_table({key.substr(0, dot), key.substr(dot + 1)});
    if (!table && table.error().code == ErrorCode::not_found) {
      if (parts.size() == 2 && is_file_format(to_lower(parts[0]))) return add_files(key, parts, pending);
      note_missing(key, pending);
      return {};
    }
    if (!table) return table.error();
    return table->kind == metastore::TableKind::view ? add_view(key, *std::move(table))
                                                     : add_table(key, *std::move(table));
  }

  Result<void> note_use(const Pending& pending) {
    if (!pending.is_direct) return {};
    auto number = snapshot_.find_table(pending.name.parts, pending.scope);
    auto& entry = snapshot_.tables[*number];
    bool is_global = entry.database == catalog::kGlobalTemporaryDatabase;
    if (entry.database.empty() || is_global) loaded_.temporary_views.insert(to_lower(entry.name));
    return {};
  }

  /// Spark says of a missing database, too, that the table is what was not found.
  void note_missing(const std::string& key, const Pending& pending) {
    auto error = Error::of_class(ErrorCode::not_found, "TABLE_OR_VIEW_NOT_FOUND",
                                 fmt::format("the table or view {} cannot be found", pending.name.to_text()));
    snapshot_.missing.emplace(key, pending.is_direct ? std::move(error).at(pending.name.position) : std::move(error));
  }

  bool add_temporary(const std::string& name, const Pending& pending) {
    bool in_sight = !pending.scope.temporary_views || pending.scope.temporary_views->contains(name);
    auto view = source_.state.temporary_views.find(name);
    if (!in_sight || view == source_.state.temporary_views.end()) return false;
    if (snapshot_.temporary_views.contains(name)) return true;
    snapshot_.temporary_views[name] = snapshot_.tables.size();
    add_temporary_entry(*view->second);
    return true;
  }

  Result<void> add_global(const std::string& key, const std::string& name, const Pending& pending) {
    auto view = source_.global_views.find(name);
    if (view == source_.global_views.end()) {
      note_missing(key, pending);
      return {};
    }
    snapshot_.table_numbers[key] = snapshot_.tables.size();
    add_temporary_entry(*view->second);
    return note_use(pending);
  }

  void add_temporary_entry(const TemporaryView& view) {
    auto entry = view.entry;
    if (take_cached(named_rows(view), entry.columns)) entry.view = nullptr;
    snapshot_.tables.push_back(entry);
    loaded_.tables.push_back(view.table.value_or(metastore::Table()));
    loaded_.schemas.push_back(view.schema);
    if (entry.view && entry.view->query) add(analyzer::names_used(*entry.view->query), kept(entry.view), false);
  }

  Result<void> add_view(const std::string& key, metastore::Table table) {
    auto entry = view_entry(table);
    if (!entry) return entry.error().during("reading the view {}", key);
    if (take_cached(named_rows(table, nullptr), entry->columns)) entry->view = nullptr;
    snapshot_.table_numbers[key] = snapshot_.tables.size();
    snapshot_.tables.push_back(*entry);
    loaded_.tables.push_back(std::move(table));
    loaded_.schemas.push_back({entry->columns, 0, warehouse::FileFormat::unknown, "", {}});
    if (entry->view && entry->view->query) add(analyzer::names_used(*entry->view->query), kept(entry->view), false);
    return {};
  }

  Result<void> add_table(const std::string& key, metastore::Table table) {
    auto schema = warehouse::table_schema(table);
    if (!schema) return schema.error().during("reading the columns of {}", key);
    snapshot_.table_numbers[key] = snapshot_.tables.size();
    auto zone = source_.state.settings.find("spark.sql.session.timeZone");
    snapshot_.tables.push_back(
        {table.name.database,
         table.name.table,
         schema->columns,
         schema->partition_count,
         nullptr,
         false,
         unsupported_reason(table, *schema, zone == source_.state.settings.end() ? "UTC" : zone->second),
         {}});
    for (auto& [column, value] : schema->defaults) {
      if (value.current.empty()) continue;
      auto expression = syntax::parse_expression(value.current);
      snapshot_.tables.back().defaults[column] = expression ? *std::move(expression) : nullptr;
    }
    if (snapshot_.tables.back().unsupported.empty()) {
      // Its index is that of the entry that is there already.
      auto number = snapshot_.tables.size() - 1;
      if (auto rows = cached_rows(named_rows(table, &*schema), schema->columns)) loaded_.cached[number] = rows;
    }
    loaded_.tables.push_back(std::move(table));
    loaded_.schemas.push_back(*std::move(schema));
    return {};
  }

  std::shared_ptr<const cache::CachedRows> cached_rows(const NamedRows& named, const types::Schema& columns) const {
    auto rows = source_.cached_rows ? source_.cached_rows(named) : nullptr;
    if (!rows) return nullptr;
    const auto& given = rows->scan.columns;
    bool is_same = std::equal(given.begin(), given.end(), columns.begin(), columns.end(),
                              [](const types::Field& a, const types::Field& b) { return a.type == b.type; });
    return is_same ? rows : nullptr;
  }

  /// Takes cached rows for the entry that comes next, if there are some.
  bool take_cached(const NamedRows& named, const types::Schema& columns) {
    auto rows = cached_rows(named, columns);
    if (rows) loaded_.cached[snapshot_.tables.size()] = rows;
    return rows != nullptr;
  }

  /// parquet.`path`: files as a table.
  Result<void> add_files(const std::string& key, const std::vector<std::string>& parts, const Pending& pending) {
    auto fail = [&](Error error) -> Result<void> {
      snapshot_.missing.emplace(key, pending.is_direct ? std::move(error).at(pending.name.position) : std::move(error));
      return {};
    };
    auto format = to_lower(parts[0]);
    if (format != "parquet" && format != "csv")
      return fail(make_error(ErrorCode::unsupported, "{} files in FROM are not there yet", format));
    if (parts[1].empty())
      return fail(Error::of_class(ErrorCode::invalid_argument, "INVALID_EMPTY_LOCATION", "the path is empty"));
    if (parts[1].find('/') == std::string::npos) {
      return fail(Error::of_class(ErrorCode::not_found, "PATH_NOT_FOUND",
                                  fmt::format("the path of files begins with /, unlike {}", parts[1])));
    }
    auto place = allowed_place(parts[1], source_.warehouse);
    if (!place) return fail(place.error());
    if (auto allowed = source_.policy.check(source_.principal, access::Action::read, *place); !allowed) return allowed;
    if (auto files = allowed_files(*place, source_.warehouse); !files) return fail(files.error());
    auto columns = columns_at(*place, format, {}, source_.warehouse);
    if (!columns) return fail(columns.error());
    metastore::Table table;
    table.name = {format, parts[1]};
    table.kind = metastore::TableKind::external;
    table.storage.location = *std::move(place);
    auto filled = warehouse::fill_table(table, *columns, 0, format, warehouse::FileFormat::unknown, {});
    if (!filled) return fail(filled.error());
    if (auto added = add_table(key, std::move(table)); !added) return added;
    snapshot_.tables.back().is_files = true;
    return {};
  }

  /// The scope of a view's text; the view must live as long.
  catalog::NameScope kept(std::shared_ptr<const catalog::ViewEntry> view) {
    views_.push_back(view);
    return catalog::NameScope::of(*view);
  }

  Result<void> load_function(const Pending& pending) {
    auto& parts = pending.name.parts;
    if (parts.size() == 1) {
      auto temporary = source_.state.temporary_functions.find(to_lower(parts[0]));
      if (temporary != source_.state.temporary_functions.end()) {
        if (pending.is_direct) loaded_.temporary_functions.insert(temporary->first);
        if (snapshot_.temporary_functions.emplace(*temporary).second) add_names_of(*temporary->second);
        return {};
      }
    }
    auto key = catalog::table_key(parts, pending.scope.current_database);
    if (key.empty() || snapshot_.functions.contains(key) || absent_functions_.contains(key)) return {};
    auto dot = key.find('.');
    auto stored = source_.warehouse.store().functions().load_function(key.substr(0, dot), key.substr(dot + 1));
    if (!stored && stored.error().code == ErrorCode::not_found) {
      absent_functions_.insert(key);
      return {};
    }
    if (!stored) return stored.error();
    if (auto allowed = source_.policy.check(source_.principal, access::Action::read, key); !allowed) return allowed;
    auto function = sql_function(*stored);
    if (!function) return function.error().during("reading the function {}", key);
    if (!*function) return {};
    snapshot_.functions[key] = *function;
    add_names_of(**function);
    return {};
  }

  void add_names_of(const catalog::SqlFunction& function) {
    auto scope = catalog::NameScope::of(function);
    if (function.body) add(analyzer::names_used(*function.body), scope, false);
    if (function.query) add(analyzer::names_used(*function.query), scope, false);
    for (auto& value : function.defaults)
      if (value) add(analyzer::names_used(*value), scope, false);
  }

  const NameSource& source_;
  LoadedNames loaded_;
  catalog::Snapshot& snapshot_ = loaded_.snapshot;
  std::deque<Pending> pending_;
  std::vector<std::shared_ptr<const catalog::ViewEntry>> views_;
  std::set<std::string> absent_functions_;
};

}  // namespace

Result<LoadedNames> load_names(const analyzer::NamesUsed& names, const NameSource& source) {
  return Loader(source).load(names);
}

}  // namespace skep::session
