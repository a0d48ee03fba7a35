#pragma once

#include "syntax/ast_statements.h"
#include "syntax/sql_printer.h"

#include <string>
#include <string_view>
#include <vector>

namespace skep::syntax {

// What statements have in common, each with a blank in front, and nothing where it was not given.
void print_clause(SqlPrinter& printer, std::string_view words, const std::string& text);  ///< CLAUSE 'text'
void print_clause(SqlPrinter& printer, std::string_view words, const Properties& properties);
void print_keys(SqlPrinter& printer, std::string_view words, const std::vector<std::string>& keys);
void print_partition(SqlPrinter& printer, const PartitionSpec& spec);
void print_columns(SqlPrinter& printer, const std::vector<ColumnDefinition>& columns);  ///< (a INT, ...), no blank
void print_column(SqlPrinter& printer, const ColumnDefinition& column);
void print_row_format(SqlPrinter& printer, const RowFormat& format);
void print_buckets(SqlPrinter& printer, const Buckets& buckets);

// Each prints a statement if it is one of its forms.
bool print_alteration(SqlPrinter& printer, const Statement& statement);
bool print_definition(SqlPrinter& printer, const Statement& statement);
bool print_session_statement(SqlPrinter& printer, const Statement& statement);
bool print_inspection(SqlPrinter& printer, const Statement& statement);

}  // namespace skep::syntax
