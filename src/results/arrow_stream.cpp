#include "results/formats.h"

#include <arrow/io/interfaces.h>
#include <arrow/ipc/options.h>
#include <arrow/ipc/writer.h>
#include <arrow/record_batch.h>

namespace skep::results {
namespace {

/// Lets Arrow's writer append to a string that changes from call to call.
class StringSink final : public arrow::io::OutputStream {
 public:
  void append_to(std::string& out) { out_ = &out; }

  arrow::Status Write(const void* bytes, int64_t count) override {
    out_->append(static_cast<const char*>(bytes), static_cast<size_t>(count));
    position_ += count;
    return arrow::Status::OK();
  }
  using arrow::io::OutputStream::Write;
  arrow::Result<int64_t> Tell() const override { return position_; }
  arrow::Status Close() override { return arrow::Status::OK(); }
  bool closed() const override { return false; }

 private:
  std::string* out_ = nullptr;
  int64_t position_ = 0;
};

Result<void> to_result(const arrow::Status& status) {
  if (status.ok()) return {};
  return make_error(ErrorCode::internal, "writing the Arrow stream: {}", status.ToString());
}

/// Writes Arrow's stream format: the schema, then each batch as a message.
class ArrowStreamEncoder final : public Encoder {
 public:
  explicit ArrowStreamEncoder(std::shared_ptr<arrow::Schema> schema) : schema_(std::move(schema)) {}

  Result<void> begin(std::string& out) override {
    sink_->append_to(out);
    auto options = arrow::ipc::IpcWriteOptions::Defaults();
    options.use_threads = false;
    auto writer = arrow::ipc::MakeStreamWriter(sink_, schema_, options);
    if (!writer.ok()) return to_result(writer.status());
    writer_ = *writer;
    // The schema is written with the first batch or at the end; nothing has to be here yet.
    return {};
  }

  Result<void> add(const arrow::RecordBatch& batch, std::string& out) override {
    sink_->append_to(out);
    return to_result(writer_->WriteRecordBatch(batch));
  }

  Result<void> finish(std::string& out) override {
    sink_->append_to(out);
    return to_result(writer_->Close());
  }

  /// A stream that just stops reads like one that is complete. A message that is announced and never comes makes
  /// readers fail, also those that overlook a broken connection.
  void fail(const Error&, std::string& out) override { out += std::string_view("\xFF\xFF\xFF\xFF\x00\x00\x10\x00", 8); }

 private:
  std::shared_ptr<arrow::Schema> schema_;
  std::shared_ptr<StringSink> sink_ = std::make_shared<StringSink>();
  std::shared_ptr<arrow::ipc::RecordBatchWriter> writer_;
};

}  // namespace

Result<std::unique_ptr<Encoder>> make_arrow_stream_encoder(std::shared_ptr<arrow::Schema> schema) {
  return std::make_unique<ArrowStreamEncoder>(std::move(schema));
}

}  // namespace skep::results
