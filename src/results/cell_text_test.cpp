#include "results/cell_text.h"

#include "results/text_buffer.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <string>

namespace skep::results {
namespace {

template <typename Write>
std::string text_of(Write write) {
  char bytes[kCellTextMax + TextBuffer::kSlack];
  return {bytes, write(bytes)};
}

TEST(CellText, GivesTheSameDatesAsTypes) {
  for (int32_t day = -800'000; day < 3'000'000; day += 97)
    ASSERT_EQ(text_of([&](char* to) { return write_date(day, to); }), types::date_to_text(day)) << day;
  for (int32_t day : {-719529, -719528, 2932896, 2932897, 10'000'000, -10'000'000})
    EXPECT_EQ(text_of([&](char* to) { return write_date(day, to); }), types::date_to_text(day)) << day;
}

TEST(CellText, GivesTheSameTimestampsAsTypes) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 100'000; i++) {
    auto micros = static_cast<int64_t>(random()) >> (random() % 40);
    ASSERT_EQ(text_of([&](char* to) { return write_timestamp(micros, to); }), types::timestamp_to_text(micros))
        << micros;
  }
}

TEST(CellText, GivesTheSameDecimalsAsTypes) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 100'000; i++) {
    auto unscaled = static_cast<types::Int128>(static_cast<int64_t>(random())) * (i % 3 == 0 ? 1'000'000'007 : 1);
    unscaled >>= random() % 64;
    int scale = static_cast<int>(random() % 39);
    ASSERT_EQ(text_of([&](char* to) { return write_decimal(unscaled, scale, to); }),
              types::decimal_to_text(unscaled, scale));
  }
  types::Int128 least = std::numeric_limits<int64_t>::min();
  EXPECT_EQ(text_of([&](char* to) { return write_decimal(least, 2, to); }), "-92233720368547758.08");
}

TEST(CellText, WritesTheLargestIntervals) {
  auto least = std::numeric_limits<int64_t>::min();
  EXPECT_EQ(text_of([&](char* to) { return write_day_time_interval(least, to); }), "-106751991 04:00:54.775808000");
}

}  // namespace
}  // namespace skep::results
