#include "analyzer/context.h"
#include "base/text.h"
#include "functions/catalog.h"

namespace skep::analyzer {
namespace {

std::string names_of(const std::vector<syntax::ExpressionPtr>& expressions) {
  std::vector<std::string> names;
  for (auto& expression : expressions) names.push_back(column_name(*expression));
  return join(names, ", ");
}

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

/// Names as Spark prints a resolved expression; what Spark tells from types (date + 1 is date_add) is told here from
/// the form alone.
struct Namer {
  std::string operator()(const syntax::Literal& node) const {
    auto text = node.value.to_text();
    bool is_date = node.value.type.is(types::TypeKind::date) && !node.value.is_null();
    return is_date ? "DATE '" + text + "'" : text;
  }
  std::string operator()(const syntax::IntervalLiteral& node) const {
    return types::interval_to_text(node.value.amount, node.type);
  }
  std::string operator()(const syntax::ColumnName& node) const { return node.parts.back(); }
  std::string operator()(const syntax::Star& node) const {
    return node.qualifier.empty() ? "*" : join(node.qualifier, ".") + ".*";
  }
  std::string operator()(const syntax::Unary& node) const {
    auto operand = column_name(*node.operand);
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
    auto name = column_name(*leftmost);
    for (auto link = chain.rbegin(); link != chain.rend(); ++link) name = binary(**link, name);
    return name;
  }
  static std::string binary(const syntax::Binary& node, const std::string& left) {
    auto right = column_name(*node.right);
    bool adds = node.op == syntax::BinaryOperator::add || node.op == syntax::BinaryOperator::subtract;
    if (node.op == syntax::BinaryOperator::concat) return fmt::format("concat({}, {})", left, right);
    if (node.op == syntax::BinaryOperator::not_equal) return fmt::format("(NOT ({} = {}))", left, right);
    if (adds && std::holds_alternative<syntax::IntervalLiteral>(node.right->node) && !is_interval(*node.left)) {
      return fmt::format("{} {} {}", left, sign(node.op), right);
    }
    return fmt::format("({} {} {})", left, sign(node.op), right);
  }
  static bool is_interval(const syntax::Expression& expression) {
    return std::holds_alternative<syntax::IntervalLiteral>(expression.node);
  }
  std::string operator()(const syntax::IsNull& node) const {
    return fmt::format("({} IS {}NULL)", column_name(*node.operand), node.negated ? "NOT " : "");
  }
  std::string operator()(const syntax::IsTruth& node) const {
    auto operand = column_name(*node.operand);
    if (!node.wanted) return fmt::format("({} IS {}NULL)", operand, node.negated ? "NOT " : "");
    return negated_if(node.negated, fmt::format("({} <=> {})", operand, *node.wanted));
  }
  std::string operator()(const syntax::IsDistinct& node) const {
    return negated_if(!node.negated, fmt::format("({} <=> {})", column_name(*node.left), column_name(*node.right)));
  }
  std::string operator()(const syntax::Between& node) const {
    return negated_if(node.negated, fmt::format("between({}, {}, {})", column_name(*node.operand),
                                                column_name(*node.low), column_name(*node.high)));
  }
  std::string operator()(const syntax::InList& node) const {
    return negated_if(node.negated, fmt::format("({} IN ({}))", column_name(*node.operand), names_of(node.items)));
  }
  std::string operator()(const syntax::InQuery& node) const {
    return negated_if(node.negated, fmt::format("({} IN (listquery()))", column_name(*node.operand)));
  }
  std::string operator()(const syntax::Exists&) const { return "exists()"; }
  std::string operator()(const syntax::ScalarQuery&) const { return "scalarsubquery()"; }
  std::string operator()(const syntax::Like& node) const {
    auto operand = column_name(*node.operand), pattern = column_name(*node.pattern);
    auto escape = node.escape == '\\' ? "" : fmt::format(" ESCAPE '{}'", node.escape);
    switch (node.kind) {
      case syntax::LikeKind::like: return negated_if(node.negated, operand + " LIKE " + pattern + escape);
      case syntax::LikeKind::ilike: return negated_if(node.negated, fmt::format("ilike({}, {}{})", operand, pattern, escape));
      case syntax::LikeKind::rlike: return negated_if(node.negated, fmt::format("RLIKE({}, {})", operand, pattern));
    }
    return operand;
  }
  std::string operator()(const syntax::Cast& node) const {
    auto operand = column_name(*node.operand);
    if (std::holds_alternative<syntax::ColumnName>(node.operand->node)) return operand;
    return fmt::format("{}({} AS {})", node.is_try ? "TRY_CAST" : "CAST", operand, node.type.to_sql());
  }
  std::string operator()(const syntax::Case& node) const {
    std::string name = "CASE";
    auto operand = node.operand ? column_name(*node.operand) : "";
    for (auto& [when, then] : node.branches) {
      auto condition = node.operand ? fmt::format("({} = {})", operand, column_name(*when)) : column_name(*when);
      name += fmt::format(" WHEN {} THEN {}", condition, column_name(*then));
    }
    if (node.otherwise) name += " ELSE " + column_name(*node.otherwise);
    return name + " END";
  }
  std::string operator()(const syntax::FunctionCall& node) const {
    auto name = to_lower(node.name.parts.back());
    auto arguments = names_of(node.arguments);
    if (name == "count" && arguments == "*") arguments = "1";
    auto* function = functions::find_function(name);
    std::string_view title = function && function->name == name ? function->title : std::string_view(name);
    if (function) {
      for (size_t i = node.arguments.size() - std::min(node.arguments.size(), static_cast<size_t>(function->arguments_min));
           i < function->defaults.size(); i++) {
        arguments += ", " + function->defaults[i].to_text();
      }
    }
    if (name.starts_with("trim_")) return trim(name, node);
    if (name == "if") return fmt::format("(IF({}))", arguments);
    if (is_cast_function(name)) return arguments;
    auto filter = node.filter ? fmt::format(" FILTER (WHERE {})", column_name(*node.filter)) : "";
    return fmt::format("{}({}{}){}", title, node.distinct ? "DISTINCT " : "", arguments, filter);
  }
  /// int(x) is printed as x.
  static bool is_cast_function(const std::string& name) {
    return !functions::find_function(name) && name != "struct" && name != "date_part" && types::parse_type(name);
  }
  static std::string trim(const std::string& name, const syntax::FunctionCall& node) {
    return fmt::format("TRIM({} {} FROM {})", to_upper(name.substr(5)), column_name(*node.arguments[1]), column_name(*node.arguments[0]));
  }
  std::string operator()(const syntax::Extract& node) const {
    return fmt::format("extract({} FROM {})", node.field, column_name(*node.source));
  }
  std::string operator()(const syntax::Subscript& node) const {
    return fmt::format("{}[{}]", column_name(*node.container), column_name(*node.index));
  }
  std::string operator()(const syntax::FieldAccess& node) const {
    return fmt::format("{}.{}", column_name(*node.container), node.field);
  }
  std::string operator()(const syntax::RowConstructor& node) const {
    return fmt::format("struct({})", names_of(node.items));
  }
  std::string operator()(const syntax::Alias& node) const { return node.names[0]; }
};

}  // namespace

std::string column_name(const syntax::Expression& expression) { return std::visit(Namer{}, expression.node); }

}  // namespace skep::analyzer
