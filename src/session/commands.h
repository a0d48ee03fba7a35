#pragma once

#include "access/access_policy.h"
#include "base/result.h"
#include "engine/record_batch_stream.h"
#include "session/session.h"
#include "syntax/ast.h"
#include "warehouse/warehouse.h"

#include <map>
#include <memory>
#include <string>

namespace skep::session {

/// What a statement that reads or changes the catalogue or the session needs.
struct CommandContext {
  warehouse::Warehouse& warehouse;
  access::AccessPolicy& policy;
  const StatementRequest& request;
  SessionState& state;
  const std::map<std::string, std::string>& default_settings;
};

using Rows = std::unique_ptr<engine::RecordBatchStream>;

/// Runs SHOW, DESCRIBE, CREATE/DROP DATABASE, DROP TABLE, USE and SET.
Result<Rows> run_command(const syntax::Statement& statement, CommandContext& context);

// One function a statement form.
Result<Rows> show_databases(const syntax::ShowDatabases& show, CommandContext& context);
Result<Rows> show_tables(const syntax::ShowTables& show, CommandContext& context);
Result<Rows> show_partitions(const syntax::ShowPartitions& show, CommandContext& context);
Result<Rows> show_columns(const syntax::ShowColumns& show, CommandContext& context);
Result<Rows> show_create_table(const syntax::ShowCreateTable& show, CommandContext& context);
Result<Rows> describe_table(const syntax::DescribeTable& describe, CommandContext& context);
Result<Rows> describe_database(const syntax::DescribeDatabase& describe, CommandContext& context);
Result<Rows> use_database(const syntax::Use& use, CommandContext& context);
Result<Rows> set_setting(const syntax::Set& set, CommandContext& context);

/// Says whether a new database or table may be called so: letters, digits, underscores.
bool is_plain_name(std::string_view name);

/// The answer of a statement without a result.
Rows no_rows();

/// Loads the table that a name means, after asking the policy.
Result<metastore::Table> load_named_table(const syntax::Name& name, CommandContext& context);

/// Hive's texts of a PARTITION clause's values by column, for SHOW and DESCRIBE.
Result<std::map<std::string, std::string>> partition_clause(const syntax::PartitionSpec& spec,
                                                            const metastore::Table& table);

}  // namespace skep::session
