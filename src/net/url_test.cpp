#include "net/url.h"

#include <gtest/gtest.h>

namespace skep::net {
namespace {

using Segments = std::vector<std::string>;

TEST(Url, TakesAPathApartAndDecodesIt) {
  EXPECT_EQ(parse_url("/")->path, Segments{});
  EXPECT_EQ(parse_url("/a/b")->path, (Segments{"a", "b"}));
  EXPECT_EQ(parse_url("/a/b/")->path, (Segments{"a", "b"}));
  EXPECT_EQ(parse_url("/a%2Fb/%c3%bc%25")->path, (Segments{"a/b", "\u00fc%"}));
  EXPECT_EQ(parse_url("/a+b")->path, (Segments{"a+b"}));
  EXPECT_EQ(parse_url("http://host:80/a?b")->path, (Segments{"a"}));
  EXPECT_EQ(parse_url("HTTP://host")->path, Segments{});
}

TEST(Url, TakesAQueryApartAndDecodesIt) {
  auto url = parse_url("/a?x=1&y=%26+b&z&x=c=d&");

  ASSERT_TRUE(url);
  std::vector<std::pair<std::string, std::string>> expected = {{"x", "1"}, {"y", "& b"}, {"z", ""}, {"x", "c=d"}};
  EXPECT_EQ(url->query, expected);
}

TEST(Url, RefusesWhatIsNoPath) {
  for (auto target : {"", "*", "a", "host:80", "?a", "/a//b", "//a", "/a/../b", "/./a", "/%2e%2e/a", "/%", "/%4",
                      "/%zz", "/a?b=%", "/%00", "/a?b=%00", "/a#b", "ftp://host/a"}) {
    auto url = parse_url(target);
    ASSERT_FALSE(url) << target;
    EXPECT_EQ(url.error().code, ErrorCode::invalid_argument);
  }
}

}  // namespace
}  // namespace skep::net
