#include "syntax/printer.h"

#include "syntax/sql_printer.h"

namespace skep::syntax {

std::string Name::to_text() const {
  std::string text;
  for (const auto& part : parts) {
    text += text.empty() ? "`" : ".`";
    for (char c : part) text.append(c == '`' ? 2 : 1, c);
    text += "`";
  }
  return text;
}

std::string to_sql(const Expression& expression) {
  SqlPrinter printer;
  printer.print(expression);
  return printer.take();
}

std::string to_sql(const Query& query) {
  SqlPrinter printer;
  printer.print(query);
  return printer.take();
}

std::string to_sql(const Statement& statement) { return statement_to_sql(statement); }

}  // namespace skep::syntax
