#pragma once

#include "results/encoder.h"

namespace skep::results {

/// One maker a format; make_encoder (encoder.cpp) chooses.
Result<std::unique_ptr<Encoder>> make_json_encoder(const EncoderOptions& options, const types::Schema& schema);
Result<std::unique_ptr<Encoder>> make_ndjson_encoder(const EncoderOptions& options, const types::Schema& schema);
Result<std::unique_ptr<Encoder>> make_csv_encoder(const EncoderOptions& options, const types::Schema& schema);
Result<std::unique_ptr<Encoder>> make_arrow_stream_encoder(std::shared_ptr<arrow::Schema> schema);
Result<std::unique_ptr<Encoder>> make_parquet_encoder(const types::Schema& schema,
                                                      std::shared_ptr<arrow::Schema> arrow_schema);

}  // namespace skep::results
