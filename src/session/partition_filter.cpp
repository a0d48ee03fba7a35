#include "session/prune.h"

#include <string_view>

namespace skep::session {
namespace {

using metastore::FilterOperator;
using metastore::PartitionFilter;
using types::TypeKind;
using Literal = std::variant<std::string, int64_t>;

/// Finds parts of conditions that compare one partition column with constants.
class FilterMaker {
 public:
  FilterMaker(const plan::Scan& scan, const warehouse::TableSchema& schema) : scan_(scan), schema_(schema) {}

  std::optional<PartitionFilter> make(const plan::Expression& expression) const {
    if (auto* in = std::get_if<plan::InList>(&expression.node)) return in_list(*in);
    auto* call = std::get_if<plan::Call>(&expression.node);
    if (!call) return std::nullopt;
    if (call->function == "and") return both(*call);
    if (call->function == "or") return either(*call);
    if (call->function == "isnull" || call->function == "isnotnull") return null_test(*call);
    if (call->function == "like") return like(*call);
    if (call->function == "startswith") return holds_part(*call, "", "%");
    if (call->function == "endswith") return holds_part(*call, "%", "");
    if (call->function == "contains") return holds_part(*call, "%", "%");
    if (call->function == "not") return unequal(*call->arguments[0]);
    return comparison(*call);
  }

 private:
  /// The partition column that the expression is, perhaps widened; its place among the partition columns.
  std::optional<size_t> column(const plan::Expression& expression) const {
    if (auto* cast = std::get_if<plan::Cast>(&expression.node)) {
      bool widens = cast->operand->type.is_integral() && expression.type.is_integral() &&
                    cast->operand->type.kind() <= expression.type.kind();
      return widens ? column(*cast->operand) : std::nullopt;
    }
    auto* input = std::get_if<plan::InputColumn>(&expression.node);
    if (!input) return std::nullopt;
    auto index = scan_.columns[input->index];
    auto first = schema_.columns.size() - schema_.partition_count;
    if (index < first) return std::nullopt;
    return index - first;
  }

  /// The constant in the form in which the store compares this column: texts for text and dates, whole numbers.
  std::optional<Literal> literal(const plan::Expression& expression, size_t column) const {
    auto* constant = std::get_if<plan::Constant>(&expression.node);
    if (!constant || constant->value.is_null()) return std::nullopt;
    auto& type = schema_.columns[schema_.columns.size() - schema_.partition_count + column].type;
    auto& value = constant->value;
    if (type.is(TypeKind::string) && value.type.is(TypeKind::string)) return std::get<std::string>(value.data);
    if (type.is_integral() && value.type.is_integral()) return std::get<int64_t>(value.data);
    if (type.is(TypeKind::date) && value.type.is(TypeKind::date)) return value.to_text();
    return std::nullopt;
  }

  std::optional<PartitionFilter> both(const plan::Call& call) const {
    auto left = make(*call.arguments[0]), right = make(*call.arguments[1]);
    if (!left || !right) return left ? std::move(left) : std::move(right);
    PartitionFilter::And node;
    node.parts.push_back(std::move(*left));
    node.parts.push_back(std::move(*right));
    return PartitionFilter{std::move(node)};
  }

  std::optional<PartitionFilter> either(const plan::Call& call) const {
    auto left = make(*call.arguments[0]), right = make(*call.arguments[1]);
    if (!left || !right) return std::nullopt;
    PartitionFilter::Or node;
    node.parts.push_back(std::move(*left));
    node.parts.push_back(std::move(*right));
    return PartitionFilter{std::move(node)};
  }

  std::optional<PartitionFilter> null_test(const plan::Call& call) const {
    auto index = column(*call.arguments[0]);
    if (!index) return std::nullopt;
    return PartitionFilter{PartitionFilter::IsNull{*index, call.function == "isnotnull"}};
  }

  static std::optional<FilterOperator> filter_operator(std::string_view function, bool swapped) {
    if (function == "=") return FilterOperator::equal;
    if (function == "<") return swapped ? FilterOperator::greater : FilterOperator::less;
    if (function == "<=") return swapped ? FilterOperator::greater_equal : FilterOperator::less_equal;
    if (function == ">") return swapped ? FilterOperator::less : FilterOperator::greater;
    if (function == ">=") return swapped ? FilterOperator::less_equal : FilterOperator::greater_equal;
    return std::nullopt;
  }

  std::optional<PartitionFilter> comparison(const plan::Call& call) const {
    if (call.arguments.size() != 2) return std::nullopt;
    bool swapped = !column(*call.arguments[0]);
    auto index = column(*call.arguments[swapped ? 1 : 0]);
    auto op = filter_operator(call.function, swapped);
    if (!index || !op) return std::nullopt;
    auto value = literal(*call.arguments[swapped ? 0 : 1], *index);
    if (!value) return std::nullopt;
    return PartitionFilter{PartitionFilter::Comparison{*index, *op, std::move(*value)}};
  }

  /// `a <> b`
  std::optional<PartitionFilter> unequal(const plan::Expression& negated) const {
    auto* call = std::get_if<plan::Call>(&negated.node);
    if (!call || call->function != "=") return std::nullopt;
    auto filter = comparison(*call);
    if (filter) std::get<PartitionFilter::Comparison>(filter->node).op = FilterOperator::not_equal;
    return filter;
  }

  /// The text that a call's argument is, where another one is a partition column of texts; `place` gets that one's.
  std::optional<std::string> text_beside(const plan::Call& call, size_t argument, size_t& place) const {
    auto index = column(*call.arguments[0]);
    if (!index) return std::nullopt;
    place = *index;
    auto value = literal(*call.arguments[argument], *index);
    auto* text = value ? std::get_if<std::string>(&*value) : nullptr;
    bool is_text = text && call.arguments[0]->type.is(TypeKind::string);
    return is_text ? std::optional(*text) : std::nullopt;
  }

  std::optional<PartitionFilter> like(const plan::Call& call) const {
    size_t place = 0;
    auto pattern = text_beside(call, 1, place);
    if (!pattern) return std::nullopt;
    std::optional<std::string> escape = "\\";
    if (call.arguments.size() > 2) escape = text_beside(call, 2, place);
    if (!escape || escape->size() != 1) return std::nullopt;
    auto translated = escaped_by_backslash(*pattern, (*escape)[0]);
    if (!translated) return std::nullopt;
    return PartitionFilter{PartitionFilter::Like{place, std::move(*translated)}};
  }

  /// A pattern of LIKE with another escape character in the filter's own form; nothing for one that the engine refuses.
  static std::optional<std::string> escaped_by_backslash(std::string_view pattern, char escape) {
    std::string result;
    for (size_t i = 0; i < pattern.size(); i++) {
      char next = i + 1 < pattern.size() ? pattern[i + 1] : '\0';
      if (pattern[i] == escape) {
        if (next != '%' && next != '_' && next != escape) return std::nullopt;
        result += literally(std::string_view(&next, 1));
        i++;
      } else if (pattern[i] == '\\') {
        result += literally("\\");
      } else {
        result += pattern[i];
      }
    }
    return result;
  }

  /// The pattern that only this text is like.
  static std::string literally(std::string_view text) {
    std::string pattern;
    for (char c : text) {
      if (c == '%' || c == '_' || c == '\\') pattern += '\\';
      pattern += c;
    }
    return pattern;
  }

  std::optional<PartitionFilter> holds_part(const plan::Call& call, std::string_view before,
                                            std::string_view after) const {
    size_t place = 0;
    auto part = text_beside(call, 1, place);
    if (!part) return std::nullopt;
    std::string pattern = std::string(before) + literally(*part) + std::string(after);
    return PartitionFilter{PartitionFilter::Like{place, std::move(pattern)}};
  }

  std::optional<PartitionFilter> in_list(const plan::InList& in) const {
    auto index = column(*in.operand);
    if (!index) return std::nullopt;
    PartitionFilter::In node{*index, {}};
    for (auto& item : in.items) {
      auto value = literal(*item, *index);
      if (!value) return std::nullopt;
      node.values.push_back(std::move(*value));
    }
    return PartitionFilter{std::move(node)};
  }

  const plan::Scan& scan_;
  const warehouse::TableSchema& schema_;
};

}  // namespace

std::optional<PartitionFilter> partition_filter(const plan::Scan& scan, const warehouse::TableSchema& schema) {
  if (schema.partition_count == 0) return std::nullopt;
  FilterMaker maker(scan, schema);
  PartitionFilter::And all;
  for (auto& conjunct : scan.pruning) {
    if (auto part = maker.make(*conjunct)) all.parts.push_back(std::move(*part));
  }
  if (all.parts.empty()) return std::nullopt;
  return PartitionFilter{std::move(all)};
}

}  // namespace skep::session
