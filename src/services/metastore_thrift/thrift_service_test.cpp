#include "services/metastore_thrift/thrift_service.h"

#include "metastore/in_memory_metastore.h"
#include "metastore/thrift/binary_writer.h"
#include "services/metastore_thrift/dispatch.h"
#include "storage/file_system.h"

#include <calls_types.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

namespace skep::services {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using testing::HasSubstr;

/// Lets nobody near the database `lab`.
class NotTheLab final : public access::AccessPolicy {
 public:
  Result<void> check(const access::Principal&, access::Action, const std::string& object) override {
    if (!is_closed || !object.starts_with("lab")) return {};
    return make_error(ErrorCode::permission_denied, "not for you: {}", object);
  }
  std::atomic<bool> is_closed = false;
};

/// A service over an in-memory metastore, and clients that can also speak wrongly.
class ThriftServiceTest : public testing::Test {
 protected:
  void SetUp() override {
    std::random_device random;
    folder = std::filesystem::temp_directory_path() / fmt::format("skep-thrift-{:08x}{:08x}", random(), random());
    std::filesystem::create_directories(folder);
    store = metastore::make_in_memory_metastore();
    warehouse::WarehouseSettings settings;
    settings.warehouse_uri = "file:" + folder.string();
    warehouse = std::make_unique<warehouse::Warehouse>(*store, files, settings);
    ASSERT_TRUE(warehouse->initialise());
    MetastoreThriftSettings thrift;
    thrift.port = 0;
    service = make_metastore_thrift_service(*warehouse, policy, thrift);
    ASSERT_TRUE(service->start());
  }
  void TearDown() override {
    service->stop(std::chrono::milliseconds(100));
    service.reset();
    warehouse.reset();
    std::filesystem::remove_all(folder);
  }

  tcp::socket connect() {
    tcp::socket socket(io);
    socket.connect(tcp::endpoint(asio::ip::make_address("127.0.0.1"), service->port()));
    return socket;
  }

  static std::string call(const std::string& name, const std::string& body = std::string(1, '\0')) {
    std::string bytes;
    hive::write_message_head(bytes, name, hive::MessageKind::call, 1);
    return bytes + body;
  }

  /// Sends and reads until the server has said something that ends with `until`, or closes.
  static std::string ask(tcp::socket& socket, const std::string& bytes, const std::string& until) {
    boost::system::error_code error;
    asio::write(socket, asio::buffer(bytes), error);
    std::string answer;
    char piece[4096];
    while (!error && (until.empty() || answer.find(until) == std::string::npos)) {
      answer.append(piece, socket.read_some(asio::buffer(piece), error));
    }
    return answer;
  }

  static size_t resident_megabytes() {
    std::ifstream statm("/proc/self/statm");
    size_t all = 0, resident = 0;
    statm >> all >> resident;
    return resident * 4096 >> 20;
  }

  std::filesystem::path folder;
  asio::io_context io;
  storage::FileSystems files;
  NotTheLab policy;
  std::unique_ptr<metastore::Metastore> store;
  std::unique_ptr<warehouse::Warehouse> warehouse;
  std::unique_ptr<MetastoreThriftService> service;
};

TEST_F(ThriftServiceTest, AnswersCallsOneAfterTheOther) {
  auto socket = connect();

  for (int i = 0; i < 3; i++) EXPECT_THAT(ask(socket, call("get_all_databases"), "default"), HasSubstr("default"));
  // Pipelined.
  EXPECT_THAT(ask(socket, call("getName") + call("getStatus") + call("get_all_databases"), "default"),
              HasSubstr("skep"));
}

TEST_F(ThriftServiceTest, SaysThatAMethodIsUnknownAndGoesOn) {
  auto socket = connect();

  EXPECT_THAT(ask(socket, call("no_such_call"), "'no_such_call'"), HasSubstr("Invalid method name: 'no_such_call'"));
  EXPECT_THAT(ask(socket, call("get_all_databases"), "default"), HasSubstr("default"));
}

TEST_F(ThriftServiceTest, ShutdownEndsItsOwnConnectionOnly) {
  auto ended = connect(), other = connect();
  std::string bytes;
  hive::write_message_head(bytes, "shutdown", hive::MessageKind::oneway, 1);

  EXPECT_EQ(ask(ended, bytes + '\0', ""), "");
  EXPECT_THAT(ask(other, call("get_all_databases"), "default"), HasSubstr("default"));
}

TEST_F(ThriftServiceTest, ClosesOnThoseWhoDoNotSpeakThrift) {
  for (const std::string& bytes :
       {std::string("GET / HTTP/1.1\r\n\r\n"), std::string(100, '\xff'), std::string(64, '\0')}) {
    auto socket = connect();
    EXPECT_EQ(ask(socket, bytes, ""), "");
  }
  auto socket = connect();
  EXPECT_THAT(ask(socket, call("get_all_databases"), "default"), HasSubstr("default"));
}

TEST_F(ThriftServiceTest, RefusesHugeAndDeepMessagesWithoutRoomForThem) {
  size_t before = resident_megabytes();
  std::string huge_text("\x0b\0\1\x7f\xff\xff\xff", 7), huge_list("\x0f\0\1\x0b\x7f\xff\xff\xff", 8), deep;
  for (int i = 0; i < 1000; i++) deep += std::string("\x0c\0\1", 3);

  for (const auto& body : {huge_text, huge_list, deep}) {
    auto socket = connect();
    EXPECT_THAT(ask(socket, call("get_table", body), ""), testing::AnyOf(HasSubstr("too"), HasSubstr("deeply")));
  }
  EXPECT_LT(resident_megabytes(), before + 20);
}

TEST_F(ThriftServiceTest, SaysWhenRequiredFieldsAreMissing) {
  auto socket = connect();
  // An empty TableStatsRequest, whose fields are required.
  auto answer = ask(socket, call("get_table_statistics_req", std::string("\x0c\0\1\0\0", 5)), "cannot be read");

  EXPECT_THAT(answer, HasSubstr("the arguments cannot be read"));
}

TEST_F(ThriftServiceTest, AsksThePolicyBeforeEachObject) {
  metastore::Database lab;
  lab.name = "lab";
  lab.description = "secret";
  lab.location = "file:" + (folder / "lab.db").string();
  ASSERT_TRUE(store->create_database(lab));
  metastore::Table draft;
  draft.name = {"lab", "t"};
  draft.columns = {{"secret", "int", ""}};
  draft.partition_columns = {{"dt", "string", ""}};
  draft.parameters = {{"a", "secret"}};
  draft.storage.location = lab.location + "/t";
  metastore::Partition partition;
  partition.values = {"1"};
  partition.location = draft.storage.location + "/secret";
  auto table = store->create_table(draft, {partition}, "");
  ASSERT_TRUE(table) << table.error().message;
  auto text = [](int number, std::string_view value) {
    std::string field{'\x0b', '\0', static_cast<char>(number), '\0', '\0', '\0', static_cast<char>(value.size())};
    return field.append(value);
  };
  std::string names = text(1, "lab") + text(2, "t") + text(3, "dt=1");
  std::string in_request = std::string("\x0c\0\1", 3) + names + '\0';
  std::string in_catalog = std::string("\x0c\0\1", 3) + text(1, "hive") + text(2, "lab") + text(3, "t") + '\0';
  size_t told = 0;

  for (bool is_closed : {false, true}) {
    policy.is_closed = is_closed;
    for (const std::string& name : metastore_thrift_calls()) {
      if (!name.starts_with("get_") && !is_closed) continue;
      if (name == "shutdown") continue;
      for (const std::string& body : {names, in_request, in_catalog}) {
        auto socket = connect();
        auto answer = ask(socket, call(name, body + '\0') + call("getName"), "getName");
        bool tells = answer.find("secret") != std::string::npos;
        if (!is_closed) told += tells;
        EXPECT_FALSE(is_closed && tells) << name << ": " << answer;
      }
    }
  }

  EXPECT_GT(told, 10u) << "the calls tell it to those who may ask";
  EXPECT_TRUE(store->load_table(draft.name));
  EXPECT_EQ(store->load_database("lab")->description, "secret");
}

TEST_F(ThriftServiceTest, ManyIdleAndHalfWrittenConnectionsCostLittle) {
  size_t before = resident_megabytes();
  std::vector<tcp::socket> idle;
  for (int i = 0; i < 400; i++) {
    idle.push_back(connect());
    if (i % 2 == 0) asio::write(idle.back(), asio::buffer(call("get_table").substr(0, 15)));
  }

  auto socket = connect();
  EXPECT_THAT(ask(socket, call("get_all_databases"), "default"), HasSubstr("default"));
  EXPECT_LT(resident_megabytes(), before + 40);
}

}  // namespace
}  // namespace skep::services
