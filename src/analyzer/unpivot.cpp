#include "analyzer/context.h"
#include "analyzer/expression_analyzer.h"
#include "analyzer/relation_forms.h"
#include "base/text.h"
#include "types/coercion.h"

#include <algorithm>

namespace skep::analyzer {

using plan::ExpressionPtr;

namespace {

class Unpivot {
 public:
  Unpivot(Context& context, const syntax::UnpivotRelation& node, TextPosition position)
      : context_(context), node_(node), position_(position) {}

  Relation analyze() {
    input_ = analyze_relation(context_, *node_.input);
    if (!context_.failed()) read_sources();
    if (!context_.failed()) find_types();
    return context_.failed() ? Context::one_empty_row() : build();
  }

 private:
  void read_sources() {
    ExpressionAnalyzer analyzer(context_, input_.scope);
    for (auto& source : node_.sources) {
      std::vector<ExpressionPtr> columns;
      std::vector<std::string> names;
      for (auto& column : source.columns) {
        auto value = analyzer.analyze(*column);
        if (context_.failed()) return;
        auto* input = std::get_if<plan::InputColumn>(&value->node);
        if (!input) {
          return context_.report(
              analysis_error("UNPIVOT_REQUIRES_ATTRIBUTES", "UNPIVOT takes columns, not fields of them"),
              column->position);
        }
        used_.push_back(input->index);
        names.push_back(input->name);
        columns.push_back(std::move(value));
      }
      if (columns.size() != node_.values.size()) {
        return context_.report(
            analysis_error("UNPIVOT_VALUE_SIZE_MISMATCH", "{} columns for the {} value columns of UNPIVOT",
                           columns.size(), node_.values.size()),
            position_);
      }
      names_.push_back(source.alias.empty() ? join(names, "_") : source.alias);
      sources_.push_back(std::move(columns));
    }
  }

  void find_types() {
    for (size_t i = 0; i < node_.values.size(); i++) {
      types::Field field{node_.values[i], sources_[0][i]->type, false, {}};
      for (auto& source : sources_) {
        auto common = types::tightest_common_type(field.type, source[i]->type);
        if (!common) {
          return context_.report(analysis_error("UNPIVOT_VALUE_DATA_TYPE_MISMATCH",
                                                "the columns for {} have types that do not go together: {}, {}",
                                                field.name, field.type.to_sql(), source[i]->type.to_sql()),
                                 position_);
        }
        field.type = *common;
        field.nullable |= source[i]->nullable;
      }
      values_.push_back(std::move(field));
    }
  }

  /// stack(n, name, value, ...) over the input, then the columns that are left with the made ones.
  Relation build() {
    auto output = input_.plan->output;
    size_t width = output.size();
    plan::Generate stack{nullptr, "stack", {}, false};
    output.push_back({node_.name, types::kString, false, {}});
    output.insert(output.end(), values_.begin(), values_.end());
    for (size_t i = 0; i < sources_.size(); i++) {
      stack.expressions.push_back(plan::make_constant(types::Value::string(names_[i])));
      for (size_t k = 0; k < values_.size(); k++) {
        stack.expressions.push_back(plan::make_cast(std::move(sources_[i][k]), values_[k].type));
      }
    }
    stack.input = std::move(input_.plan);
    auto plan = plan::make_plan(output, std::move(stack));
    if (!node_.include_nulls) plan = without_nulls(std::move(plan), width + 1);
    Scope scope;
    for (auto& column : input_.scope.columns) {
      if (std::find(used_.begin(), used_.end(), column.index) == used_.end()) scope.columns.push_back(column);
    }
    for (size_t i = width; i < output.size(); i++) scope.columns.push_back({{}, output[i], i, true});
    return {std::move(plan), std::move(scope)};
  }

  plan::PlanPtr without_nulls(plan::PlanPtr plan, size_t first) {
    ExpressionPtr any;
    for (size_t i = 0; i < values_.size(); i++) {
      std::vector<ExpressionPtr> value, both;
      value.push_back(plan::make_input(first + i, values_[i]));
      auto there = plan::make_call("isnotnull", types::kBoolean, false, std::move(value));
      if (!any) {
        any = std::move(there);
        continue;
      }
      both.push_back(std::move(any));
      both.push_back(std::move(there));
      any = plan::make_call("or", types::kBoolean, false, std::move(both));
    }
    auto output = plan->output;
    return plan::make_plan(std::move(output), plan::Filter{std::move(plan), std::move(any)});
  }

  Context& context_;
  const syntax::UnpivotRelation& node_;
  TextPosition position_;
  Relation input_;
  std::vector<std::vector<ExpressionPtr>> sources_;
  std::vector<std::string> names_;
  std::vector<size_t> used_;
  types::Schema values_;
};

}  // namespace

Relation analyze_unpivot(Context& context, const syntax::UnpivotRelation& node, TextPosition position) {
  return Unpivot(context, node, position).analyze();
}

}  // namespace skep::analyzer
