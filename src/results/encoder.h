#pragma once

#include "base/byte_chain.h"
#include "base/result.h"
#include "types/data_type.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace arrow {
class RecordBatch;
class Schema;
}  // namespace arrow

namespace skep::results {

/// What a client reads.
enum class Format { json, ndjson, arrow_stream, csv, parquet };

/// How rows look in JSON formats.
enum class Shape { objects, arrays };

std::string_view content_type(Format format);

/// How values are written that JSON has no one form for; the first of each is the default. CSV follows, without quotes.
struct JsonRules {
  enum class Int64 { number, string } int64 = Int64::number;        ///< bigint: JavaScript's numbers end at 2^53
  enum class Decimal { string, number } decimal = Decimal::string;  ///< as numbers many readers round them
  enum class Nan { string, null } nan = Nan::string;                ///< "NaN", "Infinity", "-Infinity"
  enum class Timestamp {
    text,
    iso
  } timestamp = Timestamp::text;  ///< "2001-01-31 12:00:00", "2001-01-31T12:00:00+01:00"
  enum class Binary { base64, hex } binary = Binary::base64;
  enum class Names { number, keep } names = Names::number;  ///< of members that have the same: "a", "a_2" or "a", "a"
};

struct EncoderOptions {
  Format format = Format::ndjson;
  Shape shape = Shape::objects;
  std::string time_zone = "UTC";  ///< in which timestamps are written as text
  JsonRules rules = {};
};

/// Turns record batches into a client's bytes, batch by batch: begin, any number of batches, then finish or fail.
///
/// Bytes are appended to `out`. One thread at a time. JSON cells: integers and finite doubles are numbers, dates,
/// timestamps and intervals the text that the spark-sql shell prints; structs are objects and maps objects, or with
/// Shape::arrays arrays and arrays of pairs; JsonRules says the rest.
class Encoder {
 public:
  virtual ~Encoder() = default;

  virtual Result<void> begin(std::string& out) = 0;
  virtual Result<void> add(const arrow::RecordBatch& batch, std::string& out) = 0;
  virtual Result<void> finish(std::string& out) = 0;

  /// As `add`; where the format has Arrow's own bytes, the batch's buffers are shared instead of copied.
  virtual Result<void> add_shared(const arrow::RecordBatch& batch, ByteChain& out) { return add(batch, out.text()); }

  /// Writes what tells the reader that the rows end here by failure: for NDJSON a last line {"error": problem}.
  virtual void fail(const Error& error, std::string& out) = 0;
};

/// Format::json gives only the rows as a JSON array; the page around it is the door's.
Result<std::unique_ptr<Encoder>> make_encoder(const EncoderOptions& options, const types::Schema& schema,
                                              std::shared_ptr<arrow::Schema> arrow_schema);

/// [{"name": "id", "type": "bigint"}, ...]: the columns as every JSON format names them.
std::string columns_json(const types::Schema& schema);

/// A problem document (RFC 9457) for an error: {"type", "title", "status", "detail", "errorClass", "sqlState", "line",
/// "column", "code"}; what is not known is left out, and so is the status of an error that comes after it was sent.
std::string problem_document(const Error& error, std::optional<int> status);

}  // namespace skep::results
