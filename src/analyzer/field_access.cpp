#include "analyzer/expression_analyzer.h"
#include "base/text.h"
#include "functions/signature.h"

namespace skep::analyzer {

using plan::ExpressionPtr;
using types::TypeKind;

namespace {

/// The one field of that name; null after an error.
const types::Field* find_field(Context& context, const types::DataType& type, const std::string& name,
                               TextPosition at) {
  std::vector<std::string> names;
  const types::Field* found = nullptr;
  for (auto& field : type.fields()) {
    names.push_back(field.name);
    if (!equals_ignoring_case(field.name, name)) continue;
    if (found) {
      context.report(
          analysis_error("AMBIGUOUS_REFERENCE_TO_FIELDS", "there are two fields {} in: {}", name, type.to_sql()), at);
      return nullptr;
    }
    found = &field;
  }
  if (!found) {
    context.report(analysis_error("FIELD_NOT_FOUND", "there is no field {} in: {}", name, join(names, ", ")), at);
  }
  return found;
}

std::vector<ExpressionPtr> with_text(ExpressionPtr container, const std::string& text) {
  std::vector<ExpressionPtr> arguments;
  arguments.push_back(std::move(container));
  arguments.push_back(plan::make_constant(types::Value::string(text)));
  return arguments;
}

}  // namespace

/// container.name: a struct's field, those of all structs of an array, or a map's value.
ExpressionPtr ExpressionAnalyzer::field_of(ExpressionPtr container, const std::string& name, TextPosition at) {
  auto type = container->type;
  if (type.is(TypeKind::map)) return call("item", with_text(std::move(container), name), at);
  bool of_items = type.is(TypeKind::array) && type.element().is(TypeKind::struct_);
  if (type.is(TypeKind::array) && !of_items) {
    return context_.fail(functions::unexpected_type("item", 1, "\"INTEGRAL\"", types::kString), at);
  }
  if (!of_items && !type.is(TypeKind::struct_)) {
    return context_.fail(analysis_error("INVALID_EXTRACT_BASE_FIELD_TYPE",
                                        "a field {} is taken of a {}, not of a struct", name, type.to_sql()),
                         at);
  }
  auto* field = find_field(context_, of_items ? type.element() : type, name, at);
  if (!field) return plan::make_constant(types::Value::null());
  bool nullable = container->nullable;
  auto arguments = with_text(std::move(container), field->name);
  if (!of_items) return plan::make_call("field", field->type, nullable || field->nullable, std::move(arguments));
  bool null_items = type.fields()[0].nullable || field->nullable;
  return plan::make_call("fields", types::DataType::array_of(field->type, null_items), nullable, std::move(arguments));
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::Subscript& node, TextPosition at) {
  auto container = analyze(*node.container);
  auto& type = container->type;
  bool has_fields = type.is(TypeKind::struct_) || (type.is(TypeKind::array) && type.element().is(TypeKind::struct_));
  auto* name = std::get_if<syntax::Literal>(&node.index->node);
  if (has_fields && name && name->value.type.is_text() && !name->value.is_null()) {
    context_.printed_fields.insert(&node);
    return field_of(std::move(container), std::get<std::string>(name->value.data), at);
  }
  if (type.is(TypeKind::struct_)) {
    return context_.fail(analysis_error("INVALID_EXTRACT_FIELD_TYPE", "a struct's field is named by a constant text"),
                         at);
  }
  std::vector<ExpressionPtr> arguments;
  arguments.push_back(std::move(container));
  arguments.push_back(analyze(*node.index));
  return call("item", std::move(arguments), at);
}

ExpressionPtr ExpressionAnalyzer::visit(const syntax::FieldAccess& node, TextPosition at) {
  auto container = analyze(*node.container);
  if (container->type.is(TypeKind::map)) context_.printed_keys.insert(&node);
  return field_of(std::move(container), node.field, at);
}

}  // namespace skep::analyzer
