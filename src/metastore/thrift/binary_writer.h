#pragma once

#include <thrift/protocol/TVirtualProtocol.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace skep::hive {

/// Writes what the generated structs hold to the end of a string. `out` is borrowed.
class BinaryWriter final : public apache::thrift::protocol::TVirtualProtocol<BinaryWriter> {
 public:
  using TType = apache::thrift::protocol::TType;

  explicit BinaryWriter(std::string& out);

  uint32_t writeStructBegin(const char*) { return 0; }
  uint32_t writeStructEnd() { return 0; }
  uint32_t writeFieldBegin(const char* name, TType type, int16_t id);
  uint32_t writeFieldEnd() { return 0; }
  uint32_t writeFieldStop();
  uint32_t writeMapBegin(TType key, TType value, uint32_t size);
  uint32_t writeMapEnd() { return 0; }
  uint32_t writeListBegin(TType element, uint32_t size);
  uint32_t writeListEnd() { return 0; }
  uint32_t writeSetBegin(TType element, uint32_t size) { return writeListBegin(element, size); }
  uint32_t writeSetEnd() { return 0; }
  uint32_t writeBool(bool value);
  uint32_t writeByte(int8_t value);
  uint32_t writeI16(int16_t value);
  uint32_t writeI32(int32_t value);
  uint32_t writeI64(int64_t value);
  uint32_t writeDouble(double value);
  uint32_t writeString(const std::string& value);
  uint32_t writeBinary(const std::string& value) { return writeString(value); }

 private:
  template <typename T>
  uint32_t put(T value);

  std::string& out_;
};

/// Kinds of messages, as Thrift numbers them.
enum class MessageKind : int8_t { call = 1, reply = 2, exception = 3, oneway = 4 };

/// Appends a message's head. Its struct follows.
void write_message_head(std::string& out, std::string_view name, MessageKind kind, int32_t sequence);

/// What a TApplicationException says.
enum class Fault : int32_t { unknown_method = 1, internal_error = 6, protocol_error = 7 };

/// Appends a whole message that says what went wrong before the call itself could answer.
void write_fault(std::string& out, std::string_view name, int32_t sequence, Fault fault, const std::string& text);

}  // namespace skep::hive
