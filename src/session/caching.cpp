#include "session/commands.h"

#include "base/text.h"
#include "functions/catalog.h"

namespace skep::session {

// Nothing is cached yet, so there is nothing to forget: what is read is always what is there. These look up what they
// name, as Spark does, and are right without doing more.

Result<Rows> run(const syntax::UncacheTable& uncache, CommandContext& context) {
  auto named = find_named(uncache.table, context);
  bool is_missing = !named && named.error().code == ErrorCode::not_found;
  if (!named && !(is_missing && uncache.if_exists)) return named.error();
  return no_rows();
}

Result<Rows> run(const syntax::ClearCache&, CommandContext&) { return no_rows(); }

Result<Rows> run(const syntax::RefreshTable& refresh, CommandContext& context) {
  auto named = find_named(refresh.table, context);
  if (!named) return named.error();
  return no_rows();
}

Result<Rows> run(const syntax::RefreshPath&, CommandContext&) { return no_rows(); }

Result<Rows> run(const syntax::RefreshFunction& refresh, CommandContext& context) {
  auto& name = refresh.function;
  if (name.parts.size() == 1 && functions::find_function(to_lower(name.parts[0])))
    return make_error(ErrorCode::invalid_argument, "REFRESH FUNCTION is for functions of a database: {}",
                      name.to_text());
  auto full = table_name(name, context);
  if (!full) return full.error();
  auto known = context.warehouse.store().functions().load_function(full->database, full->table);
  if (!known && known.error().code == ErrorCode::not_found) {
    return Error::of_class(ErrorCode::not_found, "UNRESOLVED_ROUTINE",
                           fmt::format("there is no function {}", name.to_text()))
        .at(name.position);
  }
  if (!known) return known.error();
  return no_rows();
}

}  // namespace skep::session
