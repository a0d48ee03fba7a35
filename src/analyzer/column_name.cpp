#include "analyzer/context.h"
#include "analyzer/window_names.h"
#include "base/text.h"
#include "functions/catalog.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace skep::analyzer {
namespace {

std::string_view sign(syntax::BinaryOperator op) {
  using enum syntax::BinaryOperator;
  switch (op) {
    case add: return "+";
    case subtract: return "-";
    case multiply: return "*";
    case divide: return "/";
    case integral_divide: return "div";
    case remainder: return "%";
    case concat: return "||";
    case bitwise_and: return "&";
    case bitwise_or: return "|";
    case bitwise_xor: return "^";
    case equal:
    case not_equal: return "=";
    case null_safe_equal: return "<=>";
    case less: return "<";
    case less_equal: return "<=";
    case greater: return ">";
    case greater_equal: return ">=";
    case logical_and: return "AND";
    case logical_or: return "OR";
  }
  return "";
}

std::string negated_if(bool negated, std::string name) { return negated ? "(NOT " + name + ")" : name; }

std::string hex_text(const std::string& bytes) {
  std::string text;
  for (unsigned char byte : bytes) text += fmt::format("{:02X}", byte);
  return text;
}

/// How Spark prints functions that go by another name in the text.
std::string_view printed_alias(std::string_view name) {
  static constexpr std::pair<std::string_view, std::string_view> kPrinted[] = {
      {"array_agg", "collect_list"}, {"current_database", "current_schema"},
      {"dateadd", "date_add"},       {"random", "rand"},
      {"regexp", "REGEXP"},          {"regexp_like", "REGEXP_LIKE"},
  };
  for (auto& [written, printed] : kPrinted) {
    if (written == name) return printed;
  }
  return {};
}

/// Names as Spark prints a resolved expression.
struct Namer {
  const Context& context;
  mutable std::vector<std::string> variables{};  ///< the parameters of the lambdas around

  std::string name_of(const syntax::Expression& expression) const { return std::visit(*this, expression.node); }
  std::string names_of(const std::vector<syntax::ExpressionPtr>& expressions) const {
    std::vector<std::string> names;
    for (auto& expression : expressions) names.push_back(name_of(*expression));
    return join(names, ", ");
  }

  std::string operator()(const syntax::Literal& node) const {
    auto text = node.value.to_text();
    if (node.value.is_null()) return text;
    switch (node.value.type.kind()) {
      case types::TypeKind::date: return "DATE '" + text + "'";
      case types::TypeKind::timestamp_ntz: return "TIMESTAMP_NTZ '" + text + "'";
      case types::TypeKind::binary: return "X'" + hex_text(text) + "'";
      case types::TypeKind::decimal: return decimal_literal(text);
      default: return text;
    }
  }
  /// As Java prints decimals: with an exponent where more than six zeros would follow the point.
  static std::string decimal_literal(const std::string& text) {
    auto point = text.find('.');
    if (point == std::string::npos) return text;
    std::string digits;
    for (char c : text) {
      if (c >= '0' && c <= '9' && (c != '0' || !digits.empty())) digits += c;
    }
    if (digits.empty()) digits = "0";
    auto scale = text.size() - point - 1;
    if (scale < digits.size() + 6) return text;
    auto exponent = scale - (digits.size() - 1);
    auto rest = digits.size() > 1 ? "." + digits.substr(1) : "";
    return fmt::format("{}{}{}E-{}", text.starts_with("-") ? "-" : "", digits[0], rest, exponent);
  }
  std::string operator()(const syntax::IntervalLiteral& node) const {
    return types::interval_to_text(node.value.amount, node.type);
  }
  bool is_variable(const syntax::ColumnName& node) const {
    return std::any_of(variables.begin(), variables.end(),
                       [&](const std::string& name) { return equals_ignoring_case(name, node.parts[0]); });
  }
  std::string operator()(const syntax::ColumnName& node) const {
    auto printed = context.printed_columns.find(&node);
    if (printed != context.printed_columns.end()) return printed->second;
    if (!is_variable(node)) {
      auto& name = node.parts.back();
      return context.lateral_aliases.contains(&node) ? fmt::format("lateralAliasReference({})", name) : name;
    }
    std::string name = "namedlambdavariable()";
    for (size_t i = 1; i < node.parts.size(); i++) name += "." + node.parts[i];
    return name;
  }
  std::string operator()(const syntax::Lambda& node) const {
    auto outside = variables.size();
    variables.insert(variables.end(), node.parameters.begin(), node.parameters.end());
    auto name = "lambdafunction(" + name_of(*node.body);
    variables.resize(outside);
    for (size_t i = 0; i < node.parameters.size(); i++) name += ", namedlambdavariable()";
    return name + ")";
  }
  std::string operator()(const syntax::NamedArgument& node) const { return name_of(*node.value); }
  std::string operator()(const syntax::Collate& node) const {
    return fmt::format("collate({}, {})", name_of(*node.operand), to_upper(node.collation.parts.back()));
  }
  std::string operator()(const syntax::LikeMany& node) const {
    auto operand = name_of(*node.operand);
    if (node.kind == syntax::LikeKind::ilike) operand = "lower(" + operand + ")";
    bool all_literals = std::all_of(node.patterns.begin(), node.patterns.end(), [](const auto& pattern) {
      auto* literal = std::get_if<syntax::Literal>(&pattern->node);
      return literal && literal->value.type.is_text() && !literal->value.is_null();
    });
    if (all_literals) {
      return fmt::format("{}like{}({})", node.negated ? "not" : "", node.all ? "all" : "any", operand);
    }
    std::vector<std::string> parts;
    for (auto& pattern : node.patterns) {
      auto right = name_of(*pattern);
      if (node.kind == syntax::LikeKind::ilike) right = "lower(" + right + ")";
      parts.push_back(negated_if(node.negated, operand + " LIKE " + right));
    }
    return "(" + join(parts, node.all ? " AND " : " OR ") + ")";
  }
  std::string operator()(const syntax::Star& node) const {
    auto printed = context.printed_stars.find(&node);
    if (printed != context.printed_stars.end()) return printed->second;
    return node.qualifier.empty() ? "*" : join(node.qualifier, ".") + ".*";
  }
  std::string operator()(const syntax::Unary& node) const {
    auto operand = name_of(*node.operand);
    switch (node.op) {
      case syntax::UnaryOperator::minus: return fmt::format("(- {})", operand);
      case syntax::UnaryOperator::plus: return fmt::format("(+ {})", operand);
      case syntax::UnaryOperator::bitwise_not: return "~" + operand;
      case syntax::UnaryOperator::logical_not: return fmt::format("(NOT {})", operand);
    }
    return operand;
  }
  std::string operator()(const syntax::Binary& node) const {
    // Walks a chain that leans to the left without recursion.
    std::vector<const syntax::Binary*> chain{&node};
    auto* leftmost = node.left.get();
    while (auto* inner = std::get_if<syntax::Binary>(&leftmost->node)) {
      chain.push_back(inner);
      leftmost = inner->left.get();
    }
    auto name = name_of(*leftmost);
    for (auto link = chain.rbegin(); link != chain.rend(); ++link) name = binary(**link, name);
    return name;
  }
  std::string binary(const syntax::Binary& node, std::string left) const {
    auto right = name_of(*node.right);
    if (node.op == syntax::BinaryOperator::concat) return fmt::format("concat({}, {})", left, right);
    if (node.op == syntax::BinaryOperator::not_equal) return fmt::format("(NOT ({} = {}))", left, right);
    auto found = context.printed_operators.find(&node);
    if (found == context.printed_operators.end()) return fmt::format("({} {} {})", left, sign(node.op), right);
    auto& printed = found->second;
    if (printed.sides_swapped) std::swap(left, right);
    if (printed.takes_interval) right = "extractansiintervaldays(" + right + ")";
    if (printed.takes_interval && node.op == syntax::BinaryOperator::subtract) right = "(- " + right + ")";
    if (!printed.function.empty()) return fmt::format("{}({}, {})", printed.function, left, right);
    auto name = fmt::format("{} {} {}", left, sign(node.op), right);
    return printed.in_parentheses ? "(" + name + ")" : name;
  }
  std::string operator()(const syntax::IsNull& node) const {
    return fmt::format("({} IS {}NULL)", name_of(*node.operand), node.negated ? "NOT " : "");
  }
  std::string operator()(const syntax::IsTruth& node) const {
    auto operand = name_of(*node.operand);
    if (!node.wanted) return fmt::format("({} IS {})", operand, node.negated ? "NOT UNKNOWN" : "NULL");
    return negated_if(node.negated, fmt::format("({} <=> {})", operand, *node.wanted));
  }
  std::string operator()(const syntax::IsDistinct& node) const {
    return negated_if(!node.negated, fmt::format("({} <=> {})", name_of(*node.left), name_of(*node.right)));
  }
  std::string operator()(const syntax::Between& node) const {
    return negated_if(node.negated, fmt::format("between({}, {}, {})", name_of(*node.operand), name_of(*node.low),
                                                name_of(*node.high)));
  }
  std::string operator()(const syntax::InList& node) const {
    return negated_if(node.negated, fmt::format("({} IN ({}))", name_of(*node.operand), names_of(node.items)));
  }
  std::string operator()(const syntax::InQuery& node) const {
    return negated_if(node.negated,
                      fmt::format("({} IN (listquery({})))", name_of(*node.operand), outers(*node.query)));
  }
  std::string operator()(const syntax::Exists& node) const { return fmt::format("exists({})", outers(*node.query)); }
  std::string operator()(const syntax::ScalarQuery& node) const {
    return fmt::format("scalarsubquery({})", outers(*node.query));
  }
  /// What a subquery uses of the query around.
  std::string outers(const syntax::Query& query) const {
    auto found = context.printed_outers.find(&query);
    return found == context.printed_outers.end() ? "" : found->second;
  }
  std::string operator()(const syntax::Like& node) const {
    auto operand = name_of(*node.operand), pattern = name_of(*node.pattern);
    auto escape = node.escape == '\\' ? "" : fmt::format(" ESCAPE '{}'", node.escape);
    switch (node.kind) {
      case syntax::LikeKind::like: return negated_if(node.negated, operand + " LIKE " + pattern + escape);
      case syntax::LikeKind::ilike:
        return negated_if(node.negated, fmt::format("ilike({}, {}{})", operand, pattern, escape));
      case syntax::LikeKind::rlike: return negated_if(node.negated, fmt::format("RLIKE({}, {})", operand, pattern));
    }
    return operand;
  }
  std::string operator()(const syntax::Cast& node) const {
    auto operand = name_of(*node.operand);
    if (node.is_literal) return timestamp_literal(operand);
    if (node.type.is_nested()) return operand;
    auto type = node.type.is_text() ? types::kString : node.type;
    return fmt::format("{}({} AS {})", node.is_try ? "TRY_CAST" : "CAST", operand, type.to_sql());
  }
  /// The session's wall clock; where it or the literal's is more than an offset from UTC, it is not known here, and the
  /// literal is printed as written.
  std::string timestamp_literal(const std::string& text) const {
    auto parsed = types::parse_timestamp(text);
    if (!parsed) return fmt::format("TIMESTAMP '{}'", text);
    auto micros = parsed->wall_clock_micros;
    if (!parsed->zone.empty()) {
      auto own = offset_micros(parsed->zone), session = offset_micros(context.settings().time_zone);
      if (!own || !session) return fmt::format("TIMESTAMP '{}'", text);
      micros += *session - *own;
    }
    return fmt::format("TIMESTAMP '{}'", types::timestamp_to_text(micros));
  }
  /// Z, UTC, +02:00; nothing for zones that have no one offset.
  static std::optional<int64_t> offset_micros(std::string_view zone) {
    if (zone == "Z" || zone == "UTC" || zone == "GMT" || zone == "Etc/UTC") return 0;
    auto digit = [&](size_t i) { return i < zone.size() && zone[i] >= '0' && zone[i] <= '9' ? zone[i] - '0' : -1; };
    bool is_offset = zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') && zone[3] == ':' && digit(1) >= 0 &&
                     digit(2) >= 0 && digit(4) >= 0 && digit(5) >= 0;
    if (!is_offset) return std::nullopt;
    int64_t minutes = (digit(1) * 10 + digit(2)) * 60 + digit(4) * 10 + digit(5);
    return (zone[0] == '-' ? -minutes : minutes) * 60'000'000;
  }
  std::string operator()(const syntax::Case& node) const {
    std::string name = "CASE";
    auto operand = node.operand ? name_of(*node.operand) : "";
    for (auto& [when, then] : node.branches) {
      auto condition = node.operand ? fmt::format("({} = {})", operand, name_of(*when)) : name_of(*when);
      name += fmt::format(" WHEN {} THEN {}", condition, name_of(*then));
    }
    if (node.otherwise) name += " ELSE " + name_of(*node.otherwise);
    return name + " END";
  }
  std::string operator()(const syntax::FunctionCall& node) const {
    if (context.time_windows.contains(&node)) return to_lower(node.name.parts[0]);
    auto naming = [this](const syntax::Expression& expression) { return name_of(expression); };
    return call_name(node) + (node.over ? printed_window(context, node, naming) : "");
  }
  std::string call_name(const syntax::FunctionCall& node) const {
    auto name = to_lower(node.name.parts.back());
    if (auto found = context.printed_functions.find(&node); found != context.printed_functions.end()) {
      auto printed = found->second;
      bool pads = printed == "lpad" || printed == "rpad";
      bool only_first = printed == "hex" || printed == "base64" || printed == "to_varchar";
      auto arguments = only_first ? name_of(*node.arguments[0]) : names_of(node.arguments);
      return fmt::format("{}({}{})", printed, arguments, pads ? ", X'00'" : "");
    }
    bool is_built_in = node.name.parts.size() == 1 && functions::find_function(name);
    if (auto* own = is_built_in ? nullptr : find_sql_function(context, node.name.parts)) {
      auto title = own->database.empty() ? own->name : fmt::format("spark_catalog.{}.{}", own->database, own->name);
      return fmt::format("{}({})", title, names_of(node.arguments));
    }
    if (auto form = operator_form(name, node)) return *form;
    if (is_trim_of_characters(name, node)) return trim(name, node);
    auto arguments = names_of(node.arguments);
    if (auto* higher = functions::find_function(name);
        higher && higher->kind == functions::FunctionKind::higher_order) {
      return higher_order(name, *higher, node);
    }
    if (name == "count" && arguments == "*") arguments = "1";
    if ((name == "listagg" || name == "string_agg") && node.arguments.size() == 1) arguments += ", NULL";
    if (name == "struct") arguments = struct_items(node.arguments);
    if (name == "approx_count_distinct" && !node.arguments.empty()) arguments = name_of(*node.arguments[0]);
    if (name == "shuffle" && !node.arguments.empty()) arguments = name_of(*node.arguments[0]);  // not its seed
    auto* function = functions::find_function(name);
    if (function) {
      for (size_t i =
               node.arguments.size() - std::min(node.arguments.size(), static_cast<size_t>(function->arguments_min));
           i < function->defaults.size(); i++) {
        bool is_first = node.arguments.empty() && i == 0;
        arguments += (is_first ? "" : ", ") + function->defaults[i].to_text();
      }
    }
    if (name == "if") return fmt::format("(IF({}))", arguments);
    if (is_cast_function(name)) return arguments;
    auto filter = node.filter ? fmt::format(" FILTER (WHERE {})", name_of(*node.filter)) : "";
    auto naming = [this](const syntax::Expression& expression) { return name_of(expression); };
    return fmt::format("{}({}{}){}{}", title(name, function, node), node.distinct ? "DISTINCT " : "", arguments,
                       printed_within_group(node, naming), filter);
  }
  /// What is no function in the place of one is a function that ignores its parameter.
  std::string higher_order(const std::string& name, const functions::Function& function,
                           const syntax::FunctionCall& node) const {
    std::vector<std::string> arguments;
    for (size_t i = 0; i < node.arguments.size(); i++) {
      auto text = name_of(*node.arguments[i]);
      bool wraps = i >= functions::first_lambda(function.name) &&
                   !std::holds_alternative<syntax::Lambda>(node.arguments[i]->node);
      arguments.push_back(wraps ? "lambdafunction(" + text + ", namedlambdavariable())" : text);
    }
    constexpr std::string_view kSame = "lambdafunction(namedlambdavariable(), namedlambdavariable())";
    constexpr std::string_view kNatural =
        "lambdafunction((IF(((namedlambdavariable() IS NULL) AND (namedlambdavariable() IS NULL)), 0, "
        "(IF((namedlambdavariable() IS NULL), 1, (IF((namedlambdavariable() IS NULL), -1, "
        "(IF((namedlambdavariable() < namedlambdavariable()), -1, "
        "(IF((namedlambdavariable() > namedlambdavariable()), 1, 0)))))))))), namedlambdavariable(), "
        "namedlambdavariable())";
    if (function.name == "aggregate" && arguments.size() == 3) arguments.emplace_back(kSame);
    if (function.name == "array_sort" && arguments.size() == 1) arguments.emplace_back(kNatural);
    return fmt::format("{}({})", name, join(arguments, ", "));
  }
  static std::string_view title(std::string_view name, const functions::Function* function,
                                const syntax::FunctionCall& node) {
    bool to_scale = node.arguments.size() == 2;
    if (to_scale && (name == "ceil" || name == "ceiling")) return name;
    if (to_scale && name == "floor") return "floor";
    bool has_unit = node.arguments.size() == 3;
    if (has_unit && (name == "dateadd" || name == "date_add")) return "timestampadd";
    if (has_unit && (name == "datediff" || name == "date_diff")) return "timestampdiff";
    if (name == "string_agg" && !node.within_group.empty()) return "listagg";
    if (auto printed = printed_alias(name); !printed.empty()) return printed;
    if (function && function->name == name) return function->title;
    return name;
  }
  /// Calls that Spark prints as the operators they stand for.
  std::optional<std::string> operator_form(std::string_view name, const syntax::FunctionCall& node) const {
    auto argument = [&](size_t i) { return name_of(*node.arguments[i]); };
    auto count = node.arguments.size();
    if (name == "isnull" && count == 1) return fmt::format("({} IS NULL)", argument(0));
    if (name == "isnotnull" && count == 1) return fmt::format("({} IS NOT NULL)", argument(0));
    if (name == "positive" && count == 1) return fmt::format("(+ {})", argument(0));
    if (name == "div" && count == 2) return fmt::format("({} div {})", argument(0), argument(1));
    if (is_shift(name) && count == 2) return fmt::format("({} {} {})", argument(0), name, argument(1));
    if (name == "like" && count == 2) return fmt::format("{} LIKE {}", argument(0), argument(1));
    if (name == "like" && count == 3) {
      auto escape = argument(2) == "\\" ? "" : fmt::format(" ESCAPE '{}'", argument(2));
      return fmt::format("{} LIKE {}{}", argument(0), argument(1), escape);
    }
    if (name == "ilike" && count == 3) {
      auto escape = argument(2) == "\\" || argument(2) == "/" ? "" : fmt::format(" ESCAPE '{}'", argument(2));
      return fmt::format("ilike({}, {}{})", argument(0), argument(1), escape);
    }
    bool shifts = name == "<<" || name == ">>" || name == ">>>";
    if (shifts && count == 2) return fmt::format("({} {} {})", argument(0), name, argument(1));
    bool gets = name == "variant_get" || name == "try_variant_get";
    if (gets && count == 3) return fmt::format("{}({}, {})", name, argument(0), argument(1));
    bool of_text = name == "to_binary" || name == "try_to_binary";
    if (of_text && count == 1) return fmt::format("{}({})", name, argument(0));
    if (name == "try_make_timestamp" && count == 7) {
      std::vector<std::string> parts;
      for (size_t i = 0; i < 6; i++) parts.push_back(argument(i));
      return fmt::format("try_make_timestamp({})", join(parts, ", "));
    }
    if (name == "datepart" && count == 2) return fmt::format("datepart({} FROM {})", argument(0), argument(1));
    // The text of an assertion's message is made of its condition.
    if (name == "assert_true" && count == 1) return fmt::format("assert_true({0}, '{0}' is not true!)", argument(0));
    static constexpr std::string_view kOfOneRow[] = {"first", "first_value", "last", "last_value", "any_value"};
    if ((name == "first_value" || name == "last_value") && node.ignores_nulls.value_or(false) && count == 1 &&
        !node.over)
      return fmt::format("{}({})", name.substr(0, name.find('_')), argument(0));
    bool ignores_nulls =
        count == 2 && std::find(std::begin(kOfOneRow), std::end(kOfOneRow), name) != std::end(kOfOneRow);
    if (ignores_nulls && !node.filter && !node.distinct) return fmt::format("{}({})", name, argument(0));
    if (name == "convert_timezone" && count == 2)
      return fmt::format("convert_timezone(current_timezone(), {}, {})", argument(0), argument(1));
    if (name == "unix_timestamp" && count == 0) return "unix_timestamp(current_timestamp(), yyyy-MM-dd HH:mm:ss)";
    if (name == "uuid") return "uuid()";
    if (name == "raise_error" && count == 1)
      return fmt::format("raise_error(USER_RAISED_EXCEPTION, map(errorMessage, {}))", argument(0));
    static constexpr std::string_view kTypedTexts[] = {"from_json",      "from_csv",      "from_xml",
                                                       "to_json",        "to_csv",        "to_xml",
                                                       "schema_of_json", "schema_of_csv", "schema_of_xml"};
    auto* schema = name == "from_json" && count > 1 ? std::get_if<syntax::Literal>(&node.arguments[1]->node) : nullptr;
    if (schema && schema->value.type.is_text() && to_lower(schema->value.to_text()).starts_with("map<"))
      return "entries";
    bool prints_first = std::find(std::begin(kTypedTexts), std::end(kTypedTexts), name) != std::end(kTypedTexts);
    if (prints_first && count > 0) return fmt::format("{}({})", name, argument(0));
    if (name == "log" && count == 1) return fmt::format("LOG(E(), {})", argument(0));
    return std::nullopt;
  }
  static bool is_shift(std::string_view name) { return name == "<<" || name == ">>" || name == ">>>"; }

  /// struct(id, a + 1 AS next) keeps the names given in it.
  std::string struct_items(const std::vector<syntax::ExpressionPtr>& items) const {
    std::vector<std::string> names;
    for (auto& item : items) {
      auto* alias = std::get_if<syntax::Alias>(&item->node);
      names.push_back(alias ? fmt::format("{} AS {}", name_of(*alias->operand), alias->names[0]) : name_of(*item));
    }
    return join(names, ", ");
  }
  /// int(x) is printed as x.
  static bool is_cast_function(const std::string& name) {
    return !functions::find_function(name) && name != "struct" && name != "date_part" && types::parse_type(name);
  }
  static bool is_trim_of_characters(std::string_view name, const syntax::FunctionCall& node) {
    return node.arguments.size() == 2 && (name == "trim" || name == "ltrim" || name == "rtrim");
  }
  /// TRIM(x FROM s) and its sisters: what to trim is the first argument.
  std::string trim(std::string_view name, const syntax::FunctionCall& node) const {
    std::string_view side = name == "trim" ? "BOTH" : name == "ltrim" ? "LEADING" : "TRAILING";
    return fmt::format("TRIM({} {} FROM {})", side, name_of(*node.arguments[0]), name_of(*node.arguments[1]));
  }
  std::string operator()(const syntax::Extract& node) const {
    return fmt::format("extract({} FROM {})", node.field, name_of(*node.source));
  }
  std::string operator()(const syntax::Subscript& node) const {
    if (context.printed_fields.contains(&node)) {
      return fmt::format("{}.{}", name_of(*node.container), name_of(*node.index));
    }
    return fmt::format("{}[{}]", name_of(*node.container), name_of(*node.index));
  }
  std::string operator()(const syntax::FieldAccess& node) const {
    if (context.printed_keys.contains(&node)) return fmt::format("{}[{}]", name_of(*node.container), node.field);
    return fmt::format("{}.{}", name_of(*node.container), node.field);
  }
  std::string operator()(const syntax::RowConstructor& node) const {
    std::vector<std::string> parts;
    for (size_t i = 0; i < node.items.size(); i++) {
      auto* column = std::get_if<syntax::ColumnName>(&node.items[i]->node);
      parts.push_back(column ? column->parts.back() : "col" + std::to_string(i + 1));
      parts.push_back(name_of(*node.items[i]));
    }
    return fmt::format("named_struct({})", join(parts, ", "));
  }
  std::string operator()(const syntax::Alias& node) const { return node.names[0]; }
};

}  // namespace

std::string column_name(const Context& context, const syntax::Expression& expression) {
  auto* column = std::get_if<syntax::ColumnName>(&expression.node);
  if (column && !context.lateral_aliases.contains(column)) return column->parts.back();
  // A column that is only cast keeps its name; a field does not.
  auto* cast = std::get_if<syntax::Cast>(&expression.node);
  auto* operand = cast && !cast->is_literal ? std::get_if<syntax::ColumnName>(&cast->operand->node) : nullptr;
  if (operand && !context.lateral_aliases.contains(operand) && !context.printed_columns.contains(operand))
    return operand->parts.back();
  return Namer{context}.name_of(expression);
}

}  // namespace skep::analyzer
