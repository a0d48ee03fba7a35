#include "syntax/print_clauses.h"
#include "syntax/string_literals.h"

#include <fmt/format.h>

namespace skep::syntax {
namespace {

/// Prints SHOW and DESCRIBE.
class Printer {
 public:
  explicit Printer(SqlPrinter& out) : out_(out) {}

  template <typename Node>
  bool print(const Node&) {
    return false;
  }

  bool print(const ShowDatabases& show) { return list("SHOW DATABASES", show.catalog, show.pattern); }
  bool print(const ShowTables& show) { return list("SHOW TABLES", show.database, show.pattern); }
  bool print(const ShowViews& show) { return list("SHOW VIEWS", show.database, show.pattern); }
  bool print(const ShowTableExtended& show) {
    list("SHOW TABLE EXTENDED", show.database, "");
    out_.write(" LIKE " + quote_string(show.pattern));
    print_partition(out_, show.partition);
    return true;
  }
  bool print(const ShowProperties& show) {
    name("SHOW TBLPROPERTIES ", show.table);
    if (show.key) out_.write(" (" + quote_string(*show.key) + ")");
    return true;
  }
  bool print(const ShowPartitions& show) {
    name("SHOW PARTITIONS ", show.table);
    print_partition(out_, show.partition);
    return true;
  }
  bool print(const ShowCreateTable& show) {
    name("SHOW CREATE TABLE ", show.table);
    if (show.as_serde) out_.write(" AS SERDE");
    return true;
  }
  bool print(const ShowColumns& show) {
    name("SHOW COLUMNS IN ", show.table);
    if (show.database) name(" IN ", *show.database);
    return true;
  }
  bool print(const ShowFunctions& show) {
    constexpr std::string_view kScopes[] = {"SHOW ALL FUNCTIONS", "SHOW USER FUNCTIONS", "SHOW SYSTEM FUNCTIONS"};
    return list(kScopes[static_cast<size_t>(show.scope)], show.database, show.pattern);
  }
  bool print(const ShowCatalogs& show) { return list("SHOW CATALOGS", std::nullopt, show.pattern); }
  bool print(const ShowCurrentNamespace&) {
    out_.write("SHOW CURRENT NAMESPACE");
    return true;
  }
  bool print(const DescribeTable& describe) {
    name(describe.extended ? "DESCRIBE TABLE EXTENDED " : "DESCRIBE TABLE ", describe.table);
    print_partition(out_, describe.partition);
    if (describe.column) name(" ", *describe.column);
    if (describe.as_json) out_.write(" AS JSON");
    return true;
  }
  bool print(const DescribeDatabase& describe) {
    return name(describe.extended ? "DESCRIBE DATABASE EXTENDED " : "DESCRIBE DATABASE ", describe.database);
  }
  bool print(const DescribeQuery& describe) {
    out_.write("DESCRIBE QUERY ");
    out_.print(*describe.query);
    return true;
  }
  bool print(const DescribeFunction& describe) {
    out_.write(describe.extended ? "DESCRIBE FUNCTION EXTENDED " : "DESCRIBE FUNCTION ");
    describe.function.parts.size() == 1 ? out_.write(quote_string(describe.function.parts[0]))
                                        : out_.print_name(describe.function.parts);
    return true;
  }

 private:
  bool name(std::string_view before, const Name& name) {
    out_.write(before);
    out_.print_name(name.parts);
    return true;
  }
  bool list(std::string_view words, const std::optional<Name>& database, const std::string& pattern) {
    out_.write(words);
    if (database) name(" IN ", *database);
    print_clause(out_, "LIKE", pattern);
    return true;
  }

  SqlPrinter& out_;
};

}  // namespace

bool print_inspection(SqlPrinter& printer, const Statement& statement) {
  Printer inspections(printer);
  return std::visit([&](const auto& node) { return inspections.print(node); }, statement.node);
}

}  // namespace skep::syntax
