#include "syntax/keywords.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace skep::syntax {
namespace {

constexpr std::array kClauses = std::to_array<std::string_view>({
    "AND",  "ANTI",        "AS",    "BETWEEN", "CLUSTER", "CROSS", "DISTRIBUTE", "ELSE",      "EXCEPT",
    "FROM", "FULL",        "GROUP", "HAVING",  "ILIKE",   "IN",    "INNER",      "INTERSECT", "IS",
    "JOIN", "LATERAL",     "LEFT",  "LIKE",    "LIMIT",   "MINUS", "NATURAL",    "NOT",       "OFFSET",
    "ON",   "OR",          "ORDER", "PIVOT",   "RIGHT",   "RLIKE", "SELECT",     "SEMI",      "SETMINUS",
    "SORT", "TABLESAMPLE", "THEN",  "UNION",   "UNPIVOT", "USING", "WHEN",       "WHERE",     "WINDOW",
});

/// What a misspelt word is compared with.
constexpr std::array kKeywords = std::to_array<std::string_view>({
    "ALL",        "ALTER",     "ANALYZE",     "AND",        "ANTI",     "ARRAY",     "AS",
    "ASC",        "BETWEEN",   "BY",          "CACHE",      "CASCADE",  "CASE",      "CAST",
    "COLUMNS",    "COMMENT",   "CREATE",      "CROSS",      "DATABASE", "DATABASES", "DEFINED",
    "DELETE",     "DELIMITED", "DESC",        "DESCRIBE",   "DISTINCT", "DROP",      "ELSE",
    "END",        "ESCAPE",    "EXCEPT",      "EXISTS",     "EXPLAIN",  "EXTENDED",  "EXTERNAL",
    "FALSE",      "FIELDS",    "FILTER",      "FIRST",      "FORMAT",   "FORMATTED", "FROM",
    "FULL",       "FUNCTION",  "GROUP",       "HAVING",     "INNER",    "INSERT",    "INTERSECT",
    "INTERVAL",   "INTO",      "IS",          "JOIN",       "LAST",     "LATERAL",   "LEFT",
    "LIKE",       "LIMIT",     "LOCATION",    "MINUS",      "NATURAL",  "NOT",       "NULL",
    "NULLS",      "OFFSET",    "ON",          "OPTIONS",    "OR",       "ORDER",     "OUTER",
    "OVERWRITE",  "PARTITION", "PARTITIONED", "PARTITIONS", "PURGE",    "RIGHT",     "RLIKE",
    "ROW",        "SCHEMA",    "SCHEMAS",     "SELECT",     "SEMI",     "SERDE",     "SERDEPROPERTIES",
    "SET",        "SHOW",      "STORED",      "STRUCT",     "TABLE",    "TABLES",    "TBLPROPERTIES",
    "TERMINATED", "THEN",      "TRUE",        "UNION",      "USE",      "USING",     "VALUES",
    "VIEW",       "WHEN",      "WHERE",       "WITH",
});

template <size_t N>
bool holds(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::any_of(words.begin(), words.end(), [&](auto known) { return equals_ignoring_case(known, word); });
}

/// Counts the letters to insert, drop, replace or swap with a neighbour to get from one word to the other.
size_t edits_between(std::string_view a, std::string_view b) {
  std::vector<std::vector<size_t>> cost(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); i++) {
    for (size_t j = 0; j <= b.size(); j++) {
      if (i == 0 || j == 0) {
        cost[i][j] = i + j;
        continue;
      }
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost[a.size()][b.size()];
}

}  // namespace

bool is_clause_word(std::string_view word) { return holds(kClauses, word); }

std::span<const std::string_view> common_keywords() { return kKeywords; }

std::string_view nearest_keyword(std::string_view word) {
  constexpr size_t kLongestKeyword = 20;
  if (word.size() < 4 || word.size() > kLongestKeyword) return {};
  auto upper = to_upper(word);
  std::string_view best;
  size_t best_edits = word.size() < 6 ? 2 : 3;  // one edit in a short word, two in a long one
  for (auto keyword : kKeywords) {
    auto edits = edits_between(upper, keyword);
    if (edits == 0) return {};
    if (edits >= best_edits) continue;
    best = keyword;
    best_edits = edits;
  }
  return best;
}

}  // namespace skep::syntax
