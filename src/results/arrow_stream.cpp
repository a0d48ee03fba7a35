#include "results/formats.h"
#include "results/string_sink.h"

#include <arrow/ipc/options.h>
#include <arrow/ipc/writer.h>
#include <arrow/record_batch.h>

namespace skep::results {
namespace {

constexpr std::string_view kForm = "the Arrow stream";

/// Writes Arrow's stream format: the schema, then each batch as a message.
class ArrowStreamEncoder final : public Encoder {
 public:
  explicit ArrowStreamEncoder(std::shared_ptr<arrow::Schema> schema) : schema_(std::move(schema)) {}

  Result<void> begin(std::string& out) override {
    sink_->append_to(out);
    auto options = arrow::ipc::IpcWriteOptions::Defaults();
    options.use_threads = false;
    auto writer = arrow::ipc::MakeStreamWriter(sink_, schema_, options);
    if (!writer.ok()) return to_result(writer.status(), kForm);
    writer_ = *writer;
    // The schema is written with the first batch or at the end; nothing has to be here yet.
    return {};
  }

  Result<void> add(const arrow::RecordBatch& batch, std::string& out) override {
    sink_->append_to(out);
    return to_result(writer_->WriteRecordBatch(batch), kForm);
  }

  Result<void> add_shared(const arrow::RecordBatch& batch, ByteChain& out) override {
    sink_->append_to(out);
    return to_result(writer_->WriteRecordBatch(batch), kForm);
  }

  Result<void> finish(std::string& out) override {
    sink_->append_to(out);
    return to_result(writer_->Close(), kForm);
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
