#pragma once

#include "base/result.h"
#include "catalog/snapshot.h"
#include "plan/plan.h"
#include "syntax/ast_statements.h"
#include "types/coercion.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

/// Turns a syntax tree and a snapshot into a plan in which every name and type is resolved.
namespace skep::analyzer {

/// What expressions depend on besides their text.
struct AnalyzerSettings {
  std::string time_zone = "UTC";
  types::AnsiMode ansi = types::AnsiMode::on;                  ///< spark.sql.ansi.enabled
  types::StorePolicy store_policy = types::StorePolicy::ansi;  ///< spark.sql.storeAssignmentPolicy
  bool pads_char = true;                                       ///< spark.sql.readSideCharPadding
  std::string user = "anonymous";
  bool enforces_reserved_words = false;  ///< what sql_keywords() tells
};

/// Other settings for a view's text: those that it was made with, where the view says so.
AnalyzerSettings with_settings(AnalyzerSettings settings, const std::map<std::string, std::string>& stored);

/// A query: its plan's output is the result's columns, with Spark's names.
struct Query {
  plan::PlanPtr plan;
};

/// CREATE TABLE. `query`'s output, where there is one, is the stored columns and then the partition columns as Hive's
/// texts (strings).
struct CreateTable {
  std::string database;
  std::string name;
  bool if_not_exists = false;
  bool external = false;
  types::Schema columns;  ///< partition columns last
  size_t partition_count = 0;
  std::string provider;   ///< "parquet", "csv", ...; "hive" for Hive's forms
  std::string stored_as;  ///< with provider "hive": "parquet", "textfile", ...
  syntax::Properties options;
  syntax::Properties properties;
  std::optional<syntax::RowFormat> row_format;
  std::optional<syntax::Buckets> buckets;
  std::string comment;
  std::string location;
  plan::PlanPtr query;
  std::map<std::string, std::string> defaults;  ///< DEFAULT of columns as written, by the column's name
};

/// INSERT. The plan's output is the table's stored columns, in the table's order and types, and then all partition
/// columns as Hive's texts, static ones included.
struct Insert {
  size_t table = 0;  ///< index into the snapshot
  bool overwrite = false;
  bool if_not_exists = false;  ///< only where every partition column is static
  plan::PlanPtr plan;
  std::vector<std::optional<std::string>> static_values;  ///< a partition column each; nothing for a dynamic one
};

/// The number by which an INSERT's plan scans the rows of the FROM that several INSERTs share.
inline constexpr size_t kSourceTable = static_cast<size_t>(-1);

/// FROM ... INSERT ... INSERT ...: `source` is read once, each INSERT's plan scans its output as kSourceTable.
struct MultiInsert {
  plan::PlanPtr source;
  std::vector<Insert> inserts;
};

struct Statement;

struct Explain {
  syntax::ExplainMode mode = syntax::ExplainMode::simple;
  std::unique_ptr<Statement> statement;
};

/// A statement that only reads or changes the catalogue or the session.
struct Command {
  const syntax::Statement* statement = nullptr;  ///< borrowed from the tree that was analysed

  /// The query that the statement holds (CREATE VIEW, DESCRIBE QUERY, SET VAR ...), or one row of its expressions. Null
  /// where there is none.
  plan::PlanPtr query;

  std::set<std::string> variables;  ///< the session's variables that it reads, in lower case
};

struct Statement {
  std::variant<Query, CreateTable, Insert, MultiInsert, Explain, Command> node;
};

/// What the snapshot must answer: the tables that are read or written, CTE names left out, and functions that are called
/// and no built-ins.
struct NamesUsed {
  std::vector<syntax::Name> tables;
  std::vector<syntax::Name> functions;
};
NamesUsed names_used(const syntax::Statement& statement);
NamesUsed names_used(const syntax::Query& query);
NamesUsed names_used(const syntax::Expression& expression);

/// Resolves a statement. Fails with Spark's classes and the place in the text. The tree must outlive the result.
Result<Statement> analyze(const syntax::Statement& statement, const catalog::Snapshot& snapshot,
                          const AnalyzerSettings& settings);

/// Prints an analysed statement: for queries and writes the plan, and "[name: type, ...]" of the result first.
std::string to_text(const Statement& statement);

}  // namespace skep::analyzer
