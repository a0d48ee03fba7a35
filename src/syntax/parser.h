#pragma once

#include "base/result.h"
#include "syntax/ast_statements.h"
#include "syntax/parameters.h"

#include <string_view>
#include <vector>

namespace skep::syntax {

/// What a text's meaning depends on besides itself.
struct ParserSettings {
  bool enforces_reserved_words = false;  ///< the words that ANSI reserves are no names without quotes
};

/// Parses one statement; a semicolon at its end is allowed. Fails with class PARSE_SYNTAX_ERROR (PARSE_EMPTY_STATEMENT
/// for no statement), the place, what was found and what was expected there. A form that Spark has and Skep does not
/// yet have fails with `unsupported`, naming the form. Never recurses deeper than kDepthMax. Markers become the literals
/// that `parameters` hold; one that has no value fails with UNBOUND_SQL_PARAMETER.
Result<Statement> parse_statement(std::string_view text, const Parameters& parameters = {},
                                  const ParserSettings& settings = {});

/// Parses one scalar expression and nothing after it.
Result<ExpressionPtr> parse_expression(std::string_view text);

/// Parses what may stand between SELECT and FROM: expressions with or without aliases, *.
Result<std::vector<ExpressionPtr>> parse_select_list(std::string_view text);

/// Parses what may follow ORDER BY, without ALL.
Result<std::vector<SortKey>> parse_sort_keys(std::string_view text);

/// A statement of a script, and where it begins.
struct ScriptPart {
  std::string_view text;
  TextPosition position;
};

/// Cuts a script at the semicolons that stand outside strings, names and comments. Parts that hold nothing but
/// comments and blanks are left out.
std::vector<ScriptPart> split_script(std::string_view script);

/// How deep expressions, queries and types may be nested.
inline constexpr int kDepthMax = 500;

/// How high a tree may become where operators follow each other without nesting: 1 + 1 + ..., UNION ALL ..., JOIN ....
/// Chains of AND and of OR do not count, since they become balanced trees.
inline constexpr int kChainMax = 5000;

}  // namespace skep::syntax
