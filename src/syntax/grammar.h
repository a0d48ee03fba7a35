#pragma once

#include "syntax/ast_statements.h"
#include "syntax/cursor.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The grammar's rules, each a function that reads its form at the cursor. All of them hand back something that may
/// be used without a look at null, also after a failure; the cursor keeps the failure.
namespace skep::syntax {

// names.cpp
std::string read_identifier(Cursor& cursor, std::string_view what);
Name read_name(Cursor& cursor, std::string_view what);
std::vector<std::string> read_identifier_list(Cursor& cursor, std::string_view what);  ///< (a, b)
/// Says whether the word here stands alone where an operator's operand would have to follow: it is a name then.
bool is_lone_name(const Cursor& cursor);
bool at_plain_name(const Cursor& cursor);  ///< a name may begin here, where an expression or a relation does
/// Reads `[AS] name`; empty when there is none. Words that begin clauses are aliases only after AS.
std::string read_alias(Cursor& cursor);
std::string read_table_alias(Cursor& cursor);  ///< as read_alias, where words of joins are no aliases
bool accept_if_exists(Cursor& cursor);
bool accept_if_not_exists(Cursor& cursor);

// identifier_clause.cpp
bool at_identifier_clause(const Cursor& cursor);
std::vector<std::string> read_identifier_clause(Cursor& cursor);  ///< IDENTIFIER('a.b'): the name's parts, never none

// literals.cpp
std::string read_string(Cursor& cursor, std::string_view what);  ///< adjacent strings are one
ExpressionPtr read_number(Cursor& cursor, bool negative);
bool at_typed_literal(const Cursor& cursor);  ///< DATE '...', X'...'
ExpressionPtr read_typed_literal(Cursor& cursor);

// interval_literals.cpp
bool at_interval_literal(const Cursor& cursor);
ExpressionPtr read_interval_literal(Cursor& cursor);

// type_names.cpp
types::DataType read_type(Cursor& cursor);

// expressions.cpp
ExpressionPtr read_expression(Cursor& cursor);
ExpressionPtr read_value_expression(Cursor& cursor);    ///< without AND, OR, NOT and predicates
ExpressionPtr read_aliased_expression(Cursor& cursor);  ///< expression [[AS] name | (names)]
std::vector<ExpressionPtr> read_expression_list(Cursor& cursor);
/// A template, so that a caller's frame holds its own node and not the largest of all: rules recurse deeply.
template <typename Node>
ExpressionPtr make_expression(TextPosition position, Node&& node) {
  auto expression = std::make_unique<Expression>();
  expression->position = position;
  expression->node = std::forward<Node>(node);
  return expression;
}

// primary_expressions.cpp
ExpressionPtr read_primary(Cursor& cursor);

// lambdas.cpp
bool at_lambda(const Cursor& cursor);
ExpressionPtr read_lambda(Cursor& cursor);

// parameters.cpp
bool at_parameter(const Cursor& cursor);
ExpressionPtr read_parameter(Cursor& cursor);  ///< :name, ?

// function_calls.cpp
bool at_function_call(const Cursor& cursor);
ExpressionPtr read_function_call(Cursor& cursor);
ExpressionPtr make_call(TextPosition position, std::string_view name, std::vector<ExpressionPtr> arguments);

// queries.cpp
QueryPtr read_query(Cursor& cursor);
SortKey read_sort_key(Cursor& cursor);
std::vector<SortKey> read_sort_keys(Cursor& cursor);
QueryPtr read_parenthesized_query(Cursor& cursor);  ///< ( query ), standing at the "("
bool at_query(const Cursor& cursor, size_t ahead = 0);
/// Says whether the parenthesis `ahead` of the cursor holds a query rather than an expression or a relation.
bool at_parenthesized_query(const Cursor& cursor, size_t ahead = 0);
std::vector<CommonTable> read_common_tables(Cursor& cursor);  ///< after WITH
QueryPtr read_query_term(Cursor& cursor);                     ///< what set operators join
QueryPtr read_intersections(Cursor& cursor);                  ///< what UNION and EXCEPT join
QueryPtr make_query(TextPosition position, decltype(Query::body) body);
/// Reads ORDER BY, LIMIT and their like, which hold for all set operations before them.
void read_organization(Cursor& cursor, QueryPtr& query);
QueryPtr select_everything_from(RelationPtr relation);

// windows.cpp
WindowSpec read_window(Cursor& cursor);                       ///< what follows OVER
std::vector<NamedWindow> read_named_windows(Cursor& cursor);  ///< WINDOW a AS (...), ...

// grouping.cpp
void read_grouping(Cursor& cursor, SelectBody& body);  ///< what follows GROUP BY

// select.cpp
QueryPtr read_select(Cursor& cursor);
QueryPtr read_from_first(Cursor& cursor);
/// Reads a select list and what may follow FROM, of a query whose FROM was read before.
SelectBody read_select_without_from(Cursor& cursor);
void read_items(Cursor& cursor, SelectBody& body);     ///< SELECT [hints] [DISTINCT] items
void read_group_by(Cursor& cursor, SelectBody& body);  ///< after GROUP

// hints.cpp
std::vector<Hint> read_hints(Cursor& cursor);

// pipes.cpp
QueryPtr read_pipes(Cursor& cursor, QueryPtr input);  ///< the |> operators that follow, if any

// relations.cpp
std::vector<RelationPtr> read_from(Cursor& cursor);        ///< after FROM
RelationPtr read_joins(Cursor& cursor, RelationPtr left);  ///< the joins that follow, if any
bool at_join(const Cursor& cursor);
RelationPtr make_relation(TextPosition position, decltype(Relation::node) node);
std::vector<std::vector<ExpressionPtr>> read_rows(Cursor& cursor);  ///< after VALUES
/// Reads `[AS] alias [(a, b)]` where there is one.
void read_relation_alias(Cursor& cursor, std::string& alias, std::vector<std::string>& column_aliases);

// lateral_views.cpp
RelationPtr read_lateral_views(Cursor& cursor, RelationPtr input);  ///< those that follow, if any

// pivots.cpp
RelationPtr read_pivot(Cursor& cursor, RelationPtr input);
RelationPtr read_unpivot(Cursor& cursor, RelationPtr input);

// samples.cpp
RelationPtr read_sample(Cursor& cursor, RelationPtr input);

// statements.cpp
Statement read_statement(Cursor& cursor);

// databases.cpp
CreateDatabase read_create_database(Cursor& cursor);  ///< after CREATE DATABASE
DropDatabase read_drop_database(Cursor& cursor);      ///< after DROP DATABASE

// columns.cpp
std::vector<ColumnDefinition> read_column_definitions(Cursor& cursor);  ///< (a type ..., b type ...)
void read_column_type(Cursor& cursor, ColumnDefinition& column);        ///< type, COMMENT, DEFAULT, ... after the name
std::string read_expression_text(Cursor& cursor);                       ///< the text of an expression

// create_table.cpp
void read_create_table(Cursor& cursor, Statement& statement);  ///< after CREATE; LIKE, too
RowFormat read_row_format(Cursor& cursor);                     ///< after ROW FORMAT

// properties.cpp
std::string read_property_key(Cursor& cursor);
Properties read_properties(Cursor& cursor);         ///< (key = 'value', ...)
PartitionSpec read_partition_spec(Cursor& cursor);  ///< PARTITION (...), or nothing
/// Fails when a clause that may stand only once was given before.
void refuse_twice(Cursor& cursor, bool given, std::string_view clause);
/// Fails for a form that Spark knows by name, too, only to refuse it.
void fail_not_allowed(Cursor& cursor, std::string_view form);
/// Fails for a form that Spark's own catalogue refuses, too, whatever the table.
void fail_table_operation(Cursor& cursor, std::string_view form);
/// The text from a token up to the cursor.
std::string text_since(const Cursor& cursor, size_t first_token);

// insert.cpp
void read_insert(Cursor& cursor, Statement& statement);  ///< after INSERT
bool at_multi_insert(const Cursor& cursor);              ///< FROM ... INSERT
Statement read_multi_insert(Cursor& cursor, std::vector<CommonTable> with = {});

// refused_statements.cpp
void refuse_foreign_statement(Cursor& cursor);  ///< fails where a script or a statement of Hive's alone begins

// row_changes.cpp
RowChange read_merge(Cursor& cursor);   ///< after MERGE
RowChange read_update(Cursor& cursor);  ///< after UPDATE
RowChange read_delete(Cursor& cursor);  ///< after DELETE

// views.cpp
bool at_create_view(const Cursor& cursor);                    ///< after CREATE
void read_create_view(Cursor& cursor, Statement& statement);  ///< after CREATE
void read_alter_view(Cursor& cursor, Statement& statement);   ///< after ALTER VIEW

// alter_table.cpp
void read_alter_database(Cursor& cursor, Statement& statement);  ///< after ALTER DATABASE
/// Reads what follows ALTER TABLE | VIEW name.
void read_alteration(Cursor& cursor, Name table, bool is_view, Statement& statement);

// create_function.cpp
bool at_create_function(const Cursor& cursor);        ///< after CREATE
CreateFunction read_create_function(Cursor& cursor);  ///< after CREATE
DropFunction read_drop_function(Cursor& cursor);      ///< after DROP

// variables.cpp
DeclareVariable read_declare(Cursor& cursor);             ///< after DECLARE
SetVariable read_set_variable(Cursor& cursor);            ///< after SET VAR
DropVariable read_drop_variable(Cursor& cursor);          ///< after DROP
ExecuteImmediate read_execute_immediate(Cursor& cursor);  ///< after EXECUTE

// cache.cpp
CacheTable read_cache(Cursor& cursor);                    ///< after CACHE
UncacheTable read_uncache(Cursor& cursor);                ///< after UNCACHE
void read_refresh(Cursor& cursor, Statement& statement);  ///< after REFRESH

// maintenance.cpp
void read_analyze(Cursor& cursor, Statement& statement);  ///< after ANALYZE
RepairTable read_repair(Cursor& cursor);                  ///< after MSCK, or at REPAIR
Truncate read_truncate(Cursor& cursor);                   ///< after TRUNCATE
LoadData read_load(Cursor& cursor);                       ///< after LOAD
CommentOn read_comment_on(Cursor& cursor);                ///< after COMMENT

// show.cpp
Statement read_show(Cursor& cursor);  ///< after SHOW

// describe.cpp
Statement read_describe(Cursor& cursor);  ///< after DESCRIBE

// settings.cpp
Set read_set(Cursor& cursor);                        ///< after SET
Reset read_reset(Cursor& cursor);                    ///< after RESET
SetCatalog read_set_catalog(Cursor& cursor);         ///< after SET CATALOG
Use read_use(Cursor& cursor);                        ///< after USE
std::string_view text_to_end(const Cursor& cursor);  ///< what stands from here to the end, as it stands
void skip_to_end(Cursor& cursor);

}  // namespace skep::syntax
