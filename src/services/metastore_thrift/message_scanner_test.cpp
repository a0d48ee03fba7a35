#include "services/metastore_thrift/message_scanner.h"

#include "metastore/thrift/binary_writer.h"
#include "services/metastore_thrift/dispatch.h"

#include <calls_types.h>
#include <gtest/gtest.h>

namespace skep::hive {
namespace {

using Progress = MessageScanner::Progress;

std::string head_of(const std::string& name) {
  std::string bytes;
  write_message_head(bytes, name, MessageKind::call, 7);
  return bytes;
}

std::string get_table_message() {
  get_table_args arguments;
  arguments.__set_dbname("shop");
  arguments.__set_tbl_name("orders");
  std::string bytes = head_of("get_table");
  BinaryWriter writer(bytes);
  arguments.write(&writer);
  return bytes;
}

std::string create_table_message() {
  api::Table table;
  table.__set_tableName("t");
  table.__set_parameters({{"a", "b"}, {"c", "d"}});
  table.__set_partitionKeys({});
  api::FieldSchema column;
  column.__set_name("id");
  table.sd.__set_cols({column, column});
  table.sd.skewedInfo.__set_skewedColValues({{"x", "y"}, {}});
  table.sd.__isset.skewedInfo = true;
  table.__isset.sd = true;
  create_table_args arguments;
  arguments.__set_tbl(table);
  std::string bytes = head_of("create_table");
  BinaryWriter writer(bytes);
  arguments.write(&writer);
  return bytes;
}

Progress scan(const std::string& bytes, const MessageLimits& limits = {}) { return MessageScanner(limits).scan(bytes); }

TEST(MessageScanner, FindsTheEndOfAMessage) {
  for (const auto& message : {get_table_message(), create_table_message(), head_of("x") + '\0'}) {
    MessageLimits limits;
    MessageScanner scanner(limits);

    EXPECT_EQ(scanner.scan(message + "the next one"), Progress::complete);
    EXPECT_EQ(scanner.size(), message.size());
    EXPECT_EQ(scanner.head().sequence, 7);
  }
}

TEST(MessageScanner, TakesAMessageByteByByte) {
  for (const auto& message : {get_table_message(), create_table_message()}) {
    MessageLimits limits;
    MessageScanner scanner(limits);
    for (size_t i = 0; i < message.size(); i++) {
      ASSERT_EQ(scanner.scan(message.substr(0, i)), Progress::incomplete) << i;
    }
    EXPECT_EQ(scanner.scan(message), Progress::complete);
    EXPECT_EQ(scanner.size(), message.size());
  }
}

TEST(MessageScanner, RefusesWhatIsNoThrift) {
  EXPECT_EQ(scan("GET / HTTP/1.1\r\n\r\n"), Progress::refused);
  EXPECT_EQ(scan(std::string("\0\0\0\x10", 4)), Progress::refused);  // framed
  EXPECT_EQ(scan("\x82\x21\x01\x09"), Progress::refused);            // compact
  std::string reply;
  write_message_head(reply, "x", MessageKind::reply, 1);
  EXPECT_EQ(scan(reply + '\0'), Progress::refused);
  EXPECT_EQ(scan(head_of(std::string(1000, 'n'))), Progress::refused);
}

TEST(MessageScanner, RefusesBeforeItArrives) {
  BinaryWriter::TType text = apache::thrift::protocol::T_STRING, list = apache::thrift::protocol::T_LIST;
  for (int32_t length : {0x7fffffff, -1, 1 << 30}) {
    std::string bytes = head_of("get_table");
    BinaryWriter writer(bytes);
    writer.writeFieldBegin("", text, 1);
    writer.writeI32(length);
    EXPECT_EQ(scan(bytes), Progress::refused) << length;
  }
  std::string bytes = head_of("get_table");
  BinaryWriter writer(bytes);
  writer.writeFieldBegin("", list, 1);
  writer.writeListBegin(text, 0x7fffffff);
  EXPECT_EQ(scan(bytes), Progress::refused);

  MessageLimits small;
  small.message_max_bytes = 100;
  EXPECT_EQ(scan(create_table_message(), small), Progress::refused);
}

TEST(MessageScanner, RefusesDepthAndUnknownTypes) {
  std::string deep = head_of("get_table");
  for (int i = 0; i < 100; i++) deep += std::string("\x0c\0\1", 3);
  EXPECT_EQ(scan(deep), Progress::refused);

  std::string unknown = head_of("get_table") + std::string("\x11\0\1", 3);
  EXPECT_EQ(scan(unknown), Progress::refused);
}

TEST(BinaryReader, NeverReadsBeyondItsBytes) {
  for (const auto& message : {get_table_message(), create_table_message()}) {
    MessageLimits limits;
    MessageScanner scanner(limits);
    scanner.scan(message);
    std::string body = message.substr(scanner.head().size);
    for (size_t i = 0; i < body.size(); i++) {
      create_table_args arguments;
      EXPECT_FALSE(read_struct(body.substr(0, i), arguments)) << i;
      for (int value : {0x00, 0x7f, 0xff}) {
        std::string changed = body;
        changed[i] = static_cast<char>(value);
        (void)read_struct(changed, arguments);
      }
    }
  }
}

TEST(BinaryReader, SkipsFieldsOfOtherTypes) {
  std::string body;
  BinaryWriter writer(body);
  writer.writeFieldBegin("", apache::thrift::protocol::T_I64, 1);
  writer.writeI64(5);
  writer.writeFieldBegin("", apache::thrift::protocol::T_STRING, 2);
  writer.writeString("orders");
  writer.writeFieldBegin("", apache::thrift::protocol::T_BOOL, 99);
  writer.writeBool(true);
  writer.writeFieldStop();
  get_table_args arguments;

  ASSERT_TRUE(read_struct(body, arguments));
  EXPECT_FALSE(arguments.__isset.dbname);
  EXPECT_EQ(arguments.tbl_name, "orders");
}

}  // namespace
}  // namespace skep::hive
