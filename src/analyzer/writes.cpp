#include "analyzer/context.h"
#include "analyzer/expression_analyzer.h"
#include "base/text.h"
#include "types/coercion.h"
#include "types/text_lengths.h"

#include <algorithm>
#include <set>

namespace skep::analyzer {

using plan::ExpressionPtr;

ExpressionPtr partition_text(ExpressionPtr value) {
  constexpr std::string_view kNullPartition = "__HIVE_DEFAULT_PARTITION__";
  auto text = plan::make_cast(std::move(value), types::kString);
  std::vector<ExpressionPtr> empty_is_null, or_default;
  empty_is_null.push_back(std::move(text));
  empty_is_null.push_back(plan::make_constant(types::Value::string("")));
  or_default.push_back(plan::make_call("nullif", types::kString, true, std::move(empty_is_null)));
  or_default.push_back(plan::make_constant(types::Value::string(std::string(kNullPartition))));
  return plan::make_call("coalesce", types::kString, false, std::move(or_default));
}

namespace {

/// The value of a static partition column as Hive's text.
std::optional<std::string> static_value(Context& context, const syntax::Expression& expression,
                                        const types::Field& column) {
  Scope nothing;
  auto value = ExpressionAnalyzer(context, nothing).analyze(expression);
  bool negative = false;
  auto* inner = value.get();
  if (auto* call = std::get_if<plan::Call>(&inner->node); call && call->function == "negative") {
    negative = true;
    inner = call->arguments[0].get();
  }
  auto* constant = std::get_if<plan::Constant>(&inner->node);
  if (!constant) {
    context.report(Error(ErrorCode::unsupported,
                         fmt::format("a computed value for the partition column {} is not there yet: give a literal",
                                     column.name)),
                   expression.position);
    return std::nullopt;
  }
  if (constant->value.is_null() || constant->value.to_text().empty()) return "__HIVE_DEFAULT_PARTITION__";
  if (!types::can_store(constant->value.type, column.type, context.settings().store_policy) &&
      !constant->value.type.is_text()) {
    context.report(analysis_error("INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST",
                                  "a {} cannot be stored in the partition column {} of {}",
                                  constant->value.type.to_sql(), column.name, column.type.to_sql()),
                   expression.position);
    return std::nullopt;
  }
  auto text = (negative ? "-" : "") + constant->value.to_text();
  if (column.type.is_integral()) {
    auto digits = std::string_view(text).substr(text[0] == '-' ? 1 : 0);
    if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos) {
      context.report(Error::of_class(ErrorCode::invalid_argument, "CAST_INVALID_INPUT",
                                     fmt::format("the value '{}' of the partition column {} is no {}", text,
                                                 column.name, column.type.to_sql())),
                     expression.position);
      return std::nullopt;
    }
    auto first = digits.find_first_not_of('0');
    text = (text[0] == '-' && first != std::string_view::npos ? "-" : "") +
           std::string(first == std::string_view::npos ? "0" : digits.substr(first));
  }
  if (column.type.is(types::TypeKind::date)) {
    auto days = types::parse_date(text);
    if (!days) {
      context.report(days.error(), expression.position);
      return std::nullopt;
    }
    text = types::date_to_text(*days);
  }
  return text;
}

std::optional<size_t> column_index(const catalog::TableEntry& table, std::string_view name, size_t from) {
  for (size_t i = from; i < table.columns.size(); i++) {
    if (equals_ignoring_case(table.columns[i].name, name)) return i;
  }
  return std::nullopt;
}

class InsertAnalysis {
 public:
  InsertAnalysis(Context& context, const syntax::Insert& insert, TextPosition position)
      : context_(context), insert_(insert), position_(position) {}

  Insert analyze() {
    auto& snapshot = context_.snapshot();
    auto number = snapshot.find_table(insert_.table.parts, context_.names());
    if (number && snapshot.tables[*number].is_files) {
      context_.report(analysis_error("TABLE_OR_VIEW_NOT_FOUND", "files by their path can only be read: {}",
                                     insert_.table.to_text()),
                      insert_.table.position);
      return {};
    }
    if (!number) {
      context_.report(snapshot.why_missing(insert_.table.parts, context_.names()), insert_.table.position);
      return {};
    }
    result_.table = *number;
    table_ = &snapshot.tables[*number];
    if (table_->view || table_->database.empty()) {
      context_.report(analysis_error("EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE", "{} is a view", insert_.table.to_text()),
                      insert_.table.position);
      return {};
    }
    if (!table_->unsupported.empty())
      context_.report(Error(ErrorCode::unsupported, table_->unsupported), insert_.table.position);
    result_.overwrite = insert_.overwrite;
    result_.if_not_exists = insert_.if_not_exists;
    stored_ = table_->columns.size() - table_->partition_count;
    read_partition_clause();
    bool has_dynamic = std::find(result_.static_values.begin(), result_.static_values.end(), std::nullopt) !=
                       result_.static_values.end();
    if (insert_.if_not_exists && has_dynamic) {
      context_.report(analysis_error("PARSE_SYNTAX_ERROR", "IF NOT EXISTS needs a value for every partition column"),
                      position_);
    }
    if (find_written_defaults(*insert_.query)) context_.written_defaults = &written_defaults_;
    auto relation = analyze_query(context_, *insert_.query);
    context_.written_defaults = nullptr;
    if (context_.failed()) return std::move(result_);
    insert_.by_name ? place_by_name(relation.plan->output) : place_columns(relation.plan->output.size());
    if (context_.failed()) return std::move(result_);
    project(std::move(relation.plan));
    return std::move(result_);
  }

 private:
  void read_partition_clause() {
    std::set<size_t> named;
    size_t last_static = 0, first_dynamic = table_->columns.size();
    result_.static_values.resize(table_->partition_count);
    for (auto& [name, value] : insert_.partition.columns) {
      auto column = column_index(*table_, name, stored_);
      if (!column) {
        context_.report(analysis_error("PARTITIONS_NOT_FOUND", "{} is no partition column of {}.{}", name,
                                       table_->database, table_->name),
                        position_);
        return;
      }
      if (!named.insert(*column).second) {
        context_.report(analysis_error("DUPLICATE_KEY", "the partition column {} is named twice", name), position_);
        return;
      }
      if (value) {
        result_.static_values[*column - stored_] = static_value(context_, *value, table_->columns[*column]);
        last_static = std::max(last_static, *column);
      } else {
        first_dynamic = std::min(first_dynamic, *column);
      }
    }
    if (first_dynamic < last_static) {
      context_.report(Error(ErrorCode::invalid_argument,
                            fmt::format("the dynamic partition column {} stands before the static {}",
                                        table_->columns[first_dynamic].name, table_->columns[last_static].name)),
                      position_);
    }
  }

  /// What a column gets that the statement gives no value.
  ExpressionPtr default_of(size_t column) {
    auto& field = table_->columns[column];
    auto value = table_->defaults.find(to_lower(field.name));
    if (value == table_->defaults.end()) return plan::make_constant(types::Value::null(field.type));
    if (!value->second) {
      return context_.fail(
          make_error(ErrorCode::unsupported, "the default of the column {} is not understood", field.name), position_);
    }
    Scope nothing;
    auto expression = ExpressionAnalyzer(context_, nothing).analyze(*value->second);
    return check_lengths(stored(std::move(expression), types::without_lengths(field.type)), field.type);
  }

  /// The column that takes the query's column of this number; nothing where BY NAME says it, or where there is none.
  std::optional<size_t> target_of(size_t number) {
    if (insert_.by_name) return std::nullopt;
    if (!insert_.columns.empty())
      return number < insert_.columns.size() ? column_index(*table_, insert_.columns[number], 0) : std::nullopt;
    for (size_t i = 0; i < table_->columns.size(); i++) {
      bool is_static = i >= stored_ && result_.static_values[i - stored_];
      if (!is_static && number-- == 0) return i;
    }
    return std::nullopt;
  }

  /// DEFAULT as a whole value of VALUES, or as a whole item of SELECT.
  void find_written_defaults(const std::vector<syntax::ExpressionPtr>& items) {
    for (size_t i = 0; i < items.size(); i++) {
      if (std::holds_alternative<syntax::Star>(items[i]->node)) return;
      auto* alias = std::get_if<syntax::Alias>(&items[i]->node);
      auto& value = alias ? *alias->operand : *items[i];
      auto* name = std::get_if<syntax::ColumnName>(&value.node);
      bool is_default = name && name->parts.size() == 1 && equals_ignoring_case(name->parts[0], "default");
      auto column = is_default ? target_of(i) : std::nullopt;
      if (column) written_defaults_[name] = default_of(*column);
    }
  }

  /// Says whether the query is one that may say DEFAULT: SELECT or VALUES, no set operation.
  bool find_written_defaults(const syntax::Query& query) {
    if (auto* select = std::get_if<syntax::SelectBody>(&query.body)) find_written_defaults(select->items);
    if (auto* values = std::get_if<syntax::ValuesBody>(&query.body)) {
      for (auto& row : values->rows) find_written_defaults(row);
    }
    return !std::holds_alternative<syntax::SetBody>(query.body);
  }

  /// Finds out which column of the query goes where: by the column list, else by position; static columns are left out.
  void place_columns(size_t given) {
    std::vector<size_t> wanted;
    if (insert_.columns.empty()) {
      for (size_t i = 0; i < table_->columns.size(); i++) {
        if (i < stored_ || !result_.static_values[i - stored_]) wanted.push_back(i);
      }
    }
    for (auto& name : insert_.columns) {
      auto column = column_index(*table_, name, 0);
      if (!column) {
        context_.report(analysis_error("UNRESOLVED_COLUMN.WITH_SUGGESTION", "the table {}.{} has no column {}",
                                       table_->database, table_->name, name),
                        position_);
        return;
      }
      if (std::find(wanted.begin(), wanted.end(), *column) != wanted.end()) {
        context_.report(analysis_error("COLUMN_ALREADY_EXISTS", "the column {} is named twice", name), position_);
        return;
      }
      wanted.push_back(*column);
    }
    if (given != wanted.size()) {
      auto error_class = given < wanted.size() ? "INSERT_COLUMN_ARITY_MISMATCH.NOT_ENOUGH_DATA_COLUMNS"
                                               : "INSERT_COLUMN_ARITY_MISMATCH.TOO_MANY_DATA_COLUMNS";
      if (!insert_.partition.columns.empty()) error_class = "INSERT_PARTITION_COLUMN_ARITY_MISMATCH";
      context_.report(analysis_error(error_class, "{}.{} takes {} columns here, the query has {}", table_->database,
                                     table_->name, wanted.size(), given),
                      position_);
      return;
    }
    source_.assign(table_->columns.size(), std::nullopt);
    for (size_t i = 0; i < wanted.size(); i++) source_[wanted[i]] = i;
  }

  /// BY NAME: each of the query's columns goes where its name says.
  void place_by_name(const types::Schema& given) {
    source_.assign(table_->columns.size(), std::nullopt);
    for (size_t i = 0; i < given.size(); i++) {
      auto column = column_index(*table_, given[i].name, 0);
      bool is_static = column && *column >= stored_ && result_.static_values[*column - stored_];
      if (!column || is_static) {
        return context_.report(analysis_error("INCOMPATIBLE_DATA_FOR_TABLE.EXTRA_COLUMNS",
                                              "{}.{} has no column {} to take one of the query's", table_->database,
                                              table_->name, given[i].name),
                               position_);
      }
      if (source_[*column]) {
        return context_.report(analysis_error("INCOMPATIBLE_DATA_FOR_TABLE.AMBIGUOUS_COLUMN_NAME",
                                              "the query has two columns {}", given[i].name),
                               position_);
      }
      source_[*column] = i;
    }
  }

  ExpressionPtr stored_value(size_t column, const types::Schema& given) {
    auto& field = table_->columns[column];
    if (!source_[column]) return default_of(column);
    auto& from = given[*source_[column]];
    if (!types::can_store(from.type, field.type, context_.settings().store_policy)) {
      return context_.fail(analysis_error("INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST",
                                          "{}.{}: a {} cannot be stored in the column {} of {}", table_->database,
                                          table_->name, from.type.to_sql(), field.name, field.type.to_sql()),
                           position_);
    }
    return check_lengths(stored(plan::make_input(*source_[column], from), types::without_lengths(field.type)),
                         field.type);
  }

  /// A cast by the policy's mode, whatever the session's: by LEGACY what has no place is NULL, by the others it raises.
  ExpressionPtr stored(ExpressionPtr value, const types::DataType& type) {
    bool is_null = std::holds_alternative<plan::Constant>(value->node) && value->type.is(types::TypeKind::null);
    if (value->type == type || is_null) return plan::make_cast(std::move(value), type);
    bool is_legacy = context_.settings().store_policy == types::StorePolicy::legacy;
    bool nullable = value->nullable || is_legacy;
    std::vector<ExpressionPtr> arguments;
    arguments.push_back(std::move(value));
    return plan::make_call(is_legacy ? "legacy_cast" : "ansi_cast", type, nullable, std::move(arguments));
  }

  void project(plan::PlanPtr query) {
    auto given = query->output;
    std::vector<ExpressionPtr> expressions;
    types::Schema output;
    for (size_t i = 0; i < table_->columns.size(); i++) {
      auto field = table_->columns[i];
      if (i < stored_) {
        expressions.push_back(stored_value(i, given));
      } else if (auto& text = result_.static_values[i - stored_]) {
        expressions.push_back(plan::make_constant(types::Value::string(*text)));
      } else {
        expressions.push_back(partition_text(stored_value(i, given)));
      }
      if (i >= stored_) field.type = types::kString;
      output.push_back(std::move(field));
    }
    result_.plan = plan::make_plan(std::move(output), plan::Project{std::move(query), std::move(expressions)});
  }

  Context& context_;
  const syntax::Insert& insert_;
  TextPosition position_;
  const catalog::TableEntry* table_ = nullptr;
  size_t stored_ = 0;
  std::vector<std::optional<size_t>> source_;  ///< for each column of the table, the query's column
  std::unordered_map<const syntax::ColumnName*, ExpressionPtr> written_defaults_;
  Insert result_;
};

void add_columns(Context& context, CreateTable& result, const std::vector<syntax::ColumnDefinition>& columns) {
  for (auto& column : columns) {
    bool twice = std::any_of(result.columns.begin(), result.columns.end(),
                             [&](const types::Field& field) { return equals_ignoring_case(field.name, column.name); });
    if (twice) {
      context.report(analysis_error("COLUMN_ALREADY_EXISTS", "the column {} is named twice", column.name),
                     column.position);
      return;
    }
    if (!column.default_text.empty()) result.defaults[column.name] = column.default_text;
    result.columns.push_back({column.name, column.type, !column.not_null, column.comment});
  }
}

/// CLUSTERED BY names columns that are there, and a number of buckets that Spark takes.
void check_buckets(Context& context, const CreateTable& table, const syntax::Buckets& buckets, TextPosition position) {
  constexpr int64_t kBucketsMax = 100'000;
  auto check_column = [&](const std::string& name) {
    bool known = std::any_of(table.columns.begin(), table.columns.end(),
                             [&](const types::Field& field) { return equals_ignoring_case(field.name, name); });
    if (!known)
      context.report(
          analysis_error("COLUMN_NOT_DEFINED_IN_TABLE", "CLUSTERED BY names no column of {}: {}", table.name, name),
          position);
  };
  for (auto& name : buckets.columns) check_column(name);
  for (auto& [name, ascends] : buckets.sorted_by) {
    check_column(name);
    if (!ascends)
      context.report(Error(ErrorCode::invalid_argument, "buckets are sorted in ascending order only"), position);
  }
  if (buckets.count <= 0 || buckets.count > kBucketsMax)
    context.report(Error(ErrorCode::invalid_argument, "a table has 1 to 100,000 buckets"), position);
}

/// PARTITIONED BY (a, b): moves columns that are there already to the end.
void partition_by_names(Context& context, CreateTable& result, const std::vector<std::string>& names,
                        TextPosition position) {
  for (auto& name : names) {
    auto found = std::find_if(result.columns.begin(), result.columns.end(),
                              [&](const types::Field& field) { return equals_ignoring_case(field.name, name); });
    if (found == result.columns.end()) {
      std::vector<std::string> known;
      for (auto& column : result.columns) known.push_back(column.name);
      context.report(analysis_error("COLUMN_NOT_DEFINED_IN_TABLE",
                                    "the partition column {} is not among the columns: {}", name, join(known, ", ")),
                     position);
      return;
    }
    std::rotate(found, found + 1, result.columns.end());
  }
  result.partition_count += names.size();
  if (result.partition_count > 0 && result.partition_count == result.columns.size()) {
    context.report(
        analysis_error("ALL_PARTITION_COLUMNS_NOT_ALLOWED", "a table needs a column that is no partition column"),
        position);
  }
}

/// OPTIONS (path '...') of Spark's own form is another word for LOCATION.
void take_path_option(Context& context, CreateTable& result, TextPosition position) {
  if (result.provider == "hive") return;
  std::erase_if(result.options, [&](const auto& option) {
    if (!equals_ignoring_case(option.first, "path")) return false;
    if (!result.location.empty())
      context.report(Error(ErrorCode::invalid_argument, "LOCATION and the option path name two places"), position);
    result.location = option.second;
    return true;
  });
}

/// The query of CTAS as what is stored: partition columns last, as Hive's texts.
plan::PlanPtr ctas_plan(plan::PlanPtr query, const CreateTable& table) {
  auto given = query->output;
  std::vector<ExpressionPtr> expressions;
  types::Schema output;
  size_t stored = table.columns.size() - table.partition_count;
  for (size_t i = 0; i < table.columns.size(); i++) {
    auto from = std::find_if(given.begin(), given.end(),
                             [&](const types::Field& f) { return f.name == table.columns[i].name; });
    auto value = plan::make_input(static_cast<size_t>(from - given.begin()), *from);
    auto field = table.columns[i];
    if (i >= stored) {
      value = partition_text(std::move(value));
      field.type = types::kString;
    }
    expressions.push_back(std::move(value));
    output.push_back(std::move(field));
  }
  return plan::make_plan(std::move(output), plan::Project{std::move(query), std::move(expressions)});
}

}  // namespace

Insert analyze_insert(Context& context, const syntax::Insert& insert, TextPosition position) {
  return InsertAnalysis(context, insert, position).analyze();
}

CreateTable analyze_create_table(Context& context, const syntax::CreateTable& create, TextPosition position) {
  CreateTable result;
  auto key = catalog::table_key(create.name.parts, context.snapshot().current_database);
  if (key.empty()) {
    context.report(analysis_error("REQUIRES_SINGLE_PART_NAMESPACE", "{} is no name of a table", create.name.to_text()),
                   create.name.position);
    return result;
  }
  result.database = key.substr(0, key.find('.'));
  result.name = key.substr(key.find('.') + 1);
  result.if_not_exists = create.if_not_exists;
  result.external = create.external;
  bool hive_form = !create.stored_as.empty() || create.row_format || !create.input_format.empty();
  if (hive_form && !create.provider.empty()) {
    context.report(analysis_error("INVALID_STATEMENT_OR_CLAUSE", "USING cannot stand with STORED AS or ROW FORMAT"),
                   position);
  }
  if (create.query && !create.columns.empty()) {
    context.report(analysis_error("PARSE_SYNTAX_ERROR", "CREATE TABLE AS takes its columns from the query"), position);
  }
  result.provider = !create.provider.empty() ? create.provider : hive_form ? "hive" : "parquet";
  result.stored_as = create.stored_as;
  result.options = create.options;
  result.properties = create.properties;
  result.row_format = create.row_format;
  result.comment = create.comment;
  result.location = create.location;
  take_path_option(context, result, position);
  if (create.external && result.location.empty()) {
    context.report(
        Error::of_class(ErrorCode::invalid_argument, "INVALID_SQL_SYNTAX.CREATE_EXTERNAL_TABLE_WITHOUT_LOCATION",
                        "an EXTERNAL table needs a LOCATION"),
        position);
  }
  if (!create.input_format.empty()) {
    context.report(Error(ErrorCode::unsupported, "STORED AS INPUTFORMAT ... OUTPUTFORMAT is not there yet"), position);
  }
  plan::PlanPtr query;
  if (create.query) {
    query = std::move(analyze_query(context, *create.query).plan);
    std::vector<syntax::ColumnDefinition> columns;
    for (auto& field : query->output) {
      if (field.type.is(types::TypeKind::null)) {
        context.report(
            analysis_error("UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE", "the column {} has no type: cast it", field.name),
            position);
      }
      syntax::ColumnDefinition column;
      column.name = field.name;
      column.type = field.type;
      column.comment = field.comment;
      column.position = position;
      columns.push_back(std::move(column));
    }
    add_columns(context, result, columns);
  }
  add_columns(context, result, create.columns);
  add_columns(context, result, create.partition_columns);
  result.partition_count = create.partition_columns.size();
  partition_by_names(context, result, create.partition_names, position);
  for (size_t i = result.columns.size() - result.partition_count; i < result.columns.size() && !context.failed(); i++) {
    auto& column = result.columns[i];
    if (!column.type.is_nested()) continue;
    context.report(analysis_error("INVALID_PARTITION_COLUMN_DATA_TYPE", "a partition column cannot be a {}: {}",
                                  column.type.to_sql(), column.name),
                   position);
  }
  // As Spark has it, tables of files promise nothing of NULL.
  for (auto& column : result.columns) column.nullable |= result.provider != "hive";
  for (auto& column : result.columns) {
    if (column.type.is(types::TypeKind::variant)) {
      context.report(Error(ErrorCode::unsupported, "a table's column of type variant is not there yet"), position);
    }
    if (column.type.is(types::TypeKind::calendar_interval)) {
      context.report(Error::of_class(ErrorCode::unsupported, "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE",
                                     fmt::format("no file holds a column of type INTERVAL: {}; cast it to string, or "
                                                 "name the interval's units",
                                                 column.name)),
                     position);
    }
  }
  if (create.buckets) check_buckets(context, result, *create.buckets, position);
  result.buckets = create.buckets;
  if (query && !context.failed()) result.query = ctas_plan(std::move(query), result);
  return result;
}

}  // namespace skep::analyzer
