#pragma once

#include "syntax/ast_statements.h"

#include <string>
#include <string_view>
#include <vector>

namespace skep::syntax {

enum class Parentheses {
  needed,  ///< only where the text would mean something else without them
  all,     ///< around every operator, so that a text shows its tree
};

/// Writes trees as SQL, all into one text.
class SqlPrinter {
 public:
  explicit SqlPrinter(Parentheses parentheses = Parentheses::needed) : parentheses_(parentheses) {}

  void print(const Expression& expression);
  void print(const Query& query);
  void print(const Relation& relation);
  void print_with(const std::vector<CommonTable>& tables,
                  bool is_recursive);  ///< with a blank after it, where there are any
  void print(const SortKey& key);
  void print(const std::vector<SortKey>& keys);
  void print(const WindowSpec& window);
  void print(const GroupingElement& element);
  void print(const std::vector<ExpressionPtr>& items);  ///< comma-separated
  void print_row(const std::vector<ExpressionPtr>& row);
  void print_name(const std::vector<std::string>& parts);
  void print_names(const std::vector<std::string>& names);  ///< (a, b)

  void write(std::string_view text) { out_ += text; }
  std::string take() { return std::move(out_); }

 private:
  void print_operand(const Expression& expression, int level);
  void print_node(const Literal& literal);
  void print_node(const ColumnName& column);
  void print_node(const Star& star);
  void print_node(const Unary& unary);
  void print_node(const Binary& binary);
  void print_node(const IsNull& is);
  void print_node(const IsTruth& is);
  void print_node(const IsDistinct& is);
  void print_node(const Between& between);
  void print_node(const InList& in);
  void print_node(const InQuery& in);
  void print_node(const Exists& exists);
  void print_node(const ScalarQuery& scalar);
  void print_node(const Like& like);
  void print_node(const LikeMany& like);
  void print_node(const Cast& cast);
  void print_node(const Case& node);
  void print_node(const FunctionCall& call);
  void print_node(const IntervalLiteral& interval);
  void print_node(const Extract& extract);
  void print_node(const Subscript& subscript);
  void print_node(const FieldAccess& access);
  void print_node(const Lambda& lambda);
  void print_node(const NamedArgument& argument);
  void print_node(const Collate& collate);
  void print_node(const RowConstructor& row);
  void print_node(const Alias& alias);

  void print_frame(const WindowFrame& frame);
  void print_bound(const FrameBound& bound);
  void print_grouping(const SelectBody& body);
  void print_body(const SelectBody& body);
  void print_body(const SetBody& body);
  void print_body(const ValuesBody& body);
  void print_set_operand(const Query& query, const SetBody& parent, bool is_right);
  void print_relation(const TableRelation& table);
  void print_relation(const SubqueryRelation& subquery);
  void print_relation(const FunctionRelation& function);
  void print_relation(const ValuesRelation& values);
  void print_relation(const JoinRelation& join);
  void print_relation(const PipedRelation& piped);
  void print_relation(const LateralViewRelation& view);
  void print_relation(const PivotRelation& pivot);
  void print_relation(const UnpivotRelation& unpivot);
  void print_relation(const SampleRelation& sample);
  void print_join(const JoinRelation& join);
  void print_joined(const Relation& relation);
  void print_hints(const std::vector<Hint>& hints);
  void print_items(const SelectBody& body, size_t from, size_t to);  ///< with a blank before each

  // What stands after |>, where the left side is printed already.
  void print_pipe(const SelectBody& body);
  void print_pipe_aggregate(const SelectBody& body);
  void print_pipe_relation(const Relation& relation, const Star& star);
  void print_pipe_step(const JoinRelation& join);
  void print_pipe_step(const PivotRelation& pivot);
  void print_pipe_step(const UnpivotRelation& unpivot);
  void print_pipe_step(const SampleRelation& sample);
  template <typename Node>
  void print_pipe_step(const Node&) {}

  void print_query_in_parentheses(const Query& query);
  void print_alias(const std::string& alias, const std::vector<std::string>& column_aliases);

  Parentheses parentheses_;
  std::string out_;
};

std::string quote_name_where_needed(std::string_view name);
std::string_view sql_of(BinaryOperator op);
std::string_view sql_of(JoinKind kind);  ///< "LEFT JOIN"
std::string_view sql_of(SetOperator op);

// print_statement.cpp
std::string statement_to_sql(const Statement& statement);

}  // namespace skep::syntax
