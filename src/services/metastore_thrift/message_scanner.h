#pragma once

#include "services/metastore_thrift/limits.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace skep::hive {

/// What stands at the beginning of a message.
struct MessageHead {
  std::string name;
  int8_t kind = 0;  ///< 1 a call, 4 a call without an answer
  int32_t sequence = 0;
  size_t size = 0;  ///< bytes of the head; the struct of arguments follows
};

/// Finds where a message of Thrift's strict binary protocol ends, while its bytes arrive, and refuses one that is too
/// large, too deep or malformed before it is there. Keeps nothing of the message but the path to where it is.
class MessageScanner {
 public:
  enum class Progress { incomplete, complete, refused };

  explicit MessageScanner(const MessageLimits& limits) : limits_(limits) {}

  /// Looks at all bytes that are there so far, from the message's first on: each call is given those before, too.
  Progress scan(std::string_view bytes);

  /// The message's length, once it is complete.
  size_t size() const { return at_; }
  const MessageHead& head() const { return head_; }
  bool has_head() const { return head_.size > 0; }

  /// Why it was refused.
  const std::string& refusal() const { return refusal_; }

 private:
  /// A struct or container that is open.
  struct Open {
    enum class Kind { structure, list, map } kind;
    int64_t left = 0;  ///< elements of a list, keys and values of a map
    uint8_t key_type = 0;
    uint8_t value_type = 0;
  };
  enum class Step { done, wait, refused };

  Step read_head(std::string_view bytes);
  Step step(std::string_view bytes);
  Step begin_value(std::string_view bytes, uint8_t type);
  Step begin_container(std::string_view bytes, uint8_t type);
  Step open(Open what);
  Step refuse(std::string why);
  Step skip(std::string_view bytes, size_t count);

  const MessageLimits& limits_;
  MessageHead head_;
  size_t at_ = 0;
  size_t skipping_ = 0;  ///< bytes of a value that have not arrived yet
  std::vector<Open> path_;
  std::string refusal_;
};

}  // namespace skep::hive
