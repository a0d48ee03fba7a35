#include "services/metastore_thrift/list_writer.h"

#include <limits>

namespace skep::hive {
namespace {

using apache::thrift::protocol::T_LIST;
using apache::thrift::protocol::T_STRUCT;

}  // namespace

ListWriter::ListWriter(const MessageHead& head, AnswerBuffer& answer, Shape shape, TType element)
    : head_(head), answer_(answer), shape_(shape), element_(element) {}

void ListWriter::write_head() {
  has_head_ = true;
  write_message_head(answer_.bytes(), head_.name, MessageKind::reply, head_.sequence);
  BinaryWriter writer(answer_.bytes());
  if (shape_ == Shape::within) {
    writer.writeFieldBegin("success", T_STRUCT, 0);
    writer.writeFieldBegin("", T_LIST, 1);
  } else {
    writer.writeFieldBegin("success", T_LIST, 0);
  }
  writer.writeListBegin(element_, 0);
  length_at_ = answer_.bytes().size() - sizeof(int32_t);
}

void ListWriter::set_length(int64_t length) {
  std::string bytes;
  BinaryWriter(bytes).writeI32(static_cast<int32_t>(length));
  answer_.bytes().replace(length_at_, bytes.size(), bytes);
}

bool ListWriter::send() {
  if (announced_ < 0) {
    if (!count_) return true;
    announced_ = count_();
    if (announced_ > std::numeric_limits<int32_t>::max()) return false;
    set_length(announced_);
  }
  return answer_.send();
}

Result<void> ListWriter::finish() {
  if (!has_head_) write_head();
  if (answer_.is_broken()) return make_error(ErrorCode::unavailable, "the client is gone");
  if (announced_ < 0) {
    set_length(written_);
  } else if (announced_ != written_) {
    return make_error(ErrorCode::internal, "a list of {} items was said to have {}", written_, announced_);
  }
  BinaryWriter writer(answer_.bytes());
  writer.writeFieldStop();
  if (shape_ == Shape::within) writer.writeFieldStop();
  return {};
}

}  // namespace skep::hive
