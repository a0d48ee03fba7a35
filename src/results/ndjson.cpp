#include "results/formats.h"
#include "results/json_rows.h"

namespace skep::results {
namespace {

/// Writes a row a line. With Shape::arrays a first line names the columns.
class NdjsonEncoder final : public Encoder {
 public:
  NdjsonEncoder(std::unique_ptr<JsonRows> rows, std::string first_line)
      : rows_(std::move(rows)), first_line_(std::move(first_line)) {}

  Result<void> begin(std::string& out) override {
    out += first_line_;
    return {};
  }
  Result<void> add(const arrow::RecordBatch& batch, std::string& out) override { return rows_->append(batch, out); }
  Result<void> finish(std::string&) override { return {}; }

  void fail(const Error& error, std::string& out) override {
    out += R"({"error":)" + problem_document(error, std::nullopt) + "}\n";
  }

 private:
  std::unique_ptr<JsonRows> rows_;
  std::string first_line_;
};

}  // namespace

Result<std::unique_ptr<Encoder>> make_ndjson_encoder(const EncoderOptions& options, const types::Schema& schema) {
  auto rows = JsonRows::make(schema, options, "\n");
  if (!rows) return rows.error();
  std::string first_line;
  if (options.shape == Shape::arrays) first_line = R"({"columns":)" + columns_json(schema) + "}\n";
  return std::make_unique<NdjsonEncoder>(std::move(*rows), std::move(first_line));
}

}  // namespace skep::results
