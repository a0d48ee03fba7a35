#include "jobs/result_file.h"

#include "base/text.h"
#include "engine/kept_rows.h"

#include <arrow/io/interfaces.h>
#include <arrow/ipc/reader.h>
#include <arrow/ipc/writer.h>
#include <arrow/record_batch.h>
#include <arrow/util/key_value_metadata.h>

#include <algorithm>
#include <charconv>

namespace skep::jobs {
namespace {

constexpr const char* kColumns = "skep.columns";
constexpr const char* kTimeZone = "skep.timeZone";
constexpr const char* kRowCounts = "skep.rowCounts";

Error arrow_error(const arrow::Status& status) {
  auto code = status.IsIOError() ? ErrorCode::unavailable : ErrorCode::internal;
  return make_error(code, "the result's file: {}", status.ToString());
}

Error not_ours(std::string_view what) {
  return make_error(ErrorCode::internal, "the result's file is none that a job wrote: {}", what);
}

std::vector<int64_t> first_rows(const std::string& counts) {
  std::vector<int64_t> first{0};
  for (const auto& count : split(counts, ',')) {
    int64_t rows = 0;
    if (std::from_chars(count.data(), count.data() + count.size(), rows).ec == std::errc())
      first.push_back(first.back() + rows);
  }
  return first;
}

}  // namespace

ResultFileWriter::ResultFileWriter() = default;
ResultFileWriter::~ResultFileWriter() = default;

Result<std::unique_ptr<ResultFileWriter>> ResultFileWriter::begin(const ResultHead& head,
                                                                  std::shared_ptr<arrow::io::OutputStream> sink) {
  auto made = std::unique_ptr<ResultFileWriter>(new ResultFileWriter());
  made->footer_ =
      arrow::KeyValueMetadata::Make({kColumns, kTimeZone}, {types::schema_to_json(head.schema), head.time_zone});
  auto writer =
      arrow::ipc::MakeFileWriter(std::move(sink), head.arrow_schema, engine::kept_rows_options(), made->footer_);
  if (!writer.ok()) return arrow_error(writer.status());
  made->writer_ = std::move(*writer);
  return made;
}

Result<void> ResultFileWriter::add(const arrow::RecordBatch& batch) {
  if (auto written = writer_->WriteRecordBatch(batch); !written.ok()) return arrow_error(written);
  if (!row_counts_.empty()) row_counts_ += ',';
  row_counts_ += std::to_string(batch.num_rows());
  return {};
}

Result<void> ResultFileWriter::finish() {
  // The writer puts the metadata down with the footer, which it writes now.
  footer_->Append(kRowCounts, row_counts_);
  if (auto closed = writer_->Close(); !closed.ok()) return arrow_error(closed);
  return {};
}

Result<std::shared_ptr<ResultFile>> ResultFile::open(std::shared_ptr<arrow::io::RandomAccessFile> source) {
  auto options = arrow::ipc::IpcReadOptions::Defaults();
  options.use_threads = false;
  auto reader = arrow::ipc::RecordBatchFileReader::Open(std::move(source), options);
  if (!reader.ok()) return arrow_error(reader.status());
  auto footer = (*reader)->metadata();
  if (!footer || !footer->Contains(kColumns) || !footer->Contains(kRowCounts)) return not_ours("its footer");
  auto schema = types::schema_from_json(footer->Get(kColumns).ValueOr(""));
  if (!schema) return schema.error();

  auto made = std::make_shared<ResultFile>();
  made->reader_ = std::move(*reader);
  made->head_ = {std::move(*schema), made->reader_->schema(), footer->Get(kTimeZone).ValueOr("UTC")};
  made->first_rows_ = first_rows(footer->Get(kRowCounts).ValueOr(""));
  if (made->batches() != static_cast<size_t>(made->reader_->num_record_batches())) return not_ours("its row counts");
  return made;
}

size_t ResultFile::batch_of(int64_t row) const {
  auto after = std::upper_bound(first_rows_.begin(), first_rows_.end(), row);
  return static_cast<size_t>(after - first_rows_.begin()) - 1;
}

Result<std::shared_ptr<arrow::RecordBatch>> ResultFile::read(size_t batch) const {
  auto read = reader_->ReadRecordBatch(static_cast<int>(batch));
  if (!read.ok()) return arrow_error(read.status());
  return *read;
}

Result<ResultFile::Page> ResultFile::page(int64_t offset, int64_t limit) const {
  Page page;
  page.count = std::clamp<int64_t>(rows() - offset, 0, limit);
  if (page.count == 0) return page;
  size_t batch = batch_of(offset);
  page.skip = offset - first_row(batch);
  for (; batch < batches() && first_row(batch) < offset + page.count; batch++) {
    auto rows = read(batch);
    if (!rows) return rows.error();
    page.batches.push_back(std::move(*rows));
  }
  return page;
}

}  // namespace skep::jobs
