#include "services/http/job_result_stream.h"

#include "base/text.h"

#include <arrow/record_batch.h>

#include <algorithm>
#include <charconv>

namespace skep::services {
namespace {

/// Enough that handing a piece over costs nothing; see statement_stream.cpp.
constexpr int64_t kRowsAtOnce = 8192;
constexpr size_t kPieceBytes = 1u << 20;

std::optional<int64_t> whole_number(std::string_view text) {
  int64_t value = 0;
  auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

}  // namespace

std::optional<ByteRange> parse_range(std::string_view header, int64_t size, bool& satisfiable) {
  satisfiable = true;
  auto text = trim(header);
  if (!text.starts_with("bytes=")) return std::nullopt;
  text.remove_prefix(6);
  auto dash = text.find('-');
  if (dash == std::string_view::npos || text.find(',') != std::string_view::npos) return std::nullopt;
  auto first = whole_number(trim(text.substr(0, dash)));
  auto last_text = trim(text.substr(dash + 1));
  auto last = whole_number(last_text);
  if (!last_text.empty() && !last) return std::nullopt;

  ByteRange range{0, size - 1};
  if (trim(text.substr(0, dash)).empty()) {
    if (!last) return std::nullopt;
    satisfiable = *last > 0 && size > 0;
    range.first = std::max<int64_t>(0, size - *last);
    return range;
  }
  if (!first || (last && *last < *first)) return std::nullopt;
  satisfiable = *first < size;
  range.first = *first;
  if (last) range.last = std::min(*last, size - 1);
  return range;
}

JobResultStream::JobResultStream(std::shared_ptr<jobs::ResultFile> result, std::unique_ptr<results::Encoder> encoder,
                                 int64_t limit, std::optional<ByteRange> range)
    : result_(std::move(result)), encoder_(std::move(encoder)), range_(range), rows_left_(limit) {}

JobResultStream::~JobResultStream() = default;

Result<bool> JobResultStream::next(ByteChain& out) {
  if (!range_) {
    auto more = add_piece(out);
    while (more && *more && out.size() < kPieceBytes) more = add_piece(out);
    if (!more) encoder_->fail(more.error(), out.text());
    return more;
  }
  while (out.size() < kPieceBytes && made_ <= range_->last) {
    ByteChain piece;
    auto more = add_piece(piece);
    if (!more) return more;
    add_range(piece, out);
    if (!*more) return false;
  }
  return made_ <= range_->last;
}

/// Adds what the range has of a piece that ends where `made_` will be.
void JobResultStream::add_range(ByteChain& from, ByteChain& out) {
  for (auto bytes : from.pieces()) {
    int64_t begin = made_;
    made_ += static_cast<int64_t>(bytes.size());
    int64_t first = std::max(range_->first, begin);
    int64_t end = std::min(range_->last + 1, made_);
    if (first < end) out.text() += bytes.substr(static_cast<size_t>(first - begin), static_cast<size_t>(end - first));
  }
}

Result<int64_t> JobResultStream::count() {
  int64_t size = 0;
  while (true) {
    ByteChain piece;
    auto more = add_piece(piece);
    if (!more) return more.error();
    size += static_cast<int64_t>(piece.size());
    if (!*more) return size;
  }
}

Result<bool> JobResultStream::add_piece(ByteChain& out) {
  if (!has_begun_) {
    has_begun_ = true;
    if (auto begun = encoder_->begin(out.text()); !begun) return begun.error();
    return true;
  }
  if (!batch_ && rows_left_ > 0 && batch_number_ < result_->batches()) {
    auto batch = result_->read(batch_number_++);
    if (!batch) return batch.error();
    batch_ = std::move(*batch);
    encoded_ = 0;
  }
  if (!batch_ || rows_left_ == 0) {
    if (auto finished = encoder_->finish(out.text()); !finished) return finished.error();
    return false;
  }
  int64_t count = std::min({kRowsAtOnce, rows_left_, batch_->num_rows() - encoded_});
  if (count > 0)
    if (auto added = encoder_->add_shared(*batch_->Slice(encoded_, count), out); !added) return added.error();
  encoded_ += count;
  rows_left_ -= count;
  if (encoded_ == batch_->num_rows()) batch_ = nullptr;
  return true;
}

}  // namespace skep::services
