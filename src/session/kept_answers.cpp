#include "session/kept_answers.h"

#include "base/text.h"
#include "engine/constant_rows.h"
#include "functions/catalog.h"
#include "plan/expression_walk.h"
#include "plan/plan.h"

#include <arrow/array/concatenate.h>
#include <arrow/record_batch.h>
#include <arrow/util/byte_size.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace skep::session {
namespace {

constexpr size_t kTextMax = 16 * 1024;
constexpr int64_t kBytesMax = 64 * 1024;

/// DATE 'today' and its kin are constants once they are parsed. A name that holds such a word costs no more than that
/// the answer is not kept.
bool may_name_a_moment(const std::string& text) {
  static constexpr std::array<std::string_view, 4> kWords{"now", "today", "tomorrow", "yesterday"};
  auto lower = to_lower(text);
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

/// A batch without what the engine holds beside its rows.
std::shared_ptr<arrow::RecordBatch> compact(const arrow::RecordBatch& batch) {
  std::vector<std::shared_ptr<arrow::Array>> columns;
  for (const auto& column : batch.columns()) {
    auto copy = arrow::Concatenate({column});
    if (!copy.ok()) return nullptr;
    columns.push_back(std::move(*copy));
  }
  return arrow::RecordBatch::Make(batch.schema(), batch.num_rows(), std::move(columns));
}

class KeepingStream final : public engine::RecordBatchStream {
 public:
  KeepingStream(KeptAnswers& answers, std::string key, KeptAnswer answer,
                std::unique_ptr<engine::RecordBatchStream> rows)
      : answers_(answers), key_(std::move(key)), answer_(std::move(answer)), rows_(std::move(rows)) {}

  const types::Schema& schema() const override { return rows_->schema(); }
  std::shared_ptr<arrow::Schema> arrow_schema() const override { return rows_->arrow_schema(); }
  bool stopped_early() const override { return rows_->stopped_early(); }
  std::shared_ptr<const engine::StreamProgress> progress() const override { return rows_->progress(); }

  Result<std::shared_ptr<arrow::RecordBatch>> next() override {
    auto batch = rows_->next();
    if (!answer_) return batch;
    if (!batch || (*batch && answer_->batch)) {
      answer_.reset();
    } else if (*batch) {
      take(**batch);
    } else {
      put();
    }
    return batch;
  }

 private:
  void take(const arrow::RecordBatch& batch) {
    auto copy = arrow::util::ReferencedBufferSize(batch).ValueOr(kBytesMax) < kBytesMax ? compact(batch) : nullptr;
    if (copy) {
      answer_->batch = std::move(copy);
    } else {
      answer_.reset();
    }
  }

  void put() {
    answer_->schema = rows_->schema();
    answer_->arrow_schema = rows_->arrow_schema();
    answers_.put(key_, std::move(*answer_));
    answer_.reset();
  }

  KeptAnswers& answers_;
  std::string key_;
  std::optional<KeptAnswer> answer_;  ///< while it may be kept
  std::unique_ptr<engine::RecordBatchStream> rows_;
};

constexpr size_t kField = 256;

size_t size_of(const metastore::Parameters& parameters) {
  size_t bytes = 0;
  for (const auto& [name, value] : parameters) bytes += kField + name.size() + value.size();
  return bytes;
}

size_t size_of(const metastore::Table& table) {
  auto bytes = sizeof table + size_of(table.parameters) + size_of(table.storage.serde_parameters);
  for (const auto* columns : {&table.columns, &table.partition_columns})
    for (const auto& column : *columns)
      bytes += kField + column.name.size() + column.type.size() + column.comment.size();
  return bytes;
}

size_t size_of(const std::string& key, const KeptAnswer& answer) {
  constexpr size_t kBookkeeping = 1024;
  size_t bytes = kBookkeeping + 3 * key.size() + answer.plan.size();
  for (const auto& field : answer.schema) bytes += kField + 2 * field.name.size();
  for (const auto& table : answer.table_keys) bytes += table.size();
  for (const auto& read : answer.reads) {
    bytes += kBookkeeping + size_of(read.table);
    for (const auto& file : read.files) bytes += sizeof file + file.path.size();
  }
  if (answer.batch) bytes += static_cast<size_t>(arrow::util::TotalBufferSize(*answer.batch));
  return bytes;
}

bool is_same(const warehouse::DataFile& a, const engine::ScanFile& b) {
  return a.path == b.path && a.size == b.size && a.modified_micros == b.modified_micros && a.partition == b.partition;
}

void add(std::string& key, std::string_view part) {
  fmt::format_to(std::back_inserter(key), "{}:{};", part.size(), part);
}

void add(std::string& key, const syntax::Parameter& parameter) {
  add(key, parameter.value.type.to_sql());
  add(key, parameter.value.to_text());
  add(key, parameter.value.is_null() ? "null" : "");
  add(key, parameter.type ? parameter.type->to_sql() : "");
}

/// A file that was changed this moment may change again without its time telling.
bool may_change_unseen(const std::vector<FilesRead>& reads) {
  constexpr std::chrono::seconds kYoung{2};
  auto since = std::chrono::system_clock::now().time_since_epoch() - kYoung;
  auto youngest = std::chrono::duration_cast<std::chrono::microseconds>(since).count();
  return std::any_of(reads.begin(), reads.end(), [&](const FilesRead& read) {
    return std::any_of(read.files.begin(), read.files.end(),
                       [&](const engine::ScanFile& file) { return file.modified_micros > youngest; });
  });
}

}  // namespace

std::optional<std::string> KeptAnswers::key_of(const StatementRequest& request, const SessionState& state) const {
  bool is_plain = !request.read && !request.time_box && !request.is_immediate && !request.into_variables &&
                  state.temporary_views.empty() && state.variables.empty() && state.temporary_functions.empty() &&
                  request.text.size() <= kTextMax && !may_name_a_moment(request.text);
  if (!is_plain || bytes_max_ == 0) return std::nullopt;
  std::string key;
  add(key, request.text);
  add(key, state.database);
  add(key, request.principal.name);
  for (const auto& [name, value] : state.settings) {
    add(key, name);
    add(key, value);
  }
  for (const auto& [name, parameter] : request.parameters.named) {
    add(key, name);
    add(key, parameter);
  }
  for (const auto& parameter : request.parameters.positional) add(key, parameter);
  return key;
}

std::shared_ptr<const KeptAnswer> KeptAnswers::find(const std::string& key) {
  std::lock_guard guard(mutex_);
  auto found = entries_.find(key);
  if (found == entries_.end()) return nullptr;
  by_use_.splice(by_use_.begin(), by_use_, found->second.use);
  return found->second.answer;
}

std::unique_ptr<engine::RecordBatchStream> KeptAnswers::keep(std::string key, KeptAnswer answer,
                                                             std::unique_ptr<engine::RecordBatchStream> rows) {
  bool is_whole =
      std::all_of(answer.reads.begin(), answer.reads.end(), [](const FilesRead& read) { return read.is_whole; });
  if (!is_whole || may_change_unseen(answer.reads)) return rows;
  return std::make_unique<KeepingStream>(*this, std::move(key), std::move(answer), std::move(rows));
}

void KeptAnswers::put(const std::string& key, KeptAnswer answer) {
  auto bytes = size_of(key, answer);
  auto shared = std::make_shared<const KeptAnswer>(std::move(answer));
  std::lock_guard guard(mutex_);
  if (auto old = entries_.find(key); old != entries_.end()) remove(old);
  by_use_.push_front(key);
  entries_[key] = {std::move(shared), bytes, by_use_.begin()};
  bytes_ += bytes;
  while (bytes_ > bytes_max_) remove(entries_.find(by_use_.back()));
}

void KeptAnswers::remove(std::map<std::string, Entry>::iterator entry) {
  bytes_ -= entry->second.bytes;
  by_use_.erase(entry->second.use);
  entries_.erase(entry);
}

bool can_keep(const plan::Plan& plan) {
  auto* sample = std::get_if<plan::Sample>(&plan.node);
  bool keeps = !sample || sample->seed;
  plan::for_each_expression(plan, [&](const plan::Expression& expression) {
    plan::walk(expression, [&](const plan::Expression& part) {
      auto* call = std::get_if<plan::Call>(&part.node);
      if (call) keeps &= !functions::varies(call->function);
      if (auto* subquery = std::get_if<plan::Subquery>(&part.node)) keeps &= can_keep(*subquery->plan);
    });
  });
  plan::for_each_input(plan, [&](const plan::Plan& input) { keeps &= can_keep(input); });
  return keeps;
}

Result<bool> reads_the_same(const KeptAnswer& answer, warehouse::Warehouse& warehouse,
                            const Cancellation& cancellation) {
  for (const auto& read : answer.reads) {
    auto now = warehouse.list_files(read.table, read.filter ? &*read.filter : nullptr, cancellation);
    if (!now) return now.error();
    if (!std::equal(now->files.begin(), now->files.end(), read.files.begin(), read.files.end(), is_same)) return false;
  }
  return true;
}

}  // namespace skep::session
