#pragma once

#include "services/metastore_thrift/answer.h"
#include "services/metastore_thrift/binary_reader.h"
#include "services/metastore_thrift/binary_writer.h"
#include "services/metastore_thrift/door.h"
#include "services/metastore_thrift/message_scanner.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace skep::services::hive {

/// Answers one call: reads its arguments from `body`, appends a whole message to `out`.
using Call = std::function<void(Caller& caller, const MessageHead& head, std::string_view body, std::string& out)>;

/// Reads a struct. Fails with invalid_argument when the bytes are none.
template <typename Struct>
Result<void> read_struct(std::string_view body, Struct& value) {
  try {
    BinaryReader reader(body);
    value.read(&reader);
    return {};
  } catch (const std::exception& failure) {
    return make_error(ErrorCode::invalid_argument, "the arguments cannot be read: {}", failure.what());
  }
}

/// Makes a Call of a function that fills in a call's result.
template <typename Arguments, typename Outcome>
Call call(Result<void> (*answer)(Caller&, const Arguments&, Outcome&)) {
  return [answer](Caller& caller, const MessageHead& head, std::string_view body, std::string& out) {
    Arguments arguments;
    if (auto read = read_struct(body, arguments); !read) {
      return write_fault(out, head.name, head.sequence, Fault::protocol_error, read.error().message);
    }
    Outcome outcome;
    auto answered = answer(caller, arguments, outcome);
    if (!answered) outcome = Outcome();
    if (!answered && !put_error(outcome, answered.error())) {
      return write_fault(out, head.name, head.sequence, Fault::internal_error, answered.error().message);
    }
    write_message_head(out, head.name, MessageKind::reply, head.sequence);
    BinaryWriter writer(out);
    outcome.write(&writer);
  };
}

/// All calls by their names.
const std::map<std::string, Call, std::less<>>& dispatch_table();

/// Answers a message: `Invalid method name: 'x'` for a call that is not in the table. Never throws.
void dispatch(Caller& caller, const MessageHead& head, std::string_view body, std::string& out);

}  // namespace skep::services::hive
