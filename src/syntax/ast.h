#pragma once

#include "base/error.h"
#include "types/data_type.h"
#include "types/value.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// The syntax tree: what the text says, before any name means anything. Every node says where it stands in the text.
namespace skep::syntax {

struct Expression;
struct Query;
struct Relation;
using ExpressionPtr = std::unique_ptr<Expression>;
using QueryPtr = std::unique_ptr<Query>;
using RelationPtr = std::unique_ptr<Relation>;

/// A name of one or more parts as written, without its backquotes: {"db", "table"}.
struct Name {
  std::vector<std::string> parts;
  TextPosition position;

  std::string to_text() const;  ///< backquoted, as Spark's messages show it: `db`.`table`
};

// ---- expressions ----------------------------------------------------------------------------------------------

struct Literal {
  types::Value value;
};
struct ColumnName {
  std::vector<std::string> parts;  ///< a, t.a, db.t.a; what follows the column are struct fields
};
/// * [EXCEPT (a, b.c)], t.*; in pipes also with other values in place of columns.
struct Star {
  std::vector<std::string> qualifier;
  std::vector<std::vector<std::string>> except;                     ///< columns, and fields of columns
  std::vector<std::pair<std::string, ExpressionPtr>> replacements;  ///< what stands where a column of that name would
};
enum class UnaryOperator { minus, plus, bitwise_not, logical_not };
struct Unary {
  UnaryOperator op;
  ExpressionPtr operand;
};
enum class BinaryOperator {
  add,
  subtract,
  multiply,
  divide,
  integral_divide,
  remainder,
  concat,
  bitwise_and,
  bitwise_or,
  bitwise_xor,
  equal,
  null_safe_equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  logical_and,
  logical_or,
};
struct Binary {
  BinaryOperator op;
  ExpressionPtr left;
  ExpressionPtr right;
};
struct IsNull {
  ExpressionPtr operand;
  bool negated = false;
};
/// IS [NOT] TRUE | FALSE | UNKNOWN: `wanted` is nothing for UNKNOWN.
struct IsTruth {
  ExpressionPtr operand;
  std::optional<bool> wanted;
  bool negated = false;
};
/// IS [NOT] DISTINCT FROM
struct IsDistinct {
  ExpressionPtr left;
  ExpressionPtr right;
  bool negated = false;
};
struct Between {
  ExpressionPtr operand;
  ExpressionPtr low;
  ExpressionPtr high;
  bool negated = false;
};
struct InList {
  ExpressionPtr operand;
  std::vector<ExpressionPtr> items;
  bool negated = false;
};
struct InQuery {
  ExpressionPtr operand;
  QueryPtr query;
  bool negated = false;
};
struct Exists {
  QueryPtr query;
};
struct ScalarQuery {
  QueryPtr query;
};
enum class LikeKind { like, ilike, rlike };
struct Like {
  LikeKind kind;
  ExpressionPtr operand;
  ExpressionPtr pattern;
  char escape = '\\';
  bool negated = false;
};
/// [NOT] LIKE | ILIKE ANY | SOME | ALL (patterns)
struct LikeMany {
  LikeKind kind;
  ExpressionPtr operand;
  std::vector<ExpressionPtr> patterns;
  bool all = false;
  bool negated = false;
};
struct Cast {
  ExpressionPtr operand;
  types::DataType type;
  bool is_try = false;
  bool is_double_colon = false;
  bool is_literal = false;  ///< TIMESTAMP '...', whose instant depends on the session's zone
};
/// CASE [operand] WHEN a THEN b ... [ELSE c] END
struct Case {
  ExpressionPtr operand;  ///< null in the searched form
  std::vector<std::pair<ExpressionPtr, ExpressionPtr>> branches;
  ExpressionPtr otherwise;  ///< null when there is no ELSE
};
struct SortKey {
  ExpressionPtr expression;
  bool descending = false;
  std::optional<bool> nulls_first;  ///< nothing: first when ascending, last when descending
};
enum class FrameBoundKind { unbounded_preceding, preceding, current_row, following, unbounded_following };
struct FrameBound {
  FrameBoundKind kind;
  ExpressionPtr offset;  ///< for `preceding` and `following`, else null
};
/// ROWS | RANGE BETWEEN start AND end; the short form ends at the current row.
struct WindowFrame {
  bool is_rows = false;
  FrameBound start;
  FrameBound end;
};
/// OVER name, OVER (name), OVER ([PARTITION BY ...] [ORDER BY ...] [ROWS ...])
struct WindowSpec {
  TextPosition position;
  std::string name;  ///< of a window in the WINDOW clause; then nothing else is there
  std::vector<ExpressionPtr> partition;
  std::vector<SortKey> order;
  std::optional<WindowFrame> frame;
};
struct FunctionCall {
  Name name;
  std::vector<ExpressionPtr> arguments;  ///< a Star stands for count(*)
  bool distinct = false;
  std::vector<SortKey> within_group;  ///< WITHIN GROUP (ORDER BY ...)
  ExpressionPtr filter;               ///< FILTER (WHERE ...), or null
  std::optional<bool> ignores_nulls;  ///< IGNORE NULLS or RESPECT NULLS after the call
  std::unique_ptr<WindowSpec> over;   ///< OVER ..., or null
};
/// INTERVAL '1-2' YEAR TO MONTH, INTERVAL 3 DAYS: amount and type are already computed.
struct IntervalLiteral {
  types::IntervalValue value;
  types::DataType type;
};
/// EXTRACT(field FROM source)
struct Extract {
  std::string field;
  ExpressionPtr source;
};
/// CURRENT_DATE and the like, written without parentheses, are FunctionCalls. TRIM(BOTH x FROM y), POSITION(a IN b)
/// and SUBSTRING(a FROM b FOR c) are turned into plain calls of trim/ltrim/rtrim, locate and substring by the parser.
struct Subscript {
  ExpressionPtr container;
  ExpressionPtr index;
};
struct FieldAccess {
  ExpressionPtr container;
  std::string field;
};
/// x -> x + 1, (x, y) -> x + y
struct Lambda {
  std::vector<std::string> parameters;
  ExpressionPtr body;
};
/// name => value, in a call's arguments
struct NamedArgument {
  std::string name;
  ExpressionPtr value;
};
struct Collate {
  ExpressionPtr operand;
  Name collation;
};
/// (a, b): a struct.
struct RowConstructor {
  std::vector<ExpressionPtr> items;
};
/// expression AS name; stands in select lists and in arguments of struct().
struct Alias {
  ExpressionPtr operand;
  std::vector<std::string> names;
};

struct Expression {
  TextPosition position;
  std::variant<Literal, ColumnName, Star, Unary, Binary, IsNull, IsTruth, IsDistinct, Between, InList, InQuery, Exists,
               ScalarQuery, Like, LikeMany, Cast, Case, FunctionCall, IntervalLiteral, Extract, Subscript, FieldAccess,
               Lambda, NamedArgument, Collate, RowConstructor, Alias>
      node;
};

// ---- queries --------------------------------------------------------------------------------------------------

/// `FROM a JOIN b`, a table, a subquery, VALUES, range(...)
struct TableRelation {
  Name name;
};
struct SubqueryRelation {
  QueryPtr query;
};
struct FunctionRelation {
  Name name;
  std::vector<ExpressionPtr> arguments;
};
struct ValuesRelation {
  std::vector<std::vector<ExpressionPtr>> rows;
};
/// A query whose columns keep the names of the tables they come from: the left side of |>.
struct PipedRelation {
  QueryPtr query;
};
/// input LATERAL VIEW [OUTER] generator(arguments) alias AS a, b
struct LateralViewRelation {
  RelationPtr input;
  bool outer = false;
  Name generator;
  std::vector<ExpressionPtr> arguments;
  std::string alias;
  std::vector<std::string> columns;
};
/// input PIVOT (aggregates FOR columns IN (values)); aggregates and values may be Aliases.
struct PivotRelation {
  RelationPtr input;
  std::vector<ExpressionPtr> aggregates;
  std::vector<std::string> columns;
  std::vector<ExpressionPtr> values;
};
/// One of UNPIVOT's sources: a column, or as many as there are value columns.
struct UnpivotSource {
  std::vector<ExpressionPtr> columns;
  std::string alias;  ///< empty: the columns' own names
};
/// input UNPIVOT [INCLUDE NULLS] (values FOR name IN (sources))
struct UnpivotRelation {
  RelationPtr input;
  bool include_nulls = false;
  std::vector<std::string> values;
  std::string name;
  std::vector<UnpivotSource> sources;
  bool many_values = false;  ///< written as (a, b) FOR ...
};
/// input TABLESAMPLE (...) [REPEATABLE (seed)]: a share of the rows, or the first `rows` of them.
struct SampleRelation {
  RelationPtr input;
  double fraction = 1;
  ExpressionPtr rows;  ///< null: by `fraction`
  std::optional<int64_t> seed;
};
enum class JoinKind { inner, left_outer, right_outer, full_outer, left_semi, left_anti, cross };
struct JoinRelation {
  JoinKind kind;
  bool natural = false;
  RelationPtr left;
  RelationPtr right;
  ExpressionPtr condition;                 ///< ON, or null
  std::vector<std::string> using_columns;  ///< USING (...)
};
struct Relation {
  TextPosition position;
  std::variant<TableRelation, SubqueryRelation, FunctionRelation, ValuesRelation, JoinRelation, PipedRelation,
               LateralViewRelation, PivotRelation, UnpivotRelation, SampleRelation>
      node;
  std::string alias;  ///< empty when there is none
  std::vector<std::string> column_aliases;
  bool is_enclosed = false;  ///< a join in parentheses
  bool is_lateral = false;   ///< LATERAL: sees the columns of what stands before it in FROM
};

enum class GroupingKind { plain, rollup, cube, grouping_sets };
/// What stands in GROUP BY besides plain expressions: ROLLUP (a, (b, c)), GROUPING SETS ((a), CUBE (b)).
struct GroupingElement {
  GroupingKind kind = GroupingKind::plain;
  std::vector<ExpressionPtr> set;         ///< of `plain`: the expressions of one set
  std::vector<GroupingElement> elements;  ///< of the others
};
struct NamedWindow {
  std::string name;
  WindowSpec window;
};

/// /*+ BROADCAST(t), REPARTITION(3, a) */
struct Hint {
  std::string name;
  std::vector<ExpressionPtr> arguments;
  TextPosition position;
};
/// Which pipe operator became a SELECT; each allows less than a SELECT does.
enum class PipeOperator { none, select, extend, set, where, aggregate, other };
struct SelectBody {
  std::vector<Hint> hints;
  PipeOperator pipe = PipeOperator::none;
  bool distinct = false;
  std::vector<ExpressionPtr> items;
  std::vector<RelationPtr> from;  ///< comma-separated: a cross join; empty: one row
  ExpressionPtr where;
  bool has_group_by = false;
  bool group_by_all = false;
  std::vector<ExpressionPtr> group_by;
  std::vector<GroupingElement> grouping;  ///< all of GROUP BY in order, where ROLLUP and the like are in it
  ExpressionPtr having;
  std::vector<NamedWindow> windows;
};
enum class SetOperator { union_, intersect, except };
struct SetBody {
  SetOperator op;
  bool all = false;
  QueryPtr left;
  QueryPtr right;
};
/// `VALUES (1), (2)` as a query of its own; `TABLE t` becomes SELECT *.
struct ValuesBody {
  std::vector<std::vector<ExpressionPtr>> rows;
  std::string alias;
  std::vector<std::string> column_aliases;
};
struct CommonTable {
  std::string name;
  std::vector<std::string> column_aliases;
  QueryPtr query;
};
struct Query {
  TextPosition position;
  std::vector<CommonTable> with;
  bool is_recursive = false;  ///< WITH RECURSIVE
  std::variant<SelectBody, SetBody, ValuesBody> body;
  std::vector<SortKey> order_by;
  bool order_by_all = false;
  std::vector<ExpressionPtr> distribute_by;  ///< DISTRIBUTE BY, and CLUSTER BY; SORT BY is in order_by
  bool all_descending = false;               ///< ORDER BY ALL DESC NULLS FIRST
  std::optional<bool> all_nulls_first;
  ExpressionPtr limit;  ///< null for none and for LIMIT ALL
  ExpressionPtr offset;
};

}  // namespace skep::syntax
