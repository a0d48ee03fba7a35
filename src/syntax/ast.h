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
struct Star {
  std::vector<std::string> qualifier;
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
struct FunctionCall {
  Name name;
  std::vector<ExpressionPtr> arguments;  ///< a Star stands for count(*)
  bool distinct = false;
  ExpressionPtr filter;   ///< FILTER (WHERE ...), or null
  bool has_over = false;  ///< OVER was given; windows are refused by name
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
               ScalarQuery, Like, Cast, Case, FunctionCall, IntervalLiteral, Extract, Subscript, FieldAccess,
               RowConstructor, Alias>
      node;
};

// ---- queries --------------------------------------------------------------------------------------------------

struct SortKey {
  ExpressionPtr expression;
  bool descending = false;
  std::optional<bool> nulls_first;  ///< nothing: first when ascending, last when descending
};

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
  std::variant<TableRelation, SubqueryRelation, FunctionRelation, ValuesRelation, JoinRelation> node;
  std::string alias;  ///< empty when there is none
  std::vector<std::string> column_aliases;
};

struct SelectBody {
  bool distinct = false;
  std::vector<ExpressionPtr> items;
  std::vector<RelationPtr> from;  ///< comma-separated: a cross join; empty: one row
  ExpressionPtr where;
  bool has_group_by = false;
  bool group_by_all = false;
  std::vector<ExpressionPtr> group_by;
  ExpressionPtr having;
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
  std::variant<SelectBody, SetBody, ValuesBody> body;
  std::vector<SortKey> order_by;
  bool order_by_all = false;
  ExpressionPtr limit;  ///< null for none and for LIMIT ALL
  ExpressionPtr offset;
};

}  // namespace skep::syntax
