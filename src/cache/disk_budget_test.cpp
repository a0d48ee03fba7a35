#include "cache/disk_budget.h"

#include <gtest/gtest.h>

#include <map>

namespace skep::cache {
namespace {

class Shelf final : public DiskBudget::Keeper {
 public:
  explicit Shelf(DiskBudget& budget) : budget_(budget) { budget_.join(*this); }
  ~Shelf() override { budget_.leave(*this); }

  void put(const std::string& name, int64_t bytes, int used, bool may_go = true) {
    things_[name] = {name, bytes, std::chrono::system_clock::time_point(std::chrono::seconds(used)), may_go};
  }

  std::string names() const {
    std::string all;
    for (const auto& [name, thing] : things_) all += name;
    return all;
  }

  std::vector<DiskBudget::Kept> kept() override {
    std::vector<DiskBudget::Kept> all;
    for (const auto& [name, thing] : things_) all.push_back(thing);
    return all;
  }

  bool let_go(const std::string& name) override { return things_.erase(name) > 0; }

 private:
  DiskBudget& budget_;
  std::map<std::string, DiskBudget::Kept> things_;
};

TEST(DiskBudget, KeepsAllThatFits) {
  DiskBudget budget(10);
  Shelf shelf(budget);
  shelf.put("a", 4, 1);
  shelf.put("b", 6, 2);

  EXPECT_TRUE(budget.make_room());

  EXPECT_EQ(shelf.names(), "ab");
}

TEST(DiskBudget, LetsGoOfWhatWasUsedTheLongestAgoWhoeverKeepsIt) {
  DiskBudget budget(10);
  Shelf tables(budget), results(budget);
  tables.put("a", 4, 3);
  tables.put("b", 4, 1);
  results.put("x", 4, 2);
  results.put("y", 4, 4);

  EXPECT_TRUE(budget.make_room());

  EXPECT_EQ(tables.names(), "a");
  EXPECT_EQ(results.names(), "y");
}

TEST(DiskBudget, FailsWhenWhatMustStayDoesNotFit) {
  DiskBudget budget(10);
  Shelf shelf(budget);
  shelf.put("a", 4, 1);
  shelf.put("new", 11, 0, false);

  auto made = budget.make_room();

  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::resource_exhausted);
  EXPECT_EQ(shelf.names(), "new");
}

TEST(DiskBudget, ForgetsWhoHasLeft) {
  DiskBudget budget(10);
  Shelf shelf(budget);
  {
    Shelf gone(budget);
    gone.put("z", 100, 1, false);
    EXPECT_FALSE(budget.make_room());
  }

  EXPECT_TRUE(budget.make_room());
}

}  // namespace
}  // namespace skep::cache
