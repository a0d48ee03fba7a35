#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace skep {

/// Bytes in order, of two kinds: those that are appended here, and memory of others that is kept alive and not copied.
/// What makes a body appends to it, what sends it asks for the pieces. One thread at a time.
class ByteChain {
 public:
  /// What is appended to this comes after all that is there.
  std::string& text() { return text_; }

  /// Adds bytes that stay where they are; `owner` keeps them so until `clear`.
  void share(std::string_view bytes, std::shared_ptr<const void> owner);

  size_t size() const { return text_.size() + shared_bytes_; }
  bool empty() const { return size() == 0; }

  /// The pieces in order; valid until the next change.
  std::vector<std::string_view> pieces() const;

  /// Forgets the bytes and keeps the memory for the next ones.
  void clear();

 private:
  struct Shared {
    size_t after = 0;  ///< so many bytes of the text
    std::string_view bytes;
    std::shared_ptr<const void> owner;
  };

  std::string text_;
  std::vector<Shared> shared_;
  size_t shared_bytes_ = 0;
};

}  // namespace skep
