#include "analyzer/window_names.h"

#include "base/text.h"
#include "functions/catalog.h"

namespace skep::analyzer {
namespace {

std::string printed_key(const syntax::SortKey& key, const NameOf& name_of) {
  bool nulls_first = key.nulls_first.value_or(!key.descending);
  return fmt::format("{} {} NULLS {}", name_of(*key.expression), key.descending ? "DESC" : "ASC",
                     nulls_first ? "FIRST" : "LAST");
}

std::string printed_keys(const std::vector<syntax::SortKey>& keys, const NameOf& name_of) {
  std::vector<std::string> texts;
  for (auto& key : keys) texts.push_back(printed_key(key, name_of));
  return join(texts, ", ");
}

/// A distance before is kept by Spark as a negative one after, which shows where it was cast.
std::string printed_bound(const Context& context, const syntax::FrameBound& bound, const NameOf& name_of) {
  switch (bound.kind) {
    case syntax::FrameBoundKind::unbounded_preceding: return "UNBOUNDED PRECEDING";
    case syntax::FrameBoundKind::unbounded_following: return "UNBOUNDED FOLLOWING";
    case syntax::FrameBoundKind::current_row: return "CURRENT ROW";
    case syntax::FrameBoundKind::following: return name_of(*bound.offset) + " FOLLOWING";
    case syntax::FrameBoundKind::preceding: break;
  }
  auto offset = name_of(*bound.offset);
  return context.cast_bounds.contains(&bound) ? fmt::format("(- {}) FOLLOWING", offset) : offset + " PRECEDING";
}

std::string printed_frame(const Context& context, const syntax::FunctionCall& node, const syntax::WindowSpec& window,
                          const NameOf& name_of) {
  auto name = to_lower(node.name.parts.back());
  if (name == "lag" || name == "lead") {
    auto offset = node.arguments.size() > 1 ? name_of(*node.arguments[1]) : "1";
    if (name == "lag") {
      bool negative = offset.starts_with("-");
      offset = negative                  ? offset.substr(1)
               : offset.starts_with("(") ? fmt::format("(- {})", offset)
               : offset == "0"           ? offset
                                         : "-" + offset;
    }
    return fmt::format("ROWS BETWEEN {0} FOLLOWING AND {0} FOLLOWING", offset);
  }
  if (window.frame) {
    return fmt::format("{} BETWEEN {} AND {}", window.frame->is_rows ? "ROWS" : "RANGE",
                       printed_bound(context, window.frame->start, name_of),
                       printed_bound(context, window.frame->end, name_of));
  }
  auto* function = functions::find_function(name);
  bool is_ranking = function && function->kind == functions::FunctionKind::window && name != "nth_value";
  if (is_ranking && name != "cume_dist") return "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW";
  return window.order.empty() ? "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING"
                              : "RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW";
}

}  // namespace

std::string printed_window(const Context& context, const syntax::FunctionCall& node, const NameOf& name_of) {
  auto found = context.window_definitions.find(&node);
  if (found == context.window_definitions.end()) return "";
  auto& window = *found->second;
  std::vector<std::string> parts, partition;
  for (auto& item : window.partition) partition.push_back(name_of(*item));
  if (!partition.empty()) parts.push_back("PARTITION BY " + join(partition, ", "));
  if (!window.order.empty()) parts.push_back("ORDER BY " + printed_keys(window.order, name_of));
  parts.push_back(printed_frame(context, node, window, name_of));
  bool skips = node.ignores_nulls.value_or(false) && to_lower(node.name.parts.back()) == "nth_value";
  return fmt::format("{} OVER ({})", skips ? " ignore nulls" : "", join(parts, " "));
}

std::string printed_within_group(const syntax::FunctionCall& node, const NameOf& name_of) {
  if (node.within_group.empty()) return "";
  auto name = to_lower(node.name.parts.back());
  if (name == "listagg" || name == "string_agg") {
    return fmt::format(" WITHIN GROUP (ORDER BY {})", printed_keys(node.within_group, name_of));
  }
  auto& key = node.within_group[0];
  bool shows_direction = key.descending && name != "mode";
  return fmt::format(" WITHIN GROUP (ORDER BY {}{})", name_of(*key.expression), shows_direction ? " DESC" : "");
}

}  // namespace skep::analyzer
