#pragma once

#include <thrift/protocol/TVirtualProtocol.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace skep::hive {

/// Reads one message that is there as a whole, for the generated structs. Whatever its bytes say, it never reads beyond
/// them, and never makes room for more elements than there are bytes left; it throws TProtocolException instead.
class BinaryReader final : public apache::thrift::protocol::TVirtualProtocol<BinaryReader> {
 public:
  using TType = apache::thrift::protocol::TType;

  /// `bytes` are borrowed: what follows the message's head.
  explicit BinaryReader(std::string_view bytes);

  uint32_t readStructBegin(std::string& name);
  uint32_t readStructEnd() { return 0; }
  uint32_t readFieldBegin(std::string& name, TType& type, int16_t& id);
  uint32_t readFieldEnd() { return 0; }
  uint32_t readMapBegin(TType& key, TType& value, uint32_t& size);
  uint32_t readMapEnd() { return 0; }
  uint32_t readListBegin(TType& element, uint32_t& size);
  uint32_t readListEnd() { return 0; }
  uint32_t readSetBegin(TType& element, uint32_t& size);
  uint32_t readSetEnd() { return 0; }
  uint32_t readBool(bool& value);
  using TVirtualProtocol<BinaryReader>::readBool;
  uint32_t readByte(int8_t& value);
  uint32_t readI16(int16_t& value);
  uint32_t readI32(int32_t& value);
  uint32_t readI64(int64_t& value);
  uint32_t readDouble(double& value);
  uint32_t readString(std::string& value);
  uint32_t readBinary(std::string& value) { return readString(value); }

 private:
  template <typename T>
  T take();
  uint32_t take_count(size_t least_bytes);

  std::string_view left_;
};

}  // namespace skep::hive
