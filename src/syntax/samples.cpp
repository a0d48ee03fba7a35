#include "syntax/grammar.h"

#include <charconv>
#include <utility>

namespace skep::syntax {
namespace {

Error invalid_sql(std::string_view kind, std::string message) {
  return Error::of_class(ErrorCode::invalid_argument, fmt::format("INVALID_SQL_SYNTAX.{}", kind), std::move(message));
}

double number_of(std::string_view text) {
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// BUCKET x OUT OF y: as Spark, a share of the rows by chance.
double read_buckets(Cursor& cursor) {
  auto position = cursor.position();
  cursor.expect("BUCKET");
  auto bucket = cursor.peek().kind == TokenKind::number ? number_of(cursor.take().text) : -1;
  cursor.expect("OUT", "OF");
  auto buckets = cursor.peek().kind == TokenKind::number ? number_of(cursor.take().text) : 0;
  if (bucket < 0 || buckets <= 0) cursor.fail_expecting("a number of buckets");
  if (cursor.at("ON")) {
    bool on_function = cursor.is(2, "(");
    auto form = on_function ? "BUCKET x OUT OF y ON function" : "BUCKET x OUT OF y ON colname";
    cursor.fail(Error::of_class(ErrorCode::invalid_argument, "_LEGACY_ERROR_TEMP_0016",
                                fmt::format("TABLESAMPLE({}) is not supported", form))
                    .at(position));
  }
  return buckets > 0 ? bucket / buckets : 1;
}

void read_size(Cursor& cursor, SampleRelation& sample) {
  auto position = cursor.position();
  if (cursor.at("BUCKET") && !cursor.is(1, "ROWS")) {
    sample.fraction = read_buckets(cursor);
    return;
  }
  bool negative = cursor.at("-") && cursor.peek(1).kind == TokenKind::number && cursor.is(2, "PERCENT");
  bool percent = negative || (cursor.peek().kind == TokenKind::number && cursor.is(1, "PERCENT"));
  if (percent) {
    if (negative) cursor.take();
    sample.fraction = number_of(cursor.take().text) / (negative ? -100 : 100);
    cursor.expect("PERCENT");
    return;
  }
  sample.rows = read_expression(cursor);
  if (cursor.accept("ROWS")) return;
  if (cursor.at(")")) {
    cursor.fail(Error::of_class(ErrorCode::invalid_argument, "_LEGACY_ERROR_TEMP_0013",
                                "TABLESAMPLE takes (x PERCENT), (x ROWS) or (BUCKET x OUT OF y)")
                    .at(position));
  }
  cursor.fail_expecting("PERCENT or ROWS");
}

}  // namespace

RelationPtr read_sample(Cursor& cursor, RelationPtr input) {
  auto relation = std::make_unique<Relation>();
  relation->position = cursor.position();
  SampleRelation sample;
  sample.input = std::move(input);
  cursor.expect("TABLESAMPLE", "(");
  if (cursor.at(")")) {
    cursor.fail(
        invalid_sql("INVALID_TABLE_SAMPLE", "TABLESAMPLE takes a share or a number of rows").at(cursor.position()));
  }
  read_size(cursor, sample);
  cursor.expect(")");
  if (cursor.accept("REPEATABLE")) {
    cursor.expect("(");
    int64_t seed = 0;
    auto text = cursor.peek().text;
    auto parsed = std::from_chars(text.data(), text.data() + text.size(), seed);
    bool whole = cursor.peek().kind == TokenKind::number && parsed.ptr == text.data() + text.size();
    if (!whole) cursor.fail_expecting("a whole number");
    cursor.take();
    sample.seed = seed;
    cursor.expect(")");
  }
  if (!sample.rows && (sample.fraction < 0 || sample.fraction > 1)) {
    cursor.fail(Error::of_class(ErrorCode::invalid_argument, "_LEGACY_ERROR_TEMP_0064",
                                fmt::format("the share {} of TABLESAMPLE is not between 0 and 1", sample.fraction))
                    .at(relation->position));
  }
  relation->node = std::move(sample);
  return relation;
}

}  // namespace skep::syntax
