#include "metastore/sql/partition_query.h"

#include "base/text.h"
#include "metastore/records.h"

#include <fmt/format.h>

#include <algorithm>
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
    columns_.insert(node.column);
    bool is_text = std::holds_alternative<std::string>(node.value);
    std::string condition = comparison(node.column, node.op, node.value);
    return is_text ? among_texts(node.column, condition) : among_numbers(node.column, condition);
  }
  std::string operator()(const PartitionFilter::In& node) {
    columns_.insert(node.column);
    std::vector<std::string> parts;
    bool are_texts = true;
    for (const auto& value : node.values) {
      are_texts = are_texts && std::holds_alternative<std::string>(value);
      parts.push_back(comparison(node.column, FilterOperator::equal, value));
    }
    std::string condition = parts.empty() ? "1 = 0" : join(parts, " OR ");
    return are_texts ? among_texts(node.column, condition) : among_numbers(node.column, condition);
  }
  std::string operator()(const PartitionFilter::IsNull& node) {
    columns_.insert(node.column);
    return fmt::format("{} {} '{}'", value_of(node.column), node.negated ? "<>" : "=", kNullPartitionValue);
  }
  std::string operator()(const PartitionFilter::Like& node) {
    columns_.insert(node.column);
    return among_texts(node.column, dialect_.like(value_of(node.column), parameter(pattern_of(node.pattern))));
  }
  std::string operator()(const PartitionFilter::And& node) { return all_of(node.parts, " AND ", "1 = 1"); }
  std::string operator()(const PartitionFilter::Or& node) { return all_of(node.parts, " OR ", "1 = 0"); }

  /// That the name is this one.
  std::string is_named(const std::string& name) { return "p.\"PART_NAME\" = " + parameter(name); }

  /// That the name begins so.
  std::string begins(const std::string& beginning, bool orders_by_bytes) {
    std::string pattern;
    for (char c : beginning) pattern += dialect_.like_literal(c);
    std::string condition = dialect_.like("p.\"PART_NAME\"", parameter(pattern + dialect_.like_any()));
    if (!orders_by_bytes) return condition;
    // It ends with '/', and '0' is the next character.
    std::string end = beginning.substr(0, beginning.size() - 1) + "0";
    condition += " AND p.\"PART_NAME\" >= " + parameter(beginning);
    condition += " AND p.\"PART_NAME\" < " + parameter(end);
    return condition;
  }

  FilterCondition take(std::string text) { return {std::move(text), std::move(values_), std::move(columns_)}; }

 private:
  std::string parameter(std::variant<std::string, int64_t> value) {
    values_.push_back(std::move(value));
    return fmt::format(":f{}", values_.size());
  }

  static std::string among_texts(size_t column, std::string_view condition) {
    return fmt::format("({} <> '{}' AND ({}))", value_of(column), kNullPartitionValue, condition);
  }

  /// A CASE, since the order in which AND evaluates its sides is the store's choice, and a cast must not meet the name.
  static std::string among_numbers(size_t column, std::string_view condition) {
    return fmt::format("CASE WHEN {} = '{}' THEN 0 WHEN {} THEN 1 ELSE 0 END = 1", value_of(column),
                       kNullPartitionValue, condition);
  }

  std::string comparison(size_t column, FilterOperator op, const std::variant<std::string, int64_t>& value) {
    if (std::holds_alternative<std::string>(value)) {
      bool is_order = op != FilterOperator::equal && op != FilterOperator::not_equal;
      std::string text = is_order ? dialect_.by_bytes(value_of(column)) : value_of(column);
      return fmt::format("{} {} {}", text, to_sql(op), parameter(value));
    }
    // What is no number passes.
    return fmt::format("COALESCE({} {} {}, {})", dialect_.whole_number(value_of(column)), to_sql(op), parameter(value),
                       dialect_.boolean(true));
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
  std::set<size_t> columns_;
};

/// Takes the texts that a conjunction gives for the first columns out of it: they make the beginning of a name.
std::vector<std::string> take_first_values(std::vector<const PartitionFilter*>& parts, size_t column_count) {
  std::vector<std::string> values;
  while (values.size() < column_count) {
    auto gives_next = [&](const PartitionFilter* part) {
      const auto* comparison = std::get_if<PartitionFilter::Comparison>(&part->node);
      const auto* text = comparison == nullptr ? nullptr : std::get_if<std::string>(&comparison->value);
      return text != nullptr && comparison->op == FilterOperator::equal && comparison->column == values.size() &&
             *text != kNullPartitionValue;
    };
    auto found = std::find_if(parts.begin(), parts.end(), gives_next);
    if (found == parts.end()) break;
    values.push_back(std::get<std::string>(std::get<PartitionFilter::Comparison>((*found)->node).value));
    parts.erase(found);
  }
  return values;
}

}  // namespace

FilterCondition to_condition(const PartitionFilter& filter, const std::vector<Column>& partition_columns,
                             const Dialect& dialect, bool orders_by_bytes) {
  std::vector<const PartitionFilter*> parts;
  if (const auto* all = std::get_if<PartitionFilter::And>(&filter.node)) {
    for (const auto& part : all->parts) parts.push_back(&part);
  } else {
    parts.push_back(&filter);
  }
  Translation translation(dialect);
  std::vector<std::string> conditions;
  auto values = take_first_values(parts, partition_columns.size());
  std::vector<Column> named(partition_columns.begin(), partition_columns.begin() + static_cast<long>(values.size()));
  if (values.size() == partition_columns.size()) {
    conditions.push_back(translation.is_named(partition_name(named, values)));
  } else if (!values.empty()) {
    conditions.push_back(translation.begins(partition_name(named, values) + "/", orders_by_bytes));
  }
  for (const auto* part : parts) conditions.push_back("(" + std::visit(translation, part->node) + ")");
  return translation.take(conditions.empty() ? "1 = 1" : join(conditions, " AND "));
}

}  // namespace skep::metastore::sql
