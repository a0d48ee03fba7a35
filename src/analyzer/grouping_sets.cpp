#include "analyzer/grouping_sets.h"

#include "analyzer/expression_analyzer.h"

#include <algorithm>

namespace skep::analyzer {

using plan::ExpressionPtr;

namespace {

using Set = std::vector<size_t>;
using Sets = std::vector<Set>;

constexpr size_t kSetsMax = 4096;
constexpr size_t kGroupsMax = 63;

class Expansion {
 public:
  Expansion(Context& context, TextPosition position,
            const std::function<ExpressionPtr(const syntax::Expression&)>& analyze_group)
      : context_(context), position_(position), analyze_group_(analyze_group) {}

  void add_group(const syntax::Expression& expression) { group(expression); }

  Sets product(const std::vector<syntax::GroupingElement>& elements) {
    Sets result{{}};
    for (auto& element : elements) {
      Sets next;
      auto sets = expand(element);
      for (auto& left : result) {
        for (auto& right : sets) next.push_back(both(left, right));
      }
      result = limited(std::move(next));
    }
    return result;
  }

  GroupingSets take(Sets sets) { return {std::move(groups_), std::move(sets)}; }

 private:
  size_t group(const syntax::Expression& expression) {
    auto analyzed = analyze_group_(expression);
    auto same = std::find_if(groups_.begin(), groups_.end(),
                             [&](const ExpressionPtr& candidate) { return plan::equal(*candidate, *analyzed); });
    auto index = static_cast<size_t>(same - groups_.begin());
    if (same != groups_.end()) return index;
    if (groups_.size() == kGroupsMax) {
      context_.report(
          analysis_error("GROUPING_SIZE_LIMIT_EXCEEDED", "grouping sets take at most {} columns", kGroupsMax),
          position_);
      return 0;
    }
    groups_.push_back(std::move(analyzed));
    return index;
  }

  static Set both(const Set& left, const Set& right) {
    Set set = left;
    for (auto index : right) {
      if (std::find(set.begin(), set.end(), index) == set.end()) set.push_back(index);
    }
    return set;
  }

  Set set_of(const syntax::GroupingElement& element) {
    Set set;
    for (auto& expression : element.set) set = both(set, {group(*expression)});
    return set;
  }

  Sets expand(const syntax::GroupingElement& element) {
    Sets sets;
    switch (element.kind) {
      case syntax::GroupingKind::plain: return {set_of(element)};
      case syntax::GroupingKind::grouping_sets:
        for (auto& inner : element.elements) std::ranges::move(expand(inner), std::back_inserter(sets));
        return limited(std::move(sets));
      case syntax::GroupingKind::rollup: {
        Set so_far;
        sets.push_back(so_far);
        for (auto& inner : element.elements) sets.push_back(so_far = both(so_far, set_of(inner)));
        std::reverse(sets.begin(), sets.end());
        return sets;
      }
      case syntax::GroupingKind::cube: {
        sets.emplace_back();
        for (auto& inner : element.elements) {
          auto set = set_of(inner);
          auto count = sets.size();
          for (size_t i = 0; i < count; i++) sets.push_back(both(sets[i], set));
          sets = limited(std::move(sets));
        }
        return sets;
      }
    }
    return sets;
  }

  Sets limited(Sets sets) {
    if (sets.size() <= kSetsMax) return sets;
    context_.report(make_error(ErrorCode::unsupported, "GROUP BY of more than {} grouping sets is not there", kSetsMax),
                    position_);
    return {{}};
  }

  Context& context_;
  TextPosition position_;
  const std::function<ExpressionPtr(const syntax::Expression&)>& analyze_group_;
  std::vector<ExpressionPtr> groups_;
};

/// grouping_id(): the whole number; else its bits for some groups.
ExpressionPtr id_column(size_t index) { return plan::make_input(index, {"grouping_id", types::kBigint, false, {}}); }

ExpressionPtr bit_of(size_t group, size_t count) {
  std::vector<ExpressionPtr> shifted, masked;
  shifted.push_back(id_column(count));
  shifted.push_back(plan::make_constant(types::Value::integer(static_cast<int32_t>(count - 1 - group))));
  masked.push_back(plan::make_call("shiftright", types::kBigint, false, std::move(shifted)));
  masked.push_back(plan::make_constant({types::kBigint, int64_t{1}}));
  return plan::make_cast(plan::make_call("&", types::kBigint, false, std::move(masked)), types::kTinyint);
}

}  // namespace

GroupingSets expand_grouping(Context& context, const syntax::SelectBody& body, TextPosition position,
                             const std::function<ExpressionPtr(const syntax::Expression&)>& analyze_group) {
  Expansion expansion(context, position, analyze_group);
  for (auto& expression : body.group_by) expansion.add_group(*expression);
  auto sets = expansion.product(body.grouping);
  return expansion.take(std::move(sets));
}

ExpressionPtr grouping_value(Context& context, const plan::Call& call, const std::vector<ExpressionPtr>& groups,
                             TextPosition position) {
  auto matches = [](const ExpressionPtr& a, const ExpressionPtr& b) { return plan::equal(*a, *b); };
  if (call.function == "grouping") {
    auto found = std::find_if(groups.begin(), groups.end(),
                              [&](const ExpressionPtr& group) { return matches(group, call.arguments[0]); });
    if (found != groups.end()) return bit_of(static_cast<size_t>(found - groups.begin()), groups.size());
    return context.fail(analysis_error("GROUPING_COLUMN_MISMATCH", "the column of grouping() is not grouped by"),
                        position);
  }
  bool is_whole = call.arguments.empty() ||
                  std::equal(groups.begin(), groups.end(), call.arguments.begin(), call.arguments.end(), matches);
  if (is_whole) return id_column(groups.size());
  return context.fail(
      analysis_error("GROUPING_ID_COLUMN_MISMATCH", "the columns of grouping_id() are not those grouped by"), position);
}

ExpressionPtr ExpressionAnalyzer::grouping_call(const std::string& name, const syntax::FunctionCall& node,
                                                TextPosition at) {
  if (name == "grouping" && node.arguments.size() != 1) {
    return context_.fail(
        analysis_error("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", "grouping takes 1 argument, not {}", node.arguments.size()),
        at);
  }
  if (!groups_in_sets_) {
    return context_.fail(analysis_error("UNSUPPORTED_GROUPING_EXPRESSION",
                                        "{}() needs a GROUP BY with GROUPING SETS, CUBE or ROLLUP", name),
                         at);
  }
  if (in_aggregate_) {
    return context_.fail(make_error(ErrorCode::unsupported, "{}() in an aggregate function is not there yet", name),
                         at);
  }
  auto& type = name == "grouping" ? types::kTinyint : types::kBigint;
  return plan::make_call(name, type, false, analyze_all(node.arguments));
}

}  // namespace skep::analyzer
