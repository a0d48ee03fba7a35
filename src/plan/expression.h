#pragma once

#include "types/data_type.h"
#include "types/value.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// What is asked, with every name and type resolved. A plan knows no text, no catalogue and no engine.
namespace skep::plan {

struct Expression;
struct Plan;
using ExpressionPtr = std::unique_ptr<Expression>;
using PlanPtr = std::unique_ptr<Plan>;

struct Constant {
  types::Value value;
};

/// A column of the input: its position in the child's output; for joins, the left side's columns and then the right's.
struct InputColumn {
  size_t index = 0;
  std::string name;  ///< for reading plans only
};

/// A call of a built-in. Operators are calls too: "+", "=", "and", "not", "isnull", "like". `function` is the
/// catalogue's name (functions/catalog.h), the arguments have the types of one of its signatures exactly.
struct Call {
  std::string function;
  std::vector<ExpressionPtr> arguments;
};

/// A function given to a higher-order one: its body over the input's columns and its own parameters. It stands among the
/// arguments of Calls only; its type is its body's.
struct Lambda {
  std::vector<size_t> parameters;  ///< ids of LambdaVariables, each used by this lambda alone in its statement
  ExpressionPtr body;
};

/// A parameter of a lambda around it.
struct LambdaVariable {
  size_t id = 0;
  std::string name;  ///< for reading plans only
};

/// CAST(operand AS type) in the session's mode: ANSI fails where `is_try` gives NULL.
struct Cast {
  ExpressionPtr operand;
  bool is_try = false;
  bool is_implicit = false;  ///< put there by coercion: left out of column names
};

/// CASE WHEN c THEN v ... ELSE o END; conditions are boolean, values have the expression's type.
struct Case {
  std::vector<std::pair<ExpressionPtr, ExpressionPtr>> branches;
  ExpressionPtr otherwise;  ///< never null: a NULL constant where the text has no ELSE
};

/// operand [NOT] IN (items): all of one type. NOT is a call around it.
struct InList {
  ExpressionPtr operand;
  std::vector<ExpressionPtr> items;
};

enum class SubqueryKind { scalar, exists, in };

/// A subquery used as a value. `operands` are compared with its columns, for IN. What its plan uses of the row around
/// it are the values of `outers`, which are expressions over that row.
struct Subquery {
  SubqueryKind kind;
  std::vector<ExpressionPtr> operands;
  PlanPtr plan;
  std::vector<ExpressionPtr> outers;
};

/// A value of the row around: one of the `outers` of the Subquery, or of the lateral Join, whose plan it stands in.
struct OuterColumn {
  size_t index = 0;
  std::string name;  ///< for reading plans only
};

struct SortKey {
  ExpressionPtr expression;
  bool descending = false;
  bool nulls_first = true;
};

/// An aggregate function over the rows of a group; stands only in Aggregate nodes.
struct AggregateCall {
  std::string function;
  std::vector<ExpressionPtr> arguments;
  bool distinct = false;
  ExpressionPtr filter;        ///< FILTER (WHERE ...), or null
  std::vector<SortKey> order;  ///< WITHIN GROUP (ORDER BY ...)
};

enum class FrameBoundKind { unbounded_preceding, preceding, current_row, following, unbounded_following };

/// `offset` is a constant: a count of rows, or a distance from the key of a RANGE.
struct FrameBound {
  FrameBoundKind kind = FrameBoundKind::unbounded_preceding;
  ExpressionPtr offset;
};

struct WindowFrame {
  bool is_rows = false;
  FrameBound start;
  FrameBound end;
};

/// A window or aggregate function over rows beside each row; stands only in Window nodes.
struct WindowCall {
  std::string function;
  std::vector<ExpressionPtr> arguments;
  ExpressionPtr filter;        ///< FILTER (WHERE ...), or null
  std::vector<SortKey> order;  ///< WITHIN GROUP (ORDER BY ...)
  bool ignores_nulls = false;
  std::vector<ExpressionPtr> partition;
  std::vector<SortKey> keys;
  std::optional<WindowFrame>
      frame;  ///< nothing for functions that look at the whole partition by themselves: rank, lag
};

struct Expression {
  types::DataType type;
  bool nullable = true;
  std::variant<Constant, InputColumn, Call, Lambda, LambdaVariable, Cast, Case, InList, Subquery, OuterColumn,
               AggregateCall, WindowCall>
      node;
};

ExpressionPtr make_constant(types::Value value);
ExpressionPtr make_input(size_t index, const types::Field& field);
ExpressionPtr make_call(std::string function, types::DataType type, bool nullable,
                        std::vector<ExpressionPtr> arguments);

/// Casts unless the type is that already.
ExpressionPtr make_cast(ExpressionPtr operand, const types::DataType& type, bool is_implicit = true);

ExpressionPtr clone(const Expression& expression);

/// Equality of structure; names of input columns do not count.
bool equal(const Expression& a, const Expression& b);

/// Calls `visit` on the expression and all below it, not on the plans of subqueries.
template <typename Visit>
void walk(Expression& expression, Visit&& visit);
template <typename Visit>
void walk(const Expression& expression, Visit&& visit);

/// Prints an expression for plans: "(#0 delay + 1)", input columns by position and name.
std::string to_text(const Expression& expression);

}  // namespace skep::plan

#include "plan/expression_walk.h"
