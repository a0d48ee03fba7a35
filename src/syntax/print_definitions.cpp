#include "syntax/print_clauses.h"
#include "syntax/string_literals.h"

#include <fmt/format.h>

namespace skep::syntax {
namespace {

std::string_view sql_of(ViewSchemaMode mode) {
  switch (mode) {
    case ViewSchemaMode::unspecified: return "";
    case ViewSchemaMode::binding: return " WITH SCHEMA BINDING";
    case ViewSchemaMode::compensation: return " WITH SCHEMA COMPENSATION";
    case ViewSchemaMode::type_evolution: return " WITH SCHEMA TYPE EVOLUTION";
    case ViewSchemaMode::evolution: return " WITH SCHEMA EVOLUTION";
  }
  return "";
}

std::string_view sql_of(ViewKind kind) {
  switch (kind) {
    case ViewKind::kept: return "VIEW ";
    case ViewKind::temporary: return "TEMPORARY VIEW ";
    case ViewKind::global_temporary: return "GLOBAL TEMPORARY VIEW ";
  }
  return "";
}

/// Prints what defines views and functions.
class Printer {
 public:
  explicit Printer(SqlPrinter& out) : out_(out) {}

  template <typename Node>
  bool print(const Node&) {
    return false;
  }

  bool print(const CreateView& create) {
    out_.write(create.or_replace ? "CREATE OR REPLACE " : "CREATE ");
    out_.write(sql_of(create.kind));
    if (create.if_not_exists) out_.write("IF NOT EXISTS ");
    out_.print_name(create.name.parts);
    for (size_t i = 0; i < create.columns.size(); i++) {
      out_.write(i == 0 ? " (" : ", ");
      out_.write(quote_name_where_needed(create.columns[i].name));
      print_clause(out_, "COMMENT", create.columns[i].comment);
    }
    if (!create.columns.empty()) out_.write(")");
    print_clause(out_, "COMMENT", create.comment);
    print_clause(out_, "TBLPROPERTIES", create.properties);
    out_.write(sql_of(create.schema_mode));
    out_.write(" AS ");
    out_.print(*create.query);
    return true;
  }
  bool print(const CreateViewUsing& create) {
    out_.write(create.or_replace ? "CREATE OR REPLACE " : "CREATE ");
    out_.write(sql_of(create.kind));
    out_.print_name(create.name.parts);
    if (!create.columns.empty()) {
      out_.write(" ");
      print_columns(out_, create.columns);
    }
    out_.write(" USING " + quote_name_where_needed(create.provider));
    print_clause(out_, "OPTIONS", create.options);
    return true;
  }
  bool print(const AlterViewQuery& alter) {
    out_.write("ALTER VIEW ");
    out_.print_name(alter.view.parts);
    out_.write(" AS ");
    out_.print(*alter.query);
    return true;
  }
  bool print(const AlterViewSchemaMode& alter) {
    out_.write("ALTER VIEW ");
    out_.print_name(alter.view.parts);
    out_.write(sql_of(alter.mode));
    return true;
  }
  bool print(const CreateFunction& create) {
    out_.write(create.or_replace ? "CREATE OR REPLACE " : "CREATE ");
    out_.write(create.temporary ? "TEMPORARY FUNCTION " : "FUNCTION ");
    if (create.if_not_exists) out_.write("IF NOT EXISTS ");
    out_.print_name(create.name.parts);
    if (!create.class_name.empty()) {
      print_clause(out_, "AS", create.class_name);
      return true;
    }
    parameters(create.parameters);
    if (create.return_type) out_.write(" RETURNS " + create.return_type->to_sql());
    if (create.is_table) out_.write(" RETURNS TABLE");
    if (!create.return_columns.empty()) parameters(create.return_columns);
    print_clause(out_, "COMMENT", create.comment);
    out_.write(" RETURN ");
    create.query ? out_.print(*create.query) : out_.print(*create.body);
    return true;
  }
  bool print(const DropFunction& drop) {
    out_.write(drop.temporary ? "DROP TEMPORARY FUNCTION " : "DROP FUNCTION ");
    if (drop.if_exists) out_.write("IF EXISTS ");
    out_.print_name(drop.name.parts);
    return true;
  }
  bool print(const InsertDirectory& insert) {
    out_.write(insert.local ? "INSERT OVERWRITE LOCAL DIRECTORY" : "INSERT OVERWRITE DIRECTORY");
    if (!insert.path.empty()) out_.write(" " + quote_string(insert.path));
    if (!insert.provider.empty()) out_.write(" USING " + quote_name_where_needed(insert.provider));
    print_clause(out_, "OPTIONS", insert.options);
    if (insert.row_format) print_row_format(out_, *insert.row_format);
    if (!insert.stored_as.empty()) out_.write(" STORED AS " + insert.stored_as);
    out_.write(" ");
    out_.print(*insert.query);
    return true;
  }

 private:
  void parameters(const std::vector<FunctionParameter>& parameters) {
    out_.write("(");
    for (size_t i = 0; i < parameters.size(); i++) {
      out_.write((i == 0 ? "" : ", ") + quote_name_where_needed(parameters[i].name) + " " +
                 parameters[i].type.to_sql());
      if (!parameters[i].default_text.empty()) out_.write(" DEFAULT " + parameters[i].default_text);
      print_clause(out_, "COMMENT", parameters[i].comment);
    }
    out_.write(")");
  }

  SqlPrinter& out_;
};

}  // namespace

bool print_definition(SqlPrinter& printer, const Statement& statement) {
  Printer definitions(printer);
  return std::visit([&](const auto& node) { return definitions.print(node); }, statement.node);
}

}  // namespace skep::syntax
