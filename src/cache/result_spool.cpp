#include "cache/result_spool.h"

#include "engine/kept_rows.h"

#include <arrow/buffer.h>
#include <arrow/io/memory.h>
#include <arrow/ipc/dictionary.h>
#include <arrow/ipc/reader.h>
#include <arrow/ipc/writer.h>
#include <arrow/record_batch.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace skep::cache {
namespace {

constexpr std::chrono::milliseconds kSweepPauseMin{1000}, kSweepPauseMax{15000};

Error io_error(std::string_view what) {
  auto code = errno == ENOSPC ? ErrorCode::resource_exhausted : ErrorCode::unavailable;
  return make_error(code, "{} the rows of further pages: {}", what, std::strerror(errno));
}

Error arrow_error(const arrow::Status& status) {
  return make_error(ErrorCode::internal, "the rows of further pages: {}", status.ToString());
}

Result<void> write_at(int file, const uint8_t* bytes, int64_t size, int64_t at) {
  while (size > 0) {
    auto written = ::pwrite(file, bytes, static_cast<size_t>(size), at);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return io_error("writing");
    bytes += written;
    at += written;
    size -= written;
  }
  return {};
}

}  // namespace

SpooledResult::SpooledResult(int file, types::Schema schema, std::shared_ptr<arrow::Schema> arrow_schema,
                             std::string time_zone)
    : file_(file),
      schema_(std::move(schema)),
      arrow_schema_(std::move(arrow_schema)),
      time_zone_(std::move(time_zone)) {}

SpooledResult::~SpooledResult() { ::close(file_); }

Result<void> SpooledResult::add(const arrow::RecordBatch& batch) {
  auto buffer = arrow::ipc::SerializeRecordBatch(batch, engine::kept_rows_options());
  if (!buffer.ok()) return arrow_error(buffer.status());
  // Only this thread adds, so the place is its own before the others know of it.
  int64_t at = bytes();
  if (auto written = write_at(file_, (*buffer)->data(), (*buffer)->size(), at); !written) return written;
  {
    std::lock_guard guard(mutex_);
    blocks_.push_back({at, (*buffer)->size(), rows_});
    rows_ += batch.num_rows();
    bytes_ += (*buffer)->size();
  }
  changed_.notify_all();
  return {};
}

void SpooledResult::finish(std::optional<Error> error) {
  {
    std::lock_guard guard(mutex_);
    if (finished_) return;
    finished_ = true;
    error_ = std::move(error);
  }
  changed_.notify_all();
}

Result<SpooledResult::Rows> SpooledResult::read(int64_t offset, int64_t limit, std::chrono::milliseconds patience) {
  Rows rows;
  std::vector<Block> wanted;
  {
    std::unique_lock lock(mutex_);
    bool is_there = changed_.wait_for(lock, patience, [&] { return finished_ || rows_ > offset + limit; });
    if (!is_there) return make_error(ErrorCode::timed_out, "the rows of this page are still being made: ask again");
    rows.has_more = rows_ > offset + limit;
    if (error_ && !rows.has_more) return *error_;
    if (finished_ && !error_) rows.total = rows_;
    rows.count = std::clamp<int64_t>(rows_ - offset, 0, limit);
    auto first = std::upper_bound(blocks_.begin(), blocks_.end(), offset,
                                  [](int64_t row, const Block& block) { return row < block.first_row; });
    if (first != blocks_.begin()) --first;
    for (auto at = first; rows.count > 0 && at != blocks_.end() && at->first_row < offset + rows.count; ++at)
      wanted.push_back(*at);
  }
  for (const auto& block : wanted) {
    auto batch = load(block);
    if (!batch) return batch.error();
    rows.batches.push_back(std::move(*batch));
  }
  if (!wanted.empty()) rows.skip = offset - wanted.front().first_row;
  return rows;
}

Result<Batch> SpooledResult::load(const Block& block) const {
  auto allocated = arrow::AllocateBuffer(block.bytes);
  if (!allocated.ok()) return arrow_error(allocated.status());
  std::shared_ptr<arrow::Buffer> buffer = std::move(*allocated);
  int64_t done = 0;
  while (done < block.bytes) {
    auto read = ::pread(file_, buffer->mutable_data() + done, static_cast<size_t>(block.bytes - done), block.at + done);
    if (read < 0 && errno == EINTR) continue;
    if (read <= 0) return io_error("reading");
    done += read;
  }
  arrow::io::BufferReader reader(buffer);
  arrow::ipc::DictionaryMemo memo;
  auto options = arrow::ipc::IpcReadOptions::Defaults();
  options.use_threads = false;
  auto batch = arrow::ipc::ReadRecordBatch(arrow_schema_, &memo, options, &reader);
  if (!batch.ok()) return arrow_error(batch.status());
  return *batch;
}

int64_t SpooledResult::bytes() const {
  std::lock_guard guard(mutex_);
  return bytes_;
}

bool SpooledResult::is_finished() const {
  std::lock_guard guard(mutex_);
  return finished_;
}

ResultSpool::ResultSpool(SpoolSettings settings)
    : settings_(std::move(settings)), sweeper_([this] { sweep_until_stopped(); }) {}

ResultSpool::~ResultSpool() {
  {
    std::lock_guard guard(mutex_);
    stopped_ = true;
  }
  stop_.notify_all();
  sweeper_.join();
}

Result<std::shared_ptr<SpooledResult>> ResultSpool::open(const std::string& id, types::Schema schema,
                                                         std::shared_ptr<arrow::Schema> arrow_schema,
                                                         std::string time_zone) {
  std::error_code ignored;
  std::filesystem::create_directories(settings_.directory, ignored);
  int file = ::open(settings_.directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file < 0) return io_error("keeping");
  auto result = std::make_shared<SpooledResult>(file, std::move(schema), std::move(arrow_schema), std::move(time_zone));
  std::lock_guard guard(mutex_);
  results_[id] = {result, std::nullopt};
  return result;
}

Result<void> ResultSpool::add(const std::shared_ptr<SpooledResult>& result, const arrow::RecordBatch& batch) {
  if (auto added = result->add(batch); !added) return added;
  if (result->bytes() > settings_.result_max_bytes) {
    return make_error(ErrorCode::resource_exhausted,
                      "the further pages of this result take more than skep.results.max.bytes = {}: read it as a "
                      "stream, or raise that",
                      settings_.result_max_bytes);
  }
  std::lock_guard guard(mutex_);
  if (make_room() <= settings_.budget_bytes) return {};
  return make_error(ErrorCode::resource_exhausted,
                    "the results that are being kept take more than skep.results.budget.bytes = {}: try again later, "
                    "read it as a stream, or raise that",
                    settings_.budget_bytes);
}

std::shared_ptr<SpooledResult> ResultSpool::find(std::string_view id) {
  std::lock_guard guard(mutex_);
  sweep(std::chrono::steady_clock::now());
  auto found = results_.find(id);
  return found == results_.end() ? nullptr : found->second.result;
}

void ResultSpool::forget(std::string_view id) {
  std::lock_guard guard(mutex_);
  if (auto found = results_.find(id); found != results_.end()) results_.erase(found);
}

void ResultSpool::sweep_until_stopped() {
  std::unique_lock lock(mutex_);
  auto half = std::chrono::duration_cast<std::chrono::milliseconds>(settings_.keep) / 2;
  auto pause = std::clamp(half, kSweepPauseMin, kSweepPauseMax);
  while (!stop_.wait_for(lock, pause, [this] { return stopped_; })) sweep(std::chrono::steady_clock::now());
}

void ResultSpool::sweep(std::chrono::steady_clock::time_point now) {
  for (auto& [id, entry] : results_)
    if (!entry.finished && entry.result->is_finished()) entry.finished = now;
  std::erase_if(results_,
                [&](const auto& item) { return item.second.finished && now - *item.second.finished > settings_.keep; });
}

/// Forgets the oldest finished results until the others fit; gives what they take.
int64_t ResultSpool::make_room() {
  sweep(std::chrono::steady_clock::now());
  int64_t total = 0;
  for (const auto& [id, entry] : results_) total += entry.result->bytes();
  while (total > settings_.budget_bytes) {
    auto oldest = results_.end();
    for (auto at = results_.begin(); at != results_.end(); ++at) {
      if (!at->second.finished) continue;
      if (oldest == results_.end() || *at->second.finished < *oldest->second.finished) oldest = at;
    }
    if (oldest == results_.end()) break;
    total -= oldest->second.result->bytes();
    results_.erase(oldest);
  }
  return total;
}

}  // namespace skep::cache
