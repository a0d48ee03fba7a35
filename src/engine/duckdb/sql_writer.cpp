#include "engine/duckdb/sql_writer.h"

#include "base/text.h"
#include "engine/duckdb/expression_sql.h"
#include "engine/duckdb/ordering_sql.h"
#include "engine/duckdb/shared_plans.h"

#include <algorithm>
#include <set>

namespace skep::engine {
namespace {

/// Collects the values of the row around that an expression uses, by their places.
void find_outers(const plan::Expression& expression, std::set<size_t>& found) {
  plan::walk(expression, [&](const plan::Expression& part) {
    if (auto* outer = std::get_if<plan::OuterColumn>(&part.node)) found.insert(outer->index);
  });
}

/// The same of the calls that take lambdas only: DuckDB binds all arguments of such a call in one place.
void find_outers_in_lambdas(const plan::Expression& expression, std::set<size_t>& found) {
  plan::walk(expression, [&](const plan::Expression& part) {
    auto* call = std::get_if<plan::Call>(&part.node);
    bool takes_lambda = call && std::any_of(call->arguments.begin(), call->arguments.end(), [](const auto& argument) {
                          return std::holds_alternative<plan::Lambda>(argument->node);
                        });
    if (takes_lambda) find_outers(part, found);
  });
}

bool uses_outer(const plan::Plan& plan) {
  std::set<size_t> found;
  plan::for_each_expression(plan, [&](const plan::Expression& expression) { find_outers(expression, found); });
  bool uses = !found.empty();
  plan::for_each_input(plan, [&](const plan::Plan& input) { uses = uses || uses_outer(input); });
  return uses;
}

/// Writes a plan's nodes as nested SELECTs; every one gives its columns as c0, c1, ... in order.
class PlanSql {
 public:
  PlanSql(const EngineSettings& settings, const std::vector<std::string>& scan_sources)
      : settings_(settings),
        ansi_(settings.ansi),
        scan_sources_(scan_sources),
        expressions_(settings, [this](const plan::Plan& plan) { return select(plan); }) {}

  const std::optional<Error>& error() const { return expressions_.error(); }

  std::string select(const plan::Plan& plan) {
    if (auto shared = shared_.name_of(plan)) {
      auto alias = next_alias();
      return fmt::format("SELECT {} FROM {} AS {}", pass_through(alias, plan.output.size()), *shared, alias);
    }
    return std::visit([&](const auto& node) { return write(node, plan); }, plan.node);
  }

  /// The whole statement: the plan with each column cast to its type. What stands in it more than once is computed once.
  std::string statement(const plan::Plan& plan) {
    shared_ = SharedPlans(plan, [this](const plan::Plan& part) -> std::optional<std::string> {
      PlanSql writer(settings_, scan_sources_);
      auto sql = writer.select(part);
      return writer.error() ? std::nullopt : std::optional(std::move(sql));
    });
    auto body = select(plan);
    auto alias = next_alias();
    std::vector<std::string> columns;
    for (size_t i = 0; i < plan.output.size(); i++) {
      auto& type = plan.output[i].type;
      auto column = expressions_.shown(fmt::format("{}.c{}", alias, i), type);
      if (type.is(types::TypeKind::interval_day_time)) column = fmt::format("skep_split_days({})", column);
      if (type.is(types::TypeKind::calendar_interval)) column = fmt::format("skep_calendar_shown({})", column);
      columns.push_back(fmt::format("CAST({} AS {}) AS c{}", column, duckdb_type(type), i));
    }
    if (columns.empty()) columns.push_back("NULL AS c0");
    return fmt::format("{}SELECT {} FROM ({}) AS {}", shared_.with_clause(), join(columns, ", "), body, alias);
  }

 private:
  std::string next_alias() { return "t" + std::to_string(++aliases_); }

  static ExpressionSql::ColumnSql columns_of(const std::string& alias) {
    return [alias](size_t index) { return fmt::format("{}.c{}", alias, index); };
  }

  /// The left input's columns and then the right one's.
  static ExpressionSql::ColumnSql columns_of(const std::string& left, size_t width, const std::string& right) {
    return [left, right, width](size_t index) {
      return index < width ? fmt::format("{}.c{}", left, index) : fmt::format("{}.c{}", right, index - width);
    };
  }

  static std::string pass_through(const ExpressionSql::ColumnSql& column, size_t count) {
    std::vector<std::string> columns;
    for (size_t i = 0; i < count; i++) columns.push_back(fmt::format("{} AS c{}", column(i), i));
    return columns.empty() ? "NULL AS nothing" : join(columns, ", ");
  }
  static std::string pass_through(const std::string& alias, size_t count) {
    return pass_through(columns_of(alias), count);
  }

  std::string list(const std::vector<plan::ExpressionPtr>& expressions, const ExpressionSql::ColumnSql& column) {
    std::vector<std::string> columns;
    for (auto& expression : expressions) {
      columns.push_back(fmt::format("{} AS c{}", expressions_.write(*expression, column), columns.size()));
    }
    return columns.empty() ? "NULL AS nothing" : join(columns, ", ");
  }

  std::string write(const plan::Scan& node, const plan::Plan&) {
    auto alias = next_alias();
    std::vector<std::string> columns;
    for (auto index : node.columns) columns.push_back(fmt::format("{}.c{} AS c{}", alias, index, columns.size()));
    check(node.table < scan_sources_.size(), "a scan names a table that the request lacks");
    if (node.with_position) columns.push_back(fmt::format("{} AS c{}", position(node, alias), columns.size()));
    return fmt::format("SELECT {} FROM {} AS {}", columns.empty() ? "NULL AS nothing" : join(columns, ", "),
                       scan_sources_[node.table], alias);
  }

  /// The file's number in the list and the row's in the file; delimited files know no rows, so theirs are counted.
  std::string position(const plan::Scan& node, const std::string& alias) const {
    bool counts_rows = scan_sources_[node.table].starts_with("skep_scan(");
    if (!counts_rows) return "row_number() OVER ()";
    return fmt::format("((CAST({0}.file_index AS BIGINT) << 40) + {0}.file_row_number)", alias);
  }

  std::string write(const plan::Range& node, const plan::Plan&) {
    auto alias = next_alias();
    return fmt::format("SELECT {0}.range AS c0 FROM range({1}, {2}, {3}) AS {0}", alias, node.start, node.end,
                       node.step);
  }

  std::string write(const plan::Values& node, const plan::Plan& plan) {
    if (plan.output.empty()) return "SELECT NULL AS nothing";
    auto alias = next_alias();
    std::vector<std::string> rows, names;
    for (auto& row : node.rows) {
      std::vector<std::string> cells;
      for (auto& cell : row) cells.push_back(expressions_.write(*cell, [](size_t) { return std::string("NULL"); }));
      rows.push_back("(" + join(cells, ", ") + ")");
    }
    for (size_t i = 0; i < plan.output.size(); i++) names.push_back("c" + std::to_string(i));
    return fmt::format("SELECT {} FROM (VALUES {}) AS {}({})", pass_through(alias, names.size()), join(rows, ", "),
                       alias, join(names, ", "));
  }

  /// Makes columns of the input of the values of the row around at these places. DuckDB binds such a value in a SELECT,
  /// but neither in a lambda nor in the condition of an outer join.
  std::string with_columns_of_outers(std::string input, const std::set<size_t>& outers) {
    if (outers.empty()) return input;
    auto alias = next_alias();
    std::string columns;
    for (auto index : outers) columns += fmt::format(", {} AS o{}", expressions_.outer(index), index);
    return fmt::format("SELECT {}.*{} FROM ({}) AS {}", alias, columns, input, alias);
  }

  /// Writes `expressions` over an input whose lambdas may use the row around: `write_node` gets the input and its alias.
  template <typename Write>
  std::string over_input(const plan::Plan& input, const std::vector<const plan::Expression*>& expressions,
                         Write&& write_node) {
    std::set<size_t> outers;
    for (auto* expression : expressions) find_outers_in_lambdas(*expression, outers);
    auto sql = with_columns_of_outers(select(input), outers);
    auto alias = next_alias();
    return expressions_.with_outers_in(alias, outers, [&] { return write_node(sql, alias); });
  }

  static std::vector<const plan::Expression*> pointers(const std::vector<plan::ExpressionPtr>& expressions) {
    std::vector<const plan::Expression*> all;
    for (auto& expression : expressions) all.push_back(expression.get());
    return all;
  }

  std::string write(const plan::Project& node, const plan::Plan&) {
    return over_input(*node.input, pointers(node.expressions), [&](const std::string& input, const std::string& alias) {
      return fmt::format("SELECT {} FROM ({}) AS {}", list(node.expressions, columns_of(alias)), input, alias);
    });
  }

  std::string write(const plan::Filter& node, const plan::Plan& plan) {
    std::set<size_t> outers;
    find_outers_in_lambdas(*node.condition, outers);
    if (!outers.empty()) {
      return over_input(*node.input, {node.condition.get()}, [&](const std::string& input, const std::string& alias) {
        return fmt::format("SELECT {} FROM ({}) AS {} WHERE {}", pass_through(alias, plan.output.size()), input, alias,
                           expressions_.write_condition(*node.condition, columns_of(alias)));
      });
    }
    auto input = relation(*node.input);
    auto columns = pass_through(input.column, plan.output.size());
    return fmt::format("SELECT {} FROM {} WHERE {}", columns, input.sql,
                       expressions_.write_condition(*node.condition, input.column));
  }

  static std::string_view join_keyword(plan::JoinKind kind) {
    switch (kind) {
      case plan::JoinKind::inner: return "JOIN";
      case plan::JoinKind::left_outer: return "LEFT JOIN";
      case plan::JoinKind::right_outer: return "RIGHT JOIN";
      case plan::JoinKind::full_outer: return "FULL JOIN";
      case plan::JoinKind::left_semi: return "SEMI JOIN";
      case plan::JoinKind::left_anti: return "ANTI JOIN";
      case plan::JoinKind::cross: return "CROSS JOIN";
    }
    return "";
  }

  /// What stands in FROM, and how its columns are called there.
  struct Relation {
    std::string sql;
    ExpressionSql::ColumnSql column;
  };

  /// Joins of joins stand in one FROM: DuckDB does not reorder what has a SELECT between.
  Relation relation(const plan::Plan& plan) {
    if (auto* advice = std::get_if<plan::Advice>(&plan.node)) return relation(*advice->input);
    if (auto* join = std::get_if<plan::Join>(&plan.node); join && stands_in_from(*join)) {
      auto joined = this->joined(*join);
      return {"(" + joined.sql + ")", std::move(joined.column)};
    }
    return selected(plan);
  }

  Relation selected(const plan::Plan& plan) {
    auto input = select(plan);
    auto alias = next_alias();
    return {fmt::format("({}) AS {}", input, alias), columns_of(alias)};
  }

  static bool stands_in_from(const plan::Join& node) {
    bool has_both_sides = node.kind != plan::JoinKind::left_semi && node.kind != plan::JoinKind::left_anti;
    return has_both_sides && node.outers.empty() && !needs_select(node);
  }

  /// A condition that some rows make fail is asked of the rows that the joins below leave, so those stay apart.
  Relation joined(const plan::Join& node) {
    bool is_apart = node.condition && can_fail(*node.condition, ansi_);
    auto side = [&](const plan::Plan& input) { return is_apart ? selected(input) : relation(input); };
    auto left = side(*node.left);
    std::string_view lateral = node.outers.empty() ? "" : "LATERAL ";
    auto right = node.outers.empty() ? side(*node.right) : lateral_side(node, left.column);
    ExpressionSql::ColumnSql column = [left = left.column, right = right.column, width = node.left->output.size()](
                                          size_t index) { return index < width ? left(index) : right(index - width); };
    auto condition = node.condition                       ? " ON " + expressions_.write(*node.condition, column)
                     : node.kind == plan::JoinKind::cross ? ""
                                                          : " ON TRUE";
    return {fmt::format("{} {} {}{}{}", left.sql, join_keyword(node.kind), lateral, right.sql, condition), column};
  }

  Relation lateral_side(const plan::Join& node, const ExpressionSql::ColumnSql& outer) {
    auto sql = expressions_.with_outers(node.outers, outer, [&] { return select(*node.right); });
    auto alias = next_alias();
    return {fmt::format("({}) AS {}", sql, alias), columns_of(alias)};
  }

  std::string write(const plan::Join& node, const plan::Plan& plan) {
    if (needs_select(node)) return with_row_around(node, plan);
    auto joined = this->joined(node);
    return fmt::format("SELECT {} FROM {}", pass_through(joined.column, plan.output.size()), joined.sql);
  }

  static bool is_outer(plan::JoinKind kind) {
    return kind == plan::JoinKind::left_outer || kind == plan::JoinKind::right_outer ||
           kind == plan::JoinKind::full_outer;
  }

  /// The values of the row around that DuckDB does not take in the condition of a join.
  static std::set<size_t> outers_of_condition(const plan::Join& node) {
    std::set<size_t> outers;
    if (!node.condition) return outers;
    is_outer(node.kind) ? find_outers(*node.condition, outers) : find_outers_in_lambdas(*node.condition, outers);
    return outers;
  }

  static bool needs_select(const plan::Join& node) {
    bool is_right = node.kind == plan::JoinKind::right_outer && node.outers.empty();
    return !outers_of_condition(node).empty() || (is_right && (uses_outer(*node.left) || uses_outer(*node.right)));
  }

  /// A join whose condition, or whose kept right side, uses the row around.
  std::string with_row_around(const plan::Join& node, const plan::Plan& plan) {
    auto outers = outers_of_condition(node);
    if (node.kind == plan::JoinKind::right_outer && node.outers.empty()) return right_join(node, plan, outers);
    auto left_sql = with_columns_of_outers(select(*node.left), outers);
    auto left = next_alias();
    auto right_sql = expressions_.with_outers(node.outers, columns_of(left), [&] { return select(*node.right); });
    auto right = next_alias();
    std::string_view lateral = node.outers.empty() ? "" : "LATERAL ";
    size_t width = node.left->output.size();
    std::vector<std::string> columns;
    auto column = columns_of(left, width, right);
    for (size_t i = 0; i < plan.output.size(); i++) columns.push_back(fmt::format("{} AS c{}", column(i), i));
    auto condition = join_condition(node, column, left, outers);
    return fmt::format("SELECT {} FROM ({}) AS {} {} {}({}) AS {}{}",
                       columns.empty() ? "NULL AS nothing" : ::skep::join(columns, ", "), left_sql, left,
                       join_keyword(node.kind), lateral, right_sql, right, condition);
  }

  std::string join_condition(const plan::Join& node, const ExpressionSql::ColumnSql& column, const std::string& alias,
                             const std::set<size_t>& outers) {
    if (!node.condition) return node.kind == plan::JoinKind::cross ? "" : " ON TRUE";
    return expressions_.with_outers_in(alias, outers,
                                       [&] { return " ON " + expressions_.write(*node.condition, column); });
  }

  /// A left join from the other side: DuckDB lets the side whose rows are all kept, then the left one, use the row around.
  std::string right_join(const plan::Join& node, const plan::Plan& plan, const std::set<size_t>& outers) {
    auto right_sql = with_columns_of_outers(select(*node.right), outers);
    auto right = next_alias();
    auto left_sql = select(*node.left);
    auto left = next_alias();
    auto column = columns_of(left, node.left->output.size(), right);
    std::vector<std::string> columns;
    for (size_t i = 0; i < plan.output.size(); i++) columns.push_back(fmt::format("{} AS c{}", column(i), i));
    return fmt::format("SELECT {} FROM ({}) AS {} LEFT JOIN ({}) AS {}{}",
                       columns.empty() ? "NULL AS nothing" : ::skep::join(columns, ", "), right_sql, right, left_sql,
                       left, join_condition(node, column, right, outers));
  }

  static bool in_some_set(const plan::Aggregate& node, size_t group) {
    return std::any_of(node.sets.begin(), node.sets.end(), [&](const std::vector<size_t>& set) {
      return std::find(set.begin(), set.end(), group) != set.end();
    });
  }

  /// DuckDB's grouping() takes only what some set groups by; the bits of the others are always set.
  static std::string grouping_id(const plan::Aggregate& node, const std::vector<std::string>& names) {
    std::vector<std::string> bits;
    for (size_t i = 0; i < names.size(); i++) {
      auto bit = in_some_set(node, i) ? fmt::format("grouping({})", names[i]) : std::string("1::BIGINT");
      bits.push_back(fmt::format("({} << {})", bit, names.size() - 1 - i));
    }
    bool all = std::all_of(names.begin(), names.end(), [&](const std::string& name) {
      return in_some_set(node, static_cast<size_t>(&name - names.data()));
    });
    return names.empty() ? "0"
           : all         ? fmt::format("grouping({})", ::skep::join(names, ", "))
                         : ::skep::join(bits, " + ");
  }

  /// Groups are columns of a SELECT of their own, so that an aggregate function sees the values and not the nulls that
  /// stand for what is not grouped by. No rows give no groups, not even one of the empty set.
  std::string in_sets(const plan::Aggregate& node) {
    auto input = select(*node.input);
    auto inner = next_alias(), alias = next_alias();
    std::vector<std::string> keys, names, columns, sets;
    for (auto& group : node.groups) {
      auto key = expressions_.write(*group, columns_of(inner));
      if (group->type.is(types::TypeKind::calendar_interval)) key = grouped(std::move(key), group->type);
      keys.push_back(fmt::format(", {} AS g{}", key, keys.size()));
      names.push_back(fmt::format("{}.g{}", alias, names.size()));
      bool is_grouped = in_some_set(node, names.size() - 1);
      auto value =
          is_grouped ? ungrouped(names.back(), group->type) : fmt::format("NULL::{}", duckdb_type(group->type));
      columns.push_back(fmt::format("{} AS c{}", value, columns.size()));
    }
    columns.push_back(fmt::format("CAST({} AS BIGINT) AS c{}", grouping_id(node, names), columns.size()));
    for (auto& call : node.aggregates)
      columns.push_back(fmt::format("{} AS c{}", expressions_.write(*call, columns_of(alias)), columns.size()));
    for (auto& set : node.sets) {
      std::vector<std::string> members;
      for (auto index : set) members.push_back(names[index]);
      sets.push_back("(" + ::skep::join(members, ", ") + ")");
    }
    return fmt::format(
        "SELECT {} FROM (SELECT {}.*{} FROM ({}) AS {}) AS {} GROUP BY GROUPING SETS ({}) HAVING count(*) > 0",
        ::skep::join(columns, ", "), inner, ::skep::join(keys, ""), input, inner, alias, ::skep::join(sets, ", "));
  }

  std::string write(const plan::Window& node, const plan::Plan&) {
    auto input = select(*node.input);
    auto alias = next_alias();
    size_t width = node.input->output.size();
    std::vector<std::string> columns;
    for (auto& call : node.calls) {
      columns.push_back(fmt::format("{} AS c{}", expressions_.write(*call, columns_of(alias)), width + columns.size()));
    }
    return fmt::format("SELECT {}, {} FROM ({}) AS {}", pass_through(alias, width), ::skep::join(columns, ", "), input,
                       alias);
  }

  /// What stands for a value where equal ones are looked for. Zeros of both signs are one, the positive one; an interval of
  /// 30 days is none of a month, as it is to DuckDB.
  static std::string grouped(std::string value, const types::DataType& type) {
    if (type.is(types::TypeKind::calendar_interval)) return fmt::format("skep_text({})", value);
    return type.is_fractional() ? fmt::format("skep_one_zero({})", value) : std::move(value);
  }

  /// The value of what `grouped` gave.
  static std::string ungrouped(std::string value, const types::DataType& type) {
    bool is_text = type.is(types::TypeKind::calendar_interval);
    return is_text ? fmt::format("skep_to_calendar_interval({})", value) : std::move(value);
  }

  std::string write(const plan::Aggregate& node, const plan::Plan&) {
    if (!node.sets.empty()) return in_sets(node);
    auto expressions = pointers(node.groups);
    for (auto& call : node.aggregates) expressions.push_back(call.get());
    return over_input(*node.input, expressions, [&](const std::string& input, const std::string& alias) {
      return aggregated(node, input, alias);
    });
  }

  std::string aggregated(const plan::Aggregate& node, const std::string& input, const std::string& alias) {
    auto column = columns_of(alias);
    std::vector<std::string> columns, keys;
    for (auto& group : node.groups) {
      auto text = grouped(expressions_.write(*group, column), group->type);
      bool is_text = group->type.is(types::TypeKind::calendar_interval);
      columns.push_back(fmt::format("{} AS c{}", ungrouped(text, group->type), columns.size()));
      keys.push_back(is_text ? text : std::to_string(columns.size()));
    }
    for (auto& call : node.aggregates)
      columns.push_back(fmt::format("{} AS c{}", expressions_.write(*call, column), columns.size()));
    if (node.aggregates.empty() && node.groups.empty()) columns.push_back("count(*) AS nothing");
    auto by = keys.empty() ? "" : " GROUP BY " + ::skep::join(keys, ", ");
    return fmt::format("SELECT {} FROM ({}) AS {}{}", ::skep::join(columns, ", "), input, alias, by);
  }

  /// Rows of a generator: its argument gets a name first, since some generators use it more than once.
  std::string write(const plan::Generate& node, const plan::Plan& plan) {
    return over_input(*node.input, pointers(node.expressions), [&](const std::string& input, const std::string& alias) {
      return generated(node, plan, input, alias);
    });
  }

  std::string generated(const plan::Generate& node, const plan::Plan& plan, const std::string& input,
                        const std::string& alias) {
    size_t width = node.input->output.size();
    if (node.generator == "stack") return stack(node, plan, input, alias);
    if (node.generator == "json_tuple") return json_tuple(node, input, alias);
    auto argument = expressions_.write(*node.expressions[0], columns_of(alias));
    auto& type = node.expressions[0]->type;
    auto named = fmt::format("SELECT {}, {} AS g FROM ({}) AS {}", pass_through(alias, width), argument, input, alias);
    auto outer = next_alias();
    auto columns = pass_through(outer, width);
    auto rows = [&](const std::string& list, std::string_view item) {
      auto kept = node.outer ? fmt::format("CASE WHEN len({0}) > 0 THEN {0} ELSE [NULL::{1}] END", list, item) : list;
      return fmt::format("unnest({})", kept);
    };
    auto g = outer + ".g";
    size_t next = width;
    auto add = [&](const std::string& text) { columns += fmt::format(", {} AS c{}", text, next++); };
    bool is_map = type.is(types::TypeKind::map);
    if (node.generator == "posexplode") {
      auto count = is_map ? fmt::format("cardinality({})", g) : fmt::format("len({})", g);
      add(rows(fmt::format("range(CAST({} AS BIGINT))", count), "BIGINT"));
    }
    if (is_map) {
      add(rows(fmt::format("map_keys({})", g), duckdb_type(type.key())));
      add(rows(fmt::format("map_values({})", g), duckdb_type(type.value())));
    } else {
      add(rows(g, duckdb_type(type.element())));
    }
    auto made = fmt::format("SELECT {} FROM ({}) AS {}", columns, named, outer);
    return node.generator == "inline" ? fields_of(type.element(), width, made) : made;
  }

  /// Takes the last column, a struct, apart.
  std::string fields_of(const types::DataType& type, size_t width, const std::string& made) {
    auto alias = next_alias();
    auto columns = pass_through(alias, width);
    size_t next = width;
    for (auto& field : type.fields()) {
      columns += fmt::format(", struct_extract({}.c{}, {}) AS c{}", alias, width, sql_quote(field.name), next++);
    }
    return fmt::format("SELECT {} FROM ({}) AS {}", columns, made, alias);
  }

  /// Cells stand row by row; each column becomes a list, and all lists are unnested side by side.
  std::string stack(const plan::Generate& node, const plan::Plan& plan, const std::string& input,
                    const std::string& alias) {
    size_t width = node.input->output.size();
    size_t made = plan.output.size() - width;
    auto columns = pass_through(alias, width);
    for (size_t column = 0; column < made; column++) {
      std::vector<std::string> cells;
      for (size_t i = column; i < node.expressions.size(); i += made) {
        cells.push_back(expressions_.write(*node.expressions[i], columns_of(alias)));
      }
      columns += fmt::format(", unnest([{}]) AS c{}", ::skep::join(cells, ", "), width + column);
    }
    return fmt::format("SELECT {} FROM ({}) AS {}", columns, input, alias);
  }

  std::string json_tuple(const plan::Generate& node, const std::string& input, const std::string& alias) {
    size_t width = node.input->output.size();
    auto columns = pass_through(alias, width);
    auto text = expressions_.write(*node.expressions[0], columns_of(alias));
    for (size_t i = 1; i < node.expressions.size(); i++) {
      auto name = expressions_.write(*node.expressions[i], columns_of(alias));
      auto path = fmt::format("concat('$[''', {}, ''']')", name);
      columns += fmt::format(", skep_get_json_object({}, {}) AS c{}", text, path, width + i - 1);
    }
    return fmt::format("SELECT {} FROM ({}) AS {}", columns, input, alias);
  }

  std::string write(const plan::Sample& node, const plan::Plan& plan) {
    auto input = select(*node.input);
    auto alias = next_alias();
    auto columns = pass_through(alias, plan.output.size());
    if (node.fraction >= 1) return fmt::format("SELECT {} FROM ({}) AS {}", columns, input, alias);
    if (node.fraction <= 0) return fmt::format("SELECT {} FROM ({}) AS {} WHERE FALSE", columns, input, alias);
    auto seed = node.seed ? fmt::format(" REPEATABLE ({})", *node.seed & 0x7FFFFFFF) : "";
    return fmt::format("SELECT {} FROM ({}) AS {} TABLESAMPLE BERNOULLI({:f} PERCENT){}", columns, input, alias,
                       node.fraction * 100, seed);
  }

  std::string write(const plan::Advice& node, const plan::Plan&) { return select(*node.input); }

  std::string write(const plan::Distinct& node, const plan::Plan& plan) {
    auto input = select(*node.input);
    auto alias = next_alias();
    if (plan.output.empty()) return fmt::format("SELECT DISTINCT NULL AS nothing FROM ({}) AS {}", input, alias);
    return with_intervals(
        plan.output, fmt::format("SELECT DISTINCT {} FROM ({}) AS {}", for_groups(alias, plan.output), input, alias));
  }

  std::string for_groups(const std::string& alias, const types::Schema& schema) {
    std::vector<std::string> columns;
    for (size_t i = 0; i < schema.size(); i++)
      columns.push_back(fmt::format("{} AS c{}", grouped(fmt::format("{}.c{}", alias, i), schema[i].type), i));
    return ::skep::join(columns, ", ");
  }

  static bool has_calendar_interval(const types::Schema& schema) {
    return std::any_of(schema.begin(), schema.end(),
                       [](const types::Field& column) { return column.type.is(types::TypeKind::calendar_interval); });
  }

  /// A query whose intervals are as `grouped` gives them, and the intervals again.
  std::string with_intervals(const types::Schema& schema, std::string query) {
    if (!has_calendar_interval(schema)) return query;
    auto alias = next_alias();
    std::vector<std::string> columns;
    for (size_t i = 0; i < schema.size(); i++)
      columns.push_back(fmt::format("{} AS c{}", ungrouped(fmt::format("{}.c{}", alias, i), schema[i].type), i));
    return fmt::format("SELECT {} FROM ({}) AS {}", ::skep::join(columns, ", "), query, alias);
  }

  std::string order(const std::vector<plan::SortKey>& keys, const std::string& alias) {
    std::vector<std::string> texts;
    for (auto& key : keys) {
      auto value = ordering_key(expressions_.write(*key.expression, columns_of(alias)), key.expression->type);
      texts.push_back(
          fmt::format("{} {} NULLS {}", value, key.descending ? "DESC" : "ASC", key.nulls_first ? "FIRST" : "LAST"));
    }
    return ::skep::join(texts, ", ");
  }

  std::string write(const plan::RowNumber& node, const plan::Plan&) {
    auto input = select(*node.input);
    auto alias = next_alias();
    size_t width = node.input->output.size();
    std::vector<std::string> partition;
    for (auto& key : node.partition) partition.push_back(expressions_.write(*key, columns_of(alias)));
    auto by = partition.empty() ? "" : "PARTITION BY " + ::skep::join(partition, ", ") + " ";
    return fmt::format("SELECT {}, row_number() OVER ({}ORDER BY {}) AS c{} FROM ({}) AS {}",
                       pass_through(alias, width), by, order(node.keys, alias), width, input, alias);
  }

  std::string write(const plan::Sort& node, const plan::Plan& plan) {
    auto input = select(*node.input);
    auto alias = next_alias();
    return fmt::format("SELECT {} FROM ({}) AS {} ORDER BY {}", pass_through(alias, plan.output.size()), input, alias,
                       order(node.keys, alias));
  }

  /// A count that is known only once it is computed.
  std::string computed(const plan::Expression& count) {
    auto text = expressions_.write(count, [](size_t) { return std::string("NULL"); });
    return fmt::format(
        "(CASE WHEN ({0}) >= 0 THEN {0} ELSE CAST(skep_raise('INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE', 'a limit or "
        "an "
        "offset is negative or null') AS INTEGER) END)",
        text);
  }

  /// A limit takes its sort into the same SELECT, where DuckDB keeps only the first rows.
  std::string write(const plan::Limit& node, const plan::Plan& plan) {
    auto count = node.computed_count ? " LIMIT " + computed(*node.computed_count)
                 : node.count >= 0   ? fmt::format(" LIMIT {}", node.count)
                                     : "";
    if (node.computed_offset) {
      count += " OFFSET " + computed(*node.computed_offset);
    } else if (node.offset > 0) {
      count += fmt::format(" OFFSET {}", node.offset);
    }
    if (std::holds_alternative<plan::Sort>(node.input->node)) return select(*node.input) + count;
    auto input = select(*node.input);
    auto alias = next_alias();
    return fmt::format("SELECT {} FROM ({}) AS {}{}", pass_through(alias, plan.output.size()), input, alias, count);
  }

  std::string write(const plan::SetOperation& node, const plan::Plan& plan) {
    std::string_view op = node.op == plan::SetOperator::union_      ? "UNION"
                          : node.op == plan::SetOperator::intersect ? "INTERSECT"
                                                                    : "EXCEPT";
    bool compares = !(node.all && node.op == plan::SetOperator::union_);
    bool is_plain = std::none_of(plan.output.begin(), plan.output.end(), [](const types::Field& column) {
      return column.type.is_fractional() || column.type.is(types::TypeKind::calendar_interval);
    });
    if (!compares || is_plain)
      return fmt::format("({}) {}{} ({})", select(*node.left), op, node.all ? " ALL" : "", select(*node.right));
    auto side = [&](const plan::Plan& input) {
      auto rows = select(input);
      auto alias = next_alias();
      return fmt::format("SELECT {} FROM ({}) AS {}", for_groups(alias, plan.output), rows, alias);
    };
    auto left = side(*node.left), right = side(*node.right);
    return with_intervals(plan.output, fmt::format("({}) {}{} ({})", left, op, node.all ? " ALL" : "", right));
  }

  const EngineSettings& settings_;
  const bool ansi_;
  const std::vector<std::string>& scan_sources_;
  ExpressionSql expressions_;
  SharedPlans shared_;
  int aliases_ = 0;
};

}  // namespace

Result<std::string> write_sql(const plan::Plan& plan, const EngineSettings& settings,
                              const std::vector<std::string>& scan_sources) {
  PlanSql writer(settings, scan_sources);
  auto sql = writer.statement(plan);
  if (writer.error()) return *writer.error();
  return sql;
}

}  // namespace skep::engine
