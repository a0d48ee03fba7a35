#include "services/metastore_thrift/dispatch.h"

#include <spdlog/spdlog.h>

namespace skep::hive {

void dispatch(Caller& caller, const MessageHead& head, std::string_view body, AnswerBuffer& out) {
  auto found = dispatch_table().find(head.name);
  if (found == dispatch_table().end()) {
    // Clients look for this very text before they fall back on an older call.
    return write_fault(out.bytes(), head.name, head.sequence, Fault::unknown_method,
                       fmt::format("Invalid method name: '{}'", head.name));
  }
  try {
    found->second(caller, head, body, out);
  } catch (const std::exception& failure) {
    spdlog::error("the metastore's call {} failed: {}", head.name, failure.what());
    out.take_back();
    if (!out.is_broken()) write_fault(out.bytes(), head.name, head.sequence, Fault::internal_error, failure.what());
  }
}

}  // namespace skep::hive
