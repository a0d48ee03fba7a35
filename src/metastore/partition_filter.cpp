#include "metastore/partition_filter.h"

#include "base/check.h"
#include "metastore/records.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace skep::metastore {
namespace {

using Constant = std::variant<std::string, int64_t>;

/// Reads a whole number as Hive writes it, and nothing else: one text per number.
std::optional<int64_t> canonical_number(const std::string& text) {
  int64_t number = 0;
  const char* end = text.data() + text.size();
  auto [stop, failure] = std::from_chars(text.data(), end, number);
  if (failure != std::errc{} || stop != end || std::to_string(number) != text) return std::nullopt;
  return number;
}

template <typename T>
bool holds(FilterOperator op, const T& left, const T& right) {
  switch (op) {
    case FilterOperator::equal: return left == right;
    case FilterOperator::not_equal: return left != right;
    case FilterOperator::less: return left < right;
    case FilterOperator::less_equal: return left <= right;
    case FilterOperator::greater: return left > right;
    case FilterOperator::greater_equal: return left >= right;
  }
  return true;
}

bool compares(FilterOperator op, const std::string& value, const Constant& constant) {
  if (const auto* text = std::get_if<std::string>(&constant)) return holds(op, value, *text);
  auto number = canonical_number(value);
  return !number || holds(op, *number, std::get<int64_t>(constant));
}

/// Where the character that begins at `at` ends in UTF-8.
size_t character_end(std::string_view text, size_t at) {
  at++;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) at++;
  return at;
}

/// Matches without backtracking further than to the last `%`, so that no pattern takes long.
bool is_like(std::string_view text, std::string_view pattern) {
  size_t at = 0, next = 0, any = std::string_view::npos, taken = 0;
  while (at < text.size()) {
    bool is_escaped = next + 1 < pattern.size() && pattern[next] == '\\';
    char wanted = next < pattern.size() ? pattern[next + (is_escaped ? 1 : 0)] : '\0';
    if (next < pattern.size() && !is_escaped && wanted == '%') {
      any = next++;
      taken = at;
    } else if (next < pattern.size() && !is_escaped && wanted == '_') {
      at = character_end(text, at);
      next++;
    } else if (next < pattern.size() && wanted == text[at]) {
      at++;
      next += is_escaped ? 2 : 1;
    } else if (any != std::string_view::npos) {
      next = any + 1;
      at = ++taken;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('%', next) == std::string_view::npos;
}

/// Decides each kind of node for one partition's values.
struct Evaluation {
  const std::vector<std::string>& values;

  const std::string& value(size_t column) const {
    check(column < values.size(), "a partition filter names a column that is not there");
    return values[column];
  }
  bool is_null(size_t column) const { return value(column) == kNullPartitionValue; }

  bool operator()(const PartitionFilter::Comparison& node) const {
    return !is_null(node.column) && compares(node.op, value(node.column), node.value);
  }
  bool operator()(const PartitionFilter::In& node) const {
    return !is_null(node.column) && std::any_of(node.values.begin(), node.values.end(), [&](const Constant& constant) {
      return compares(FilterOperator::equal, value(node.column), constant);
    });
  }
  bool operator()(const PartitionFilter::IsNull& node) const { return is_null(node.column) != node.negated; }
  bool operator()(const PartitionFilter::Like& node) const {
    return !is_null(node.column) && is_like(value(node.column), node.pattern);
  }
  bool operator()(const PartitionFilter::And& node) const {
    return std::all_of(node.parts.begin(), node.parts.end(), [&](const auto& part) { return passes(part, values); });
  }
  bool operator()(const PartitionFilter::Or& node) const {
    return std::any_of(node.parts.begin(), node.parts.end(), [&](const auto& part) { return passes(part, values); });
  }
};

}  // namespace

bool passes(const PartitionFilter& filter, const std::vector<std::string>& values) {
  return std::visit(Evaluation{values}, filter.node);
}

}  // namespace skep::metastore
