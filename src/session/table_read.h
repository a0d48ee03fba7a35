#pragma once

#include "base/result.h"
#include "metastore/records.h"
#include "plan/plan.h"
#include "syntax/ast_statements.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace skep::session {

/// A read of one table in parts, as the REST row API has them, instead of a statement's text. Each part is parsed by
/// itself, as expressions over this table's columns: no subquery, no aggregate, no other table.
struct TableRead {
  /// Any number of rows chosen by chance. The same seed and the same files give the same rows.
  struct Sample {
    std::optional<int64_t> rows;     ///< so many of all, or of each group
    std::optional<double> fraction;  ///< or each row with this probability
    std::vector<std::string> by;     ///< columns whose values make the groups
    int64_t seed = 0;
  };
  /// What the rows say as a whole.
  enum class Answer {
    rows,
    count,    ///< one row: the number of rows
    summary,  ///< one row: a struct for each column (see summary_plan.h)
    facets,   ///< value, count: the commonest values of the one column in `columns`
  };

  metastore::TableName table;
  Answer answer = Answer::rows;
  std::string select;  ///< "a, b + 1 AS c"; empty: all columns
  std::string where;
  std::string order;   ///< "a desc, b nulls last"; rows that are equal in it keep the order of the files
  int64_t limit = -1;  ///< -1: all
  int64_t offset = 0;
  std::vector<std::string> columns;  ///< for summary and facets; empty: all
  std::optional<Sample> sample;

  /// The state of the table to read, from an earlier read's RunningStatement::table_version(). Fails with not_found of
  /// class CURSOR_EXPIRED when its files are not there any more.
  std::string version;
};

/// Builds the statement that the parts mean. Fails with the part's name and Spark's class.
Result<syntax::Statement> to_statement(const TableRead& read);

/// Turns the analysed statement into what is read: a total order, a sample, a summary. Fails when the plan does more
/// than project, filter, sort and limit the one table.
Result<plan::PlanPtr> finish_plan(plan::PlanPtr plan, const TableRead& read);

}  // namespace skep::session
