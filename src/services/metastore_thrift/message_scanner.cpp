#include "services/metastore_thrift/message_scanner.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace skep::hive {
namespace {

constexpr uint32_t kStrictVersion = 0x8001;

/// Thrift's numbers of types.
enum Type : uint8_t {
  stop = 0,
  boolean = 2,
  byte = 3,
  real = 4,
  i16 = 6,
  i32 = 8,
  i64 = 10,
  text = 11,
  structure = 12,
  map = 13,
  set = 14,
  list = 15,
};

uint32_t read_u32(std::string_view bytes, size_t at) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; i++) value = value << 8 | static_cast<uint8_t>(bytes[at + i]);
  return value;
}

/// The length of a value whose length the type gives; 0 for others.
size_t fixed_size(uint8_t type) {
  switch (type) {
    case boolean:
    case byte: return 1;
    case i16: return 2;
    case i32: return 4;
    case i64:
    case real: return 8;
    default: return 0;
  }
}

}  // namespace

MessageScanner::Progress MessageScanner::scan(std::string_view bytes) {
  if (!refusal_.empty()) return Progress::refused;
  Step step_taken = has_head() ? Step::done : read_head(bytes);
  while (step_taken == Step::done && (skipping_ > 0 || !path_.empty())) step_taken = step(bytes);
  if (step_taken != Step::refused && at_ + skipping_ > limits_.message_max_bytes) {
    step_taken = refuse(fmt::format("the message is larger than {} bytes", limits_.message_max_bytes));
  }
  if (step_taken == Step::refused) return Progress::refused;
  return step_taken == Step::wait ? Progress::incomplete : Progress::complete;
}

MessageScanner::Step MessageScanner::read_head(std::string_view bytes) {
  if (bytes.size() < 4) return Step::wait;
  uint32_t first = read_u32(bytes, 0);
  if (first >> 16 != kStrictVersion) return refuse("this is not Thrift's strict binary protocol");
  if (bytes.size() < 8) return Step::wait;
  uint32_t length = read_u32(bytes, 4);
  if (length > limits_.name_max_bytes) return refuse("the call's name is too long");
  if (bytes.size() < 12 + size_t{length}) return Step::wait;
  head_.kind = static_cast<int8_t>(first & 0xFF);
  head_.name = std::string(bytes.substr(8, length));
  head_.sequence = static_cast<int32_t>(read_u32(bytes, 8 + length));
  head_.size = 12 + length;
  at_ = head_.size;
  if (head_.kind != 1 && head_.kind != 4) return refuse("the message is not a call");
  return open({Open::Kind::structure});
}

/// Goes on by one field, element, or a part of one.
MessageScanner::Step MessageScanner::step(std::string_view bytes) {
  if (skipping_ > 0) {
    size_t there = std::min(skipping_, bytes.size() - at_);
    at_ += there;
    skipping_ -= there;
    return skipping_ > 0 ? Step::wait : Step::done;
  }
  Open& current = path_.back();
  if (current.kind == Open::Kind::structure) {
    if (at_ >= bytes.size()) return Step::wait;
    auto type = static_cast<uint8_t>(bytes[at_]);
    if (type == stop) {
      at_++;
      path_.pop_back();
      return Step::done;
    }
    size_t value_at = at_ + 3;
    if (bytes.size() < value_at) return Step::wait;
    size_t before = std::exchange(at_, value_at);
    Step begun = begin_value(bytes, type);
    if (begun == Step::wait && skipping_ == 0) at_ = before;
    return begun;
  }
  if (current.left == 0) {
    path_.pop_back();
    return Step::done;
  }
  bool is_key = current.kind == Open::Kind::map && current.left % 2 == 0;
  uint8_t type = is_key ? current.key_type : current.value_type;
  // The value may open another container and so move `current`.
  size_t place = path_.size() - 1;
  Step begun = begin_value(bytes, type);
  if (begun == Step::done || skipping_ > 0) path_[place].left--;
  return begun;
}

MessageScanner::Step MessageScanner::begin_value(std::string_view bytes, uint8_t type) {
  if (size_t size = fixed_size(type)) return skip(bytes, size);
  switch (type) {
    case text: {
      if (bytes.size() < at_ + 4) return Step::wait;
      uint32_t length = read_u32(bytes, at_);
      if (length > limits_.string_max_bytes) return refuse("a text is too long");
      at_ += 4;
      return skip(bytes, length);
    }
    case structure: return open({Open::Kind::structure});
    case map:
    case set:
    case list: return begin_container(bytes, type);
    default: return refuse(fmt::format("there is no type {}", type));
  }
}

MessageScanner::Step MessageScanner::begin_container(std::string_view bytes, uint8_t type) {
  size_t head_size = type == map ? 6 : 5;
  if (bytes.size() < at_ + head_size) return Step::wait;
  Open container{type == map ? Open::Kind::map : Open::Kind::list};
  if (type == map) container.key_type = static_cast<uint8_t>(bytes[at_]);
  container.value_type = static_cast<uint8_t>(bytes[at_ + head_size - 5]);
  uint32_t count = read_u32(bytes, at_ + head_size - 4);
  if (count > limits_.container_max) return refuse("a container has too many elements");
  at_ += head_size;
  container.left = type == map ? int64_t{count} * 2 : int64_t{count};
  return open(container);
}

MessageScanner::Step MessageScanner::open(Open what) {
  if (path_.size() >= limits_.depth_max) return refuse("the message is nested too deeply");
  path_.push_back(what);
  return Step::done;
}

MessageScanner::Step MessageScanner::skip(std::string_view bytes, size_t count) {
  size_t there = std::min(count, bytes.size() - at_);
  at_ += there;
  skipping_ = count - there;
  return skipping_ > 0 ? Step::wait : Step::done;
}

MessageScanner::Step MessageScanner::refuse(std::string why) {
  refusal_ = std::move(why);
  return Step::refused;
}

}  // namespace skep::hive
