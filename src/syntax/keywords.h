#pragma once

#include <span>
#include <string_view>

namespace skep::syntax {

/// Says whether a word begins or joins a clause. Such a word is never an alias without AS.
bool is_clause_word(std::string_view word);

/// Says whether a word is never a name without quotes where an expression or a relation may begin. Spark is laxer
/// here ("SELECT FROM t" reads a column named FROM); a syntax error serves people better.
bool is_reserved_word(std::string_view word);

/// Finds the keyword that a word seems to mean ("FORM" -> "FROM"); empty when it is one itself or none is near.
std::string_view nearest_keyword(std::string_view word);

/// The keywords that people write often, in upper case: what a misspelt word is compared with, and what a shell completes.
std::span<const std::string_view> common_keywords();

}  // namespace skep::syntax
