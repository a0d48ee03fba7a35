#include "analyzer/stars.h"

#include "analyzer/expression_analyzer.h"
#include "base/text.h"

#include <algorithm>

namespace skep::analyzer {

using plan::ExpressionPtr;
using types::TypeKind;

namespace {

ExpressionPtr field_of_struct(const plan::Expression& container, const types::Field& field) {
  std::vector<ExpressionPtr> arguments;
  arguments.push_back(plan::clone(container));
  arguments.push_back(plan::make_constant(types::Value::string(field.name)));
  return plan::make_call("field", field.type, container.nullable || field.nullable, std::move(arguments));
}

using Path = std::vector<std::string>;

class Expansion {
 public:
  Expansion(Context& context, const Scope& scope, ExpressionAnalyzer& analyzer, TextPosition position)
      : context_(context), scope_(scope), analyzer_(analyzer), position_(position) {}

  std::vector<StarColumn> expand(const syntax::Star& star) {
    find(star);
    if (!context_.failed() && !star.except.empty()) except(star.except);
    for (auto& [name, value] : star.replacements) {
      if (!context_.failed()) replace(name, *value);
    }
    return std::move(columns_);
  }

 private:
  void find(const syntax::Star& star) {
    for (auto* column : scope_.star(star.qualifier)) {
      columns_.push_back({column->field.name, plan::make_input(column->index, column->field), column->field.comment,
                          column->qualifier});
    }
    if (columns_.empty() && !star.qualifier.empty()) find_fields(star.qualifier);
  }

  /// The columns of a table of the query around.
  void find_around(const Path& qualifier) {
    if (context_.outer_queries.empty()) return;
    for (auto* column : context_.outer_queries.back()->analyzer->scope_for_subqueries().star(qualifier)) {
      auto parts = qualifier;
      parts.push_back(column->field.name);
      syntax::Expression name{position_, syntax::ColumnName{std::move(parts)}};
      columns_.push_back({column->field.name, analyzer_.analyze(name), column->field.comment, {}});
    }
  }

  void find_fields(const Path& qualifier) {
    if (scope_.find(qualifier).columns.empty()) {
      find_around(qualifier);
      if (!columns_.empty()) return;
      return context_.report(analysis_error("CANNOT_RESOLVE_STAR_EXPAND", "cannot resolve {}.*", join(qualifier, ".")),
                             position_);
    }
    syntax::Expression name{position_, syntax::ColumnName{qualifier}};
    auto container = analyzer_.analyze(name);
    if (context_.failed()) return;
    if (!container->type.is(TypeKind::struct_)) {
      return context_.report(analysis_error("_LEGACY_ERROR_TEMP_1050", "{}.* takes the fields of a struct, not of {}",
                                            join(qualifier, "."), container->type.to_sql()),
                             position_);
    }
    for (auto& field : container->type.fields()) {
      columns_.push_back({field.name, field_of_struct(*container, field), "", {}});
    }
  }

  /// How many parts of the path name the column, its qualifier included; 0 when it is another.
  static size_t parts_naming(const StarColumn& column, const Path& path) {
    if (equals_ignoring_case(column.name, path[0])) return 1;
    auto& qualifier = column.qualifier;
    for (size_t count = 1; count < path.size() && count <= qualifier.size(); count++) {
      bool fits = std::equal(path.begin(), path.begin() + static_cast<ptrdiff_t>(count),
                             qualifier.end() - static_cast<ptrdiff_t>(count), equals_ignoring_case);
      if (fits && equals_ignoring_case(column.name, path[count])) return count + 1;
    }
    return 0;
  }

  void except(const std::vector<Path>& paths) {
    std::vector<std::vector<Path>> of_columns(columns_.size());
    for (auto& path : paths) {
      bool found = false;
      for (size_t i = 0; i < columns_.size(); i++) {
        auto used = parts_naming(columns_[i], path);
        if (used == 0) continue;
        found = true;
        of_columns[i].emplace_back(path.begin() + static_cast<ptrdiff_t>(used), path.end());
      }
      if (!found) return unresolved(path);
    }
    std::vector<StarColumn> kept;
    for (size_t i = 0; i < columns_.size() && !context_.failed(); i++) {
      if (of_columns[i].empty()) {
        kept.push_back(std::move(columns_[i]));
        continue;
      }
      auto rest = without(*columns_[i].expression, of_columns[i]);
      if (rest) kept.push_back({columns_[i].name, std::move(rest), columns_[i].comment, {}});
    }
    columns_ = std::move(kept);
  }

  /// The value without the fields at the paths; null when nothing of it is left.
  ExpressionPtr without(const plan::Expression& value, const std::vector<Path>& paths) {
    bool whole = std::any_of(paths.begin(), paths.end(), [](const Path& path) { return path.empty(); });
    if (whole && paths.size() > 1) {
      context_.report(analysis_error("EXCEPT_OVERLAPPING_COLUMNS", "EXCEPT names a column, or a part of one, twice"),
                      position_);
    }
    if (whole) return nullptr;
    if (!value.type.is(TypeKind::struct_)) {
      context_.report(analysis_error("INVALID_EXTRACT_BASE_FIELD_TYPE", "a field {} is taken of a {}, not of a struct",
                                     paths[0][0], value.type.to_sql()),
                      position_);
      return nullptr;
    }
    std::vector<ExpressionPtr> arguments;
    size_t used = 0;
    for (auto& field : value.type.fields()) {
      std::vector<Path> below;
      for (auto& path : paths) {
        if (equals_ignoring_case(path[0], field.name)) below.emplace_back(path.begin() + 1, path.end());
      }
      used += below.size();
      auto part = field_of_struct(value, field);
      if (!below.empty()) part = without(*part, below);
      if (!part) continue;
      arguments.push_back(plan::make_constant(types::Value::string(field.name)));
      arguments.push_back(std::move(part));
    }
    if (used < paths.size()) {
      context_.report(analysis_error("FIELD_NOT_FOUND", "EXCEPT names a field that is not there"), position_);
    }
    if (arguments.empty() || context_.failed()) return nullptr;
    return analyzer_.call("named_struct", std::move(arguments), position_);
  }

  void replace(const std::string& name, const syntax::Expression& value) {
    auto column = std::find_if(columns_.begin(), columns_.end(),
                               [&](const StarColumn& c) { return equals_ignoring_case(c.name, name); });
    if (column == columns_.end()) return unresolved({name});
    column->expression = analyzer_.analyze(value);
    column->qualifier.clear();
  }

  void unresolved(const Path& path) {
    syntax::Expression name{position_, syntax::ColumnName{path}};
    analyzer_.analyze(name);
    context_.report(analysis_error("UNRESOLVED_COLUMN.WITH_SUGGESTION", "there is no column {} among those of the star",
                                   join(path, ".")),
                    position_);
  }

  Context& context_;
  const Scope& scope_;
  ExpressionAnalyzer& analyzer_;
  TextPosition position_;
  std::vector<StarColumn> columns_;
};

}  // namespace

std::vector<StarColumn> expand_star(Context& context, const Scope& scope, ExpressionAnalyzer& analyzer,
                                    const syntax::Star& star, TextPosition position) {
  return Expansion(context, scope, analyzer, position).expand(star);
}

}  // namespace skep::analyzer
