#include "analyzer/time_windows.h"

#include "analyzer/call_search.h"
#include "analyzer/expression_analyzer.h"
#include "analyzer/windows.h"
#include "base/text.h"
#include "functions/signature.h"
#include "types/calendar_interval.h"

#include <algorithm>
#include <optional>

namespace skep::analyzer {

using plan::ExpressionPtr;
using types::TypeKind;
using types::Value;

namespace {

constexpr std::string_view kWindow = "window";
constexpr std::string_view kSession = "session_window";
constexpr int64_t kMicrosPerDay = 86'400'000'000;

/// Half of what a window's length is at most: sums of two fit into 64 bits.
constexpr int64_t kLongest = INT64_MAX / 8;

/// How many windows a row may be in: each is an expression of its own.
constexpr int64_t kWindowsMax = 10'000;

Error too_long(std::string_view text) {
  return make_error(ErrorCode::unsupported, "so long a window is not there yet: '{}'", text);
}

std::string window_name(const syntax::FunctionCall& call) {
  return call.name.parts.size() == 1 && !call.over ? to_lower(call.name.parts[0]) : "";
}

template <typename... Parts>
std::vector<ExpressionPtr> list(Parts... parts) {
  std::vector<ExpressionPtr> expressions;
  (expressions.push_back(std::move(parts)), ...);
  return expressions;
}

ExpressionPtr constant(int64_t micros) { return plan::make_constant(Value::bigint(micros)); }

/// The window's edge: the time taken down to a multiple of `slide` after `start`, less `shift`.
ExpressionPtr edge(const plan::Expression& time, int64_t slide, int64_t start, ExpressionPtr shift) {
  auto function = time.type.is(TypeKind::timestamp_ntz) ? "time_window_edge_ntz" : "time_window_edge";
  bool nullable = time.nullable || shift->nullable;
  return plan::make_call(function, time.type, nullable,
                         list(plan::clone(time), constant(slide), constant(start), std::move(shift)));
}

/// One call of window() or session_window() on its way to a column.
class TimeWindow {
 public:
  TimeWindow(Context& context, Relation& input, const syntax::FunctionCall& call, TextPosition at)
      : context_(context), input_(input), call_(call), at_(at), analyzer_(context, input.scope) {}

  /// Answers the column, or null after an error.
  const ScopeColumn* add() {
    bool is_session = window_name(call_) == kSession;
    auto count = call_.arguments.size();
    if (count < 2 || count > (is_session ? 2 : 4)) {
      return fail(analysis_error("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", "{} takes {} arguments, not {}",
                                 window_name(call_), is_session ? "2" : "2 to 4", count));
    }
    time_ = analyze_time();
    if (context_.failed()) return nullptr;
    return is_session ? add_session() : add_sliding();
  }

 private:
  const ScopeColumn* fail(Error error) {
    context_.report(std::move(error), at_);
    return nullptr;
  }

  ExpressionPtr analyze_time() {
    auto time = analyzer_.analyze(*call_.arguments[0]);
    auto& type = time->type;
    if (type.is(TypeKind::timestamp) || type.is(TypeKind::timestamp_ntz)) return time;
    if (type.is_text() || type.is(TypeKind::date) || type.is(TypeKind::null))
      return plan::make_cast(std::move(time), types::kTimestamp);
    bool is_window = type.is(TypeKind::struct_) && type.fields().size() == 2 && type.fields()[1].name == "end";
    if (is_window) return window_time(context_, std::move(time), at_);
    return context_.fail(
        functions::unexpected_type(window_name(call_), 0, "(\"TIMESTAMP\" or \"TIMESTAMP_NTZ\")", type), at_);
  }

  /// A length in microseconds; days have 24 hours.
  std::optional<int64_t> length(const plan::Expression& expression) {
    auto* constant = std::get_if<plan::Constant>(&expression.node);
    if (constant && expression.type.is_integral() && !constant->value.is_null()) {
      auto micros = std::get<int64_t>(constant->value.data);
      if (std::abs(micros / 2) < kLongest) return micros;
      fail(too_long(std::to_string(micros)));
      return std::nullopt;
    }
    if (!constant || !expression.type.is_text()) {
      fail(analysis_error("_LEGACY_ERROR_TEMP_1207", "the length of a window is a constant: '5 minutes'"));
      return std::nullopt;
    }
    auto& text = std::get<std::string>(constant->value.data);
    auto interval = types::parse_calendar_interval(text);
    if (!interval) {
      fail(Error::of_class(ErrorCode::invalid_argument, "CANNOT_PARSE_INTERVAL",
                           fmt::format("this is no interval: '{}'; write '5 minutes', '1 hour 30 minutes'", text)));
      return std::nullopt;
    }
    if (interval->months != 0) {
      fail(analysis_error("_LEGACY_ERROR_TEMP_3231", "months have no fixed length: '{}'", text));
      return std::nullopt;
    }
    int64_t micros = 0;
    bool is_64_bits = !__builtin_mul_overflow(interval->days, kMicrosPerDay, &micros) &&
                      !__builtin_add_overflow(micros, interval->micros, &micros);
    if (is_64_bits && std::abs(micros / 2) < kLongest) return micros;
    auto error = too_long(text);
    fail(is_64_bits ? error : Error::of_class(error.code, "FAILED_FUNCTION_CALL", error.message));
    return std::nullopt;
  }

  std::optional<int64_t> length_of(size_t argument) {
    auto expression = analyzer_.analyze(*call_.arguments[argument]);
    return context_.failed() ? std::nullopt : length(*expression);
  }

  const ScopeColumn* add_sliding() {
    auto count = call_.arguments.size();
    auto width = length_of(1);
    auto slide = count > 2 ? length_of(2) : width;
    auto start = count > 3 ? length_of(3) : std::optional<int64_t>(0);
    if (!width || !slide || !start) return nullptr;
    if (*width <= 0 || *slide <= 0) {
      return fail(analysis_error("DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE", "a window and its slide are longer than 0"));
    }
    if (*slide > *width || std::abs(*start) >= *slide) {
      return fail(analysis_error("DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION",
                                 "a window's slide is at most its length, and its start is less than the slide"));
    }

    int64_t windows = (*width + *slide - 1) / *slide;
    if (windows > kWindowsMax) {
      return fail(make_error(ErrorCode::invalid_argument, "a row would be in {} windows; at most {} are computed",
                             windows, kWindowsMax));
    }

    keep_where(analyzer_.call("isnotnull", list(plan::clone(*time_)), at_));
    if (windows == 1) return project(span(0, *slide, *start, *width));
    std::vector<ExpressionPtr> spans;
    for (int64_t i = 0; i < windows; i++) spans.push_back(span(i * *slide, *slide, *start, *width));
    auto* column = explode(analyzer_.call("array", std::move(spans), at_));
    if (*width % *slide != 0) {
      auto window = [&] { return plan::make_input(column->index, column->field); };
      auto begun = analyzer_.call("<=", list(analyzer_.field_of(window(), "start", at_), plan::clone(*time_)), at_);
      auto ends = analyzer_.call("<", list(plan::clone(*time_), analyzer_.field_of(window(), "end", at_)), at_);
      keep_where(analyzer_.call("and", list(std::move(begun), std::move(ends)), at_));
    }
    return column;
  }

  ExpressionPtr span(int64_t shift, int64_t slide, int64_t start, int64_t width) {
    return span(edge(*time_, slide, start, constant(shift)), edge(*time_, slide, start, constant(shift - width)));
  }

  ExpressionPtr span(ExpressionPtr from, ExpressionPtr to) {
    return analyzer_.call("named_struct",
                          list(plan::make_constant(Value::string("start")), std::move(from),
                               plan::make_constant(Value::string("end")), std::move(to)),
                          at_);
  }

  /// Each row is a session of its own at first, as long as its gap.
  const ScopeColumn* add_session() {
    auto written = analyzer_.analyze(*call_.arguments[1]);
    if (context_.failed()) return nullptr;
    auto gap = gap_of(std::move(written));
    if (context_.failed()) return nullptr;
    auto end = edge(*time_, 1, 0, analyzer_.call("negative", list(std::move(gap)), at_));
    keep_where(analyzer_.call(">", list(plan::clone(*end), plan::clone(*time_)), at_));
    return project(span(std::move(time_), std::move(end)));
  }

  /// The gap in microseconds: a constant text, or a CASE of such texts. What is no interval is NULL, as in Spark: rows
  /// without a gap go.
  ExpressionPtr gap_of(ExpressionPtr written) {
    if (auto* choice = std::get_if<plan::Case>(&written->node)) {
      for (auto& branch : choice->branches) branch.second = gap_of(std::move(branch.second));
      choice->otherwise = gap_of(std::move(choice->otherwise));
      written->type = types::kBigint;
      return written;
    }
    auto* fixed = std::get_if<plan::Constant>(&written->node);
    if (!fixed || !(written->type.is_text() || fixed->value.is_null())) {
      return context_.fail(Error::of_class(ErrorCode::unsupported, "UNSUPPORTED_FEATURE",
                                           "the gap of session_window() is a constant text, or a CASE of such: "
                                           "'5 minutes'"),
                           at_);
    }
    bool is_interval =
        !fixed->value.is_null() && types::parse_calendar_interval(std::get<std::string>(fixed->value.data));
    if (!is_interval) return plan::make_constant(Value::null(types::kBigint));
    auto micros = length(*written);
    return constant(micros.value_or(0));
  }

  void keep_where(ExpressionPtr condition) {
    auto output = input_.plan->output;
    input_.plan = plan::make_plan(std::move(output), plan::Filter{std::move(input_.plan), std::move(condition)});
  }

  const ScopeColumn* project(ExpressionPtr window) {
    plan::Project project;
    auto output = input_.plan->output;
    for (size_t i = 0; i < output.size(); i++) project.expressions.push_back(plan::make_input(i, output[i]));
    auto* column = name_column(window->type);
    output.push_back(column->field);
    project.expressions.push_back(std::move(window));
    project.input = std::move(input_.plan);
    input_.plan = plan::make_plan(std::move(output), std::move(project));
    return column;
  }

  const ScopeColumn* explode(ExpressionPtr windows) {
    auto output = input_.plan->output;
    auto* column = name_column(windows->type.element());
    output.push_back(column->field);
    plan::Generate generate{std::move(input_.plan), "explode", {}, false};
    generate.expressions.push_back(std::move(windows));
    input_.plan = plan::make_plan(std::move(output), std::move(generate));
    return column;
  }

  const ScopeColumn* name_column(const types::DataType& type) {
    ScopeColumn column{{}, {window_name(call_), type, false, {}}, input_.plan->output.size(), true};
    column.only_by_name = true;
    input_.scope.columns.push_back(std::move(column));
    return &input_.scope.columns.back();
  }

  Context& context_;
  Relation& input_;
  const syntax::FunctionCall& call_;
  TextPosition at_;
  ExpressionAnalyzer analyzer_;
  ExpressionPtr time_;
};

ExpressionPtr window_over(std::string function, ExpressionPtr argument, std::vector<ExpressionPtr> partition,
                          std::vector<plan::SortKey> keys, std::optional<plan::WindowFrame> frame,
                          ExpressionPtr filter = nullptr) {
  auto result = std::make_unique<plan::Expression>();
  result->type = argument->type;
  plan::WindowCall call;
  call.function = std::move(function);
  call.arguments = list(std::move(argument));
  call.filter = std::move(filter);
  call.partition = std::move(partition);
  call.keys = std::move(keys);
  call.frame = std::move(frame);
  result->node = std::move(call);
  return result;
}

plan::WindowFrame frame_until(bool is_rows, plan::FrameBoundKind end, ExpressionPtr offset) {
  plan::WindowFrame frame;
  frame.is_rows = is_rows;
  frame.end = {end, std::move(offset)};
  return frame;
}

bool same_window(Context& context, const Scope& scope, const syntax::FunctionCall& one,
                 const syntax::FunctionCall& other) {
  if (&one == &other) return true;
  if (window_name(one) != window_name(other) || one.arguments.size() != other.arguments.size()) return false;
  ExpressionAnalyzer analyzer(context, scope);
  for (size_t i = 0; i < one.arguments.size(); i++) {
    if (!plan::equal(*analyzer.analyze(*one.arguments[i]), *analyzer.analyze(*other.arguments[i]))) return false;
  }
  return true;
}

plan::WindowFrame whole_partition() { return frame_until(true, plan::FrameBoundKind::unbounded_following, nullptr); }

}  // namespace

bool is_time_window(std::string_view name) { return name == kWindow || name == kSession; }

void add_time_window(Context& context, Relation& input, const std::vector<const syntax::Expression*>& expressions) {
  std::vector<const syntax::FunctionCall*> calls;
  auto collect = [&](const syntax::FunctionCall& call) {
    if (is_time_window(window_name(call)) && !find_sql_function(context, call.name.parts)) calls.push_back(&call);
    return false;
  };
  for (auto* expression : expressions) has_call(*expression, collect);
  if (calls.empty() || context.failed()) return;

  for (auto* call : calls) {
    if (context.failed() || same_window(context, input.scope, *calls[0], *call)) continue;
    return context.report(
        analysis_error("_LEGACY_ERROR_TEMP_1039", "a SELECT has one window of time at most, not one more"),
        call->name.position);
  }
  auto* column = TimeWindow(context, input, *calls[0], calls[0]->name.position).add();
  if (!column) return;
  for (auto* call : calls) context.time_windows.emplace(call, *column);
}

plan::PlanPtr merge_sessions(Context& context, plan::PlanPtr input, const std::vector<ExpressionPtr>& groups) {
  auto is_session = [&](const ExpressionPtr& group) {
    auto* column = std::get_if<plan::InputColumn>(&group->node);
    return column && std::any_of(context.time_windows.begin(), context.time_windows.end(), [&](const auto& known) {
             return known.second.index == column->index && window_name(*known.first) == kSession;
           });
  };
  auto session = std::find_if(groups.begin(), groups.end(), is_session);
  if (session == groups.end()) return input;

  Scope scope;
  ExpressionAnalyzer analyzer(context, scope);
  auto field = [&](const char* name) { return analyzer.field_of(plan::clone(**session), name, {}); };
  auto others = [&] {
    std::vector<ExpressionPtr> keys;
    for (auto& group : groups) {
      if (!is_session(group)) keys.push_back(plan::clone(*group));
    }
    return keys;
  };
  auto by_start = [&] {
    std::vector<plan::SortKey> keys;
    keys.push_back({field("start"), false, true});
    return keys;
  };
  using enum plan::FrameBoundKind;
  // A row begins a session when it starts after the ends of all rows before it. The sum is by RANGE, so that rows of one
  // time count alike whatever their order.
  auto ended = window_over("max", field("end"), others(), by_start(), frame_until(true, preceding, constant(1)));
  auto begins = analyzer.call(
      "coalesce",
      list(analyzer.call(">", list(field("start"), std::move(ended)), {}), plan::make_constant(Value::boolean(true))),
      {});
  auto number = window_over("count", constant(1), others(), by_start(), frame_until(false, current_row, nullptr),
                            std::move(begins));
  auto within = [&] {
    auto keys = others();
    keys.push_back(plan::clone(*number));
    return keys;
  };
  auto start = window_over("min", field("start"), within(), {}, whole_partition());
  auto end = window_over("max", field("end"), within(), {}, whole_partition());
  auto merged = analyzer.call("named_struct",
                              list(plan::make_constant(Value::string("start")), std::move(start),
                                   plan::make_constant(Value::string("end")), std::move(end)),
                              {});
  auto place = std::get<plan::InputColumn>((*session)->node).index;
  auto output = input->output;
  auto plan = add_windows(std::move(input), {&merged});
  plan::Project project;
  for (size_t i = 0; i < output.size(); i++)
    project.expressions.push_back(i == place ? std::move(merged) : plan::make_input(i, output[i]));
  project.input = std::move(plan);
  return plan::make_plan(std::move(output), std::move(project));
}

ExpressionPtr window_time(Context& context, ExpressionPtr window, TextPosition at) {
  Scope scope;
  bool is_window = window->type.is(TypeKind::struct_) && window->type.fields().size() == 2 &&
                   window->type.fields()[0].name == "start" && window->type.fields()[1].name == "end";
  if (!is_window) {
    return context.fail(functions::unexpected_type("window_time", 0, "\"STRUCT\"", window->type), at);
  }
  auto end = ExpressionAnalyzer(context, scope).field_of(std::move(window), "end", at);
  return edge(*end, 1, 0, constant(1));
}

}  // namespace skep::analyzer
