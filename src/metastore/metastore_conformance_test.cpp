#include "metastore/metastore_conformance.h"

#include "metastore/hooked_metastore.h"
#include "metastore/in_memory_metastore.h"

/// The stores that need nothing but memory; the others pass the suite beside their own code.
namespace skep::metastore {
namespace {

std::unique_ptr<Metastore> open_in_memory(const std::filesystem::path&) { return make_in_memory_metastore(); }

std::unique_ptr<Metastore> open_hooked(const std::filesystem::path&) {
  return make_hooked_metastore(make_in_memory_metastore(),
                               [](std::string_view, HookMoment) { return std::optional<Error>(); });
}

TEST(HookedMetastore, LosesAnAnswerAndNotTheChange) {
  auto store = make_hooked_metastore(make_in_memory_metastore(), [](std::string_view call, HookMoment moment) {
    bool is_lost = call == "create_database" && moment == HookMoment::after;
    return is_lost ? std::optional<Error>(Error(ErrorCode::outcome_unknown, "gone")) : std::nullopt;
  });
  Database database;
  database.name = "shop";

  EXPECT_EQ(store->create_database(database).error().code, ErrorCode::outcome_unknown);
  EXPECT_TRUE(store->load_database("shop"));
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(InMemory, MetastoreConformance, testing::Values(Opener(open_in_memory)));
INSTANTIATE_TEST_SUITE_P(Hooked, MetastoreConformance, testing::Values(Opener(open_hooked)));

}  // namespace skep::metastore
