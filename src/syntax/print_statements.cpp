#include "syntax/print_clauses.h"

#include "base/check.h"
#include "syntax/string_literals.h"

#include <fmt/format.h>

namespace skep::syntax {
namespace {

class StatementPrinter {
 public:
  std::string take() { return printer_.take(); }

  void print(const Statement& statement) {
    bool is_done = print_alteration(printer_, statement) || print_definition(printer_, statement) ||
                   print_session_statement(printer_, statement) || print_inspection(printer_, statement);
    if (is_done) return;
    std::visit([this](const auto& node) { print_node(node); }, statement.node);
  }

 private:
  void write(std::string_view text) { printer_.write(text); }
  void name(const Name& name) { printer_.print_name(name.parts); }

  template <typename Value>
  void clause(std::string_view words, const Value& value) {
    print_clause(printer_, words, value);
  }

  template <typename Node>
  void print_node(const Node&) {
    fail_check("a statement that nothing prints");
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

  void print_node(const CreateTable& create) {
    write(create.external ? "CREATE EXTERNAL TABLE " : "CREATE TABLE ");
    if (create.if_not_exists) write("IF NOT EXISTS ");
    name(create.name);
    if (!create.columns.empty()) {
      write(" ");
      print_columns(printer_, create.columns);
    }
    clauses(create);
    if (!create.query) return;
    write(" AS ");
    printer_.print(*create.query);
  }

  void clauses(const CreateTable& create) {
    if (!create.provider.empty()) write(" USING " + quote_name_where_needed(create.provider));
    clause("OPTIONS", create.options);
    partitioning(create);
    if (create.buckets) print_buckets(printer_, *create.buckets);
    if (create.row_format) print_row_format(printer_, *create.row_format);
    if (!create.stored_as.empty()) write(" STORED AS " + create.stored_as);
    clause("STORED AS INPUTFORMAT", create.input_format);
    clause("OUTPUTFORMAT", create.output_format);
    clause("LOCATION", create.location);
    clause("COMMENT", create.comment);
    clause("TBLPROPERTIES", create.properties);
  }

  void partitioning(const CreateTable& create) {
    if (create.partition_columns.empty() && create.partition_names.empty()) return;
    write(" PARTITIONED BY ");
    if (create.partition_names.empty()) return print_columns(printer_, create.partition_columns);
    printer_.print_names(create.partition_names);
  }

  void print_node(const CreateTableLike& create) {
    write(create.table.external ? "CREATE EXTERNAL TABLE " : "CREATE TABLE ");
    if (create.table.if_not_exists) write("IF NOT EXISTS ");
    name(create.table.name);
    write(" LIKE ");
    name(create.source);
    clauses(create.table);
  }

  void print_node(const DropTable& drop) {
    write(drop.is_view ? "DROP VIEW " : "DROP TABLE ");
    if (drop.if_exists) write("IF EXISTS ");
    name(drop.name);
    if (drop.purge) write(" PURGE");
  }

  void print_node(const Insert& insert) {
    write(insert.overwrite ? "INSERT OVERWRITE TABLE " : "INSERT INTO ");
    name(insert.table);
    print_partition(printer_, insert.partition);
    if (insert.if_not_exists) write(" IF NOT EXISTS");
    if (insert.by_name) write(" BY NAME");
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

  SqlPrinter printer_;
};

}  // namespace

std::string statement_to_sql(const Statement& statement) {
  StatementPrinter printer;
  printer.print(statement);
  return printer.take();
}

}  // namespace skep::syntax
