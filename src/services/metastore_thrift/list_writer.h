#pragma once

#include "base/result.h"
#include "metastore/thrift/binary_writer.h"
#include "services/metastore_thrift/answer_buffer.h"
#include "services/metastore_thrift/message_scanner.h"

#include <cstdint>
#include <functional>
#include <string>
#include <type_traits>
#include <vector>

namespace skep::hive {

/// Writes an answer that is a list, item by item, so that it is never whole in memory.
///
/// Thrift wants a list's length before its items. A short list is kept until it ends and its length filled in; when it gets
/// long, `count` is asked for the length, and it is sent as it comes.
class ListWriter {
 public:
  enum class Shape { plain, within };  ///< the list is the result itself, or the one field of a struct around it
  using TType = apache::thrift::protocol::TType;

  ListWriter(const MessageHead& head, AnswerBuffer& answer, Shape shape, TType element);

  /// To be set to a function that tells the length, before the first item.
  std::function<int64_t()>& count() { return count_; }

  /// Appends an item, which `append` writes to the end of a text. Answers false when the client is gone.
  template <typename Append>
  bool add(const Append& append) {
    if (!has_head_) write_head();
    append(answer_.bytes());
    written_++;
    return answer_.bytes().size() < AnswerBuffer::kPiece || send();
  }

  /// Ends the list. Fails with unavailable when the client is gone, and for a list that is not as long as was said.
  Result<void> finish();

 private:
  void write_head();
  void set_length(int64_t length);
  bool send();

  const MessageHead& head_;
  AnswerBuffer& answer_;
  Shape shape_;
  TType element_;
  std::function<int64_t()> count_;
  bool has_head_ = false;
  size_t length_at_ = 0;    ///< where in the buffer the length stands
  int64_t announced_ = -1;  ///< the length that was said, once it was
  int64_t written_ = 0;
};

/// A ListWriter for the result struct of a call.
template <typename Outcome>
class Listing : public ListWriter {
  using Success = decltype(Outcome::success);
  template <typename T>
  struct IsList : std::false_type {};
  template <typename T>
  struct IsList<std::vector<T>> : std::true_type {};

 public:
  Listing(const MessageHead& head, AnswerBuffer& answer, TType element)
      : ListWriter(head, answer, IsList<Success>::value ? Shape::plain : Shape::within, element) {}
};

}  // namespace skep::hive
