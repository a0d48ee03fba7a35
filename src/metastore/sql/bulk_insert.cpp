#include "metastore/sql/bulk_insert.h"

#include <fmt/format.h>

#include <algorithm>

namespace skep::metastore::sql {
namespace {

/// Stores allow some ten thousand parameters in one statement; the widest rows here have nine.
constexpr size_t kRowsMax = 250;

}  // namespace

BulkInsert::BulkInsert(soci::session& session, std::string_view table, std::vector<std::string_view> columns)
    : session_(session), table_(table), columns_(std::move(columns)) {}

void BulkInsert::add(std::vector<Value> row) { rows_.push_back(std::move(row)); }

void BulkInsert::flush() {
  for (size_t first = 0; first < rows_.size(); first += kRowsMax) {
    insert(first, std::min(kRowsMax, rows_.size() - first));
  }
  rows_.clear();
}

void BulkInsert::insert(size_t first, size_t count) {
  std::string text = fmt::format("INSERT INTO \"{}\" (\"{}\") VALUES ", table_, fmt::join(columns_, "\", \""));
  soci::statement statement(session_);
  std::string nothing;
  soci::indicator is_null = soci::i_null;
  for (size_t i = 0; i < count; i++) {
    text += i > 0 ? ", (" : "(";
    auto& row = rows_[first + i];
    for (size_t j = 0; j < row.size(); j++) {
      text += fmt::format("{}:v{}", j > 0 ? ", " : "", i * row.size() + j);
      if (auto* number = std::get_if<int64_t>(&row[j])) {
        statement.exchange(soci::use(*number));
      } else if (auto* real = std::get_if<double>(&row[j])) {
        statement.exchange(soci::use(*real));
      } else if (auto* value = std::get_if<std::string>(&row[j])) {
        statement.exchange(soci::use(*value));
      } else {
        statement.exchange(soci::use(nothing, is_null));
      }
    }
    text += ")";
  }
  statement.alloc();
  statement.prepare(text, soci::details::st_one_time_query);
  statement.define_and_bind();
  statement.execute(true);
}

BulkInsert::Value text_or_null(std::string text) {
  if (text.empty()) return std::monostate();
  return text;
}

}  // namespace skep::metastore::sql
