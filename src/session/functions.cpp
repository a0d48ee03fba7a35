#include "functions/catalog.h"

#include "analyzer/call_search.h"
#include "base/text.h"
#include "session/commands.h"
#include "session/function_records.h"
#include "session/rows.h"
#include "session/spark_pattern.h"
#include "session/view_records.h"
#include "syntax/parser.h"

#include <set>

namespace skep::session {
namespace {

using Lines = std::vector<std::vector<Cell>>;

Error wrong_syntax(std::string_view sub_class, const std::string& what) {
  return Error::of_class(ErrorCode::invalid_argument, fmt::format("INVALID_SQL_SYNTAX.{}", sub_class), what);
}

/// What of a function is wrong whatever its body says.
Result<void> check_parameters(const syntax::CreateFunction& create) {
  bool had_default = false;
  std::set<std::string> names;
  for (auto& parameter : create.parameters) {
    if (!names.insert(to_lower(parameter.name)).second) {
      return Error::of_class(
          ErrorCode::invalid_argument, "DUPLICATE_ROUTINE_PARAMETER_NAMES",
          fmt::format("the function {} has two parameters {}", create.name.to_text(), parameter.name));
    }
    if (had_default && parameter.default_text.empty()) {
      return Error::of_class(
          ErrorCode::invalid_argument, "USER_DEFINED_FUNCTIONS.NOT_A_VALID_DEFAULT_PARAMETER_POSITION",
          fmt::format("the parameter {} needs a default, as the one before it has one", parameter.name));
    }
    had_default |= !parameter.default_text.empty();
  }
  return {};
}

/// The draft of a function, without what its body returns.
Result<catalog::SqlFunction> draft_of(const syntax::CreateFunction& create, CommandContext& context) {
  catalog::SqlFunction function;
  function.name = to_lower(create.name.parts.back());
  function.parameters = create.parameters;
  function.is_table = create.is_table;
  function.comment = create.comment;
  function.body_text = create.body_text;
  function.current_database = context.state.database;
  function.settings = stored_settings(context);
  if (auto parsed = parse_function_texts(function); !parsed) return parsed.error();
  if (create.return_type) function.returns = {{"value", *create.return_type, true, {}}};
  for (auto& column : create.return_columns)
    function.returns.push_back({column.name, column.type, true, column.comment});
  return function;
}

/// Analyses the body: with the parameters as columns of one row.
Result<types::Schema> body_columns(const catalog::SqlFunction& function, CommandContext& context) {
  std::vector<std::string> parameters;
  for (auto& parameter : function.parameters)
    parameters.push_back(
        fmt::format("CAST(NULL AS {}) AS {}", parameter.type.to_sql(), quoted_where_needed(parameter.name)));
  auto one_row = parameters.empty() ? ""
                                    : fmt::format(" FROM (SELECT {}) AS {}", join(parameters, ", "),
                                                  quoted_where_needed(function.name));
  bool is_scalar_query = !function.query && std::holds_alternative<syntax::ScalarQuery>(function.body->node) &&
                         !function.body_text.starts_with("(");
  auto body = is_scalar_query ? "(" + function.body_text + ")" : function.body_text;
  bool has_type = !function.is_table && !function.returns.empty();
  if (has_type) body = fmt::format("CAST({} AS {})", body, function.returns[0].type.to_sql());
  auto text = function.query ? function.body_text : fmt::format("SELECT {}{}", body, one_row);
  if (function.query && !function.parameters.empty()) {
    // A lateral join onto the parameters, which the query may read.
    text = fmt::format("SELECT q.* {}, LATERAL ({}) AS q", trim(one_row), function.body_text);
  }
  auto plan = context.analyze_query(text);
  if (!plan) {
    auto error = plan.error();
    error.position.reset();
    bool is_lost = error.error_class == "UNRESOLVED_ROUTINE";
    return is_lost ? Error::of_class(error.code, "ROUTINE_NOT_FOUND", error.message) : error;
  }
  return (*plan)->output;
}

Result<void> set_returns(catalog::SqlFunction& function, CommandContext& context) {
  if (function.body && analyzer::has_aggregate(*function.body)) {
    return Error::of_class(ErrorCode::invalid_argument, "USER_DEFINED_FUNCTIONS.CANNOT_CONTAIN_COMPLEX_FUNCTIONS",
                           fmt::format("the body of {} holds an aggregate function", function.name));
  }
  auto columns = body_columns(function, context);
  if (!columns) return columns.error();
  if (!function.is_table && columns->size() != 1)
    return make_error(ErrorCode::invalid_argument, "the body of {} gives {} columns", function.name, columns->size());
  if (function.returns.empty()) {
    function.returns = *columns;
  } else if (function.returns.size() != columns->size()) {
    return Error::of_class(ErrorCode::invalid_argument, "USER_DEFINED_FUNCTIONS.RETURN_COLUMN_COUNT_MISMATCH",
                           fmt::format("the function {} returns {} columns, its body gives {}", function.name,
                                       function.returns.size(), columns->size()));
  }
  return {};
}

Result<Rows> create_temporary(const syntax::CreateFunction& create, CommandContext& context) {
  if (!context.request.keeps_session) return needs_session("a temporary function");
  if (create.if_not_exists)
    return wrong_syntax("CREATE_TEMP_FUNC_WITH_IF_NOT_EXISTS", "a temporary function is not made with IF NOT EXISTS");
  if (create.name.parts.size() > 1)
    return wrong_syntax("CREATE_TEMP_FUNC_WITH_DATABASE", "a temporary function has no database");
  auto name = to_lower(create.name.parts[0]);
  bool exists = context.state.temporary_functions.contains(name);
  bool is_built_in = functions::find_function(name) != nullptr;
  if (is_built_in || (exists && !create.or_replace)) {
    return Error::of_class(ErrorCode::already_exists, "ROUTINE_ALREADY_EXISTS",
                           fmt::format("there is a function {} already", name));
  }
  auto function = draft_of(create, context);
  if (!function) return function.error();
  if (auto set = set_returns(*function, context); !set) return set.error();
  context.state.temporary_functions[name] = std::make_shared<const catalog::SqlFunction>(*std::move(function));
  return no_rows();
}

Result<Rows> create_kept(const syntax::CreateFunction& create, CommandContext& context) {
  auto name = table_name(create.name, context);
  if (!name) return name.error();
  if (auto allowed = context.policy.check(context.request.principal, access::Action::create, name->to_text()); !allowed)
    return allowed.error();
  auto& store = context.warehouse.store();
  if (auto database = store.load_database(name->database); !database) return database.error();
  auto existing = store.functions().load_function(name->database, name->table);
  if (existing && create.if_not_exists) return no_rows();
  if (existing && !create.or_replace) {
    return Error::of_class(ErrorCode::already_exists, "ROUTINE_ALREADY_EXISTS",
                           fmt::format("there is a function {} already", name->to_text()));
  }
  auto function = draft_of(create, context);
  if (!function) return function.error();
  function->database = name->database;
  if (auto set = set_returns(*function, context); !set) return set.error();
  auto record = function_record(*function, context.request.principal.name);
  auto done = existing ? store.functions().alter_function(name->database, name->table, record)
                       : store.functions().create_function(record);
  if (!done && !(create.if_not_exists && done.error().code == ErrorCode::already_exists)) return done.error();
  return no_rows();
}

Error no_such_routine(const syntax::Name& name) {
  return Error::of_class(ErrorCode::not_found, "UNRESOLVED_ROUTINE",
                         fmt::format("there is no function {}", name.to_text()))
      .at(name.position);
}

}  // namespace

Result<Rows> run(const syntax::CreateFunction& create, CommandContext& context) {
  if (!create.class_name.empty())
    return make_error(ErrorCode::unsupported, "functions in Java are not there: {}", create.class_name);
  if (auto valid = check_parameters(create); !valid) return valid.error();
  return create.temporary ? create_temporary(create, context) : create_kept(create, context);
}

Result<Rows> run(const syntax::DropFunction& drop, CommandContext& context) {
  auto name = to_lower(drop.name.parts.back());
  if (drop.temporary) {
    if (drop.name.parts.size() > 1)
      return wrong_syntax("MULTI_PART_NAME",
                          fmt::format("a temporary function's name has one part: {}", drop.name.to_text()));
    if (functions::find_function(name))
      return make_error(ErrorCode::invalid_argument, "a built-in cannot be dropped: {}", name);
    if (context.state.temporary_functions.erase(name) == 0 && !drop.if_exists) {
      return Error::of_class(ErrorCode::not_found, "ROUTINE_NOT_FOUND",
                             fmt::format("there is no temporary function {}", name));
    }
    return no_rows();
  }
  bool is_built_in = drop.name.parts.size() == 1 && functions::find_function(name);
  if (is_built_in || (drop.name.parts.size() == 1 && context.state.temporary_functions.contains(name)))
    return make_error(ErrorCode::invalid_argument, "DROP FUNCTION is for functions of a database: {}", name);
  auto full = table_name(drop.name, context);
  if (!full) return full.error();
  if (auto allowed = context.policy.check(context.request.principal, access::Action::drop, full->to_text()); !allowed)
    return allowed.error();
  auto dropped = context.warehouse.store().functions().drop_function(full->database, full->table);
  if (!dropped && dropped.error().code == ErrorCode::not_found) {
    if (drop.if_exists) return no_rows();
    return no_such_routine(drop.name);
  }
  if (!dropped) return dropped.error();
  return no_rows();
}

Result<Rows> run(const syntax::ShowFunctions& show, CommandContext& context) {
  auto database = show.database ? database_name(*show.database) : Result<std::string>(context.state.database);
  if (!database) return database.error();
  std::set<std::string> names;
  if (show.scope != syntax::FunctionScope::user) {
    for (auto& name : functions::function_names())
      if (matches_spark_pattern(name, show.pattern)) names.insert(name);
    for (auto* name : {"!=", "<>", "between", "case", "||"})
      if (matches_spark_pattern(name, show.pattern)) names.insert(name);
  }
  if (show.scope != syntax::FunctionScope::system) {
    auto& store = context.warehouse.store();
    if (auto there = store.load_database(*database); !there) return there.error();
    auto kept = store.functions().list_functions(*database, "");
    if (!kept) return kept.error();
    for (auto& name : *kept)
      if (matches_spark_pattern(name, show.pattern)) names.insert(fmt::format("spark_catalog.{}.{}", *database, name));
    for (auto& [name, function] : context.state.temporary_functions)
      if (matches_spark_pattern(name, show.pattern)) names.insert(name);
  }
  Lines lines;
  for (auto& name : names) lines.push_back({name});
  return make_rows({{"function", types::kString, false, {}}}, lines);
}

namespace {

Rows described(Lines lines, bool is_extended, const std::string& more) {
  if (is_extended) lines.push_back({"Extended Usage:\n    " + more});
  return make_rows({{"function_desc", types::kString, false, {}}}, lines);
}

/// What the catalogue says of a built-in, by the name that was asked for; nothing where there is none.
std::optional<std::string> usage_of(const std::string& name) {
  if (name == "!=" || name == "<>") return "a " + name + " b: whether two values differ; NULL where one is NULL";
  if (name == "||") return "a || b: texts, binaries or arrays one after the other";
  if (name == "between") return "a [NOT] BETWEEN low AND high: whether low <= a and a <= high";
  if (name == "case") return "CASE [a] WHEN b THEN c [WHEN ...] [ELSE d] END: the value of the first branch that holds";
  auto* function = functions::find_function(name);
  return function ? std::optional(std::string(function->documentation)) : std::nullopt;
}

/// "name(a INT, b STRING) RETURNS INT", and the function's comment.
std::string usage_of(const catalog::SqlFunction& function) {
  std::vector<std::string> parameters, columns;
  for (auto& parameter : function.parameters) parameters.push_back(parameter.name + " " + parameter.type.to_sql());
  for (auto& column : function.returns) columns.push_back(column.name + " " + column.type.to_sql());
  auto result = function.is_table ? "TABLE (" + join(columns, ", ") + ")" : function.returns[0].type.to_sql();
  auto comment = function.comment.empty() ? "" : ": " + function.comment;
  return fmt::format("{}({}) RETURNS {}{}", function.name, join(parameters, ", "), result, comment);
}

}  // namespace

Result<Rows> run(const syntax::DescribeFunction& describe, CommandContext& context) {
  auto& name = describe.function;
  if (auto error = catalog::check_table_name(name.parts)) return *error;
  auto usage = name.parts.size() == 1 ? usage_of(to_lower(name.parts[0])) : std::nullopt;
  if (usage) {
    return described({{"Function: " + to_lower(name.parts[0])}, {"Class: built-in"}, {"Usage: " + *usage}},
                     describe.extended, "No example for " + to_lower(name.parts[0]) + ".\n");
  }
  std::shared_ptr<const catalog::SqlFunction> function;
  auto temporary = context.state.temporary_functions.find(to_lower(name.parts.back()));
  if (name.parts.size() == 1 && temporary != context.state.temporary_functions.end()) function = temporary->second;
  if (!function) {
    auto full = table_name(name, context);
    if (!full) return full.error();
    auto record = context.warehouse.store().functions().load_function(full->database, full->table);
    if (!record && record.error().code == ErrorCode::not_found) return no_such_routine(name);
    if (!record) return record.error();
    auto read = sql_function(*record);
    if (!read) return read.error();
    if (!*read) return make_error(ErrorCode::unsupported, "functions in Java are not there: {}", record->class_name);
    function = *read;
  }
  auto full = function->database.empty() ? function->name
                                         : fmt::format("spark_catalog.{}.{}", function->database, function->name);
  return described({{"Function: " + full}, {"Class: sqlFunction."}, {"Usage: " + usage_of(*function)}},
                   describe.extended, function->body_text + "\n");
}

}  // namespace skep::session
