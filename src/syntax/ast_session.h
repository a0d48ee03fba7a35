#pragma once

#include "syntax/ast.h"
#include "syntax/ast_tables.h"

/// The tree of statements about views, functions, variables, settings, and of those that show what there is.
namespace skep::syntax {

// ---- views

enum class ViewKind { kept, temporary, global_temporary };
/// WITH SCHEMA ...: what happens when the tables below a view change.
enum class ViewSchemaMode { unspecified, binding, compensation, type_evolution, evolution };

struct ViewColumn {
  std::string name;
  std::string comment;
};
struct CreateView {
  Name name;
  ViewKind kind = ViewKind::kept;
  bool or_replace = false;
  bool if_not_exists = false;
  std::vector<ViewColumn> columns;  ///< empty: as the query calls them
  std::string comment;
  Properties properties;
  ViewSchemaMode schema_mode = ViewSchemaMode::unspecified;
  QueryPtr query;
  std::string query_text;  ///< the query as written
};
/// CREATE TEMPORARY VIEW a [(columns)] USING format OPTIONS (...)
struct CreateViewUsing {
  Name name;
  ViewKind kind = ViewKind::temporary;
  bool or_replace = false;
  std::vector<ColumnDefinition> columns;
  std::string provider;
  Properties options;
};
struct AlterViewQuery {
  Name view;
  QueryPtr query;
  std::string query_text;
};
struct AlterViewSchemaMode {
  Name view;
  ViewSchemaMode mode = ViewSchemaMode::unspecified;
};

// ---- functions

struct FunctionParameter {
  std::string name;
  types::DataType type;
  std::string comment;
  std::string default_text;  ///< empty: none
};
struct CreateFunction {
  Name name;
  bool temporary = false;
  bool or_replace = false;
  bool if_not_exists = false;
  std::string class_name;  ///< AS 'class': code in a file, which is refused
  std::vector<FunctionParameter> parameters;
  bool is_table = false;
  std::optional<types::DataType> return_type;  ///< nothing: the body's
  std::vector<FunctionParameter> return_columns;
  std::string comment;
  std::string body_text;
  ExpressionPtr body;  ///< of a scalar function, or null
  QueryPtr query;      ///< of a table function, or null
};
struct DropFunction {
  Name name;
  bool temporary = false;
  bool if_exists = false;
};

// ---- variables and settings

struct DeclareVariable {
  Name name;
  bool or_replace = false;
  std::optional<types::DataType> type;
  ExpressionPtr value;  ///< null: NULL
  std::string value_text;
};
/// SET VAR a = x, b = DEFAULT | SET VAR (a, b) = (query)
struct SetVariable {
  std::vector<std::pair<Name, ExpressionPtr>> values;  ///< a null expression is DEFAULT
  std::vector<Name> targets;
  QueryPtr query;
};
struct DropVariable {
  Name name;
  bool if_exists = false;
};
/// EXECUTE IMMEDIATE text [INTO a, b] [USING x [AS name], ...]
struct ExecuteImmediate {
  ExpressionPtr text;
  std::vector<Name> into;
  std::vector<std::pair<std::string, ExpressionPtr>> arguments;  ///< names are empty for `?`
};
struct Use {
  Name database;
};
/// SET CATALOG name
struct SetCatalog {
  std::string name;
  TextPosition position;
};
/// SET | SET key | SET key=value | SET -v
struct Set {
  std::string key;
  std::optional<std::string> value;
  bool with_documentation = false;
  bool is_local_zone = false;  ///< SET TIME ZONE LOCAL
};
/// RESET | RESET key
struct Reset {
  std::string key;
};

// ---- caching

struct CacheTable {
  Name table;
  bool lazy = false;
  Properties options;
  QueryPtr query;
  std::string query_text;
};
struct UncacheTable {
  Name table;
  bool if_exists = false;
};
struct ClearCache {};
struct RefreshTable {
  Name table;
};
struct RefreshPath {
  std::string path;
};
struct RefreshFunction {
  Name function;
};

// ---- what there is

struct ShowDatabases {
  std::optional<Name> catalog;
  std::string pattern;
};
struct ShowTables {
  std::optional<Name> database;
  std::string pattern;
};
struct ShowViews {
  std::optional<Name> database;
  std::string pattern;
};
struct ShowTableExtended {
  std::optional<Name> database;
  std::string pattern;
  PartitionSpec partition;
};
struct ShowProperties {
  Name table;
  std::optional<std::string> key;
};
struct ShowPartitions {
  Name table;
  PartitionSpec partition;
};
struct ShowCreateTable {
  Name table;
  bool as_serde = false;
};
struct ShowColumns {
  Name table;
  std::optional<Name> database;
};
enum class FunctionScope { all, user, system };
struct ShowFunctions {
  FunctionScope scope = FunctionScope::all;
  std::optional<Name> database;
  std::string pattern;
};
struct ShowCatalogs {
  std::string pattern;
};
struct ShowCurrentNamespace {};
struct DescribeTable {
  Name table;
  bool extended = false;  ///< EXTENDED or FORMATTED
  bool as_json = false;
  PartitionSpec partition;
  std::optional<Name> column;
};
struct DescribeDatabase {
  Name database;
  bool extended = false;
};
struct DescribeQuery {
  QueryPtr query;
};
struct DescribeFunction {
  Name function;
  bool extended = false;
};

}  // namespace skep::syntax
