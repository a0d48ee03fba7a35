#include "metastore/thrift/binary_reader.h"

#include <thrift/protocol/TProtocolException.h>

#include <bit>

namespace skep::hive {
namespace {

using apache::thrift::protocol::TProtocolException;

/// The base class asks its transport for limits; nothing is ever read from this one.
std::shared_ptr<apache::thrift::transport::TTransport> no_transport() {
  return std::make_shared<apache::thrift::transport::TTransport>();
}

[[noreturn]] void refuse(TProtocolException::TProtocolExceptionType type, const char* why) {
  throw TProtocolException(type, why);
}

}  // namespace

BinaryReader::BinaryReader(std::string_view bytes) : TVirtualProtocol<BinaryReader>(no_transport()), left_(bytes) {}

template <typename T>
T BinaryReader::take() {
  if (left_.size() < sizeof(T)) refuse(TProtocolException::INVALID_DATA, "the message ends too soon");
  std::make_unsigned_t<T> value = 0;
  for (size_t i = 0; i < sizeof(T); i++) {
    value = static_cast<std::make_unsigned_t<T>>(value << 7 << 1 | static_cast<uint8_t>(left_[i]));
  }
  left_.remove_prefix(sizeof(T));
  return static_cast<T>(value);
}

/// A count of elements of which each takes so many bytes at least.
uint32_t BinaryReader::take_count(size_t least_bytes) {
  auto count = take<int32_t>();
  if (count < 0) refuse(TProtocolException::NEGATIVE_SIZE, "a container has a negative size");
  if (static_cast<size_t>(count) > left_.size() / least_bytes) {
    refuse(TProtocolException::SIZE_LIMIT, "a container has more elements than there are bytes");
  }
  return static_cast<uint32_t>(count);
}

uint32_t BinaryReader::readStructBegin(std::string& name) {
  name.clear();
  return 0;
}

uint32_t BinaryReader::readFieldBegin(std::string&, TType& type, int16_t& id) {
  type = static_cast<TType>(take<int8_t>());
  id = type == apache::thrift::protocol::T_STOP ? int16_t{0} : take<int16_t>();
  return 0;
}

uint32_t BinaryReader::readMapBegin(TType& key, TType& value, uint32_t& size) {
  key = static_cast<TType>(take<int8_t>());
  value = static_cast<TType>(take<int8_t>());
  size = take_count(2);
  return 0;
}

uint32_t BinaryReader::readListBegin(TType& element, uint32_t& size) {
  element = static_cast<TType>(take<int8_t>());
  size = take_count(1);
  return 0;
}

uint32_t BinaryReader::readSetBegin(TType& element, uint32_t& size) { return readListBegin(element, size); }

uint32_t BinaryReader::readBool(bool& value) {
  value = take<int8_t>() != 0;
  return 0;
}

uint32_t BinaryReader::readByte(int8_t& value) {
  value = take<int8_t>();
  return 0;
}

uint32_t BinaryReader::readI16(int16_t& value) {
  value = take<int16_t>();
  return 0;
}

uint32_t BinaryReader::readI32(int32_t& value) {
  value = take<int32_t>();
  return 0;
}

uint32_t BinaryReader::readI64(int64_t& value) {
  value = take<int64_t>();
  return 0;
}

uint32_t BinaryReader::readDouble(double& value) {
  value = std::bit_cast<double>(take<int64_t>());
  return 0;
}

uint32_t BinaryReader::readString(std::string& value) {
  auto length = take<int32_t>();
  if (length < 0) refuse(TProtocolException::NEGATIVE_SIZE, "a text has a negative length");
  auto size = static_cast<size_t>(length);
  if (size > left_.size()) refuse(TProtocolException::INVALID_DATA, "the message ends within a text");
  value.assign(left_.data(), size);
  left_.remove_prefix(size);
  return 0;
}

}  // namespace skep::hive
