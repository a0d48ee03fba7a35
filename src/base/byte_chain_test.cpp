#include "base/byte_chain.h"

#include <gtest/gtest.h>

namespace skep {
namespace {

TEST(ByteChain, KeepsTheOrderOfOwnAndSharedBytes) {
  auto owner = std::make_shared<const std::string>("shared");
  ByteChain chain;

  chain.share(*owner, owner);
  chain.text() += "own";
  chain.text() += " text";
  chain.share(*owner, owner);
  chain.share(*owner, owner);
  chain.text() += "end";

  EXPECT_EQ(chain.pieces(), (std::vector<std::string_view>{"shared", "own text", "shared", "shared", "end"}));
  EXPECT_EQ(chain.pieces()[0].data(), owner->data());
  EXPECT_EQ(chain.size(), 29u);
}

TEST(ByteChain, LetsGoOfWhatItSharedWhenCleared) {
  auto owner = std::make_shared<const std::string>("shared");
  ByteChain chain;
  chain.share(*owner, owner);
  EXPECT_EQ(owner.use_count(), 2);

  chain.clear();

  EXPECT_EQ(owner.use_count(), 1);
  EXPECT_TRUE(chain.empty());
  EXPECT_TRUE(chain.pieces().empty());
}

}  // namespace
}  // namespace skep
