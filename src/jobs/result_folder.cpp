#include "jobs/result_folder.h"

#include "engine/record_batch_stream.h"

#include <arrow/buffer.h>
#include <arrow/io/file.h>
#include <arrow/io/memory.h>
#include <arrow/record_batch.h>
#include <arrow/table.h>
#include <arrow/util/byte_size.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

namespace skep::jobs {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kEnding = ".arrow";
constexpr std::string_view kUnfinished = ".part";

/// Rows are gathered into batches of about so much, so that a page is read with few of them.
constexpr int64_t kBatchRows = 65'536;
constexpr int64_t kBatchBytes = 8 << 20;

Error storage_full(std::string_view why) {
  return Error::of_class(ErrorCode::resource_exhausted, "RESULT_STORAGE_FULL",
                         fmt::format("there is no space for the job's result: {}", why));
}

std::string to_hex(const arrow::Buffer& bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(static_cast<size_t>(bytes.size()) * 2);
  for (int64_t i = 0; i < bytes.size(); i++) {
    uint8_t byte = bytes.data()[i];
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

Result<std::shared_ptr<arrow::Buffer>> from_hex(const std::string& text) {
  std::string bytes(text.size() / 2, '\0');
  for (size_t i = 0; i < bytes.size(); i++) {
    uint8_t byte = 0;
    auto* at = text.data() + 2 * i;
    if (std::from_chars(at, at + 2, byte, 16).ptr != at + 2)
      return make_error(ErrorCode::internal, "the store holds a result that cannot be read");
    bytes[i] = static_cast<char>(byte);
  }
  return arrow::Buffer::FromString(std::move(bytes));
}

/// Waits until a file, or a folder's entries, are on the disk.
Result<void> sync(const std::string& path) {
  int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  bool synced = file >= 0 && ::fsync(file) == 0;
  auto error = errno;
  if (file >= 0) ::close(file);
  if (synced) return {};
  if (error == ENOSPC || error == EDQUOT) return storage_full(std::strerror(error));
  return make_error(ErrorCode::unavailable, "syncing {}: {}", path, std::strerror(error));
}

struct Stored {
  fs::path path;
  int64_t bytes = 0;
  fs::file_time_type written;
};

/// Whole results and those on their way, the oldest first.
std::vector<Stored> stored_in(const std::string& directory) {
  std::vector<Stored> found;
  std::error_code problem;
  for (fs::directory_iterator entry(directory, problem), end; !problem && entry != end; entry.increment(problem)) {
    std::error_code gone;
    Stored one{entry->path(), static_cast<int64_t>(entry->file_size(gone)), {}};
    one.written = entry->last_write_time(gone);
    if (!gone) found.push_back(std::move(one));
  }
  std::sort(found.begin(), found.end(), [](const Stored& a, const Stored& b) { return a.written < b.written; });
  return found;
}

}  // namespace

/// One result on its way: in memory while it is small, then in a file that gets its name at the end.
class ResultFolder::Writing {
 public:
  Writing(ResultFolder& folder, const Job& job, ResultHead head)
      : folder_(folder), final_path_(folder.path_of(job)), head_(std::move(head)) {
    part_path_ = fmt::format("{}{}", final_path_, kUnfinished);
  }
  ~Writing() {
    if (file_) static_cast<void>(file_->Close());
    std::error_code ignored;
    if (file_ && !placed_) fs::remove(part_path_, ignored);
  }
  Writing(const Writing&) = delete;
  Writing& operator=(const Writing&) = delete;

  Result<void> add(std::shared_ptr<arrow::RecordBatch> batch) {
    rows_ += batch->num_rows();
    waiting_rows_ += batch->num_rows();
    waiting_bytes_ += arrow::util::TotalBufferSize(*batch);
    waiting_.push_back(std::move(batch));
    if (waiting_rows_ < kBatchRows && waiting_bytes_ < kBatchBytes) return {};
    return write_waiting();
  }

  Result<KeptRows> finish() {
    if (!file_) {
      auto small = small_file();
      if (!small) return small.error();
      if ((*small)->size() <= folder_.settings_.small_bytes) return KeptRows{rows_, (*small)->size(), to_hex(**small)};
    }
    if (auto written = write_waiting(); !written) return written.error();
    if (auto finished = writer_->finish(); !finished) return worded(finished.error());
    auto bytes = file_->Tell().ValueOr(0);
    if (auto closed = file_->Close(); !closed.ok()) return worded(Error(ErrorCode::unavailable, closed.ToString()));
    if (auto synced = sync(part_path_); !synced) return synced.error();
    std::error_code problem;
    fs::rename(part_path_, final_path_, problem);
    if (problem) return make_error(ErrorCode::unavailable, "placing {}: {}", final_path_, problem.message());
    placed_ = true;
    if (auto synced = sync(folder_.settings_.directory); !synced) return synced.error();
    return KeptRows{rows_, bytes, {}};
  }

  int64_t rows() const { return rows_; }
  int64_t bytes() const { return bytes_; }

 private:
  Result<std::shared_ptr<arrow::Buffer>> small_file() {
    auto sink = arrow::io::BufferOutputStream::Create().ValueOrDie();
    auto writer = ResultFileWriter::begin(head_, sink);
    if (!writer) return writer.error();
    if (auto gathered = gather(); !gathered) return gathered.error();
    for (const auto& batch : waiting_)
      if (auto added = (*writer)->add(*batch); !added) return added.error();
    if (auto finished = (*writer)->finish(); !finished) return finished.error();
    return sink->Finish().ValueOrDie();
  }

  /// Makes one batch of those that wait.
  Result<void> gather() {
    if (waiting_.size() < 2) return {};
    auto table = arrow::Table::FromRecordBatches(head_.arrow_schema, waiting_);
    auto whole = table.ok() ? (*table)->CombineChunksToBatch()
                            : arrow::Result<std::shared_ptr<arrow::RecordBatch>>(table.status());
    if (!whole.ok()) return make_error(ErrorCode::internal, "gathering a result: {}", whole.status().ToString());
    waiting_ = {std::move(*whole)};
    return {};
  }

  Result<void> write_waiting() {
    if (!file_)
      if (auto opened = open_file(); !opened) return opened;
    if (auto gathered = gather(); !gathered) return gathered;
    for (const auto& batch : waiting_)
      if (auto added = writer_->add(*batch); !added) return worded(added.error());
    waiting_.clear();
    waiting_rows_ = waiting_bytes_ = 0;
    bytes_ = file_->Tell().ValueOr(bytes_);
    if (auto room = folder_.make_room(); !room) return room;
    return folder_.settings_.shared ? folder_.settings_.shared->make_room() : Result<void>();
  }

  Result<void> open_file() {
    std::error_code ignored;
    fs::create_directories(folder_.settings_.directory, ignored);
    auto file = arrow::io::FileOutputStream::Open(part_path_);
    if (!file.ok()) return worded(Error(ErrorCode::unavailable, file.status().ToString()));
    file_ = std::move(*file);
    auto writer = ResultFileWriter::begin(head_, file_);
    if (!writer) return worded(writer.error());
    writer_ = std::move(*writer);
    return {};
  }

  /// Tells a disk that is full from other failures to write.
  static Error worded(Error error) {
    bool is_full = error.message.find(std::strerror(ENOSPC)) != std::string::npos ||
                   error.message.find(std::strerror(EDQUOT)) != std::string::npos;
    return is_full ? storage_full(error.message) : error;
  }

  ResultFolder& folder_;
  const std::string final_path_;
  std::string part_path_;
  const ResultHead head_;
  std::shared_ptr<arrow::io::FileOutputStream> file_;
  std::unique_ptr<ResultFileWriter> writer_;
  std::vector<std::shared_ptr<arrow::RecordBatch>> waiting_;
  int64_t waiting_rows_ = 0;
  int64_t waiting_bytes_ = 0;
  int64_t rows_ = 0;
  int64_t bytes_ = 0;
  bool placed_ = false;
};

ResultFolder::ResultFolder(ResultFolderSettings settings) : settings_(std::move(settings)) {
  if (settings_.shared) settings_.shared->join(*this);
}

ResultFolder::~ResultFolder() {
  if (settings_.shared) settings_.shared->leave(*this);
}

Result<KeptRows> ResultFolder::keep(const Job& job, engine::RecordBatchStream& rows, const std::string& time_zone,
                                    const OnProgress& on_progress) {
  Writing writing(*this, job, {rows.schema(), rows.arrow_schema(), time_zone});
  while (true) {
    auto batch = rows.next();
    if (!batch) return batch.error();
    if (!*batch) break;
    if (auto added = writing.add(std::move(*batch)); !added) return added.error();
    on_progress(writing.rows(), writing.bytes());
  }
  return writing.finish();
}

Result<std::shared_ptr<ResultFile>> ResultFolder::open(const Job& job, const std::string& small) const {
  if (!small.empty()) {
    auto bytes = from_hex(small);
    if (!bytes) return bytes.error();
    return ResultFile::open(std::make_shared<arrow::io::BufferReader>(std::move(*bytes)));
  }
  auto file = arrow::io::ReadableFile::Open(path_of(job));
  if (!file.ok())
    return make_error(ErrorCode::not_found, "the result of the job {} is not there any more", job.request.id);
  return ResultFile::open(std::move(*file));
}

std::string ResultFolder::path_of(const Job& job) const {
  return fmt::format("{}/{}-{:08x}-{}{}", settings_.directory, job.number, job.nonce, job.attempt, kEnding);
}

void ResultFolder::remove(const Job& job) {
  std::error_code ignored;
  fs::remove(path_of(job), ignored);
}

/// Removes the oldest results until the others, and those on their way, fit.
Result<void> ResultFolder::make_room() {
  std::lock_guard guard(mutex_);
  auto stored = stored_in(settings_.directory);
  int64_t total = 0;
  for (const auto& one : stored) total += one.bytes;
  for (const auto& one : stored) {
    if (total <= settings_.budget_bytes) return {};
    if (one.path.extension() != kEnding) continue;
    std::error_code problem;
    fs::remove(one.path, problem);
    if (problem) continue;
    total -= one.bytes;
    evicted_.push_back(std::atoll(one.path.filename().c_str()));
  }
  if (total <= settings_.budget_bytes) return {};
  return storage_full(fmt::format("it takes more than skep.jobs.results.budget.bytes = {}", settings_.budget_bytes));
}

std::vector<cache::DiskBudget::Kept> ResultFolder::kept() {
  std::vector<cache::DiskBudget::Kept> all;
  for (const auto& one : stored_in(settings_.directory)) {
    auto written = std::chrono::file_clock::to_sys(one.written);
    all.push_back({one.path.filename().string(), one.bytes,
                   std::chrono::time_point_cast<std::chrono::system_clock::duration>(written),
                   one.path.extension() == kEnding});
  }
  return all;
}

bool ResultFolder::let_go(const std::string& name) {
  std::error_code problem;
  if (!fs::remove(fs::path(settings_.directory) / name, problem) || problem) return false;
  std::lock_guard guard(mutex_);
  evicted_.push_back(std::atoll(name.c_str()));
  return true;
}

std::vector<int64_t> ResultFolder::sweep() {
  // What another process of this folder writes now is written to all the time.
  constexpr auto kUnfinishedAge = std::chrono::hours(24);
  std::error_code problem;
  auto now = fs::file_time_type::clock::now();
  for (fs::directory_iterator entry(settings_.directory, problem), end; !problem && entry != end;
       entry.increment(problem)) {
    std::error_code gone;
    auto written = entry->last_write_time(gone);
    if (entry->path().extension() == kUnfinished && !gone && now - written > kUnfinishedAge)
      fs::remove(entry->path(), gone);
  }
  std::lock_guard guard(mutex_);
  return std::exchange(evicted_, {});
}

int64_t ResultFolder::bytes() const {
  int64_t total = 0;
  for (const auto& one : stored_in(settings_.directory)) total += one.bytes;
  return total;
}

}  // namespace skep::jobs
