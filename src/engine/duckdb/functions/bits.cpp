#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"

#include <bit>

namespace skep::engine {
namespace {

/// As in Java, only the low bits of the distance count: 1 << 33 is 2 for an int.
template <typename Integer>
int distance_of(int32_t bits) {
  return bits & (static_cast<int>(sizeof(Integer)) * 8 - 1);
}

template <typename Integer>
struct ShiftLeft {
  static Integer compute(Integer value, int32_t bits) {
    using Unsigned = std::make_unsigned_t<Integer>;
    return static_cast<Integer>(static_cast<Unsigned>(value) << distance_of<Integer>(bits));
  }
};

template <typename Integer>
struct ShiftRight {
  static Integer compute(Integer value, int32_t bits) { return value >> distance_of<Integer>(bits); }
};

template <typename Integer>
struct ShiftRightUnsigned {
  static Integer compute(Integer value, int32_t bits) {
    using Unsigned = std::make_unsigned_t<Integer>;
    return static_cast<Integer>(static_cast<Unsigned>(value) >> distance_of<Integer>(bits));
  }
};

struct BitCount {
  static int32_t compute(int64_t value) { return std::popcount(static_cast<uint64_t>(value)); }
};

/// A bit of a number that has `bits` of them.
struct GetBit {
  static int8_t compute(int64_t value, int32_t place, int32_t bits) {
    if (place < 0 || place >= bits) {
      raise({"INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE",
             fmt::format("the bit's place must be between 0 and {}: {}", bits - 1, place)});
    }
    return static_cast<int8_t>((value >> place) & 1);
  }
};

/// Bitmaps hold 32,768 numbers each: where a number stands, and in which.
constexpr int64_t kBitmapBits = 32768;

struct BitmapBitPosition {
  static int64_t compute(int64_t value) {
    if (value > 0) return (value - 1) % kBitmapBits;
    return static_cast<int64_t>(0 - static_cast<uint64_t>(value)) % kBitmapBits;
  }
};

struct BitmapBucketNumber {
  static int64_t compute(int64_t value) { return value > 0 ? 1 + (value - 1) / kBitmapBits : value / kBitmapBits; }
};

struct BitmapCount {
  static int64_t compute(BytesView bitmap) {
    int64_t count = 0;
    for (char byte : bitmap.bytes) count += std::popcount(static_cast<unsigned char>(byte));
    return count;
  }
};

struct BinaryDigits {
  static std::string compute(int64_t value) {
    auto rest = static_cast<uint64_t>(value);
    if (rest == 0) return "0";
    std::string digits;
    for (auto at = std::bit_width(rest); at-- > 0;) digits += (rest >> at) & 1 ? '1' : '0';
    return digits;
  }
};

struct Factorial {
  static std::optional<int64_t> compute(int32_t count) {
    if (count < 0 || count > 20) return std::nullopt;
    int64_t product = 1;
    for (int64_t i = 2; i <= count; ++i) product *= i;
    return product;
  }
};

template <typename Integer>
void add_shifts(Registrar& registrar) {
  registrar.add<ShiftLeft<Integer>>("shiftleft");
  registrar.add<ShiftRight<Integer>>("shiftright");
  registrar.add<ShiftRightUnsigned<Integer>>("shiftrightunsigned");
}

}  // namespace

void add_bits(Registrar& registrar) {
  add_shifts<int32_t>(registrar);
  add_shifts<int64_t>(registrar);
  registrar.add<BitCount>("bit_count");
  registrar.add_raising<GetBit>("getbit");
  registrar.add<BitmapBitPosition>("bitmap_bit_position");
  registrar.add<BitmapBucketNumber>("bitmap_bucket_number");
  registrar.add<BitmapCount>("bitmap_count");
  registrar.add<BinaryDigits>("bin");
  registrar.add<Factorial>("factorial");
}

}  // namespace skep::engine
