#include "services/http/statement_stream.h"

#include <arrow/record_batch.h>

#include <algorithm>
#include <chrono>
#include <limits>

namespace skep::services {
namespace {

/// A piece is about so long: enough that handing it over costs nothing, little enough that many fit in memory.
constexpr size_t kPieceBytes = 1u << 20;

/// Rows that are there wait no longer than so for others to go with them.
constexpr auto kGatherTime = std::chrono::milliseconds(10);
constexpr int64_t kTextRowsAtOnce = 1024;

/// Batches go into the columnar formats whole, as they are.
int64_t rows_at_once(results::Format format) {
  bool is_columnar = format == results::Format::arrow_stream || format == results::Format::parquet;
  return is_columnar ? std::numeric_limits<int64_t>::max() : kTextRowsAtOnce;
}

}  // namespace

StatementStream::StatementStream(std::unique_ptr<session::RunningStatement> statement,
                                 std::unique_ptr<StatementWatch> watch, std::unique_ptr<results::Encoder> encoder,
                                 results::Format format, std::optional<int64_t> limit)
    : statement_(std::move(statement)),
      watch_(std::move(watch)),
      encoder_(std::move(encoder)),
      rows_at_once_(rows_at_once(format)),
      rows_left_(limit.value_or(std::numeric_limits<int64_t>::max())) {}

StatementStream::~StatementStream() = default;

Result<bool> StatementStream::begin(std::string& out) {
  if (auto begun = encoder_->begin(out); !begun) return begun.error();
  ByteChain first;
  auto more = add_piece(first);
  for (auto bytes : first.pieces()) out += bytes;
  return more;
}

Result<bool> StatementStream::next(ByteChain& out) {
  auto until = std::chrono::steady_clock::now() + kGatherTime;
  auto more = add_piece(out);
  while (more && *more && out.size() < kPieceBytes && std::chrono::steady_clock::now() < until) more = add_piece(out);
  if (!more) encoder_->fail(more.error(), out.text());
  return more;
}

Result<bool> StatementStream::add_piece(ByteChain& out) {
  if (!batch_) {
    auto more = take_batch();
    if (!more) return more;
    if (!*more) {
      if (auto finished = encoder_->finish(out.text()); !finished) return finished.error();
      return false;
    }
  }
  if (auto encoded = encode_part(out); !encoded) return encoded.error();
  return true;
}

/// Answers false at the end of the rows, or at the limit.
Result<bool> StatementStream::take_batch() {
  if (rows_left_ == 0) return false;
  auto batch = statement_->rows().next();
  if (!batch) return batch.error();
  if (!*batch) return false;
  batch_ = std::move(*batch);
  if (batch_->num_rows() > rows_left_) batch_ = batch_->Slice(0, rows_left_);
  rows_left_ -= batch_->num_rows();
  encoded_ = 0;
  return true;
}

Result<void> StatementStream::encode_part(ByteChain& out) {
  size_t size = out.size();
  while (batch_ && out.size() - size < kPieceBytes) {
    int64_t count = std::min(rows_at_once_, batch_->num_rows() - encoded_);
    bool whole = count == batch_->num_rows();
    auto added =
        whole ? encoder_->add_shared(*batch_, out) : encoder_->add_shared(*batch_->Slice(encoded_, count), out);
    if (!added) return added;
    encoded_ += count;
    if (encoded_ == batch_->num_rows()) batch_ = nullptr;
  }
  return {};
}

}  // namespace skep::services
