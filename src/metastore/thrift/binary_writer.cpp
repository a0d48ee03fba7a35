#include "metastore/thrift/binary_writer.h"

#include <bit>
#include <memory>
#include <type_traits>

namespace skep::hive {

BinaryWriter::BinaryWriter(std::string& out)
    : TVirtualProtocol<BinaryWriter>(std::make_shared<apache::thrift::transport::TTransport>()), out_(out) {}

template <typename T>
uint32_t BinaryWriter::put(T value) {
  auto bits = static_cast<std::make_unsigned_t<T>>(value);
  char bytes[sizeof(T)];
  for (size_t i = 0; i < sizeof(T); i++) bytes[i] = static_cast<char>(bits >> (8 * (sizeof(T) - 1 - i)));
  out_.append(bytes, sizeof(T));
  return sizeof(T);
}

uint32_t BinaryWriter::writeFieldBegin(const char*, TType type, int16_t id) {
  put(static_cast<int8_t>(type));
  return put(id) + 1;
}

uint32_t BinaryWriter::writeFieldStop() { return put(int8_t{0}); }

uint32_t BinaryWriter::writeMapBegin(TType key, TType value, uint32_t size) {
  put(static_cast<int8_t>(key));
  put(static_cast<int8_t>(value));
  return put(static_cast<int32_t>(size)) + 2;
}

uint32_t BinaryWriter::writeListBegin(TType element, uint32_t size) {
  put(static_cast<int8_t>(element));
  return put(static_cast<int32_t>(size)) + 1;
}

uint32_t BinaryWriter::writeBool(bool value) { return put(static_cast<int8_t>(value)); }
uint32_t BinaryWriter::writeByte(int8_t value) { return put(value); }
uint32_t BinaryWriter::writeI16(int16_t value) { return put(value); }
uint32_t BinaryWriter::writeI32(int32_t value) { return put(value); }
uint32_t BinaryWriter::writeI64(int64_t value) { return put(value); }
uint32_t BinaryWriter::writeDouble(double value) { return put(std::bit_cast<int64_t>(value)); }

uint32_t BinaryWriter::writeString(const std::string& value) {
  put(static_cast<int32_t>(value.size()));
  out_.append(value);
  return static_cast<uint32_t>(value.size()) + 4;
}

void write_message_head(std::string& out, std::string_view name, MessageKind kind, int32_t sequence) {
  BinaryWriter writer(out);
  writer.writeI32(static_cast<int32_t>(0x80010000u | static_cast<uint32_t>(kind)));
  writer.writeString(std::string(name));
  writer.writeI32(sequence);
}

void write_fault(std::string& out, std::string_view name, int32_t sequence, Fault fault, const std::string& text) {
  write_message_head(out, name, MessageKind::exception, sequence);
  BinaryWriter writer(out);
  writer.writeFieldBegin("message", apache::thrift::protocol::T_STRING, 1);
  writer.writeString(text);
  writer.writeFieldBegin("type", apache::thrift::protocol::T_I32, 2);
  writer.writeI32(static_cast<int32_t>(fault));
  writer.writeFieldStop();
}

}  // namespace skep::hive
