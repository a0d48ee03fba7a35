#include "engine/duckdb/functions/spark_hash.h"

#include <bit>
#include <cstring>

namespace skep::engine {
namespace {

template <typename Word>
Word word_at(const char* place) {
  Word word;
  std::memcpy(&word, place, sizeof word);
  return word;
}

uint32_t mixed_word(uint32_t word) { return std::rotl(word * 0xCC9E2D51U, 15) * 0x1B873593U; }

uint32_t mixed_state(uint32_t state, uint32_t word) {
  return std::rotl(state ^ mixed_word(word), 13) * 5 + 0xE6546B64U;
}

int32_t finished(uint32_t state, uint32_t length) {
  state ^= length;
  state = (state ^ (state >> 16)) * 0x85EBCA6BU;
  state = (state ^ (state >> 13)) * 0xC2B2AE35U;
  return static_cast<int32_t>(state ^ (state >> 16));
}

constexpr uint64_t kPrime1 = 0x9E3779B185EBCA87U;
constexpr uint64_t kPrime2 = 0xC2B2AE3D27D4EB4FU;
constexpr uint64_t kPrime3 = 0x165667B19E3779F9U;
constexpr uint64_t kPrime4 = 0x85EBCA77C2B2AE63U;
constexpr uint64_t kPrime5 = 0x27D4EB2F165667C5U;

int64_t avalanched(uint64_t hash) {
  hash = (hash ^ (hash >> 33)) * kPrime2;
  hash = (hash ^ (hash >> 29)) * kPrime3;
  return static_cast<int64_t>(hash ^ (hash >> 32));
}

uint64_t round_of(uint64_t state, uint64_t word) { return std::rotl(state + word * kPrime2, 31) * kPrime1; }

/// The four lanes over whole blocks of 32 bytes.
uint64_t lanes_of(const char*& place, const char* end, uint64_t seed) {
  uint64_t a = seed + kPrime1 + kPrime2, b = seed + kPrime2, c = seed, d = seed - kPrime1;
  for (; end - place >= 32; place += 32) {
    a = round_of(a, word_at<uint64_t>(place));
    b = round_of(b, word_at<uint64_t>(place + 8));
    c = round_of(c, word_at<uint64_t>(place + 16));
    d = round_of(d, word_at<uint64_t>(place + 24));
  }
  uint64_t hash = std::rotl(a, 1) + std::rotl(b, 7) + std::rotl(c, 12) + std::rotl(d, 18);
  for (auto lane : {a, b, c, d}) hash = (hash ^ round_of(0, lane)) * kPrime1 + kPrime4;
  return hash;
}

}  // namespace

int32_t Murmur3::of_int(int32_t value, int32_t seed) {
  return finished(mixed_state(static_cast<uint32_t>(seed), static_cast<uint32_t>(value)), 4);
}

int32_t Murmur3::of_long(int64_t value, int32_t seed) {
  auto bits = static_cast<uint64_t>(value);
  auto state = mixed_state(static_cast<uint32_t>(seed), static_cast<uint32_t>(bits));
  return finished(mixed_state(state, static_cast<uint32_t>(bits >> 32)), 8);
}

int32_t Murmur3::of_bytes(std::string_view bytes, int32_t seed) {
  auto state = static_cast<uint32_t>(seed);
  size_t at = 0;
  for (; at + 4 <= bytes.size(); at += 4) state = mixed_state(state, word_at<uint32_t>(bytes.data() + at));
  for (; at < bytes.size(); ++at) {
    state = mixed_state(state, static_cast<uint32_t>(static_cast<int32_t>(static_cast<int8_t>(bytes[at]))));
  }
  return finished(state, static_cast<uint32_t>(bytes.size()));
}

int64_t XxHash64::of_int(int32_t value, int64_t seed) {
  uint64_t hash = static_cast<uint64_t>(seed) + kPrime5 + 4;
  hash ^= uint64_t{static_cast<uint32_t>(value)} * kPrime1;
  return avalanched(std::rotl(hash, 23) * kPrime2 + kPrime3);
}

int64_t XxHash64::of_long(int64_t value, int64_t seed) {
  uint64_t hash = static_cast<uint64_t>(seed) + kPrime5 + 8;
  hash ^= round_of(0, static_cast<uint64_t>(value));
  return avalanched(std::rotl(hash, 27) * kPrime1 + kPrime4);
}

int64_t XxHash64::of_bytes(std::string_view bytes, int64_t seed) {
  const char* place = bytes.data();
  const char* end = place + bytes.size();
  auto start = static_cast<uint64_t>(seed);
  uint64_t hash = bytes.size() >= 32 ? lanes_of(place, end, start) : start + kPrime5;
  hash += bytes.size();
  for (; end - place >= 8; place += 8) {
    hash = std::rotl(hash ^ round_of(0, word_at<uint64_t>(place)), 27) * kPrime1 + kPrime4;
  }
  for (; end - place >= 4; place += 4) {
    hash = std::rotl(hash ^ (uint64_t{word_at<uint32_t>(place)} * kPrime1), 23) * kPrime2 + kPrime3;
  }
  for (; place < end; ++place) {
    hash = std::rotl(hash ^ (static_cast<uint64_t>(static_cast<unsigned char>(*place)) * kPrime5), 11) * kPrime1;
  }
  return avalanched(hash);
}

}  // namespace skep::engine
