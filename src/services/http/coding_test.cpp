#include "services/http/coding.h"

#include <gtest/gtest.h>

namespace skep::services {
namespace {

std::string pack(Coding coding, const std::string& text) {
  std::string out;
  make_packer(coding)->add(text, true, out);
  return out;
}

class CodingTest : public testing::TestWithParam<Coding> {};

TEST_P(CodingTest, GivesBackWhatWasPacked) {
  for (const auto& text : {std::string(), std::string("a"), std::string(300'000, 'x')}) {
    auto unpacked = unpack(GetParam(), pack(GetParam(), text), {.ratio_max = 100'000});
    ASSERT_TRUE(unpacked) << unpacked.error().message;
    EXPECT_EQ(*unpacked, text);
  }
}

TEST_P(CodingTest, LetsEachPieceBeReadAtOnce) {
  auto packer = make_packer(GetParam());
  auto unpacker = GetParam() == Coding::gzip ? make_gzip_unpacker() : make_zstd_unpacker();
  std::string read;
  for (std::string piece : {"first\n", "second\n"}) {
    std::string packed;
    packer->add(piece, false, packed);
    std::string_view rest = packed;
    while (!rest.empty()) ASSERT_TRUE(unpacker->take(rest, 1000, read));
    EXPECT_TRUE(read.ends_with(piece));
  }
  EXPECT_EQ(read, "first\nsecond\n");
}

TEST_P(CodingTest, RefusesWhatIsDamagedOrCutShortOrTooLong) {
  auto packed = pack(GetParam(), "some text that is packed");
  EXPECT_FALSE(unpack(GetParam(), "", {}));
  EXPECT_FALSE(unpack(GetParam(), "not packed at all", {}));
  EXPECT_FALSE(unpack(GetParam(), packed.substr(0, packed.size() - 1), {}));
  EXPECT_FALSE(unpack(GetParam(), packed + "x", {}));
}

TEST_P(CodingTest, StopsABombAtItsLimits) {
  auto bomb = pack(GetParam(), std::string(50 << 20, '\0'));
  ASSERT_LT(bomb.size(), 300'000u);

  auto large = unpack(GetParam(), bomb, {.bytes_max = 16 << 20, .ratio_max = 1'000'000});
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, ErrorCode::resource_exhausted);
  EXPECT_NE(large.error().message.find("skep.http.body.max"), std::string::npos);
  auto dense = unpack(GetParam(), bomb, {.bytes_max = 1u << 30, .ratio_max = 100});
  ASSERT_FALSE(dense);
  EXPECT_NE(dense.error().message.find("skep.http.body.ratio.max"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(All, CodingTest, testing::Values(Coding::gzip, Coding::zstd),
                         [](const auto& parameter) { return std::string(to_string(parameter.param)); });

TEST(ChooseCoding, TakesTheBestOfWhatIsAccepted) {
  EXPECT_EQ(choose_coding(""), Coding::identity);
  EXPECT_EQ(choose_coding("gzip, deflate, br, zstd"), Coding::zstd);
  EXPECT_EQ(choose_coding("gzip;q=1.0, zstd;q=0.5"), Coding::gzip);
  EXPECT_EQ(choose_coding("zstd;q=0, *"), Coding::gzip);
  EXPECT_EQ(choose_coding("*;q=0, gzip"), Coding::gzip);
  EXPECT_EQ(choose_coding("br, identity"), Coding::identity);
  EXPECT_EQ(choose_coding("gzip;q=x"), Coding::identity);
}

}  // namespace
}  // namespace skep::services
