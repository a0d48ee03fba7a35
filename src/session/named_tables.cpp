#include "base/text.h"
#include "catalog/snapshot.h"
#include "session/commands.h"
#include "session/rows.h"

#include <algorithm>

namespace skep::session {

bool is_plain_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

Rows no_rows() { return make_rows({}, {}); }

std::string setting_of(const CommandContext& context, const std::string& key) {
  auto own = context.state.settings.find(key);
  if (own != context.state.settings.end()) return own->second;
  auto preset = context.default_settings.find(key);
  return preset == context.default_settings.end() ? "" : preset->second;
}

Result<std::string> database_name(const syntax::Name& name) {
  if (name.parts.size() == 1) return to_lower(name.parts[0]);
  if (name.parts.size() == 2 && equals_ignoring_case(name.parts[0], "spark_catalog")) return to_lower(name.parts[1]);
  return Error::of_class(ErrorCode::invalid_argument, "REQUIRES_SINGLE_PART_NAMESPACE",
                         fmt::format("a database's name has one part: {}", name.to_text()))
      .at(name.position);
}

Result<metastore::TableName> table_name(const syntax::Name& name, const CommandContext& context) {
  if (auto error = catalog::check_table_name(name.parts)) return std::move(*error).at(name.position);
  auto key = catalog::table_key(name.parts, context.state.database);
  auto dot = key.find('.');
  return metastore::TableName{key.substr(0, dot), key.substr(dot + 1)};
}

Error table_not_found(const syntax::Name& name) {
  return Error::of_class(ErrorCode::not_found, "TABLE_OR_VIEW_NOT_FOUND",
                         fmt::format("the table or view {} cannot be found", name.to_text()))
      .at(name.position);
}

Error needs_session(std::string_view form) {
  return make_error(ErrorCode::unsupported, "{} needs a session: open one and name it in the request", form);
}

std::shared_ptr<const TemporaryView> find_temporary_view(const syntax::Name& name, const CommandContext& context) {
  if (name.parts.size() == 1) {
    auto found = context.state.temporary_views.find(to_lower(name.parts[0]));
    return found == context.state.temporary_views.end() ? nullptr : found->second;
  }
  if (name.parts.size() != 2 || !equals_ignoring_case(name.parts[0], catalog::kGlobalTemporaryDatabase)) return nullptr;
  auto views = context.global_views.all();
  auto found = views.find(to_lower(name.parts[1]));
  return found == views.end() ? nullptr : found->second;
}

Result<NamedTable> find_named(const syntax::Name& name, CommandContext& context) {
  if (auto view = find_temporary_view(name, context)) return NamedTable{std::move(view), {}};
  auto table = load_named_table(name, context);
  if (!table) return table.error();
  return NamedTable{nullptr, *std::move(table)};
}

Result<metastore::Table> load_named_table(const syntax::Name& name, CommandContext& context, access::Action action) {
  auto full = table_name(name, context);
  if (!full) return full.error();
  if (auto allowed = context.policy.check(context.request.principal, action, full->to_text()); !allowed)
    return allowed.error();
  auto table = context.warehouse.store().load_table(*full);
  if (!table && table.error().code == ErrorCode::not_found) return table_not_found(name);
  return table;
}

Result<metastore::Table> load_only_table(const syntax::Name& name, CommandContext& context,
                                         std::string_view alternative, access::Action action) {
  auto is_view = [&]() {
    return Error::of_class(ErrorCode::invalid_argument, fmt::format("EXPECT_TABLE_NOT_VIEW.{}", alternative),
                           fmt::format("{} is a view, and a table is needed here", name.to_text()))
        .at(name.position);
  };
  if (find_temporary_view(name, context)) return is_view();
  auto table = load_named_table(name, context, action);
  if (table && table->kind == metastore::TableKind::view) return is_view();
  return table;
}

Result<std::map<std::string, std::string>> partition_clause(const syntax::PartitionSpec& spec,
                                                            const metastore::Table& table) {
  std::map<std::string, std::string> values;
  for (auto& [name, expression] : spec.columns) {
    auto known = std::any_of(table.partition_columns.begin(), table.partition_columns.end(),
                             [&](const metastore::Column& column) { return equals_ignoring_case(column.name, name); });
    if (!known) {
      return Error::of_class(ErrorCode::invalid_argument, "PARTITIONS_NOT_FOUND",
                             fmt::format("{} is no partition column of {}", name, table.name.to_text()));
    }
    auto* literal = expression ? std::get_if<syntax::Literal>(&expression->node) : nullptr;
    auto* unary = expression ? std::get_if<syntax::Unary>(&expression->node) : nullptr;
    bool is_negative = unary && unary->op == syntax::UnaryOperator::minus;
    if (is_negative) literal = std::get_if<syntax::Literal>(&unary->operand->node);
    if (!literal) return make_error(ErrorCode::invalid_argument, "the partition column {} needs a literal here", name);
    auto text = literal->value.is_null() ? std::string(metastore::kNullPartitionValue) : literal->value.to_text();
    values[to_lower(name)] = (is_negative ? "-" : "") + text;
  }
  return values;
}

Result<std::vector<std::string>> whole_partition(const syntax::PartitionSpec& spec, const metastore::Table& table) {
  auto given = partition_clause(spec, table);
  if (!given) return given.error();
  std::vector<std::string> values;
  for (auto& column : table.partition_columns) {
    auto value = given->find(to_lower(column.name));
    if (value == given->end()) {
      return Error::of_class(
          ErrorCode::invalid_argument, "PARTITIONS_NOT_FOUND",
          fmt::format("the partition column {} of {} has no value", column.name, table.name.to_text()));
    }
    values.push_back(value->second);
  }
  return values;
}

}  // namespace skep::session
