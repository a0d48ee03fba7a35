#include "analyzer/context.h"
#include "base/text.h"
#include "types/coercion.h"

#include <algorithm>

namespace skep::analyzer {
namespace {

constexpr int kDepthMax = 100;  // as Spark's spark.sql.view.maxNestedViewDepth

/// The place of the view's column `index` in its query's output: by the name that it had there when the view was made,
/// the n-th of those with the same name. Nothing when the query has no such column any more.
std::optional<size_t> source_of(const catalog::ViewEntry& view, size_t index, const types::Schema& output) {
  if (view.query_columns.empty()) return index < output.size() ? std::optional<size_t>(index) : std::nullopt;
  auto& name = view.query_columns[index];
  auto same = [&](const std::string& other) { return equals_ignoring_case(other, name); };
  auto skipped =
      std::count_if(view.query_columns.begin(), view.query_columns.begin() + static_cast<ptrdiff_t>(index), same);
  for (size_t i = 0; i < output.size(); i++) {
    if (same(output[i].name) && skipped-- == 0) return i;
  }
  return std::nullopt;
}

std::vector<std::string> qualifier_of(const catalog::TableEntry& view) {
  if (view.database.empty()) return {view.name};
  if (view.database == catalog::kGlobalTemporaryDatabase) return {view.database, view.name};
  return {"spark_catalog", view.database, view.name};
}

Error changed_schema(const catalog::TableEntry& view, const std::string& column) {
  return analysis_error("INCOMPATIBLE_VIEW_SCHEMA_CHANGE",
                        "the view {} expects a column {} that its query has no longer", view.name, column);
}

/// Puts the view's columns over its query: found by name, cast to the types that they had.
Relation under_view_columns(Context& context, const catalog::TableEntry& entry, Relation relation,
                            TextPosition position) {
  auto& view = *entry.view;
  if (view.schema_mode == syntax::ViewSchemaMode::evolution || entry.columns.empty()) {
    auto scope = Scope::of(relation.plan->output, qualifier_of(entry));
    return {std::move(relation.plan), std::move(scope)};
  }
  auto given = relation.plan->output;
  bool by_name = view.query_columns.size() == entry.columns.size();
  types::Schema output;
  std::vector<plan::ExpressionPtr> expressions;
  for (size_t i = 0; i < entry.columns.size(); i++) {
    auto source = by_name || view.query_columns.empty() ? source_of(view, i, given) : std::nullopt;
    if (!source) return context.fail_relation(changed_schema(entry, entry.columns[i].name), position);
    auto field = entry.columns[i];
    auto value = plan::make_input(*source, given[*source]);
    if (view.schema_mode == syntax::ViewSchemaMode::type_evolution) field.type = given[*source].type;
    bool upcast_only = view.schema_mode == syntax::ViewSchemaMode::binding;
    bool fits = field.type == given[*source].type ||
                (upcast_only ? types::common_type(field.type, given[*source].type) == field.type
                             : types::can_store(given[*source].type, field.type) || given[*source].type.is_text());
    if (!fits) {
      return context.fail_relation(
          analysis_error("CANNOT_UP_CAST_DATATYPE", "the column {} of the view {} was a {} and is a {} now", field.name,
                         entry.name, field.type.to_sql(), given[*source].type.to_sql()),
          position);
    }
    field.nullable = true;
    expressions.push_back(plan::make_cast(std::move(value), field.type));
    output.push_back(std::move(field));
  }
  auto scope = Scope::of(output, qualifier_of(entry));
  return {plan::make_plan(std::move(output), plan::Project{std::move(relation.plan), std::move(expressions)}),
          std::move(scope)};
}

}  // namespace

std::optional<Error> other_mode(const Context& context, const std::map<std::string, std::string>& stored,
                                const std::string& name) {
  auto differs = [&](const char* key, std::string_view now) {
    auto found = stored.find(key);
    return found != stored.end() && !equals_ignoring_case(found->second, now);
  };
  auto& settings = context.settings();
  bool other = differs("spark.sql.ansi.enabled", settings.ansi == types::AnsiMode::on ? "true" : "false") ||
               differs("spark.sql.session.timeZone", settings.time_zone);
  if (!other) return std::nullopt;
  return Error::of_class(ErrorCode::unsupported, "UNSUPPORTED_FEATURE",
                         fmt::format("{} was made with another spark.sql.ansi.enabled or spark.sql.session.timeZone: "
                                     "reading it with others is not there yet",
                                     name));
}

Relation analyze_view(Context& context, const catalog::TableEntry& entry, TextPosition position) {
  auto& view = *entry.view;
  if (view.broken) return context.fail_relation(*view.broken, position);
  if (auto other = other_mode(context, view.settings, entry.name))
    return context.fail_relation(std::move(*other), position);
  if (context.depth() >= kDepthMax) {
    return context.fail_relation(
        analysis_error("VIEW_EXCEED_MAX_NESTED_DEPTH", "views are nested too deeply: {} levels", kDepthMax), position);
  }
  Context inner(context, with_settings(context.settings(), view.settings), catalog::NameScope::of(view));
  auto relation = analyze_query(inner, *view.query);
  if (inner.failed()) {
    auto error = inner.error();
    error.position.reset();  // it is a place in the view's text
    return context.fail_relation(std::move(error), position);
  }
  return under_view_columns(context, entry, std::move(relation), position);
}

}  // namespace skep::analyzer
