#include "results/encoder.h"

#include "base/text.h"
#include "results/formats.h"

namespace skep::results {

std::string_view content_type(Format format) {
  switch (format) {
    case Format::json: return "application/json";
    case Format::ndjson: return "application/x-ndjson";
    case Format::arrow_stream: return "application/vnd.apache.arrow.stream";
    case Format::csv: return "text/csv; charset=utf-8; header=present";
    case Format::parquet: return "application/vnd.apache.parquet";
  }
  return "application/octet-stream";
}

Result<std::unique_ptr<Encoder>> make_encoder(const EncoderOptions& options, const types::Schema& schema,
                                              std::shared_ptr<arrow::Schema> arrow_schema) {
  switch (options.format) {
    case Format::json: return make_json_encoder(options, schema);
    case Format::ndjson: return make_ndjson_encoder(options, schema);
    case Format::arrow_stream: return make_arrow_stream_encoder(std::move(arrow_schema));
    case Format::csv: return make_csv_encoder(options, schema);
    case Format::parquet: return make_parquet_encoder(schema, std::move(arrow_schema));
  }
  return make_error(ErrorCode::internal, "no encoder for this format");
}

std::string columns_json(const types::Schema& schema) {
  std::string out = "[";
  for (const auto& column : schema) {
    if (out.size() > 1) out += ',';
    out += R"({"name":)" + json_quote(column.name) + R"(,"type":)" + json_quote(column.type.to_text()) + "}";
  }
  return out + "]";
}

}  // namespace skep::results
