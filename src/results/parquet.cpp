#include "results/formats.h"
#include "results/string_sink.h"

#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <arrow/util/byte_size.h>
#include <parquet/arrow/writer.h>

#include <algorithm>

namespace skep::results {
namespace {

/// A row group ends at about so many bytes of Arrow: what a stream holds in memory, encoded, until they go out.
constexpr int64_t kRowGroupBytes = 16 << 20;

constexpr std::string_view kForm = "Parquet";

bool has_interval(const types::DataType& type) {
  using types::TypeKind;
  switch (type.kind()) {
    case TypeKind::interval_year_month:
    case TypeKind::interval_day_time:
    case TypeKind::calendar_interval: return true;
    case TypeKind::array: return has_interval(type.element());
    case TypeKind::map: return has_interval(type.key()) || has_interval(type.value());
    case TypeKind::struct_:
      return std::any_of(type.fields().begin(), type.fields().end(),
                         [](const types::Field& field) { return has_interval(field.type); });
    default: return false;
  }
}

/// Writes a Parquet file front to back, a row group at a time. One that breaks off has no footer, so that no reader takes
/// it for a whole one.
class ParquetEncoder final : public Encoder {
 public:
  explicit ParquetEncoder(std::shared_ptr<arrow::Schema> schema) : schema_(std::move(schema)) {}

  Result<void> begin(std::string& out) override {
    sink_->append_to(out);
    auto properties = parquet::WriterProperties::Builder().compression(parquet::Compression::SNAPPY)->build();
    auto writer =
        parquet::arrow::FileWriter::Open(*schema_, arrow::default_memory_pool(), sink_, std::move(properties));
    if (!writer.ok()) return to_result(writer.status(), kForm);
    writer_ = std::move(*writer);
    return {};
  }

  Result<void> add(const arrow::RecordBatch& batch, std::string& out) override {
    sink_->append_to(out);
    if (group_bytes_ >= kRowGroupBytes) {
      if (auto begun = to_result(writer_->NewBufferedRowGroup(), kForm); !begun) return begun;
      group_bytes_ = 0;
    }
    auto bytes = arrow::util::ReferencedBufferSize(batch);
    if (!bytes.ok()) return to_result(bytes.status(), kForm);
    group_bytes_ += *bytes;
    return to_result(writer_->WriteRecordBatch(batch), kForm);
  }

  Result<void> finish(std::string& out) override {
    sink_->append_to(out);
    return to_result(writer_->Close(), kForm);
  }

  void fail(const Error&, std::string&) override {}

  /// Closing a writer ends its file, also one that is dropped in the middle: those bytes go nowhere.
  ~ParquetEncoder() override {
    std::string nowhere;
    sink_->append_to(nowhere);
    writer_.reset();
  }

 private:
  std::shared_ptr<arrow::Schema> schema_;
  std::shared_ptr<StringSink> sink_ = std::make_shared<StringSink>();
  std::unique_ptr<parquet::arrow::FileWriter> writer_;
  int64_t group_bytes_ = 0;
};

}  // namespace

Result<std::unique_ptr<Encoder>> make_parquet_encoder(const types::Schema& schema,
                                                      std::shared_ptr<arrow::Schema> arrow_schema) {
  for (const auto& column : schema)
    if (has_interval(column.type))
      return make_error(ErrorCode::unsupported, "Parquet has no form for the type {} of column {}: cast it to a string",
                        column.type.to_text(), column.name);
  return std::make_unique<ParquetEncoder>(std::move(arrow_schema));
}

}  // namespace skep::results
