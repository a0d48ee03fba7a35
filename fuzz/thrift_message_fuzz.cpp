// folders: base services/metastore_thrift/message_scanner.cpp metastore/thrift/binary_reader.cpp
// libraries: -lthrift
#include "base/check.h"
#include "metastore/thrift/binary_reader.h"
#include "services/metastore_thrift/message_scanner.h"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <string_view>

/// Any bytes are a message, the beginning of one, or refused; the same when they come in two pieces. What is a whole
/// message can be read without a byte beyond it.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace skep::hive;
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  MessageLimits limits;
  limits.message_max_bytes = 1 << 16;
  MessageScanner whole(limits), pieces(limits);
  auto progress = whole.scan(bytes);
  auto first = pieces.scan(bytes.substr(0, size / 2));
  if (first == MessageScanner::Progress::incomplete) first = pieces.scan(bytes);
  skep::check(first == progress, "a message is the same in two pieces");
  if (progress != MessageScanner::Progress::complete) return 0;
  skep::check(whole.size() <= size && whole.size() == pieces.size(), "a message ends where its bytes do");
  try {
    BinaryReader reader(bytes.substr(whole.head().size, whole.size() - whole.head().size));
    reader.skip(apache::thrift::protocol::T_STRUCT);
  } catch (const std::exception&) {
    // Thrift's own limits may be narrower.
  }
  return 0;
}
