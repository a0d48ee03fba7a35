#include "base/text.h"
#include "metastore/rules.h"
#include "session/commands.h"
#include "session/rows.h"

namespace skep::session {
namespace {

types::Field text_column(std::string name, bool nullable = false) {
  return {std::move(name), types::kString, nullable, {}};
}

/// Loads a database for a change, after asking the policy.
Result<metastore::Database> load_for_change(const syntax::Name& name, CommandContext& context) {
  auto database = database_name(name);
  if (!database) return database.error();
  if (auto allowed = context.policy.check(context.request.principal, access::Action::write, *database); !allowed)
    return allowed.error();
  return context.warehouse.store().load_database(*database);
}

Result<Rows> store(const metastore::Database& changed, CommandContext& context) {
  auto altered = context.warehouse.store().alter_database(changed.name, changed);
  if (!altered) return altered.error();
  return no_rows();
}

/// Properties that are parts of the database itself.
Result<void> check_property(const std::string& key) {
  if (key != "location" && key != "owner") return {};
  return Error::of_class(ErrorCode::invalid_argument, "UNSUPPORTED_FEATURE.SET_NAMESPACE_PROPERTY",
                         fmt::format("{} is no property of a database: it has a clause of its own", key));
}

bool is_global_temporary(std::string_view name) { return name == catalog::kGlobalTemporaryDatabase; }

}  // namespace

Result<Rows> run(const syntax::CreateDatabase& create, CommandContext& context) {
  auto name = database_name(create.name);
  if (!name) return name.error();
  if (auto allowed = context.policy.check(context.request.principal, access::Action::create, *name); !allowed)
    return allowed.error();
  if (!is_plain_name(*name)) {
    return Error::of_class(ErrorCode::invalid_argument, "INVALID_SCHEMA_OR_RELATION_NAME",
                           fmt::format("a database's name has letters, digits and underscores only: {}", *name));
  }
  if (is_global_temporary(*name)) {
    return make_error(ErrorCode::invalid_argument, "{} is kept for global temporary views", *name);
  }
  metastore::Database draft;
  draft.name = *name;
  draft.description = create.comment;
  draft.location = create.location;
  draft.owner = context.request.principal.name;
  draft.owner_type = "USER";
  draft.parameters.insert(create.properties.begin(), create.properties.end());
  auto created = context.warehouse.create_database(std::move(draft), create.if_not_exists);
  if (!created) return created.error();
  return no_rows();
}

Result<Rows> run(const syntax::DropDatabase& drop, CommandContext& context) {
  auto name = database_name(drop.name);
  if (!name) return name.error();
  if (auto allowed = context.policy.check(context.request.principal, access::Action::drop, *name); !allowed)
    return allowed.error();
  if (*name == "default") {
    return Error::of_class(ErrorCode::invalid_argument, "UNSUPPORTED_FEATURE.DROP_DATABASE",
                           "the default database cannot be dropped");
  }
  auto dropped = context.warehouse.drop_database(*name, drop.if_exists, drop.cascade);
  if (!dropped) return dropped.error();
  return no_rows();
}

Result<Rows> run(const syntax::SetDatabaseProperties& set, CommandContext& context) {
  auto database = load_for_change(set.database, context);
  if (!database) return database.error();
  for (auto& [key, value] : set.properties) {
    if (auto allowed = check_property(key); !allowed) return allowed.error();
    if (key == "comment") {
      database->description = value;
    } else {
      database->parameters[key] = value;
    }
  }
  return store(*database, context);
}

Result<Rows> run(const syntax::UnsetDatabaseProperties& unset, CommandContext& context) {
  auto database = load_for_change(unset.database, context);
  if (!database) return database.error();
  for (auto& key : unset.keys) database->parameters.erase(key);
  return store(*database, context);
}

Result<Rows> run(const syntax::SetDatabaseLocation& set, CommandContext& context) {
  if (set.location.empty()) {
    return Error::of_class(ErrorCode::invalid_argument, "INVALID_EMPTY_LOCATION", "a location must not be empty");
  }
  auto database = load_for_change(set.database, context);
  if (!database) return database.error();
  return make_error(ErrorCode::unsupported, "a database cannot move in a metastore of Hive 2.3: {}", database->name);
}

Result<Rows> run(const syntax::CommentOn& comment, CommandContext& context) {
  if (comment.is_database) {
    auto database = load_for_change(comment.name, context);
    if (!database) return database.error();
    database->description = comment.comment;
    return store(*database, context);
  }
  auto table = load_only_table(comment.name, context);
  if (!table) return table.error();
  metastore::TableChange change{*table, false, {}, {}, {}};
  change.changed.parameters["comment"] = comment.comment;
  auto altered = context.warehouse.alter_table(table->name, std::move(change));
  if (!altered) return altered.error();
  return no_rows();
}

Result<Rows> run(const syntax::ShowDatabases& show, CommandContext& context) {
  bool is_other = show.catalog && !equals_ignoring_case(show.catalog->parts[0], "spark_catalog");
  if (is_other) return make_rows({text_column("namespace")}, {});
  auto names = context.warehouse.store().list_databases(show.pattern);
  if (!names) return names.error();
  std::vector<std::vector<Cell>> rows;
  for (auto& name : *names) rows.push_back({name});
  return make_rows({text_column("namespace")}, rows);
}

Result<Rows> run(const syntax::ShowCatalogs& show, CommandContext&) {
  std::vector<std::vector<Cell>> rows;
  if (metastore::matches_pattern("spark_catalog", show.pattern)) rows.push_back({"spark_catalog"});
  return make_rows({text_column("catalog")}, rows);
}

Result<Rows> run(const syntax::ShowCurrentNamespace&, CommandContext& context) {
  return make_rows({text_column("catalog"), text_column("namespace")}, {{"spark_catalog", context.state.database}});
}

Result<Rows> run(const syntax::DescribeDatabase& describe, CommandContext& context) {
  auto name = database_name(describe.database);
  if (!name) return name.error();
  if (auto allowed = context.policy.check(context.request.principal, access::Action::describe, *name); !allowed)
    return allowed.error();
  auto database = context.warehouse.store().load_database(*name);
  if (!database) return database.error();
  std::vector<std::vector<Cell>> lines{{"Catalog Name", "spark_catalog"},
                                       {"Namespace Name", database->name},
                                       {"Comment", database->description},
                                       {"Location", database->location},
                                       {"Owner", database->owner}};
  if (describe.extended) {
    std::vector<std::string> pairs;
    for (auto& [key, value] : database->parameters) pairs.push_back(fmt::format("({},{})", key, value));
    lines.push_back({"Properties", pairs.empty() ? "" : "(" + join(pairs, ", ") + ")"});
  }
  return make_rows({text_column("info_name"), text_column("info_value", true)}, lines);
}

Result<Rows> run(const syntax::Use& use, CommandContext& context) {
  if (!context.request.keeps_session) return needs_session("USE");
  auto& parts = use.database.parts;
  if (parts.size() == 1 && equals_ignoring_case(parts[0], "spark_catalog")) {
    context.state.database = "default";
    return no_rows();
  }
  auto name = database_name(use.database);
  if (!name) {
    auto whole = join(parts, ".");
    return metastore::no_such_database(whole);
  }
  if (is_global_temporary(*name))
    return make_error(ErrorCode::invalid_argument, "{} holds global temporary views only: name them in full", *name);
  auto database = context.warehouse.store().load_database(*name);
  if (!database) return database.error();
  context.state.database = database->name;
  return no_rows();
}

Result<Rows> run(const syntax::SetCatalog& set, CommandContext& context) {
  if (!context.request.keeps_session) return needs_session("SET CATALOG");
  if (equals_ignoring_case(set.name, "spark_catalog")) return no_rows();
  return Error::of_class(ErrorCode::not_found, "CATALOG_NOT_FOUND",
                         fmt::format("the catalog {} is not there: spark_catalog is the only one", set.name))
      .at(set.position);
}

}  // namespace skep::session
