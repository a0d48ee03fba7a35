#include "syntax/print_clauses.h"

#include "base/check.h"
#include "syntax/string_literals.h"

#include <fmt/format.h>

namespace skep::syntax {

void print_clause(SqlPrinter& printer, std::string_view words, const std::string& text) {
  if (!text.empty()) printer.write(fmt::format(" {} {}", words, quote_string(text)));
}

void print_clause(SqlPrinter& printer, std::string_view words, const Properties& properties) {
  for (size_t i = 0; i < properties.size(); i++) {
    printer.write(i == 0 ? fmt::format(" {} (", words) : ", ");
    printer.write(fmt::format("{} = {}", quote_string(properties[i].first), quote_string(properties[i].second)));
  }
  if (!properties.empty()) printer.write(")");
}

void print_keys(SqlPrinter& printer, std::string_view words, const std::vector<std::string>& keys) {
  for (size_t i = 0; i < keys.size(); i++) {
    printer.write(i == 0 ? fmt::format(" {} (", words) : ", ");
    printer.write(quote_string(keys[i]));
  }
  printer.write(")");
}

void print_partition(SqlPrinter& printer, const PartitionSpec& spec) {
  for (size_t i = 0; i < spec.columns.size(); i++) {
    printer.write(i == 0 ? " PARTITION (" : ", ");
    printer.write(quote_name_where_needed(spec.columns[i].first));
    if (!spec.columns[i].second) continue;
    printer.write(" = ");
    printer.print(*spec.columns[i].second);
  }
  if (!spec.columns.empty()) printer.write(")");
}

void print_column(SqlPrinter& printer, const ColumnDefinition& column) {
  for (const auto& parent : column.parents) printer.write(quote_name_where_needed(parent) + ".");
  printer.write(quote_name_where_needed(column.name) + " " + column.type.to_sql());
  if (column.not_null) printer.write(" NOT NULL");
  if (!column.default_text.empty()) printer.write(" DEFAULT " + column.default_text);
  print_clause(printer, "COMMENT", column.comment);
  if (column.is_placed) printer.write(" FIRST");
}

void print_columns(SqlPrinter& printer, const std::vector<ColumnDefinition>& columns) {
  printer.write("(");
  for (size_t i = 0; i < columns.size(); i++) {
    if (i > 0) printer.write(", ");
    print_column(printer, columns[i]);
  }
  printer.write(")");
}

namespace {

std::string_view delimiter_words(std::string_view property) {
  if (property == "field.delim") return "FIELDS TERMINATED BY";
  if (property == "escape.delim") return "ESCAPED BY";
  if (property == "collection.delim") return "COLLECTION ITEMS TERMINATED BY";
  if (property == "mapkey.delim") return "MAP KEYS TERMINATED BY";
  if (property == "line.delim") return "LINES TERMINATED BY";
  if (property == "serialization.null.format") return "NULL DEFINED AS";
  fail_check("a delimiter that is not known");
}

}  // namespace

void print_row_format(SqlPrinter& printer, const RowFormat& format) {
  if (!format.delimited) {
    print_clause(printer, "ROW FORMAT SERDE", format.serde);
    return print_clause(printer, "WITH SERDEPROPERTIES", format.properties);
  }
  printer.write(" ROW FORMAT DELIMITED");
  for (const auto& [key, value] : format.properties) {
    printer.write(fmt::format(" {} {}", delimiter_words(key), quote_string(value)));
  }
}

void print_buckets(SqlPrinter& printer, const Buckets& buckets) {
  printer.write(" CLUSTERED BY ");
  printer.print_names(buckets.columns);
  for (size_t i = 0; i < buckets.sorted_by.size(); i++) {
    printer.write(i == 0 ? " SORTED BY (" : ", ");
    printer.write(quote_name_where_needed(buckets.sorted_by[i].first) + (buckets.sorted_by[i].second ? "" : " DESC"));
  }
  if (!buckets.sorted_by.empty()) printer.write(")");
  printer.write(fmt::format(" INTO {} BUCKETS", buckets.count));
}

}  // namespace skep::syntax
