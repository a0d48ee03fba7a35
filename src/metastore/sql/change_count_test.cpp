#include "metastore/sql/change_count.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>

namespace skep::metastore {
namespace {

class ChangeCountTest : public testing::Test {
 protected:
  ChangeCountTest() { std::filesystem::create_directories(directory_); }
  ~ChangeCountTest() override { std::filesystem::remove_all(directory_); }

  std::string directory_ = testing::TempDir() + "change_count_" + std::to_string(::getpid());
  StoreAddress address_{"sqlite:" + directory_ + "/metastore.db", "", ""};
};

TEST_F(ChangeCountTest, DiffersAfterAChangeOfAnyConnectionAndOnlyThen) {
  auto store = open_sql_metastore(address_);
  auto other = open_sql_metastore(address_);
  ASSERT_TRUE(store && other);
  auto changes = count_changes(address_);
  ASSERT_TRUE(changes);
  auto before = changes->now();
  ASSERT_TRUE((*store)->list_databases(""));
  EXPECT_EQ(changes->now(), before);

  Database draft;
  draft.name = "counted";
  draft.location = "file:/nowhere/counted.db";
  ASSERT_TRUE((*other)->create_database(draft));
  auto after = changes->now();

  EXPECT_NE(after, before);
  EXPECT_EQ(changes->now(), after);
  ASSERT_TRUE((*store)->drop_database("counted", false));
  EXPECT_NE(changes->now(), after);
}

TEST_F(ChangeCountTest, NeverSaysUnchangedOfAStoreThatCannotBeRead) {
  auto changes = count_changes({"sqlite:" + directory_ + "/missing/metastore.db", "", ""});
  ASSERT_TRUE(changes);

  EXPECT_NE(changes->now(), changes->now());
}

TEST(ChangeCount, IsNotThereForAServer) { EXPECT_FALSE(count_changes({"postgresql://127.0.0.1:1/db", "", ""})); }

}  // namespace
}  // namespace skep::metastore
