#include "base/byte_chain.h"

namespace skep {

void ByteChain::share(std::string_view bytes, std::shared_ptr<const void> owner) {
  shared_.push_back({text_.size(), bytes, std::move(owner)});
  shared_bytes_ += bytes.size();
}

std::vector<std::string_view> ByteChain::pieces() const {
  std::vector<std::string_view> pieces;
  pieces.reserve(2 * shared_.size() + 1);
  size_t at = 0;
  auto add_text = [&](size_t until) {
    if (until > at) pieces.push_back(std::string_view(text_).substr(at, until - at));
    at = until;
  };
  for (const auto& shared : shared_) {
    add_text(shared.after);
    pieces.push_back(shared.bytes);
  }
  add_text(text_.size());
  return pieces;
}

void ByteChain::clear() {
  text_.clear();
  shared_.clear();
  shared_bytes_ = 0;
}

}  // namespace skep
