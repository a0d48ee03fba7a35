#pragma once

#include "syntax/ast.h"
#include "syntax/ast_session.h"
#include "syntax/ast_tables.h"

/// The tree's root: one statement.
namespace skep::syntax {

struct Statement;
struct QueryStatement {
  QueryPtr query;
};
enum class ExplainMode { simple, extended, formatted, codegen, cost };
struct Explain {
  ExplainMode mode = ExplainMode::simple;
  std::unique_ptr<Statement> statement;
};

struct Statement {
  TextPosition position;
  std::variant<QueryStatement, CreateDatabase, DropDatabase, CreateTable, CreateTableLike, DropTable, Insert,
               MultiInsert, RowChange, InsertDirectory, LoadData, Truncate, SetDatabaseProperties,
               UnsetDatabaseProperties, SetDatabaseLocation, CommentOn, RenameTable, SetTableProperties,
               UnsetTableProperties, SetSerde, SetLocation, AddColumns, DropColumns, RenameColumn, AlterColumns,
               ChangeColumn, AddPartitions, DropPartitions, RenamePartition, RepairTable, AlterClustering, AnalyzeTable,
               AnalyzeTables, CreateView, CreateViewUsing, AlterViewQuery, AlterViewSchemaMode, CreateFunction,
               DropFunction, DeclareVariable, SetVariable, DropVariable, ExecuteImmediate, CacheTable, UncacheTable,
               ClearCache, RefreshTable, RefreshPath, RefreshFunction, ShowDatabases, ShowTables, ShowViews,
               ShowTableExtended, ShowProperties, ShowPartitions, ShowCreateTable, ShowColumns, ShowFunctions,
               ShowCatalogs, ShowCurrentNamespace, DescribeTable, DescribeDatabase, DescribeQuery, DescribeFunction,
               Explain, Use, SetCatalog, Set, Reset>
      node;
};

}  // namespace skep::syntax
