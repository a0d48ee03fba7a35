#pragma once

#include "plan/expression.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace skep::plan {

/// Reads a table. `table` says which of the statement's tables it is: an index into the snapshot, and, once compiled,
/// the number of the scan descriptor. The plan's output is the columns in `columns`, by position in the table.
struct Scan {
  size_t table = 0;
  std::string name;  ///< "db.table", for reading plans
  std::vector<size_t> columns;

  /// What pruning may use: conjuncts over the scan's output that hold for every row the plan above keeps. The filter
  /// itself stays where it was; this is a copy.
  std::vector<ExpressionPtr> pruning;

  /// The output has one more column, a bigint at its end: the place of a row in the scan's list of files. Each row has
  /// another, and a row keeps its own for as long as the list of files is the same.
  bool with_position = false;
};

/// Adds a bigint column at the end: the row's number, from 1, among those with the same `partition` values, by `keys`.
struct RowNumber {
  PlanPtr input;
  std::vector<ExpressionPtr> partition;
  std::vector<SortKey> keys;
};

/// range(start, end, step): one bigint column `id`, the end excluded.
struct Range {
  int64_t start = 0;
  int64_t end = 0;
  int64_t step = 1;
};

/// Constant rows; expressions without input.
struct Values {
  std::vector<std::vector<ExpressionPtr>> rows;
};

struct Project {
  PlanPtr input;
  std::vector<ExpressionPtr> expressions;
};

struct Filter {
  PlanPtr input;
  ExpressionPtr condition;
};

enum class JoinKind { inner, left_outer, right_outer, full_outer, left_semi, left_anti, cross };

struct Join {
  JoinKind kind;
  PlanPtr left;
  PlanPtr right;
  ExpressionPtr condition;  ///< over left and then right columns; null for none

  /// What the right side uses of each row of the left one, in a lateral join: expressions over the left columns. The
  /// right side is made anew for every row.
  std::vector<ExpressionPtr> outers;
};

/// Groups by the values of `groups` (none: one group of all rows). The output is the groups, then the aggregates
/// (each an AggregateCall). With grouping `sets` rows are grouped by each of them, groups outside of a set being null, and
/// one more column between groups and aggregates says which: a bigint with a bit a group, the first the highest, set
/// where the group is not in the set.
struct Aggregate {
  PlanPtr input;
  std::vector<ExpressionPtr> groups;
  std::vector<ExpressionPtr> aggregates;
  std::vector<std::vector<size_t>> sets;
};

/// Adds a column at the end for each of `calls` (WindowCalls).
struct Window {
  PlanPtr input;
  std::vector<ExpressionPtr> calls;
};

/// Makes rows of values: as many of each input row as its generator gives, each with the input's columns and then the
/// generated ones. `outer` gives one row with nulls where there would be none.
struct Generate {
  PlanPtr input;
  std::string generator;                   ///< "explode", "posexplode", "inline", "stack", "json_tuple"
  std::vector<ExpressionPtr> expressions;  ///< its arguments; of stack those of the cells only, row by row
  bool outer = false;
};

/// Keeps each row with probability `fraction`; the same rows for the same seed.
struct Sample {
  PlanPtr input;
  double fraction = 1;
  std::optional<int64_t> seed;
};

/// Changes nothing: what a hint or DISTRIBUTE BY asked for, which one machine has no use for.
struct Advice {
  PlanPtr input;
  std::string text;
};

struct Distinct {
  PlanPtr input;
};

struct Sort {
  PlanPtr input;
  std::vector<SortKey> keys;
};

struct Limit {
  PlanPtr input;
  int64_t count = -1;  ///< -1: all
  int64_t offset = 0;
  ExpressionPtr computed_count;  ///< a constant expression instead of `count`; null for none
  ExpressionPtr computed_offset;
};

enum class SetOperator { union_, intersect, except };

/// Both sides have the output's types already.
struct SetOperation {
  SetOperator op;
  bool all = false;
  PlanPtr left;
  PlanPtr right;
};

/// A relational plan: what its rows look like and how they come about.
struct Plan {
  types::Schema output;
  std::variant<Scan, Range, Values, Project, Filter, Join, Aggregate, Window, Generate, Sample, Advice, Distinct, Sort,
               RowNumber, Limit, SetOperation>
      node;
};

PlanPtr make_plan(types::Schema output, decltype(Plan::node) node);

/// Calls `visit` on the direct inputs of a node, in order (left, right).
void for_each_input(const Plan& plan, const std::function<void(const Plan&)>& visit);
void for_each_input(Plan& plan, const std::function<void(PlanPtr&)>& visit);

/// Calls `visit` on each expression that the node itself holds (not those of its inputs).
void for_each_expression(const Plan& plan, const std::function<void(const Expression&)>& visit);
void for_each_expression(Plan& plan, const std::function<void(ExpressionPtr&)>& visit);

PlanPtr clone(const Plan& plan);

/// Prints a plan, a node a line, inputs indented below it; what golden files and EXPLAIN show.
std::string to_text(const Plan& plan);

}  // namespace skep::plan
