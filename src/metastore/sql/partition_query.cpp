#include "metastore/sql/partition_query.h"

#include "base/text.h"
#include "metastore/records.h"

#include <fmt/format.h>

#include <vector>

namespace skep::metastore::sql {
namespace {

std::string_view to_sql(FilterOperator op) {
  switch (op) {
    case FilterOperator::equal: return "=";
    case FilterOperator::not_equal: return "<>";
    case FilterOperator::less: return "<";
    case FilterOperator::less_equal: return "<=";
    case FilterOperator::greater: return ">";
    case FilterOperator::greater_equal: return ">=";
  }
  return "=";
}

std::string value_of(size_t column) { return fmt::format("\"k{}\".\"PART_KEY_VAL\"", column); }

/// Writes a filter's nodes as SQL, and gathers its values as it goes.
class Translation {
 public:
  explicit Translation(const Dialect& dialect) : dialect_(dialect) {}

  std::string operator()(const PartitionFilter::Comparison& node) {
    return guarded(node.column, comparison(node.column, node.op, node.value));
  }
  std::string operator()(const PartitionFilter::In& node) {
    std::vector<std::string> parts;
    for (const auto& value : node.values) parts.push_back(comparison(node.column, FilterOperator::equal, value));
    return guarded(node.column, parts.empty() ? "1 = 0" : join(parts, " OR "));
  }
  std::string operator()(const PartitionFilter::IsNull& node) {
    return fmt::format("{} {} '{}'", value_of(node.column), node.negated ? "<>" : "=", kNullPartitionValue);
  }
  std::string operator()(const PartitionFilter::Like& node) {
    values_.push_back(pattern_of(node.pattern));
    return guarded(node.column, dialect_.like(value_of(node.column), fmt::format(":f{}", values_.size())));
  }
  std::string operator()(const PartitionFilter::And& node) { return all_of(node.parts, " AND ", "1 = 1"); }
  std::string operator()(const PartitionFilter::Or& node) { return all_of(node.parts, " OR ", "1 = 0"); }

  std::list<std::variant<std::string, int64_t>> take_values() { return std::move(values_); }

 private:
  /// A CASE, since the order in which AND evaluates its sides is the store's choice.
  static std::string guarded(size_t column, std::string_view condition) {
    return fmt::format("CASE WHEN {} = '{}' THEN 0 WHEN {} THEN 1 ELSE 0 END = 1", value_of(column),
                       kNullPartitionValue, condition);
  }

  std::string comparison(size_t column, FilterOperator op, const std::variant<std::string, int64_t>& value) {
    values_.push_back(value);
    std::string parameter = fmt::format(":f{}", values_.size());
    if (std::holds_alternative<std::string>(value)) {
      return fmt::format("{} {} {}", dialect_.by_bytes(value_of(column)), to_sql(op), parameter);
    }
    std::string number = dialect_.whole_number(value_of(column));
    return fmt::format("({0} IS NULL OR {0} {1} {2})", number, to_sql(op), parameter);
  }

  /// A pattern in the store's own language.
  std::string pattern_of(std::string_view pattern) const {
    std::string text;
    for (size_t i = 0; i < pattern.size(); i++) {
      bool is_escape = pattern[i] == '\\' && i + 1 < pattern.size();
      if (is_escape) {
        text += dialect_.like_literal(pattern[++i]);
      } else if (pattern[i] == '%') {
        text += dialect_.like_any();
      } else if (pattern[i] == '_') {
        text += dialect_.like_one();
      } else {
        text += dialect_.like_literal(pattern[i]);
      }
    }
    return text;
  }

  std::string all_of(const std::vector<PartitionFilter>& parts, std::string_view between, std::string_view empty) {
    std::vector<std::string> texts;
    for (const auto& part : parts) texts.push_back("(" + std::visit(*this, part.node) + ")");
    return texts.empty() ? std::string(empty) : join(texts, between);
  }

  const Dialect& dialect_;
  std::list<std::variant<std::string, int64_t>> values_;
};

}  // namespace

FilterCondition to_condition(const PartitionFilter& filter, const Dialect& dialect) {
  Translation translation(dialect);
  std::string text = std::visit(translation, filter.node);
  return {std::move(text), translation.take_values()};
}

}  // namespace skep::metastore::sql
