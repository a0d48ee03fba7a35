#include "session/cached_tables.h"

#include "base/random_id.h"
#include "optimizer/optimizer.h"
#include "session/kept_answers.h"
#include "session/prune.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <thread>

namespace skep::session {
namespace {

using std::chrono::microseconds;

constexpr microseconds kYoung = std::chrono::seconds(2);

void add(std::string& key, std::string_view part) {
  fmt::format_to(std::back_inserter(key), "{}:{};", part.size(), part);
}

void add(std::string& key, int64_t number) { fmt::format_to(std::back_inserter(key), "{};", number); }

void add(std::string& key, const types::Value& value) {
  add(key, value.type.to_sql());
  add(key, value.is_null() ? "null" : "");
  add(key, value.to_text());
}

void add(std::string& key, const engine::ScanDescriptor& scan) {
  add(key, scan.name);
  for (const auto& column : scan.columns) {
    add(key, column.name);
    add(key, column.type.to_sql());
  }
  add(key, static_cast<int64_t>(scan.partition_count));
  add(key, static_cast<int64_t>(scan.format));
  for (const auto& [name, value] : scan.options) {
    add(key, name);
    add(key, value);
  }
  for (const auto& partition : scan.partitions)
    for (const auto& value : partition) add(key, value);
  for (const auto& [column, value] : scan.missing) {
    add(key, static_cast<int64_t>(column));
    add(key, value);
  }
  for (const auto& file : scan.files) {
    add(key, file.path);
    add(key, file.size);
    add(key, file.modified_micros);
    add(key, static_cast<int64_t>(file.partition));
  }
}

/// For how long yet the files are not trusted to show a change by their time.
microseconds time_to_settle(const engine::EngineRequest& request) {
  int64_t youngest = 0;
  for (const auto& scan : request.scans)
    for (const auto& file : scan.files) youngest = std::max(youngest, file.modified_micros);
  auto age = std::chrono::system_clock::now().time_since_epoch() - microseconds(youngest);
  return std::max(microseconds(0), kYoung - std::chrono::duration_cast<microseconds>(age));
}

std::string quoted(std::string_view name) {
  std::string text = "`";
  for (char c : name) text += c == '`' ? std::string("``") : std::string(1, c);
  return text + "`";
}

/// All rows of a table as they are stored.
plan::PlanPtr whole_table(const NamedRows& named) {
  plan::Scan scan;
  scan.name = named.name;
  scan.columns.resize(named.schema->columns.size());
  std::iota(scan.columns.begin(), scan.columns.end(), size_t{0});
  return plan::make_plan(named.schema->columns, std::move(scan));
}

bool can_be_kept(const types::DataType& type) {
  using enum types::TypeKind;
  if (type.is(null) || type.is(variant) || type.is(calendar_interval)) return false;
  const auto& fields = type.fields();
  return std::all_of(fields.begin(), fields.end(), [](const types::Field& field) { return can_be_kept(field.type); });
}

}  // namespace

Result<void> check_can_cache(const types::Schema& columns) {
  for (const auto& column : columns) {
    if (can_be_kept(column.type)) continue;
    return make_error(ErrorCode::unsupported, "CACHE TABLE of a column of type {} is not there yet: {}",
                      column.type.to_sql(), column.name);
  }
  return {};
}

NamedRows named_rows(const TemporaryView& view) {
  NamedRows named;
  named.key = fmt::format("view {}", fmt::ptr(&view));
  bool is_global = !view.entry.database.empty();
  named.name = is_global ? view.entry.database + "." + view.entry.name : view.entry.name;
  named.text = (is_global ? quoted(view.entry.database) + "." : "") + quoted(view.entry.name);
  return named;
}

NamedRows named_rows(const metastore::Table& table, const warehouse::TableSchema* schema) {
  NamedRows named;
  named.key = named.name = table.name.to_text();
  named.text = quoted(table.name.database) + "." + quoted(table.name.table);
  named.identity = fmt::format("{} {}", table.id.value, table.create_time_seconds);
  if (table.kind == metastore::TableKind::view) return named;
  named.table = &table;
  named.schema = schema;
  return named;
}

Result<engine::EngineRequest> CachedTables::request_of(const NamedRows& named, const Asker& asker) {
  plan::PlanPtr plan;
  LoadedNames names;
  if (named.table) {
    plan = whole_table(named);
    names.tables.push_back(*named.table);
    names.schemas.push_back(*named.schema);
  } else {
    auto analyzed = asker.analyze("SELECT * FROM " + named.text);
    if (!analyzed) return analyzed.error();
    std::tie(plan, names) = *std::move(analyzed);
    if (!can_keep(*plan))
      return make_error(ErrorCode::unsupported, "CACHE TABLE of rows that differ from time to time is not there yet");
    plan = optimizer::optimize(std::move(plan));
  }
  auto scans = prune(*plan, names, warehouse_, asker.settings.time_zone, asker.cancellation);
  if (!scans) return scans.error();
  engine::EngineRequest request{std::move(plan), *std::move(scans), asker.settings};
  request.settings.time_box.reset();
  request.settings.now_micros = 0;  // nothing in it asks for the time
  return request;
}

Result<std::string> CachedTables::fingerprint_of(const engine::EngineRequest& request) {
  auto statement = engine_.explain(request);
  if (!statement) return statement.error();
  std::string fingerprint;
  add(fingerprint, *statement);
  add(fingerprint, request.settings.time_zone);
  add(fingerprint, int64_t{request.settings.ansi});
  for (const auto& scan : request.scans) add(fingerprint, scan);
  return fingerprint;
}

Result<std::shared_ptr<const cache::CachedRows>> CachedTables::make_rows(const NamedRows& named,
                                                                         engine::EngineRequest request,
                                                                         const Asker& asker) {
  auto directory = cache_.make_directory();
  if (!directory) return directory.error();
  auto rows = std::make_shared<cache::CachedRows>();
  rows->directory = *std::move(directory);
  rows->scan.name = named.name;
  rows->scan.columns = request.plan->output;
  engine::WriteTarget target;
  target.directory = rows->directory;
  target.file_prefix = random_id();
  target.leaves_columns = true;
  for (const auto& column : rows->scan.columns) target.column_names.push_back(column.name);
  auto written = engine_.write(std::move(request), target, asker.cancellation);
  if (!written) return written.error();
  rows->scan.partitions.emplace_back();
  for (const auto& file : *written) {
    rows->scan.files.push_back({file.path, file.bytes, -1, 0});
    rows->rows += file.rows;
    rows->bytes += file.bytes;
  }
  rows->scan.row_estimate = rows->rows;
  return std::shared_ptr<const cache::CachedRows>(std::move(rows));
}

std::shared_ptr<const cache::CachedRows> CachedTables::find(const NamedRows& named, const Asker& asker) {
  auto found = cache_.find(named.key, named.identity);
  if (!found) return nullptr;
  auto request = request_of(named, asker);
  if (!request) return nullptr;
  auto fingerprint = fingerprint_of(*request);
  if (!fingerprint) return nullptr;
  if (found->rows && found->fingerprint == *fingerprint) {
    cache_.count_hit(named.key);
    return found->rows;
  }
  bool is_settled = time_to_settle(*request).count() == 0;
  if (!is_settled || !cache_.begin_fill(named.key, *fingerprint, false)) return nullptr;
  auto made = make_rows(named, *std::move(request), asker);
  auto rows = made ? *std::move(made) : nullptr;
  // A reader that was cancelled tells nothing of the next one.
  bool may_try_again = !rows && asker.cancellation.requested();
  auto kept = cache_.end_fill(named.key, may_try_again ? std::string() : *fingerprint, rows);
  return kept ? rows : nullptr;
}

Result<void> CachedTables::fill(const NamedRows& named, const Asker& asker) {
  constexpr int kTries = 3;
  for (int i = 0; i < kTries; i++) {
    auto found = cache_.find(named.key, named.identity);
    if (!found) return {};
    auto request = request_of(named, asker);
    if (!request) return request.error();
    auto fingerprint = fingerprint_of(*request);
    if (!fingerprint) return fingerprint.error();
    if (found->rows && found->fingerprint == *fingerprint) return {};
    if (auto wait = time_to_settle(*request); wait.count() > 0) {
      auto until = std::chrono::steady_clock::now() + std::min(wait, kYoung);
      while (std::chrono::steady_clock::now() < until) {
        if (auto reason = asker.cancellation.reason()) return *reason;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
      }
      continue;
    }
    if (!cache_.begin_fill(named.key, *fingerprint, true)) return {};
    auto made = make_rows(named, *std::move(request), asker);
    auto kept = cache_.end_fill(named.key, *fingerprint, made ? *made : nullptr);
    return made ? kept : Result<void>(made.error());
  }
  // Somebody writes to it all the time: the first read of a quiet moment makes its rows.
  return {};
}

}  // namespace skep::session
