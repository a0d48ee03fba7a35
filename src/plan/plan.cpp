#include "plan/plan.h"

#include "base/text.h"

#include <fmt/ranges.h>

namespace skep::plan {
namespace {

template <typename... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <typename... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

std::vector<ExpressionPtr> clone_all(const std::vector<ExpressionPtr>& expressions) {
  std::vector<ExpressionPtr> copies;
  for (auto& expression : expressions) copies.push_back(clone(*expression));
  return copies;
}

/// Calls `step` on each input pointer of a node, const or not.
template <typename Node, typename Step>
void each_input(Node& node, Step&& step) {
  std::visit(
      [&](auto& inner) {
        if constexpr (requires { inner.input; }) {
          step(inner.input);
        } else if constexpr (requires { inner.left; }) {
          step(inner.left);
          step(inner.right);
        }
      },
      node);
}

/// Calls `step` on each expression pointer of a node, const or not.
template <typename Node, typename Step>
void each_expression(Node& node, Step&& step) {
  auto all = [&](auto& list) {
    for (auto& item : list) step(item);
  };
  std::visit(
      [&](auto& inner) {
        if constexpr (requires { inner.pruning; }) all(inner.pruning);
        if constexpr (requires { inner.rows; }) {
          for (auto& row : inner.rows) all(row);
        }
        if constexpr (requires { inner.expressions; }) all(inner.expressions);
        if constexpr (requires { inner.condition; }) {
          if (inner.condition) step(inner.condition);
        }
        if constexpr (requires { inner.outers; }) all(inner.outers);
        if constexpr (requires { inner.groups; }) {
          all(inner.groups);
          all(inner.aggregates);
        }
        if constexpr (requires { inner.calls; }) all(inner.calls);
        if constexpr (requires { inner.computed_count; }) {
          if (inner.computed_count) step(inner.computed_count);
          if (inner.computed_offset) step(inner.computed_offset);
        }
        if constexpr (requires { inner.partition; }) all(inner.partition);
        if constexpr (requires { inner.keys; }) {
          for (auto& key : inner.keys) step(key.expression);
        }
      },
      node);
}

std::string list_text(const std::vector<ExpressionPtr>& expressions) {
  std::vector<std::string> parts;
  for (auto& expression : expressions) parts.push_back(to_text(*expression));
  return join(parts, ", ");
}

std::string sets_text(const std::vector<std::vector<size_t>>& sets) {
  std::vector<std::string> parts;
  for (auto& set : sets) parts.push_back(fmt::format("({})", fmt::join(set, ", ")));
  return parts.empty() ? "" : fmt::format(" in sets {}", join(parts, ", "));
}

std::string schema_text(const types::Schema& schema) {
  std::vector<std::string> parts;
  for (auto& field : schema) parts.push_back(field.name + ": " + field.type.to_text());
  return "[" + join(parts, ", ") + "]";
}

std::string_view to_string(JoinKind kind) {
  switch (kind) {
    case JoinKind::inner: return "inner";
    case JoinKind::left_outer: return "left outer";
    case JoinKind::right_outer: return "right outer";
    case JoinKind::full_outer: return "full outer";
    case JoinKind::left_semi: return "left semi";
    case JoinKind::left_anti: return "left anti";
    case JoinKind::cross: return "cross";
  }
  return "";
}

std::string_view to_string(SetOperator op) {
  switch (op) {
    case SetOperator::union_: return "union";
    case SetOperator::intersect: return "intersect";
    case SetOperator::except: return "except";
  }
  return "";
}

std::string keys_text(const std::vector<SortKey>& keys) {
  std::vector<std::string> parts;
  for (auto& key : keys) {
    parts.push_back(fmt::format("{} {} nulls {}", to_text(*key.expression), key.descending ? "desc" : "asc",
                                key.nulls_first ? "first" : "last"));
  }
  return join(parts, ", ");
}

std::vector<SortKey> clone_all(const std::vector<SortKey>& keys) {
  std::vector<SortKey> copies;
  for (auto& key : keys) copies.push_back({clone(*key.expression), key.descending, key.nulls_first});
  return copies;
}

std::string node_text(const Plan& plan) {
  return std::visit(
      Overloaded{
          [&](const Scan& scan) {
            auto pruning = scan.pruning.empty() ? "" : " pruned by " + list_text(scan.pruning);
            auto position = scan.with_position ? " with position" : "";
            return fmt::format("scan {} {}{}{}", scan.name, schema_text(plan.output), position, pruning);
          },
          [&](const Range& range) { return fmt::format("range {} to {} step {}", range.start, range.end, range.step); },
          [&](const Values& values) {
            std::vector<std::string> rows;
            for (auto& row : values.rows) rows.push_back("(" + list_text(row) + ")");
            return fmt::format("values {} {}", schema_text(plan.output), join(rows, ", "));
          },
          [&](const Project& project) {
            std::vector<std::string> parts;
            for (size_t i = 0; i < project.expressions.size(); i++) {
              parts.push_back(fmt::format("{}: {} = {}", plan.output[i].name, plan.output[i].type.to_text(),
                                          to_text(*project.expressions[i])));
            }
            return fmt::format("project [{}]", join(parts, ", "));
          },
          [&](const Filter& filter) { return fmt::format("filter {}", to_text(*filter.condition)); },
          [&](const Join& node) {
            auto on = node.condition ? " on " + to_text(*node.condition) : "";
            auto lateral = node.outers.empty() ? "" : fmt::format(" lateral with {}", list_text(node.outers));
            return fmt::format("join {}{}{}", to_string(node.kind), lateral, on);
          },
          [&](const Aggregate& node) {
            return fmt::format("aggregate by [{}]{} giving [{}]", list_text(node.groups), sets_text(node.sets),
                               list_text(node.aggregates));
          },
          [&](const Generate& node) {
            return fmt::format("generate {}{}({})", node.outer ? "outer " : "", node.generator,
                               list_text(node.expressions));
          },
          [&](const Sample& node) {
            auto seed = node.seed ? fmt::format(" with seed {}", *node.seed) : "";
            return fmt::format("sample {}{}", node.fraction, seed);
          },
          [&](const Advice& node) { return "without effect: " + node.text; },
          [&](const Window& node) { return fmt::format("window [{}]", list_text(node.calls)); },
          [&](const Distinct&) { return std::string("distinct"); },
          [&](const Sort& sort) { return "sort " + keys_text(sort.keys); },
          [&](const RowNumber& node) {
            return fmt::format("row number by [{}] in order {}", list_text(node.partition), keys_text(node.keys));
          },
          [&](const Limit& limit) {
            auto offset = limit.computed_offset ? " offset " + to_text(*limit.computed_offset)
                          : limit.offset > 0    ? fmt::format(" offset {}", limit.offset)
                                                : "";
            auto count = limit.computed_count ? to_text(*limit.computed_count)
                         : limit.count < 0    ? "all"
                                              : std::to_string(limit.count);
            return "limit " + count + offset;
          },
          [&](const SetOperation& node) {
            return fmt::format("{}{} {}", to_string(node.op), node.all ? " all" : "", schema_text(plan.output));
          },
      },
      plan.node);
}

void print(const Plan& plan, size_t depth, std::string& out) {
  out += std::string(2 * depth, ' ') + node_text(plan) + "\n";
  for_each_input(plan, [&](const Plan& input) { print(input, depth + 1, out); });
}

struct Cloner {
  using Node = decltype(Plan::node);

  Node operator()(const Scan& node) const {
    return Scan{node.table, node.name, node.columns, clone_all(node.pruning), node.with_position};
  }
  Node operator()(const Range& node) const { return node; }
  Node operator()(const Values& node) const {
    Values copy;
    for (auto& row : node.rows) copy.rows.push_back(clone_all(row));
    return copy;
  }
  Node operator()(const Project& node) const { return Project{clone(*node.input), clone_all(node.expressions)}; }
  Node operator()(const Filter& node) const { return Filter{clone(*node.input), clone(*node.condition)}; }
  Node operator()(const Join& node) const {
    return Join{node.kind, clone(*node.left), clone(*node.right), node.condition ? clone(*node.condition) : nullptr,
                clone_all(node.outers)};
  }
  Node operator()(const Aggregate& node) const {
    return Aggregate{clone(*node.input), clone_all(node.groups), clone_all(node.aggregates), node.sets};
  }
  Node operator()(const Generate& node) const {
    return Generate{clone(*node.input), node.generator, clone_all(node.expressions), node.outer};
  }
  Node operator()(const Sample& node) const { return Sample{clone(*node.input), node.fraction, node.seed}; }
  Node operator()(const Advice& node) const { return Advice{clone(*node.input), node.text}; }
  Node operator()(const Window& node) const { return Window{clone(*node.input), clone_all(node.calls)}; }
  Node operator()(const Distinct& node) const { return Distinct{clone(*node.input)}; }
  Node operator()(const Sort& node) const { return Sort{clone(*node.input), clone_all(node.keys)}; }
  Node operator()(const RowNumber& node) const {
    return RowNumber{clone(*node.input), clone_all(node.partition), clone_all(node.keys)};
  }
  Node operator()(const Limit& node) const {
    return Limit{clone(*node.input), node.count, node.offset, clone_or_null(node.computed_count),
                 clone_or_null(node.computed_offset)};
  }
  static ExpressionPtr clone_or_null(const ExpressionPtr& expression) {
    return expression ? plan::clone(*expression) : nullptr;
  }
  Node operator()(const SetOperation& node) const {
    return SetOperation{node.op, node.all, clone(*node.left), clone(*node.right)};
  }
};

}  // namespace

PlanPtr make_plan(types::Schema output, decltype(Plan::node) node) {
  auto plan = std::make_unique<Plan>();
  plan->output = std::move(output);
  plan->node = std::move(node);
  return plan;
}

void for_each_input(const Plan& plan, const std::function<void(const Plan&)>& visit) {
  each_input(plan.node, [&](const PlanPtr& input) { visit(*input); });
}

void for_each_input(Plan& plan, const std::function<void(PlanPtr&)>& visit) { each_input(plan.node, visit); }

void for_each_expression(const Plan& plan, const std::function<void(const Expression&)>& visit) {
  each_expression(plan.node, [&](const ExpressionPtr& expression) { visit(*expression); });
}

void for_each_expression(Plan& plan, const std::function<void(ExpressionPtr&)>& visit) {
  each_expression(plan.node, visit);
}

PlanPtr clone(const Plan& plan) { return make_plan(plan.output, std::visit(Cloner{}, plan.node)); }

std::string to_text(const Plan& plan) {
  std::string out;
  print(plan, 0, out);
  return out;
}

}  // namespace skep::plan
