#include "syntax/print_clauses.h"
#include "syntax/string_literals.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace skep::syntax {
namespace {

bool is_plain_key(std::string_view key) {
  return key.front() != '-' && std::all_of(key.begin(), key.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
                  c == ':' || c == '-';
         });
}

bool is_plain_value(std::string_view value) {
  return value.find_first_of(";`") == std::string_view::npos && trim(value).size() == value.size();
}

std::string quoted(std::string_view text) {
  std::string out = "`";
  for (char c : text) out.append(c == '`' ? 2 : 1, c);
  return out + "`";
}

/// Prints what changes the session or its caches.
class Printer {
 public:
  explicit Printer(SqlPrinter& out) : out_(out) {}

  template <typename Node>
  bool print(const Node&) {
    return false;
  }

  bool print(const DeclareVariable& declare) {
    name(declare.or_replace ? "DECLARE OR REPLACE VARIABLE " : "DECLARE VARIABLE ", declare.name);
    if (declare.type) out_.write(" " + declare.type->to_sql());
    if (declare.value) value(" DEFAULT ", *declare.value);
    return true;
  }
  bool print(const SetVariable& set) {
    out_.write("SET VARIABLE ");
    for (size_t i = 0; i < set.values.size(); i++) {
      name(i == 0 ? "" : ", ", set.values[i].first);
      set.values[i].second ? value(" = ", *set.values[i].second) : out_.write(" = DEFAULT");
    }
    if (!set.query) return true;
    out_.write("(");
    names(set.targets);
    out_.write(") = (");
    out_.print(*set.query);
    out_.write(")");
    return true;
  }
  bool print(const DropVariable& drop) {
    name(drop.if_exists ? "DROP TEMPORARY VARIABLE IF EXISTS " : "DROP TEMPORARY VARIABLE ", drop.name);
    return true;
  }
  bool print(const ExecuteImmediate& execute) {
    value("EXECUTE IMMEDIATE ", *execute.text);
    if (!execute.into.empty()) {
      out_.write(" INTO ");
      names(execute.into);
    }
    for (size_t i = 0; i < execute.arguments.size(); i++) {
      value(i == 0 ? " USING " : ", ", *execute.arguments[i].second);
      if (!execute.arguments[i].first.empty()) out_.write(" AS " + quote_name_where_needed(execute.arguments[i].first));
    }
    return true;
  }
  bool print(const Use& use) { return name("USE ", use.database); }
  bool print(const SetCatalog& set) {
    out_.write("SET CATALOG " + quote_string(set.name));
    return true;
  }
  bool print(const Set& set) {
    out_.write(set.with_documentation ? "SET -v" : "SET");
    if (!set.key.empty()) out_.write(" " + (is_plain_key(set.key) ? set.key : quoted(set.key)));
    if (set.value) out_.write("=" + (is_plain_value(*set.value) ? *set.value : quoted(*set.value)));
    return true;
  }
  bool print(const Reset& reset) {
    out_.write("RESET");
    if (!reset.key.empty()) out_.write(" " + (is_plain_key(reset.key) ? reset.key : quoted(reset.key)));
    return true;
  }
  bool print(const CacheTable& cache) {
    name(cache.lazy ? "CACHE LAZY TABLE " : "CACHE TABLE ", cache.table);
    print_clause(out_, "OPTIONS", cache.options);
    if (!cache.query) return true;
    out_.write(" AS ");
    out_.print(*cache.query);
    return true;
  }
  bool print(const UncacheTable& uncache) {
    return name(uncache.if_exists ? "UNCACHE TABLE IF EXISTS " : "UNCACHE TABLE ", uncache.table);
  }
  bool print(const ClearCache&) {
    out_.write("CLEAR CACHE");
    return true;
  }
  bool print(const RefreshTable& refresh) { return name("REFRESH TABLE ", refresh.table); }
  bool print(const RefreshPath& refresh) {
    out_.write("REFRESH " + quote_string(refresh.path));
    return true;
  }
  bool print(const RefreshFunction& refresh) { return name("REFRESH FUNCTION ", refresh.function); }

 private:
  bool name(std::string_view before, const Name& name) {
    out_.write(before);
    out_.print_name(name.parts);
    return true;
  }
  void names(const std::vector<Name>& names) {
    for (size_t i = 0; i < names.size(); i++) name(i == 0 ? "" : ", ", names[i]);
  }
  void value(std::string_view before, const Expression& value) {
    out_.write(before);
    out_.print(value);
  }

  SqlPrinter& out_;
};

}  // namespace

bool print_session_statement(SqlPrinter& printer, const Statement& statement) {
  Printer statements(printer);
  return std::visit([&](const auto& node) { return statements.print(node); }, statement.node);
}

}  // namespace skep::syntax
