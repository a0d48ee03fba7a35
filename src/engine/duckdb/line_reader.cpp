#include "engine/duckdb/line_reader.h"

namespace skep::engine {
namespace {

constexpr size_t kBlockBytes = 256 * 1024;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

LineReader::LineReader(duckdb::unique_ptr<duckdb::FileHandle> file, size_t begin, size_t end, std::string separator)
    : file_(std::move(file)), separator_(std::move(separator)), end_(end), position_(begin) {
  if (begin > 0) {
    file_->Seek(begin);
    skip_line();
    return;
  }
  while (buffer_.size() < kByteOrderMark.size() && fill()) {
  }
  if (buffer_.starts_with(kByteOrderMark)) used_ = kByteOrderMark.size();
}

std::optional<std::string_view> LineReader::next() {
  size_t begin = used_;
  if (position_ + begin > end_) return std::nullopt;
  auto ending = find_ending(begin);
  begin = used_;  // the buffer may have moved
  if (ending) {
    used_ = ending->at + ending->bytes;
    return std::string_view(buffer_).substr(begin, ending->at - begin);
  }
  if (begin == buffer_.size()) return std::nullopt;
  used_ = buffer_.size();
  return std::string_view(buffer_).substr(begin);
}

/// Finds the end of the line that starts at `used_`, reading on as needed. Nothing when the file ends first.
std::optional<LineReader::Ending> LineReader::find_ending(size_t from) {
  size_t searched = from - used_;  // relative to the line's start, since the buffer moves
  while (true) {
    size_t at = separator_.empty() ? buffer_.find_first_of("\r\n", used_ + searched)
                                   : buffer_.find(separator_, used_ + searched);
    if (at == std::string::npos) {
      size_t overlap = separator_.empty() ? 0 : separator_.size() - 1;
      size_t length = buffer_.size() - used_;
      searched = length > overlap ? length - overlap : 0;
      if (!fill()) return std::nullopt;
      continue;
    }
    if (!separator_.empty()) return Ending{at, separator_.size()};
    if (buffer_[at] == '\n') return Ending{at, 1};
    if (at + 1 == buffer_.size()) {
      searched = at - used_;
      if (fill()) continue;
      return Ending{at, 1};
    }
    return Ending{at, buffer_[at + 1] == '\n' ? size_t{2} : size_t{1}};
  }
}

/// Reads a block more, and drops what has been given out.
bool LineReader::fill() {
  if (at_file_end_) return false;
  buffer_.erase(0, used_);
  position_ += used_;
  used_ = 0;
  size_t size = buffer_.size();
  buffer_.resize(size + kBlockBytes);
  auto read = file_->Read(buffer_.data() + size, kBlockBytes);
  buffer_.resize(size + static_cast<size_t>(std::max<int64_t>(read, 0)));
  at_file_end_ = read <= 0;
  return read > 0;
}

void LineReader::skip_line() {
  auto ending = find_ending(used_);
  used_ = ending ? ending->at + ending->bytes : buffer_.size();
}

}  // namespace skep::engine
