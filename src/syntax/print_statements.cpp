#include "base/check.h"
#include "base/text.h"
#include "syntax/sql_printer.h"
#include "syntax/string_literals.h"

#include <fmt/format.h>

#include <algorithm>

namespace skep::syntax {
namespace {

class StatementPrinter {
 public:
  std::string take() { return printer_.take(); }

  void print(const Statement& statement) {
    std::visit([this](const auto& node) { print_node(node); }, statement.node);
  }

 private:
  void write(std::string_view text) { printer_.write(text); }
  void name(const Name& name) { printer_.print_name(name.parts); }

  /// Writes " CLAUSE 'text'" where there is a text.
  void clause(std::string_view words, const std::string& text) {
    if (!text.empty()) write(fmt::format(" {} {}", words, quote_string(text)));
  }

  void clause(std::string_view words, const Properties& properties) {
    for (size_t i = 0; i < properties.size(); i++) {
      write(i == 0 ? fmt::format(" {} (", words) : ", ");
      write(fmt::format("{} = {}", quote_string(properties[i].first), quote_string(properties[i].second)));
    }
    if (!properties.empty()) write(")");
  }

  void print_node(const QueryStatement& statement) { printer_.print(*statement.query); }

  void print_node(const CreateDatabase& create) {
    write(create.if_not_exists ? "CREATE DATABASE IF NOT EXISTS " : "CREATE DATABASE ");
    name(create.name);
    clause("COMMENT", create.comment);
    clause("LOCATION", create.location);
    clause("WITH DBPROPERTIES", create.properties);
  }

  void print_node(const DropDatabase& drop) {
    write(drop.if_exists ? "DROP DATABASE IF EXISTS " : "DROP DATABASE ");
    name(drop.name);
    if (drop.cascade) write(" CASCADE");
  }

  void columns(const std::vector<ColumnDefinition>& columns) {
    write("(");
    for (size_t i = 0; i < columns.size(); i++) {
      if (i > 0) write(", ");
      write(quote_name_where_needed(columns[i].name));
      write(" " + columns[i].type.to_sql());
      if (columns[i].not_null) write(" NOT NULL");
      clause("COMMENT", columns[i].comment);
    }
    write(")");
  }

  void print_node(const CreateTable& create) {
    write(create.external ? "CREATE EXTERNAL TABLE " : "CREATE TABLE ");
    if (create.if_not_exists) write("IF NOT EXISTS ");
    name(create.name);
    if (!create.columns.empty()) {
      write(" ");
      columns(create.columns);
    }
    if (!create.provider.empty()) write(" USING " + quote_name_where_needed(create.provider));
    clause("OPTIONS", create.options);
    partitioning(create);
    if (create.row_format) row_format(*create.row_format);
    if (!create.stored_as.empty()) write(" STORED AS " + create.stored_as);
    clause("STORED AS INPUTFORMAT", create.input_format);
    clause("OUTPUTFORMAT", create.output_format);
    clause("LOCATION", create.location);
    clause("COMMENT", create.comment);
    clause("TBLPROPERTIES", create.properties);
    if (!create.query) return;
    write(" AS ");
    printer_.print(*create.query);
  }

  void partitioning(const CreateTable& create) {
    if (create.partition_columns.empty() && create.partition_names.empty()) return;
    write(" PARTITIONED BY ");
    if (create.partition_names.empty()) return columns(create.partition_columns);
    printer_.print_names(create.partition_names);
  }

  void row_format(const RowFormat& format) {
    if (!format.delimited) {
      clause("ROW FORMAT SERDE", format.serde);
      return clause("WITH SERDEPROPERTIES", format.properties);
    }
    write(" ROW FORMAT DELIMITED");
    for (const auto& [key, value] : format.properties) {
      write(fmt::format(" {} {}", delimiter_words(key), quote_string(value)));
    }
  }

  static std::string_view delimiter_words(std::string_view property) {
    if (property == "field.delim") return "FIELDS TERMINATED BY";
    if (property == "escape.delim") return "ESCAPED BY";
    if (property == "collection.delim") return "COLLECTION ITEMS TERMINATED BY";
    if (property == "mapkey.delim") return "MAP KEYS TERMINATED BY";
    if (property == "line.delim") return "LINES TERMINATED BY";
    if (property == "serialization.null.format") return "NULL DEFINED AS";
    fail_check("a delimiter that is not known");
  }

  void print_node(const DropTable& drop) {
    write(drop.is_view ? "DROP VIEW " : "DROP TABLE ");
    if (drop.if_exists) write("IF EXISTS ");
    name(drop.name);
    if (drop.purge) write(" PURGE");
  }

  void partition(const PartitionSpec& spec) {
    for (size_t i = 0; i < spec.columns.size(); i++) {
      write(i == 0 ? " PARTITION (" : ", ");
      write(quote_name_where_needed(spec.columns[i].first));
      if (!spec.columns[i].second) continue;
      write(" = ");
      printer_.print(*spec.columns[i].second);
    }
    if (!spec.columns.empty()) write(")");
  }

  void print_node(const Insert& insert) {
    write(insert.overwrite ? "INSERT OVERWRITE TABLE " : "INSERT INTO ");
    name(insert.table);
    partition(insert.partition);
    if (insert.if_not_exists) write(" IF NOT EXISTS");
    write(" ");
    if (!insert.columns.empty()) {
      printer_.print_names(insert.columns);
      write(" ");
    }
    printer_.print(*insert.query);
  }

  void print_node(const MultiInsert& node) {
    const auto& source = *std::get<PipedRelation>(node.source->node).query;
    printer_.print_with(source.with, source.is_recursive);
    const auto& from = std::get<SelectBody>(source.body).from;
    for (size_t i = 0; i < from.size(); i++) {
      write(i == 0 ? "FROM " : ", ");
      printer_.print(*from[i]);
    }
    for (const auto& insert : node.inserts) {
      write(" ");
      print_node(insert);
    }
  }

  void print_node(const RowChange& change) {
    constexpr std::string_view kKinds[] = {"MERGE INTO ", "UPDATE ", "DELETE FROM "};
    write(kKinds[static_cast<size_t>(change.kind)]);
    name(change.table);
  }

  void print_node(const ShowDatabases& show) {
    write("SHOW DATABASES");
    clause("LIKE", show.pattern);
  }

  void print_node(const ShowTables& show) {
    write("SHOW TABLES");
    if (show.database) {
      write(" IN ");
      name(*show.database);
    }
    clause("LIKE", show.pattern);
  }

  void print_node(const ShowPartitions& show) {
    write("SHOW PARTITIONS ");
    name(show.table);
    partition(show.partition);
  }

  void print_node(const ShowCreateTable& show) {
    write("SHOW CREATE TABLE ");
    name(show.table);
  }

  void print_node(const ShowColumns& show) {
    write("SHOW COLUMNS IN ");
    name(show.table);
  }

  void print_node(const DescribeTable& describe) {
    write(describe.extended ? "DESCRIBE TABLE EXTENDED " : "DESCRIBE TABLE ");
    name(describe.table);
    partition(describe.partition);
  }

  void print_node(const DescribeDatabase& describe) {
    write(describe.extended ? "DESCRIBE DATABASE EXTENDED " : "DESCRIBE DATABASE ");
    name(describe.database);
  }

  void print_node(const Explain& explain) {
    write("EXPLAIN ");
    switch (explain.mode) {
      case ExplainMode::simple: break;
      case ExplainMode::extended: write("EXTENDED "); break;
      case ExplainMode::formatted: write("FORMATTED "); break;
      case ExplainMode::codegen: write("CODEGEN "); break;
      case ExplainMode::cost: write("COST "); break;
    }
    print(*explain.statement);
  }

  void print_node(const Use& use) {
    write("USE ");
    name(use.database);
  }

  void print_node(const Set& set) {
    write("SET");
    if (!set.key.empty()) write(" " + (is_plain_key(set.key) ? set.key : quoted(set.key)));
    if (set.value) write("=" + (is_plain_value(*set.value) ? *set.value : quoted(*set.value)));
  }

  static bool is_plain_key(std::string_view key) {
    return key.front() != '-' && std::all_of(key.begin(), key.end(), [](char c) {
             return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                    c == '.' || c == ':' || c == '-';
           });
  }

  static bool is_plain_value(std::string_view value) {
    return value.find_first_of(";`") == std::string_view::npos && trim(value).size() == value.size();
  }

  static std::string quoted(std::string_view text) {
    std::string out = "`";
    for (char c : text) out.append(c == '`' ? 2 : 1, c);
    return out + "`";
  }

  SqlPrinter printer_;
};

}  // namespace

std::string statement_to_sql(const Statement& statement) {
  StatementPrinter printer;
  printer.print(statement);
  return printer.take();
}

}  // namespace skep::syntax
