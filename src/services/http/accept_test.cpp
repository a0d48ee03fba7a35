#include "services/http/accept.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace skep::services {
namespace {

std::string choose(std::string_view accept) {
  constexpr std::array<std::string_view, 3> kOffers = {"application/json", "application/x-ndjson", "text/csv"};
  return std::string(choose_media_type(accept, kOffers).value_or("nothing"));
}

TEST(Accept, TakesTheFirstOfferWhereNothingIsPreferred) {
  EXPECT_EQ(choose(""), "application/json");
  EXPECT_EQ(choose("*/*"), "application/json");
  EXPECT_EQ(choose("application/*"), "application/json");
  EXPECT_EQ(choose("text/csv, application/json"), "application/json");
}

TEST(Accept, PrefersTheHighestQuality) {
  EXPECT_EQ(choose("application/json;q=0.5, text/csv"), "text/csv");
  EXPECT_EQ(choose("text/csv;q=0.5;x=y, application/x-ndjson ; Q=0.501"), "application/x-ndjson");
  EXPECT_EQ(choose("TEXT/CSV; header=present"), "text/csv");
}

TEST(Accept, LetsTheMostSpecificRangeDecide) {
  EXPECT_EQ(choose("*/*, application/json;q=0"), "application/x-ndjson");
  EXPECT_EQ(choose("application/*;q=0.1, text/*;q=0.2"), "text/csv");
  EXPECT_EQ(choose("*/*;q=0.9, application/*;q=0.3"), "text/csv");
}

TEST(Accept, GivesNothingWhereNothingFits) {
  EXPECT_EQ(choose("text/html"), "nothing");
  EXPECT_EQ(choose("*/*;q=0"), "nothing");
  EXPECT_EQ(choose("json"), "nothing");
  EXPECT_EQ(choose("text/csv;q=x"), "nothing");
}

}  // namespace
}  // namespace skep::services
