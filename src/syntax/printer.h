#pragma once

#include "syntax/ast_statements.h"

#include <string>

namespace skep::syntax {

/// Prints a tree back to SQL that parses to the same tree.
std::string to_sql(const Expression& expression);
std::string to_sql(const Query& query);
std::string to_sql(const Statement& statement);

/// Prints a tree as indented text, a node a line: what the golden tests compare.
std::string to_tree(const Statement& statement);

}  // namespace skep::syntax
