#include "results/formats.h"
#include "results/json_rows.h"

#include <arrow/record_batch.h>

namespace skep::results {
namespace {

/// Writes the rows as one JSON array.
class JsonEncoder final : public Encoder {
 public:
  explicit JsonEncoder(std::unique_ptr<JsonRows> rows) : rows_(std::move(rows)) {}

  Result<void> begin(std::string& out) override {
    out += '[';
    return {};
  }

  Result<void> add(const arrow::RecordBatch& batch, std::string& out) override {
    if (batch.num_rows() == 0) return {};
    if (has_rows_) out += ',';
    has_rows_ = true;
    if (auto added = rows_->append(batch, out); !added) return added;
    out.pop_back();  // the comma after the last row
    return {};
  }

  Result<void> finish(std::string& out) override {
    out += ']';
    return {};
  }

  /// The array stays open: what was sent is no JSON.
  void fail(const Error&, std::string&) override {}

 private:
  std::unique_ptr<JsonRows> rows_;
  bool has_rows_ = false;
};

}  // namespace

Result<std::unique_ptr<Encoder>> make_json_encoder(const EncoderOptions& options, const types::Schema& schema) {
  auto rows = JsonRows::make(schema, options, ",");
  if (!rows) return rows.error();
  return std::make_unique<JsonEncoder>(std::move(*rows));
}

}  // namespace skep::results
