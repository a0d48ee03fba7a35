#pragma once

#include <span>
#include <string_view>

namespace skep::syntax {

/// Says whether a word begins or joins a clause. Such a word is never an alias without AS.
bool is_clause_word(std::string_view word);

/// Says whether ANSI reserves a word: with spark.sql.ansi.enforceReservedKeywords it is no name without quotes.
bool is_ansi_reserved(std::string_view word);

/// Finds the keyword that a word seems to mean ("FORM" -> "FROM"); empty when it is one itself or none is near.
std::string_view nearest_keyword(std::string_view word);

/// All keywords of Spark's grammar in byte order: what sql_keywords() lists.
std::span<const std::string_view> all_keywords();

/// The keywords that people write often, in upper case: what a misspelt word is compared with, and what a shell completes.
std::span<const std::string_view> common_keywords();

}  // namespace skep::syntax
