#include "analyzer/window_frame.h"

#include "types/coercion.h"

namespace skep::analyzer {

using plan::ExpressionPtr;
using types::DataType;
using types::TypeKind;

namespace {

plan::FrameBoundKind kind_of(syntax::FrameBoundKind kind) { return static_cast<plan::FrameBoundKind>(kind); }

bool has_offset(const plan::FrameBound& bound) { return bound.offset != nullptr; }

/// Whether a RANGE may reach so far from a key of that type.
bool reaches(const DataType& key, const DataType& distance) {
  if (key.is(TypeKind::date)) {
    bool whole_days = distance.is(TypeKind::interval_day_time) && distance.interval_to() == types::IntervalUnit::day;
    return distance.is(TypeKind::integer) || distance.is(TypeKind::interval_year_month) || whole_days;
  }
  if (key.is_datetime()) return distance.is_interval();
  return key == distance;
}

ExpressionPtr constant_or_null(ExpressionPtr value) {
  bool constant = true;
  plan::walk(*value, [&](const plan::Expression& part) {
    constant &= !std::holds_alternative<plan::InputColumn>(part.node) &&
                !std::holds_alternative<plan::OuterColumn>(part.node) &&
                !std::holds_alternative<plan::Subquery>(part.node) &&
                !std::holds_alternative<plan::AggregateCall>(part.node);
  });
  return constant ? std::move(value) : nullptr;
}

/// A whole number that is written as a constant, with a sign where there is one.
std::optional<int64_t> whole_number(const plan::Expression& value) {
  auto* inner = &value;
  int64_t sign = 1;
  if (auto* call = std::get_if<plan::Call>(&inner->node); call && call->function == "negative") {
    sign = -1;
    inner = call->arguments[0].get();
  }
  auto* constant = std::get_if<plan::Constant>(&inner->node);
  if (!constant || constant->value.is_null() || !constant->value.type.is_integral()) return std::nullopt;
  return sign * std::get<int64_t>(constant->value.data);
}

plan::FrameBound window_bound(Context& context, ExpressionAnalyzer& analyzer, const syntax::FrameBound& bound,
                              bool is_rows, const DataType* key, TextPosition position) {
  plan::FrameBound result{kind_of(bound.kind), nullptr};
  if (!bound.offset) return result;
  auto value = constant_or_null(analyzer.analyze(*bound.offset));
  if (!value) {
    context.report(analysis_error("DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_WITHOUT_FOLDABLE",
                                  "a bound of a window's frame must be a constant"),
                   bound.offset->position);
    return result;
  }
  bool widens = !is_rows && key && !key->is_datetime() && !(value->type == *key) && types::can_cast(value->type, *key);
  if (widens) {
    value = plan::make_cast(std::move(value), *key);
    context.cast_bounds.insert(&bound);
  }
  bool is_accepted =
      is_rows ? value->type.is(TypeKind::integer) : value->type.is_numeric() || value->type.is_interval();
  if (!is_accepted) {
    context.report(analysis_error("DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_UNACCEPTED_TYPE",
                                  "a window's frame has no bounds of {}", value->type.to_sql()),
                   bound.offset->position);
    return result;
  }
  if (!is_rows && key && !reaches(*key, value->type)) {
    context.report(analysis_error("DATATYPE_MISMATCH.RANGE_FRAME_INVALID_TYPE", "a range over {} has no bounds of {}",
                                  key->to_sql(), value->type.to_sql()),
                   position);
  }
  if (auto number = whole_number(*value); number && *number < 0) {
    // So many rows less than none before are rows after.
    bool precedes = bound.kind == syntax::FrameBoundKind::preceding;
    result.kind = precedes ? plan::FrameBoundKind::following : plan::FrameBoundKind::preceding;
    value = plan::make_constant({value->type, -*number});
  }
  result.offset = std::move(value);
  return result;
}

/// Where a bound with an offset lies, for constants: rows before are negative.
std::optional<int64_t> place_of(const plan::FrameBound& bound) {
  if (!bound.offset) return std::nullopt;
  auto number = whole_number(*bound.offset);
  if (!number) return std::nullopt;
  return bound.kind == plan::FrameBoundKind::preceding ? -*number : *number;
}

}  // namespace

plan::WindowFrame default_frame(bool has_order) {
  plan::WindowFrame frame;
  frame.is_rows = !has_order;
  frame.end.kind = has_order ? plan::FrameBoundKind::current_row : plan::FrameBoundKind::unbounded_following;
  return frame;
}

plan::WindowFrame window_frame(Context& context, ExpressionAnalyzer& analyzer, const syntax::WindowFrame& frame,
                               const std::vector<plan::SortKey>& keys, TextPosition position) {
  using enum plan::FrameBoundKind;
  plan::WindowFrame result;
  result.is_rows = frame.is_rows;
  auto* key = keys.size() == 1 ? &keys[0].expression->type : nullptr;
  result.start = window_bound(context, analyzer, frame.start, frame.is_rows, key, position);
  result.end = window_bound(context, analyzer, frame.end, frame.is_rows, key, position);
  if (context.failed()) return result;

  bool is_whole = result.start.kind == unbounded_preceding && result.end.kind == unbounded_following;
  bool by_value = has_offset(result.start) || has_offset(result.end);
  auto start = place_of(result.start), end = place_of(result.end);
  if (result.start.kind == unbounded_following || result.end.kind == unbounded_preceding) {
    context.report(analysis_error("DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_INVALID_BOUND",
                                  "the window's frame begins after the partition or ends before it"),
                   position);
  } else if (has_offset(result.start) && has_offset(result.end) &&
             !(result.start.offset->type == result.end.offset->type)) {
    context.report(analysis_error("DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_DIFF_TYPES",
                                  "the bounds of a window's frame have two types, {} and {}",
                                  result.start.offset->type.to_sql(), result.end.offset->type.to_sql()),
                   position);
  } else if (start && end && *start > *end) {
    context.report(analysis_error("DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_WRONG_COMPARISON",
                                  "the window's frame begins after its end"),
                   position);
  } else if (!frame.is_rows && !is_whole && keys.empty()) {
    context.report(analysis_error("DATATYPE_MISMATCH.RANGE_FRAME_WITHOUT_ORDER", "a RANGE needs an ORDER BY"),
                   position);
  } else if (!frame.is_rows && by_value && keys.size() > 1) {
    context.report(analysis_error("DATATYPE_MISMATCH.RANGE_FRAME_MULTI_ORDER",
                                  "a RANGE with distances needs one key in its ORDER BY, not {}", keys.size()),
                   position);
  }
  return result;
}

}  // namespace skep::analyzer
