#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace skep::results {

/// Sixteen bytes that are looked at together. Comparing them with a byte gives -1 where it holds and 0 elsewhere; they
/// are signed, so that what is not ASCII is less than zero.
using Block = signed char __attribute__((vector_size(16)));
using BlockWords = uint64_t __attribute__((vector_size(16)));

static_assert(std::endian::native == std::endian::little, "the first byte is looked for in the lowest bits");

inline Block load_block(const char* from) {
  Block block;
  std::memcpy(&block, from, sizeof block);
  return block;
}

template <typename Word>
uint64_t load_word(const char* from) {
  Word word;
  std::memcpy(&word, from, sizeof word);
  return word;
}

/// Loads fewer than eight bytes, with blanks behind them, and reads no others.
inline uint64_t load_short_word(const char* from, size_t size) {
  constexpr uint64_t kBlanks = 0x2020202020202020;
  if (size == 0) return kBlanks;
  uint64_t word;
  if (size >= 4) {
    word = load_word<uint32_t>(from) | load_word<uint32_t>(from + size - 4) << (size - 4) * 8;
  } else {
    word = load_word<uint8_t>(from) | load_word<uint8_t>(from + size / 2) << size / 2 * 8 |
           load_word<uint8_t>(from + size - 1) << (size - 1) * 8;
  }
  return word | kBlanks << size * 8;
}

/// Does the same for fewer than sixteen.
inline Block load_short_block(const char* from, size_t size) {
  if (size < 8) return reinterpret_cast<Block>(BlockWords{load_short_word(from, size), load_short_word(from, 0)});
  return reinterpret_cast<Block>(BlockWords{load_word<uint64_t>(from), load_short_word(from + 8, size - 8)});
}

/// Gives the index of the first byte that is not zero; 16 when all are.
inline size_t first_set(Block block) {
  auto words = reinterpret_cast<BlockWords>(block);
  if (words[0] != 0) return static_cast<size_t>(std::countr_zero(words[0])) / 8;
  return words[1] != 0 ? 8 + static_cast<size_t>(std::countr_zero(words[1])) / 8 : 16;
}

/// Copies until the first byte that `mark` sets in a Block (never for a blank), or to the end; gives how many were
/// copied. Behind `to` is room for all of it and a block more, which is overwritten.
template <typename Mark>
size_t copy_until(const char* from, size_t size, char* to, Mark mark) {
  auto copy_block = [&](Block block, size_t at) {
    std::memcpy(to + at, &block, sizeof block);
    return first_set(mark(block));
  };
  if (size < sizeof(Block)) return std::min(size, copy_block(load_short_block(from, size), 0));

  size_t at = 0;
  for (; at + sizeof(Block) <= size; at += sizeof(Block))
    if (size_t plain = copy_block(load_block(from + at), at); plain < sizeof(Block)) return at + plain;
  if (at == size) return size;

  // The last block, the first bytes of which are known to be plain.
  at = size - sizeof(Block);
  return at + copy_block(load_block(from + at), at);
}

}  // namespace skep::results
