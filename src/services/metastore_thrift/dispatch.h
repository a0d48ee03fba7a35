#pragma once

#include "metastore/thrift/binary_reader.h"
#include "metastore/thrift/binary_writer.h"
#include "services/metastore_thrift/answer.h"
#include "services/metastore_thrift/answer_buffer.h"
#include "services/metastore_thrift/door.h"
#include "services/metastore_thrift/list_writer.h"
#include "services/metastore_thrift/message_scanner.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace skep::hive {

/// Answers one call: reads its arguments from `body`, writes a whole message to `out`.
using Call = std::function<void(Caller& caller, const MessageHead& head, std::string_view body, AnswerBuffer& out)>;

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

/// Writes the answer of a call that failed: an exception that it declares, or a fault.
template <typename Outcome>
void write_failure(AnswerBuffer& out, const MessageHead& head, const Error& error) {
  out.take_back();
  if (out.is_broken()) return;
  Outcome outcome;
  if (!put_error(outcome, error)) {
    return write_fault(out.bytes(), head.name, head.sequence, Fault::internal_error, error.message);
  }
  write_message_head(out.bytes(), head.name, MessageKind::reply, head.sequence);
  BinaryWriter writer(out.bytes());
  outcome.write(&writer);
}

/// Makes a Call of a function that fills in a call's result.
template <typename Arguments, typename Outcome>
Call call(Result<void> (*answer)(Caller&, const Arguments&, Outcome&)) {
  return [answer](Caller& caller, const MessageHead& head, std::string_view body, AnswerBuffer& out) {
    Arguments arguments;
    if (auto read = read_struct(body, arguments); !read) {
      return write_fault(out.bytes(), head.name, head.sequence, Fault::protocol_error, read.error().message);
    }
    Outcome outcome;
    auto answered = answer(caller, arguments, outcome);
    if (!answered) return write_failure<Outcome>(out, head, answered.error());
    write_message_head(out.bytes(), head.name, MessageKind::reply, head.sequence);
    BinaryWriter writer(out.bytes());
    outcome.write(&writer);
  };
}

/// The type of a list's items on the wire.
template <typename Item>
constexpr apache::thrift::protocol::TType kItemType =
    std::is_same_v<Item, std::string> ? apache::thrift::protocol::T_STRING : apache::thrift::protocol::T_STRUCT;

/// Makes a Call of a function that writes a list of such items as it reads it.
template <typename Item, typename Arguments, typename Outcome>
Call list(Result<void> (*answer)(Caller&, const Arguments&, Listing<Outcome>&)) {
  return [answer](Caller& caller, const MessageHead& head, std::string_view body, AnswerBuffer& out) {
    Arguments arguments;
    if (auto read = read_struct(body, arguments); !read) {
      return write_fault(out.bytes(), head.name, head.sequence, Fault::protocol_error, read.error().message);
    }
    Listing<Outcome> listing(head, out, kItemType<Item>);
    auto answered = answer(caller, arguments, listing);
    if (answered) answered = listing.finish();
    if (!answered) write_failure<Outcome>(out, head, answered.error());
  };
}

/// All calls by their names.
const std::map<std::string, Call, std::less<>>& dispatch_table();

/// Answers a message: `Invalid method name: 'x'` for a call that is not in the table. Never throws.
void dispatch(Caller& caller, const MessageHead& head, std::string_view body, AnswerBuffer& out);

}  // namespace skep::hive
