#include "jobs/hooks/hook_targets.h"
#include "jobs/hooks/signed_post.h"

#include <gtest/gtest.h>

namespace skep::jobs {
namespace {

TEST(HookTargets, AdmitsTheAddressesOfItsNetworksInEveryForm) {
  auto targets = HookTargets::parse({"10.1.0.0/16", "fd00::/8", "192.0.2.7"});
  ASSERT_TRUE(targets);

  for (const char* inside : {"10.1.255.3", "::ffff:10.1.2.3", "fd12::1", "192.0.2.7"})
    EXPECT_TRUE(targets->admit(inside)) << inside;
  for (const char* outside :
       {"10.2.0.1", "::ffff:10.2.0.1", "fe80::1", "192.0.2.8", "127.0.0.1", "::1", "169.254.169.254", "x"})
    EXPECT_FALSE(targets->admit(outside)) << outside;
}

TEST(HookTargets, AdmitsNobodyWithoutNetworks) { EXPECT_FALSE(HookTargets::parse({})->admit("127.0.0.1")); }

TEST(HookTargets, TellsTheFourthVersionFromTheSixth) {
  EXPECT_FALSE(HookTargets::parse({"0.0.0.0/0"})->admit("fd00::1"));
  EXPECT_TRUE(HookTargets::parse({"0.0.0.0/0"})->admit("8.8.8.8"));
}

TEST(HookTargets, RefusesWhatIsNoNetwork) {
  for (const char* text : {"", "10.0.0.0/33", "10.0.0/8", "fd00::/129", "localhost", "10.0.0.0/", "10.0.0.0/-1"})
    EXPECT_FALSE(HookTargets::parse({text})) << text;
}

// Computed with Python's hmac.
TEST(SignedPost, SignsTheTimeAndTheBody) {
  EXPECT_EQ(hook_signature("key", 1769860800, R"({"id":"a"})"),
            "fdd7a5da13c326a4018208fe87c87524aa46d84350fccd24644e72dc7eec3c14");
}

TEST(SignedPost, TakesUrlsOfHttpWithoutUsers) {
  EXPECT_TRUE(check_hook_url("https://hooks.example.com/a?b=c"));
  for (const char* text : {"ftp://a/b", "file:///etc/passwd", "http://user:word@host/", "/path", "", "http://"})
    EXPECT_FALSE(check_hook_url(text)) << text;
}

TEST(SignedPost, ReachesNoAddressOutsideTheTargets) {
  auto targets = HookTargets::parse({"192.0.2.0/24"});

  auto sent = send({"http://localhost:9/", "a", "{}", "", 0}, *targets);

  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, ErrorCode::permission_denied);
}

}  // namespace
}  // namespace skep::jobs
