#include "base/text.h"
#include "syntax/print_clauses.h"
#include "syntax/printer.h"
#include "syntax/sql_printer.h"
#include "syntax/string_literals.h"

#include <fmt/format.h>

namespace skep::syntax {
namespace {

std::string text_of(const Expression& expression) {
  SqlPrinter printer(Parentheses::all);
  printer.print(expression);
  return printer.take();
}

std::string list_of(const std::vector<ExpressionPtr>& items) {
  SqlPrinter printer(Parentheses::all);
  printer.print(items);
  return printer.take();
}

std::string name_of(const Name& name) {
  SqlPrinter printer;
  printer.print_name(name.parts);
  return printer.take();
}

std::string names_of(const std::vector<std::string>& names) {
  SqlPrinter printer;
  printer.print_names(names);
  return printer.take();
}

/// Writes a statement as indented lines. Expressions stand on one line, with a parenthesis around every operator.
class TreePrinter {
 public:
  std::string take() { return std::move(out_); }

  void print(const Statement& statement) {
    statement_ = &statement;
    std::visit([this](const auto& node) { print_node(node); }, statement.node);
  }

 private:
  /// Indents what is printed while it lives.
  struct Indented {
    explicit Indented(TreePrinter& tree) : tree(tree) { tree.depth_++; }
    ~Indented() { tree.depth_--; }
    TreePrinter& tree;
  };

  template <typename... Args>
  void line(fmt::format_string<Args...> text, Args&&... args) {
    out_.append(static_cast<size_t>(depth_) * 2, ' ');
    out_ += fmt::format(text, std::forward<Args>(args)...);
    out_ += '\n';
  }

  void text_line(std::string_view key, const std::string& text) {
    if (!text.empty()) line("{} {}", key, quote_string(text));
  }

  void properties(std::string_view key, const Properties& properties) {
    for (const auto& [name, value] : properties) line("{} {} = {}", key, quote_string(name), quote_string(value));
  }

  // ---- queries

  void print(const Query& query) {
    for (const auto& table : query.with) {
      line("with {}{}{}", query.is_recursive ? "recursive " : "", quote_name_where_needed(table.name),
           table.column_aliases.empty() ? "" : names_of(table.column_aliases));
      Indented indented(*this);
      print(*table.query);
    }
    std::visit([this](const auto& body) { print_body(body); }, query.body);
    if (query.order_by_all) line("order by all");
    for (const auto& key : query.order_by) {
      SqlPrinter printer(Parentheses::all);
      printer.print(key);
      line("order by {}", printer.take());
    }
    if (!query.distribute_by.empty()) line("distribute by {}", list_of(query.distribute_by));
    if (query.limit) line("limit {}", text_of(*query.limit));
    if (query.offset) line("offset {}", text_of(*query.offset));
  }

  void print_body(const SelectBody& body) {
    line("select{}", body.distinct ? " distinct" : "");
    Indented indented(*this);
    for (const auto& hint : body.hints) line("hint {}({})", hint.name, list_of(hint.arguments));
    for (const auto& item : body.items) line("item {}", text_of(*item));
    for (const auto& relation : body.from) {
      line("from");
      Indented deeper(*this);
      print(*relation);
    }
    if (body.where) line("where {}", text_of(*body.where));
    if (body.has_group_by && body.grouping.empty())
      line("group by {}", body.group_by_all ? "all" : list_of(body.group_by));
    for (const auto& element : body.grouping) line("group by {}", printed(element));
    if (body.having) line("having {}", text_of(*body.having));
    for (const auto& named : body.windows) {
      line("window {} as {}", quote_name_where_needed(named.name), printed(named.window));
    }
  }

  void print_body(const SetBody& body) {
    line("{}{}", to_lower(sql_of(body.op)), body.all ? " all" : "");
    Indented indented(*this);
    operand("left", *body.left);
    operand("right", *body.right);
  }

  void operand(std::string_view side, const Query& query) {
    line("{}", side);
    Indented indented(*this);
    print(query);
  }

  void print_body(const ValuesBody& body) {
    line("values{}", alias_text(body.alias, body.column_aliases));
    rows(body.rows);
  }

  void rows(const std::vector<std::vector<ExpressionPtr>>& rows) {
    Indented indented(*this);
    for (const auto& row : rows) line("row {}", list_of(row));
  }

  static std::string alias_text(const std::string& alias, const std::vector<std::string>& columns) {
    if (alias.empty()) return "";
    return " as " + quote_name_where_needed(alias) + (columns.empty() ? "" : names_of(columns));
  }

  template <typename Node>
  static std::string printed(const Node& node) {
    SqlPrinter printer(Parentheses::all);
    printer.print(node);
    return printer.take();
  }

  void print(const Relation& relation) {
    auto alias = alias_text(relation.alias, relation.column_aliases);
    if (relation.is_lateral) alias += " lateral";
    if (const auto* table = std::get_if<TableRelation>(&relation.node)) {
      line("table {}{}", name_of(table->name), alias);
    } else if (const auto* function = std::get_if<FunctionRelation>(&relation.node)) {
      line("function {}({}){}", name_of(function->name), list_of(function->arguments), alias);
    } else if (const auto* subquery = std::get_if<SubqueryRelation>(&relation.node)) {
      line("subquery{}", alias);
      Indented indented(*this);
      print(*subquery->query);
    } else if (const auto* values = std::get_if<ValuesRelation>(&relation.node)) {
      line("values{}", alias);
      rows(values->rows);
    } else if (const auto* join = std::get_if<JoinRelation>(&relation.node)) {
      print_join(*join, alias);
    } else if (const auto* piped = std::get_if<PipedRelation>(&relation.node)) {
      line("piped{}", alias);
      Indented indented(*this);
      print(*piped->query);
    } else {
      SqlPrinter printer(Parentheses::all);
      printer.print(relation);
      line("relation {}", printer.take());
    }
  }

  void print_join(const JoinRelation& join, const std::string& alias) {
    line("{}{}{}{}{}", join.natural ? "natural " : "", to_lower(sql_of(join.kind)),
         join.condition ? " on " + text_of(*join.condition) : "",
         join.using_columns.empty() ? "" : " using " + names_of(join.using_columns), alias);
    Indented indented(*this);
    print(*join.left);
    print(*join.right);
  }

  // ---- statements

  void print_node(const QueryStatement& statement) { print(*statement.query); }

  void print_node(const CreateDatabase& create) {
    line("create database {}{}", name_of(create.name), create.if_not_exists ? " if not exists" : "");
    Indented indented(*this);
    text_line("comment", create.comment);
    text_line("location", create.location);
    properties("property", create.properties);
  }

  void print_node(const DropDatabase& drop) {
    line("drop database {}{}{}", name_of(drop.name), drop.if_exists ? " if exists" : "",
         drop.cascade ? " cascade" : "");
  }

  void columns(std::string_view key, const std::vector<ColumnDefinition>& columns) {
    for (const auto& column : columns) {
      line(
          "{} {} {}{}{}", key, quote_name_where_needed(column.name), column.type.to_sql(),
          (column.not_null ? " not null" : "") + (column.default_text.empty() ? "" : " default " + column.default_text),
          column.comment.empty() ? "" : " comment " + quote_string(column.comment));
    }
  }

  void print_node(const CreateTable& create) {
    line("create {}table {}{}", create.external ? "external " : "", name_of(create.name),
         create.if_not_exists ? " if not exists" : "");
    Indented indented(*this);
    columns("column", create.columns);
    columns("partition column", create.partition_columns);
    if (!create.partition_names.empty()) line("partitioned by {}", names_of(create.partition_names));
    text_line("using", create.provider);
    text_line("stored as", create.stored_as);
    text_line("input format", create.input_format);
    text_line("output format", create.output_format);
    if (create.buckets) {
      SqlPrinter printer;
      print_buckets(printer, *create.buckets);
      line("{}", to_lower(trim(printer.take())));
    }
    if (create.row_format) print_row_format(*create.row_format);
    properties("option", create.options);
    properties("property", create.properties);
    text_line("comment", create.comment);
    text_line("location", create.location);
    if (!create.query) return;
    line("as");
    Indented deeper(*this);
    print(*create.query);
  }

  void print_row_format(const RowFormat& format) {
    line("row format {}", format.delimited ? "delimited" : quote_string(format.serde));
    Indented indented(*this);
    properties("property", format.properties);
  }

  void print_node(const DropTable& drop) {
    line("drop {} {}{}{}", drop.is_view ? "view" : "table", name_of(drop.name), drop.if_exists ? " if exists" : "",
         drop.purge ? " purge" : "");
  }

  void partition(const PartitionSpec& spec) {
    Indented indented(*this);
    for (const auto& [column, value] : spec.columns) {
      line("partition {}{}", quote_name_where_needed(column), value ? " = " + text_of(*value) : "");
    }
  }

  void print_node(const Insert& insert) {
    line("insert {} {}{}", insert.overwrite ? "overwrite" : "into", name_of(insert.table),
         insert.if_not_exists ? " if not exists" : "");
    if (insert.by_name) line("  by name");
    partition(insert.partition);
    Indented indented(*this);
    if (!insert.columns.empty()) line("columns {}", names_of(insert.columns));
    print(*insert.query);
  }

  void print_node(const MultiInsert& node) {
    line("from");
    {
      Indented deeper(*this);
      print(*node.source);
    }
    for (const auto& insert : node.inserts) print_node(insert);
  }

  void print_node(const RowChange& change) {
    constexpr std::string_view kKinds[] = {"merge into", "update", "delete from"};
    line("{} {}", kKinds[static_cast<size_t>(change.kind)], name_of(change.table));
  }

  void print_node(const Explain& explain) {
    constexpr std::string_view kModes[] = {"", " extended", " formatted", " codegen", " cost"};
    line("explain{}", kModes[static_cast<size_t>(explain.mode)]);
    Indented indented(*this);
    print(*explain.statement);
  }

  /// Statements without expressions worth a tree: their SQL.
  template <typename Node>
  void print_node(const Node&) {
    line("{}", statement_to_sql(*statement_));
  }

  std::string out_;
  int depth_ = 0;
  const Statement* statement_ = nullptr;
};

}  // namespace

std::string to_tree(const Statement& statement) {
  TreePrinter printer;
  printer.print(statement);
  return printer.take();
}

}  // namespace skep::syntax
