#include "engine/duckdb/shared_plans.h"

#include "base/text.h"
#include "functions/catalog.h"

#include <fmt/format.h>

namespace skep::engine {
namespace {

using plan::Expression;
using plan::Plan;

/// Writing each part by itself takes time by their depth: more of them are left as they are.
constexpr size_t kPartsMax = 200;

template <typename Visit>
void each_subquery(const Plan& plan, Visit&& visit) {
  plan::for_each_expression(plan, [&](const Expression& expression) {
    plan::walk(expression, [&](const Expression& part) {
      if (auto* subquery = std::get_if<plan::Subquery>(&part.node)) visit(*subquery->plan);
    });
  });
}

bool is_worth_it(const Plan& plan) {
  return std::holds_alternative<plan::Aggregate>(plan.node) || std::holds_alternative<plan::Window>(plan.node) ||
         std::holds_alternative<plan::Distinct>(plan.node);
}

bool reads_a_table(const Plan& plan) {
  bool reads = std::holds_alternative<plan::Scan>(plan.node);
  plan::for_each_input(plan, [&](const Plan& input) { reads = reads || reads_a_table(input); });
  return reads;
}

/// Whether the part gives the same rows each time, and needs no row around it.
bool is_closed(const Plan& plan) {
  auto* sample = std::get_if<plan::Sample>(&plan.node);
  bool closed = !sample || sample->seed;
  plan::for_each_expression(plan, [&](const Expression& expression) {
    plan::walk(expression, [&](const Expression& part) {
      auto* call = std::get_if<plan::Call>(&part.node);
      if (call && functions::varies(call->function)) closed = false;
      if (std::holds_alternative<plan::OuterColumn>(part.node)) closed = false;
      if (auto* subquery = std::get_if<plan::Subquery>(&part.node); subquery && !subquery->outers.empty())
        closed = false;
      if (auto* subquery = std::get_if<plan::Subquery>(&part.node)) closed = closed && is_closed(*subquery->plan);
    });
  });
  plan::for_each_input(plan, [&](const Plan& input) { closed = closed && is_closed(input); });
  return closed;
}

/// What the same parts have in common, seen without writing them.
std::string outline(const Plan& plan) {
  std::vector<std::string> types;
  for (auto& field : plan.output) types.push_back(field.type.to_text());
  return fmt::format("{} {}", plan.node.index(), join(types, ","));
}

void find_parts(const Plan& plan, std::map<std::string, std::vector<const Plan*>>& found) {
  if (is_worth_it(plan)) found[outline(plan)].push_back(&plan);
  plan::for_each_input(plan, [&](const Plan& input) { find_parts(input, found); });
  each_subquery(plan, [&](const Plan& inner) { find_parts(inner, found); });
}

}  // namespace

SharedPlans::SharedPlans(const Plan& plan, const Write& write) {
  std::map<std::string, std::vector<const Plan*>> found;
  find_parts(plan, found);
  size_t count = 0;
  for (auto& [outline, parts] : found) count += parts.size() > 1 ? parts.size() : 0;
  if (count > kPartsMax) return;
  for (auto& [outline, parts] : found) {
    if (parts.size() < 2) continue;
    std::map<std::string, std::vector<const Plan*>> by_sql;
    for (auto* part : parts) {
      if (!is_closed(*part) || !reads_a_table(*part)) continue;
      if (auto sql = write(*part)) by_sql[*std::move(sql)].push_back(part);
    }
    for (auto& [sql, same] : by_sql) {
      if (same.size() < 2) continue;
      for (auto* part : same) table_of_[part] = tables_.size();
      tables_.push_back({sql, false});
    }
  }
}

std::optional<std::string> SharedPlans::name_of(const Plan& part) {
  auto found = table_of_.find(&part);
  if (found == table_of_.end()) return std::nullopt;
  tables_[found->second].is_used = true;
  return fmt::format("s{}", found->second);
}

std::string SharedPlans::with_clause() const {
  std::vector<std::string> tables;
  for (size_t i = 0; i < tables_.size(); i++)
    if (tables_[i].is_used) tables.push_back(fmt::format("s{} AS MATERIALIZED ({})", i, tables_[i].sql));
  return tables.empty() ? "" : "WITH " + join(tables, ", ") + " ";
}

}  // namespace skep::engine
