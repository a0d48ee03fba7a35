#include "jobs/statement_kind.h"

#include "syntax/parser.h"

#include <type_traits>
#include <variant>

namespace skep::jobs {
namespace {

template <typename Node, typename... Kinds>
constexpr bool is_one_of = (std::is_same_v<Node, Kinds> || ...);

template <typename Node>
StatementKind kind_of_node(const Node& node) {
  using namespace syntax;
  if constexpr (is_one_of<Node, QueryStatement, ShowDatabases, ShowTables, ShowViews, ShowTableExtended, ShowProperties,
                          ShowPartitions, ShowCreateTable, ShowColumns, ShowFunctions, ShowCatalogs,
                          ShowCurrentNamespace, DescribeTable, DescribeDatabase, DescribeQuery, DescribeFunction,
                          Explain, RefreshTable, RefreshPath, RefreshFunction, AnalyzeTable, AnalyzeTables>) {
    return StatementKind::read;
  } else if constexpr (is_one_of<Node, Use, SetCatalog, syntax::Set, Reset, DeclareVariable, SetVariable, DropVariable,
                                 CreateViewUsing, CacheTable, UncacheTable, ClearCache>) {
    return StatementKind::session;
  } else if constexpr (std::is_same_v<Node, Insert>) {
    return StatementKind::write;
  } else if constexpr (std::is_same_v<Node, CreateTable>) {
    if (node.query) return StatementKind::write;
    return node.if_not_exists ? StatementKind::read : StatementKind::command;
  } else if constexpr (std::is_same_v<Node, CreateDatabase>) {
    return node.if_not_exists ? StatementKind::read : StatementKind::command;
  } else if constexpr (std::is_same_v<Node, CreateView>) {
    return node.kind == ViewKind::kept ? StatementKind::command : StatementKind::session;
  } else if constexpr (is_one_of<Node, CreateFunction, DropFunction>) {
    return node.temporary ? StatementKind::session : StatementKind::command;
  } else {
    return StatementKind::command;
  }
}

}  // namespace

StatementKind kind_of(std::string_view text, const syntax::Parameters& parameters) {
  auto parsed = syntax::parse_statement(text, parameters);
  if (!parsed) return StatementKind::command;
  return std::visit([](const auto& node) { return kind_of_node(node); }, parsed->node);
}

}  // namespace skep::jobs
