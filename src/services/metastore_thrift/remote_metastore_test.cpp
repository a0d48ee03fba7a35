#include "metastore/remote/remote_metastore.h"

#include "metastore/hooked_metastore.h"
#include "metastore/in_memory_metastore.h"
#include "metastore/metastore_conformance.h"
#include "services/metastore_thrift/thrift_service.h"
#include "storage/file_system.h"

#include <cstdlib>

/// The client of remote metastores, on Skep's own door and, where SKEP_TEST_METASTORE_URIS names one, on another server.
namespace skep::metastore {
namespace {

/// A disk on which every folder is there and empty: what a metastore makes of folders is not what is tested.
class EmptyDisk final : public storage::FileSystem {
 public:
  Result<std::vector<storage::FileInfo>> list(std::string_view, bool) override {
    return std::vector<storage::FileInfo>();
  }
  Result<storage::FileInfo> stat(std::string_view uri) override {
    return storage::FileInfo{std::string(uri), true, 0, 0};
  }
  Result<void> create_directories(std::string_view) override { return {}; }
  Result<void> rename(std::string_view, std::string_view) override { return {}; }
  Result<void> exchange(std::string_view, std::string_view) override { return {}; }
  Result<void> remove_all(std::string_view) override { return {}; }
  Result<void> sync(std::string_view) override { return {}; }
  Result<std::string> local_path(std::string_view uri) override { return std::string(uri); }
};

/// A server over a store in memory.
struct Server {
  explicit Server(std::unique_ptr<Metastore> kept) : store(std::move(kept)) {
    services::MetastoreThriftSettings thrift;
    thrift.port = 0;
    service = services::make_metastore_thrift_service(warehouse, policy, thrift);
    EXPECT_TRUE(service->start());
  }
  ~Server() { stop(); }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  void stop() {
    if (service) service->stop(std::chrono::milliseconds(100));
    service.reset();
  }

  std::unique_ptr<Metastore> store;
  storage::FileSystems files{std::make_unique<EmptyDisk>()};
  warehouse::Warehouse warehouse{*store, files, {}};
  access::AllowAll policy;
  std::unique_ptr<services::MetastoreThriftService> service;
};

std::unique_ptr<Metastore> connect(std::vector<RemoteAddress> addresses) {
  RemoteSettings settings;
  settings.addresses = std::move(addresses);
  settings.connect_pause = std::chrono::milliseconds(10);
  settings.user = "ada";
  auto opened = open_remote_metastore(std::move(settings), make_in_memory_metastore());
  EXPECT_TRUE(opened) << opened.error().message;
  return opened ? *std::move(opened) : nullptr;
}

/// A client whose server goes with it.
std::unique_ptr<Metastore> open_door(const std::filesystem::path&) {
  static std::vector<std::unique_ptr<Server>> servers;
  servers.clear();
  servers.push_back(std::make_unique<Server>(make_in_memory_metastore()));
  return connect({{"127.0.0.1", servers.back()->service->port()}});
}

/// Another server's metastore, emptied.
std::unique_ptr<Metastore> open_other(const std::filesystem::path&) {
  auto* uris = std::getenv("SKEP_TEST_METASTORE_URIS");
  if (uris == nullptr) return nullptr;
  auto addresses = parse_metastore_uris(uris);
  EXPECT_TRUE(addresses) << uris;
  if (!addresses) return nullptr;
  auto store = connect(*addresses);
  auto databases = store->list_databases("");
  EXPECT_TRUE(databases) << databases.error().message;
  if (!databases) return nullptr;
  for (const auto& database : *databases) {
    if (database == "default") continue;
    auto dropped = store->drop_database(database, true);
    EXPECT_TRUE(dropped) << dropped.error().message;
  }
  return store;
}

const std::string kNotThere = "not there yet of a remote metastore";
const std::map<std::string, std::string> kOfClient = {
    {"RenamesAPartition", kNotThere},
    {"KeepsStatisticsOfATablesColumns", kNotThere},
    {"StatisticsFollowATableAndForgetChangedColumns", kNotThere},
    {"KeepsStatisticsOfPartitions", kNotThere},
    {"LocksExcludeEachOtherInTheOrderOfTheirComing", kNotThere},
    {"SharedLocksGoTogetherAndADatabaseHoldsItsTables", kNotThere},
    {"TakesDownTheLocksOfThoseWhoAreGone", kNotThere},
    {"KeepsKeysAndWhatRefersToThem", kNotThere},
    {"RefusesConstraintsThatCannotBe", kNotThere},
    {"ConstraintsComeWithATableAndFollowItsColumns", kNotThere},
    {"DroppingATableDropsWhatRefersToIt", kNotThere},
    {"CreatesNoTableWithAWrongConstraint", kNotThere},
    {"CountsEventsUpAndForgetsOldOnes", kNotThere},
    {"KeepsRolesAndWhoHasThem", kNotThere},
    {"KeepsPrivilegesOfEachLevel", kNotThere},
    {"DroppingARoleTakesItsPrivileges", kNotThere},
};

const bool kNamed = [] {
  deviations()["Door"] = kOfClient;
  auto& other = deviations()["Other"] = kOfClient;
  other["ListsDatabasesInOrderByPattern"] = "it has the database default, too";
  auto* version = std::getenv("SKEP_TEST_METASTORE_VERSION");
  if (version != nullptr && std::string_view(version) == "2.3")
    other["ReplacesWhatIsSaidOfADatabase"] = "Hive 2.3 keeps the description; the client says so";
  return true;
}();

// ---- addresses

TEST(MetastoreUris, AreReadAsHiveReadsThem) {
  auto addresses = parse_metastore_uris("thrift://a:9083, thrift://[::1]:1");

  ASSERT_TRUE(addresses) << addresses.error().message;
  ASSERT_EQ(addresses->size(), 2u);
  EXPECT_EQ((*addresses)[0].host, "a");
  EXPECT_EQ((*addresses)[1].host, "::1");
  EXPECT_EQ((*addresses)[1].port, 1);
  for (auto wrong : {"", "a:9083", "thrift://a", "thrift://:1", "thrift://a:x", "thrift://a:1,", "thrift://a:70000"})
    EXPECT_FALSE(parse_metastore_uris(wrong)) << wrong;
}

TEST(RemoteMetastore, TakesTheNextAddressWhenOneDoesNotAnswer) {
  auto store = make_in_memory_metastore();
  Server first(make_in_memory_metastore()), second(make_in_memory_metastore());
  Database shop;
  shop.name = "shop";
  shop.location = "file:/shop.db";
  ASSERT_TRUE(second.store->create_database(shop));
  auto client = connect({{"127.0.0.1", first.service->port()}, {"127.0.0.1", second.service->port()}});
  EXPECT_FALSE(client->load_database("shop"));

  first.stop();

  EXPECT_TRUE(client->load_database("shop"));
  second.stop();
  EXPECT_EQ(client->load_database("shop").error().code, ErrorCode::unavailable);
}

TEST(RemoteMetastore, SurvivesARestartOfItsServer) {
  auto server = std::make_unique<Server>(make_in_memory_metastore());
  auto port = server->service->port();
  auto client = connect({{"127.0.0.1", port}});
  Database shop;
  shop.name = "shop";
  shop.location = "file:/shop.db";
  ASSERT_TRUE(client->create_database(shop));

  server->stop();
  services::MetastoreThriftSettings thrift;
  thrift.port = port;
  server->service = services::make_metastore_thrift_service(server->warehouse, server->policy, thrift);
  ASSERT_TRUE(server->service->start());

  shop.name = "attic";
  EXPECT_TRUE(client->create_database(shop)) << "a connection that is gone is not used for a change";
}

TEST(RemoteMetastore, FindsOutWhatBecameOfACommitThatItsJournalMissed) {
  Server server(make_in_memory_metastore());
  std::optional<Error> lost;
  auto journal = make_hooked_metastore(make_in_memory_metastore(), [&](std::string_view call, HookMoment moment) {
    return call == "commit_write" && moment == HookMoment::before ? lost : std::nullopt;
  });
  RemoteSettings settings;
  settings.addresses = {{"127.0.0.1", server.service->port()}};
  auto opened = open_remote_metastore(settings, std::move(journal));
  ASSERT_TRUE(opened) << opened.error().message;
  auto& client = **opened;
  Database shop;
  shop.name = "shop";
  shop.location = "file:/shop.db";
  ASSERT_TRUE(client.create_database(shop));
  Table table;
  table.name = {"shop", "orders"};
  table.columns = {{"id", "int", ""}};
  table.storage.location = "file:/shop.db/orders";
  auto created = client.create_table(table, {}, "");
  ASSERT_TRUE(created) << created.error().message;
  ASSERT_TRUE(client.begin_write({"op", table.name, "file:/shop.db/orders/_skep/op", 100, false}));
  CommitWrite write;
  write.table = table.name;
  write.expected_table = created->id;
  write.new_location = "file:/shop.db/orders/_skep/op/data";
  write.table_parameters = {{std::string(kOperationParameter), "op"}};
  write.operation_id = "op";

  lost = Error(ErrorCode::unavailable, "the disk of the journal is full");
  EXPECT_FALSE(client.commit_write(write));
  lost.reset();

  EXPECT_TRUE(*client.was_committed(table.name, "op"));
  EXPECT_FALSE(*client.cancel_write("op")) << "its files are the table's";
  auto taken = client.take_over_writes(200, 260);
  ASSERT_TRUE(taken);
  ASSERT_EQ(taken->size(), 1u);
  EXPECT_TRUE((*taken)[0].committed);
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Door, MetastoreConformance, testing::Values(Opener(open_door)));
INSTANTIATE_TEST_SUITE_P(Other, MetastoreConformance, testing::Values(Opener(open_other)));

}  // namespace skep::metastore
