#pragma once

#include "access/access_policy.h"
#include "base/result.h"
#include "cache/table_cache.h"
#include "engine/engine.h"
#include "engine/record_batch_stream.h"
#include "plan/plan.h"
#include "session/names.h"
#include "session/session.h"
#include "syntax/ast_statements.h"
#include "warehouse/warehouse.h"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace skep::session {

using Rows = std::unique_ptr<engine::RecordBatchStream>;

/// What a statement that reads or changes the catalogue or the session needs.
struct CommandContext {
  warehouse::Warehouse& warehouse;
  access::AccessPolicy& policy;
  const StatementRequest& request;
  SessionState& state;
  const std::map<std::string, std::string>& default_settings;
  GlobalTemporaryViews& global_views;

  const LoadedNames* names = nullptr;  ///< what the statement names
  plan::PlanPtr query;                 ///< see analyzer::Command
  std::set<std::string> variables;     ///< the same
  std::function<Result<Rows>(plan::PlanPtr)> run_query;
  std::function<Result<Rows>(const StatementRequest&)> run_statement;  ///< in the same session

  /// Runs a query into Parquet files.
  std::function<Result<void>(plan::PlanPtr, const engine::WriteTarget&)> write_files;

  /// Analyses another text of the session: a default, a function's body.
  std::function<Result<plan::PlanPtr>(const std::string& text)> analyze_query;

  cache::TableCache* cache = nullptr;                        ///< null: no rows are kept
  std::function<Result<void>(const NamedRows&)> cache_rows;  ///< makes the rows of one that is cached
};

/// Runs a statement that is no query and writes no rows.
Result<Rows> run_command(const syntax::Statement& statement, CommandContext& context);

// One function a statement form, in a file a family.

// databases.cpp
Result<Rows> run(const syntax::CreateDatabase& create, CommandContext& context);
Result<Rows> run(const syntax::DropDatabase& drop, CommandContext& context);
Result<Rows> run(const syntax::SetDatabaseProperties& set, CommandContext& context);
Result<Rows> run(const syntax::UnsetDatabaseProperties& unset, CommandContext& context);
Result<Rows> run(const syntax::SetDatabaseLocation& set, CommandContext& context);
Result<Rows> run(const syntax::CommentOn& comment, CommandContext& context);
Result<Rows> run(const syntax::ShowDatabases& show, CommandContext& context);
Result<Rows> run(const syntax::ShowCatalogs& show, CommandContext& context);
Result<Rows> run(const syntax::ShowCurrentNamespace& show, CommandContext& context);
Result<Rows> run(const syntax::DescribeDatabase& describe, CommandContext& context);
Result<Rows> run(const syntax::Use& use, CommandContext& context);
Result<Rows> run(const syntax::SetCatalog& set, CommandContext& context);

// tables.cpp
Result<Rows> run(const syntax::DropTable& drop, CommandContext& context);
Result<Rows> run(const syntax::CreateTableLike& create, CommandContext& context);

// show_tables.cpp
Result<Rows> run(const syntax::ShowTables& show, CommandContext& context);
Result<Rows> run(const syntax::ShowViews& show, CommandContext& context);
Result<Rows> run(const syntax::ShowTableExtended& show, CommandContext& context);
Result<Rows> run(const syntax::ShowPartitions& show, CommandContext& context);
Result<Rows> run(const syntax::ShowColumns& show, CommandContext& context);
Result<Rows> run(const syntax::ShowProperties& show, CommandContext& context);

// show_create_table.cpp
Result<Rows> run(const syntax::ShowCreateTable& show, CommandContext& context);

// describe.cpp
Result<Rows> run(const syntax::DescribeTable& describe, CommandContext& context);
Result<Rows> run(const syntax::DescribeQuery& describe, CommandContext& context);

// alter_table.cpp
Result<Rows> run(const syntax::RenameTable& rename, CommandContext& context);
Result<Rows> run(const syntax::SetTableProperties& set, CommandContext& context);
Result<Rows> run(const syntax::UnsetTableProperties& unset, CommandContext& context);
Result<Rows> run(const syntax::SetSerde& set, CommandContext& context);
Result<Rows> run(const syntax::SetLocation& set, CommandContext& context);

// alter_columns.cpp
Result<Rows> run(const syntax::AddColumns& add, CommandContext& context);
Result<Rows> run(const syntax::DropColumns& drop, CommandContext& context);
Result<Rows> run(const syntax::RenameColumn& rename, CommandContext& context);
Result<Rows> run(const syntax::AlterColumns& alter, CommandContext& context);
Result<Rows> run(const syntax::ChangeColumn& change, CommandContext& context);

// directories.cpp
Result<Rows> run(const syntax::InsertDirectory& insert, CommandContext& context);

// load_data.cpp
Result<Rows> run(const syntax::LoadData& load, CommandContext& context);

// alter_partitions.cpp
Result<Rows> run(const syntax::AddPartitions& add, CommandContext& context);
Result<Rows> run(const syntax::DropPartitions& drop, CommandContext& context);
Result<Rows> run(const syntax::RenamePartition& rename, CommandContext& context);
Result<Rows> run(const syntax::RepairTable& repair, CommandContext& context);
Result<Rows> run(const syntax::Truncate& truncate, CommandContext& context);

// analyze_table.cpp
Result<Rows> run(const syntax::AnalyzeTable& analyze, CommandContext& context);
Result<Rows> run(const syntax::AnalyzeTables& analyze, CommandContext& context);

// views.cpp
Result<Rows> run(const syntax::CreateView& create, CommandContext& context);
Result<Rows> run(const syntax::AlterViewQuery& alter, CommandContext& context);
Result<Rows> run(const syntax::AlterViewSchemaMode& alter, CommandContext& context);

// temporary_views.cpp
Result<Rows> run(const syntax::CreateViewUsing& create, CommandContext& context);

// functions.cpp
Result<Rows> run(const syntax::CreateFunction& create, CommandContext& context);
Result<Rows> run(const syntax::DropFunction& drop, CommandContext& context);
Result<Rows> run(const syntax::ShowFunctions& show, CommandContext& context);
Result<Rows> run(const syntax::DescribeFunction& describe, CommandContext& context);

// variables.cpp
Result<Rows> run(const syntax::DeclareVariable& declare, CommandContext& context);
Result<Rows> run(const syntax::SetVariable& set, CommandContext& context);
Result<Rows> run(const syntax::DropVariable& drop, CommandContext& context);
Result<Rows> run(const syntax::ExecuteImmediate& execute, CommandContext& context);

// settings.cpp
Result<Rows> run(const syntax::Set& set, CommandContext& context);
Result<Rows> run(const syntax::Reset& reset, CommandContext& context);

// caching.cpp
Result<Rows> run(const syntax::UncacheTable& uncache, CommandContext& context);
Result<Rows> run(const syntax::ClearCache& clear, CommandContext& context);
Result<Rows> run(const syntax::RefreshTable& refresh, CommandContext& context);
Result<Rows> run(const syntax::RefreshPath& refresh, CommandContext& context);
Result<Rows> run(const syntax::RefreshFunction& refresh, CommandContext& context);

// ---- what they share (named_tables.cpp)

/// Says whether a new database or table may be called so: letters, digits, underscores.
bool is_plain_name(std::string_view name);

/// The answer of a statement without a result.
Rows no_rows();

/// A session's setting, or what it starts as; empty when neither is known.
std::string setting_of(const CommandContext& context, const std::string& key);

/// The lower-case name of a database, `spark_catalog` left out. Fails with REQUIRES_SINGLE_PART_NAMESPACE.
Result<std::string> database_name(const syntax::Name& name);

/// A table's name in full. Fails with REQUIRES_SINGLE_PART_NAMESPACE.
Result<metastore::TableName> table_name(const syntax::Name& name, const CommandContext& context);

/// What a name means: a temporary view, or else a table or view of the metastore.
struct NamedTable {
  std::shared_ptr<const TemporaryView> temporary;
  metastore::Table table;

  bool is_view() const { return temporary || table.kind == metastore::TableKind::view; }
  const types::Schema* columns() const { return temporary ? &temporary->entry.columns : nullptr; }
};

/// The temporary view that a name means; null when it means none.
std::shared_ptr<const TemporaryView> find_temporary_view(const syntax::Name& name, const CommandContext& context);

/// Finds what a name means, after asking the policy. Fails with TABLE_OR_VIEW_NOT_FOUND.
Result<NamedTable> find_named(const syntax::Name& name, CommandContext& context);

/// Loads the table or view of the metastore that a name means, after asking the policy for `action`.
Result<metastore::Table> load_named_table(const syntax::Name& name, CommandContext& context,
                                          access::Action action = access::Action::describe);

/// The same for a table alone. A view fails with EXPECT_TABLE_NOT_VIEW; `alternative` is the end of the class.
Result<metastore::Table> load_only_table(const syntax::Name& name, CommandContext& context,
                                         std::string_view alternative = "NO_ALTERNATIVE",
                                         access::Action action = access::Action::write);

/// Hive's texts of a PARTITION clause's values by column, for SHOW and DESCRIBE.
Result<std::map<std::string, std::string>> partition_clause(const syntax::PartitionSpec& spec,
                                                            const metastore::Table& table);

/// The values of a PARTITION clause that names every partition column, in order. Fails with PARTITIONS_NOT_FOUND.
Result<std::vector<std::string>> whole_partition(const syntax::PartitionSpec& spec, const metastore::Table& table);

Error table_not_found(const syntax::Name& name);
Error needs_session(std::string_view form);

/// The user's own properties: what Spark, Hive and Skep keep for themselves is left out.
metastore::Parameters own_properties(const metastore::Table& table);

/// Storage properties as they are shown.
metastore::Parameters shown_storage(const metastore::StorageDescriptor& storage, bool is_hive);

/// "[a=1, b=2]"
std::string bracketed(const metastore::Parameters& parameters);

/// A name in backquotes where it needs them.
std::string quoted_where_needed(const std::string& name);

}  // namespace skep::session
