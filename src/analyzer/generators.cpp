#include "analyzer/generators.h"

#include "base/text.h"
#include "functions/signature.h"
#include "types/coercion.h"

#include <algorithm>
#include <array>

namespace skep::analyzer {

using plan::ExpressionPtr;
using types::TypeKind;

namespace {

constexpr std::array kGenerators =
    std::to_array<std::string_view>({"explode", "explode_outer", "inline", "inline_outer", "json_tuple", "posexplode",
                                     "posexplode_outer", "stack", "variant_explode", "variant_explode_outer"});

/// Makes the columns of explode, posexplode and inline from their argument's type.
types::Schema columns_of(std::string_view generator, const types::DataType& type, bool outer) {
  types::Schema columns;
  if (generator == "inline") {
    columns = type.element().fields();
    for (auto& column : columns) column.nullable |= outer || type.fields()[0].nullable;
    return columns;
  }
  if (generator == "posexplode") columns.push_back({"pos", types::kInteger, outer, {}});
  if (type.is(TypeKind::map)) {
    columns.push_back({"key", type.key(), outer, {}});
    columns.push_back({"value", type.value(), outer || type.fields()[1].nullable, {}});
  } else {
    columns.push_back({"col", type.element(), outer || type.fields()[0].nullable, {}});
  }
  return columns;
}

/// One call on its way from text to node.
class Generators {
 public:
  Generators(Context& context, ExpressionAnalyzer& analyzer, TextPosition position)
      : context_(context), analyzer_(analyzer), position_(position) {}

  GeneratorCall collection(std::string_view name, const std::vector<syntax::ExpressionPtr>& arguments, bool outer) {
    auto* argument = only_argument(name, arguments);
    if (!argument) return {};
    GeneratorCall call{{nullptr, std::string(name), {}, outer}, {}};
    if (generator_call(*argument)) {
      fail(analysis_error("UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS",
                          "a generator stands in the argument of another"));
      return {};
    }
    auto value = analyzer_.analyze(*argument);
    if (context_.failed()) return {};
    auto& type = value->type;
    bool fits = name == "inline" ? type.is(TypeKind::array) && type.element().is(TypeKind::struct_)
                                 : type.is(TypeKind::array) || type.is(TypeKind::map);
    if (!fits) {
      fail(
          functions::unexpected_type(name, 0, name == "inline" ? "\"ARRAY<STRUCT>\"" : "(\"ARRAY\" or \"MAP\")", type));
      return {};
    }
    call.columns = columns_of(name, type, outer);
    call.node.expressions.push_back(std::move(value));
    return call;
  }

  /// variant_explode: the items of an array, the fields of an object. To the engine it is an inline of structs.
  GeneratorCall variant_parts(const std::vector<syntax::ExpressionPtr>& arguments, bool outer) {
    auto* argument = only_argument("variant_explode", arguments);
    if (!argument) return {};
    auto value = analyzer_.analyze(*argument);
    if (context_.failed()) return {};
    if (!value->type.is(TypeKind::variant) && !value->type.is(TypeKind::null)) {
      fail(functions::unexpected_type("variant_explode", 0, "\"VARIANT\"", value->type));
      return {};
    }
    auto variant = types::DataType(TypeKind::variant);
    GeneratorCall call{{nullptr, "inline", {}, outer}, {}};
    call.columns = {
        {"pos", types::kInteger, outer, {}}, {"key", types::kString, true, {}}, {"value", variant, outer, {}}};
    auto parts = types::DataType::array_of(types::DataType::struct_of(call.columns), false);
    std::vector<ExpressionPtr> operands;
    operands.push_back(plan::make_cast(std::move(value), variant));
    call.node.expressions.push_back(plan::make_call("variant_parts", std::move(parts), true, std::move(operands)));
    return call;
  }

  GeneratorCall json_tuple(const std::vector<syntax::ExpressionPtr>& arguments) {
    if (arguments.size() < 2) return wrong_count("json_tuple", "at least 2", arguments.size());
    GeneratorCall call{{nullptr, "json_tuple", {}, false}, {}};
    for (auto& argument : arguments) {
      call.node.expressions.push_back(analyzer_.analyze(*argument));
      if (context_.failed()) return {};
      if (!call.node.expressions.back()->type.is_text()) {
        fail(analysis_error("DATATYPE_MISMATCH.NON_STRING_TYPE", "all arguments of json_tuple must be texts"));
        return {};
      }
    }
    for (size_t i = 1; i < arguments.size(); i++) {
      call.columns.push_back({"c" + std::to_string(i - 1), types::kString, true, {}});
    }
    return call;
  }

  GeneratorCall stack(const std::vector<syntax::ExpressionPtr>& arguments) {
    if (arguments.size() < 2) return wrong_count("stack", "at least 2", arguments.size());
    auto count = analyzer_.analyze(*arguments[0]);
    if (context_.failed()) return {};
    auto rows = row_count(*count);
    if (!rows) return {};
    std::vector<ExpressionPtr> cells;
    for (size_t i = 1; i < arguments.size(); i++) cells.push_back(analyzer_.analyze(*arguments[i]));
    if (context_.failed()) return {};
    auto width = (cells.size() + *rows - 1) / *rows;
    GeneratorCall call{{nullptr, "stack", {}, false}, stack_columns(cells, width)};
    if (context_.failed()) return {};
    for (size_t i = 0; i < width * *rows; i++) {
      auto& type = call.columns[i % width].type;
      call.node.expressions.push_back(i < cells.size() ? plan::make_cast(std::move(cells[i]), type)
                                                       : plan::make_constant(types::Value::null(type)));
      call.columns[i % width].nullable |= call.node.expressions.back()->nullable;
    }
    return call;
  }

 private:
  void fail(Error error) { context_.report(std::move(error), position_); }

  GeneratorCall wrong_count(std::string_view name, std::string_view wanted, size_t found) {
    fail(analysis_error("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", "{} takes {} arguments, not {}", name, wanted, found));
    return {};
  }

  /// The one argument, by place or by its name.
  const syntax::Expression* only_argument(std::string_view name, const std::vector<syntax::ExpressionPtr>& arguments) {
    std::string_view parameter = name == "inline" || name == "variant_explode" ? "input" : "collection";
    if (arguments.empty()) {
      fail(analysis_error("REQUIRED_PARAMETER_NOT_FOUND", "{} needs its argument {}", name, parameter));
      return nullptr;
    }
    if (arguments.size() > 1) {
      wrong_count(name, "1", arguments.size());
      return nullptr;
    }
    auto* named = std::get_if<syntax::NamedArgument>(&arguments[0]->node);
    if (named && !equals_ignoring_case(named->name, parameter)) {
      fail(analysis_error("UNRECOGNIZED_PARAMETER_NAME", "{} has no parameter {}, but {}", name, named->name,
                          parameter));
      return nullptr;
    }
    return named ? named->value.get() : arguments[0].get();
  }

  std::optional<size_t> row_count(const plan::Expression& count) {
    auto* constant = std::get_if<plan::Constant>(&count.node);
    if (!count.type.is_integral() || count.type.is(TypeKind::bigint)) {
      fail(functions::unexpected_type("stack", 0, "\"INT\"", count.type));
    } else if (!constant) {
      fail(analysis_error("DATATYPE_MISMATCH.NON_FOLDABLE_INPUT", "the number of rows of stack must be a constant"));
    } else if (auto rows = std::get<int64_t>(constant->value.data); rows < 1) {
      fail(analysis_error("DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE", "stack makes one row at least, not {}", rows));
    } else {
      return static_cast<size_t>(rows);
    }
    return std::nullopt;
  }

  types::Schema stack_columns(const std::vector<ExpressionPtr>& cells, size_t width) {
    types::Schema columns;
    for (size_t i = 0; i < cells.size(); i++) {
      auto& type = cells[i]->type;
      if (i < width) {
        columns.push_back({"col" + std::to_string(i), type, false, {}});
        continue;
      }
      auto& column = columns[i % width];
      if (column.type.is(TypeKind::null)) column.type = type;
      if (column.type == type || type.is(TypeKind::null)) continue;
      fail(analysis_error("DATATYPE_MISMATCH.STACK_COLUMN_DIFF_TYPES", "column {} of stack has values of {} and {}",
                          i % width, column.type.to_sql(), type.to_sql()));
      return columns;
    }
    return columns;
  }

  Context& context_;
  ExpressionAnalyzer& analyzer_;
  TextPosition position_;
};

}  // namespace

bool is_generator(std::string_view name) {
  return std::any_of(kGenerators.begin(), kGenerators.end(),
                     [&](auto known) { return equals_ignoring_case(known, name); });
}

const syntax::FunctionCall* generator_call(const syntax::Expression& expression) {
  auto* call = std::get_if<syntax::FunctionCall>(&expression.node);
  return call && !call->over && call->name.parts.size() == 1 && is_generator(call->name.parts[0]) ? call : nullptr;
}

GeneratorCall analyze_generator(Context& context, ExpressionAnalyzer& analyzer, const syntax::Name& name,
                                const std::vector<syntax::ExpressionPtr>& arguments, TextPosition position) {
  Generators generators(context, analyzer, position);
  auto function = to_lower(name.parts.back());
  if (function == "json_tuple") return generators.json_tuple(arguments);
  if (function == "stack") return generators.stack(arguments);
  constexpr std::string_view kOuter = "_outer";
  bool outer = function.ends_with(kOuter);
  if (outer) function.resize(function.size() - kOuter.size());
  if (function == "variant_explode") return generators.variant_parts(arguments, outer);
  return generators.collection(function, arguments, outer);
}

void rename_generated(Context& context, types::Schema& columns, const std::vector<std::string>& names,
                      TextPosition position) {
  if (names.size() != columns.size()) {
    return context.report(analysis_error("UDTF_ALIAS_NUMBER_MISMATCH", "{} names for the {} columns of the generator",
                                         names.size(), columns.size()),
                          position);
  }
  for (size_t i = 0; i < names.size(); i++) columns[i].name = names[i];
}

plan::PlanPtr generate(plan::PlanPtr input, GeneratorCall call) {
  auto output = input->output;
  for (auto& column : call.columns) output.push_back(std::move(column));
  call.node.input = std::move(input);
  return plan::make_plan(std::move(output), std::move(call.node));
}

Relation analyze_lateral_view(Context& context, const syntax::LateralViewRelation& view, TextPosition position) {
  auto relation = analyze_relation(context, *view.input);
  if (context.failed()) return relation;
  auto name = view.generator.parts.back();
  if (view.generator.parts.size() > 1 || !is_generator(name)) {
    bool exists = functions::find_function(name) != nullptr;
    return context.fail_relation(
        exists ? analysis_error("UNSUPPORTED_GENERATOR.NOT_GENERATOR", "{} makes no rows", name)
               : analysis_error("ROUTINE_NOT_FOUND", "there is no function {}", view.generator.to_text()),
        view.generator.position);
  }
  ExpressionAnalyzer analyzer(context, relation.scope);
  auto call = analyze_generator(context, analyzer, view.generator, view.arguments, view.generator.position);
  if (context.failed()) return relation;
  call.node.outer |= view.outer;
  if (view.outer) {
    for (auto& column : call.columns) column.nullable = true;
  }
  if (!view.columns.empty()) rename_generated(context, call.columns, view.columns, position);
  size_t width = relation.plan->output.size();
  for (size_t i = 0; i < call.columns.size(); i++) {
    relation.scope.columns.push_back({{view.alias}, call.columns[i], width + i, true});
  }
  relation.plan = generate(std::move(relation.plan), std::move(call));
  return relation;
}

}  // namespace skep::analyzer
