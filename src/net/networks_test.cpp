#include "net/networks.h"

#include <gtest/gtest.h>

namespace skep::net {
namespace {

bool admits(const std::vector<std::string>& texts, const char* client) {
  auto networks = Networks::parse(texts);
  EXPECT_TRUE(networks);
  return networks && networks->admit(boost::asio::ip::make_address(client));
}

TEST(Networks, AdmitClientsOfTheirRangesAndOfThisMachine) {
  std::vector<std::string> both = {"10.83.0.0/24", "fd00::/8"};

  for (auto client : {"10.83.0.7", "::ffff:10.83.0.7", "fd12::1", "127.0.0.1", "::1"})
    EXPECT_TRUE(admits(both, client)) << client;
  for (auto client : {"10.83.1.7", "::ffff:10.84.0.7", "fe80::1", "8.8.8.8"})
    EXPECT_FALSE(admits(both, client)) << client;
  EXPECT_TRUE(admits({}, "8.8.8.8"));
  EXPECT_TRUE(admits({"0.0.0.0/0"}, "8.8.8.8"));
}

TEST(Networks, RefuseWhatIsNone) {
  for (auto text : {"10.83.0.0", "10.83.0.0/33", "all", "", "fd00::/129"})
    EXPECT_EQ(Networks::parse({text}).error().code, ErrorCode::invalid_argument) << text;
}

}  // namespace
}  // namespace skep::net
