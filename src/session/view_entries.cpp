#include "base/text.h"
#include "session/names.h"
#include "session/view_records.h"
#include "syntax/parser.h"

#include <charconv>

namespace skep::session {
namespace {

std::string parameter(const metastore::Parameters& parameters, const std::string& key) {
  auto found = parameters.find(key);
  return found == parameters.end() ? "" : found->second;
}

syntax::ViewSchemaMode schema_mode(const std::string& text) {
  if (text == "BINDING") return syntax::ViewSchemaMode::binding;
  if (text == "EVOLUTION") return syntax::ViewSchemaMode::evolution;
  if (text == "TYPE EVOLUTION") return syntax::ViewSchemaMode::type_evolution;
  return syntax::ViewSchemaMode::compensation;
}

}  // namespace

std::vector<std::string> numbered(const metastore::Parameters& parameters, const std::string& prefix) {
  std::vector<std::string> values;
  for (auto found = parameters.find(prefix + "0"); found != parameters.end();
       found = parameters.find(prefix + std::to_string(values.size())))
    values.push_back(found->second);
  return values;
}

Result<catalog::TableEntry> view_entry(const metastore::Table& table) {
  catalog::TableEntry entry;
  entry.database = table.name.database;
  entry.name = table.name.table;
  auto schema = warehouse::table_schema(table);
  if (!schema) return schema.error();
  entry.columns = std::move(schema->columns);

  catalog::ViewEntry view;
  // Hive's text has its names written out; Spark's is the text as it was, with the namespace beside it.
  auto names = numbered(table.parameters, kViewNamespace);
  bool is_sparks = !names.empty();
  const auto& text =
      is_sparks && !table.view_original_text.empty() ? table.view_original_text : table.view_expanded_text;
  view.current_database = is_sparks ? names.back() : table.name.database;
  view.query_columns = numbered(table.parameters, kViewQueryColumn);
  view.schema_mode = schema_mode(parameter(table.parameters, std::string(kViewSchemaMode)));
  for (auto& [key, value] : table.parameters) {
    if (key.starts_with(kViewSetting)) view.settings[key.substr(kViewSetting.size())] = value;
  }
  auto parsed = syntax::parse_statement(text.empty() ? table.view_original_text : text);
  auto* query = parsed ? std::get_if<syntax::QueryStatement>(&parsed->node) : nullptr;
  if (query) {
    view.query = std::move(query->query);
  } else {
    view.broken = parsed ? Error(ErrorCode::invalid_data, "the view's text is no query") : parsed.error();
    view.broken->position.reset();
    *view.broken = view.broken->during("reading the view {}", table.name.to_text());
  }
  entry.view = std::make_shared<const catalog::ViewEntry>(std::move(view));
  return entry;
}

}  // namespace skep::session
