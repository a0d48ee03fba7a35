#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace skep::hive {

/// Takes the bytes of one call's answer. They are sent when the call has ended, or, of a long list, as they come; from the
/// first that were sent on nothing can be taken back.
class AnswerBuffer {
 public:
  /// Sends bytes and waits until the client has taken them; answers false when it is gone. Without one all is kept.
  using Send = std::function<bool(const std::string& bytes)>;

  explicit AnswerBuffer(Send send = {}) : send_(std::move(send)) {}

  /// What is to be sent yet.
  std::string& bytes() { return bytes_; }
  bool has_begun() const { return has_begun_; }

  /// Sends what is there. Answers false when the client is gone: the answer is broken off then.
  bool send() {
    if (!send_) return true;
    has_begun_ = true;
    is_broken_ = is_broken_ || !send_(bytes_);
    bytes_.clear();
    return !is_broken_;
  }

  /// Throws away what is not sent yet; an answer that has begun is broken off, which the client sees as a lost connection.
  void take_back() {
    bytes_.clear();
    is_broken_ = is_broken_ || has_begun_;
  }
  bool is_broken() const { return is_broken_; }

  /// From how many bytes on a list is sent as it comes.
  static constexpr size_t kPiece = 1 << 20;

 private:
  Send send_;
  std::string bytes_;
  bool has_begun_ = false;
  bool is_broken_ = false;
};

}  // namespace skep::hive
