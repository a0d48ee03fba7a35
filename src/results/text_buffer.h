#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace skep::results {

/// Collects bytes without filling them with zeros first.
///
/// Writers keep the end in a pointer of their own: make_room gives it, with room behind it, and end_at takes it back.
/// kSlack bytes more may always be read and, within the room, overwritten, so that short pieces are copied in blocks.
class TextBuffer {
 public:
  static constexpr size_t kSlack = 32;

  TextBuffer() = default;
  explicit TextBuffer(std::string_view text) { append(text); }

  size_t size() const { return size_; }
  const char* data() const { return bytes_.get(); }
  std::string_view view() const { return {bytes_.get(), size_}; }
  void clear() { size_ = 0; }

  /// Gives a pointer behind the last byte with room for `more` bytes and the slack.
  char* reserve(size_t more) { return make_room(bytes_.get() + size_, more); }

  /// Does the same for a writer who is at `end`, which lies behind all that is to be kept.
  char* make_room(char* end, size_t more) {
    if (static_cast<size_t>(limit_ - end) < more + kSlack) [[unlikely]]
      return grow(end, more);
    return end;
  }

  void end_at(const char* end) { size_ = static_cast<size_t>(end - bytes_.get()); }

  void append(std::string_view text) {
    char* to = reserve(text.size());
    std::memcpy(to, text.data(), text.size());
    size_ += text.size();
  }

  void append(char c) {
    *reserve(1) = c;
    size_++;
  }

 private:
  char* grow(const char* end, size_t more) {
    auto size = static_cast<size_t>(end - bytes_.get());
    size_t capacity = std::max<size_t>({size + more + kSlack, 2 * static_cast<size_t>(limit_ - bytes_.get()), 256});
    auto bytes = std::make_unique_for_overwrite<char[]>(capacity);
    if (size > 0) std::memcpy(bytes.get(), bytes_.get(), size);
    bytes_ = std::move(bytes);
    limit_ = bytes_.get() + capacity;
    return bytes_.get() + size;
  }

  std::unique_ptr<char[]> bytes_;
  char* limit_ = nullptr;
  size_t size_ = 0;
};

/// Copies in blocks of 32 bytes: both sides need TextBuffer::kSlack bytes behind them. Returns the end of the copy.
inline char* copy_short(char* to, const char* from, size_t size) {
  std::memcpy(to, from, 32);
  for (size_t at = 32; at < size; at += 32) std::memcpy(to + at, from + at, 32);
  return to + size;
}

/// Copies what need not have anything behind it; `to` needs room for it only.
inline char* copy_text(char* to, std::string_view text) {
  std::memcpy(to, text.data(), text.size());
  return to + text.size();
}

}  // namespace skep::results
