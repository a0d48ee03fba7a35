#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/lists.h"
#include "engine/duckdb/functions/registrar.h"

#include <array>
#include <limits>

namespace skep::engine {
namespace {

using duckdb::idx_t;
using duckdb::LogicalType;
using duckdb::Vector;

/// The Mersenne twister, seeded with an array of two words: the sequence that Spark's shuffle(array, seed) draws from.
class Twister {
 public:
  explicit Twister(int64_t seed) {
    auto bits = static_cast<uint64_t>(seed);
    std::array<uint32_t, 2> key{static_cast<uint32_t>(bits >> 32), static_cast<uint32_t>(bits)};
    fill(19650218);
    uint32_t i = 1, j = 0;
    for (uint32_t k = kWords; k > 0; k--) {
      words_[i] = (words_[i] ^ ((words_[i - 1] ^ (words_[i - 1] >> 30)) * 1664525u)) + key[j] + j;
      step(i);
      j = (j + 1) % 2;
    }
    for (uint32_t k = kWords - 1; k > 0; k--) {
      words_[i] = (words_[i] ^ ((words_[i - 1] ^ (words_[i - 1] >> 30)) * 1566083941u)) - i;
      step(i);
    }
    words_[0] = 0x80000000u;
  }

  /// Below `bound`, as Java draws it.
  int32_t below(int32_t bound) {
    if ((bound & -bound) == bound) return static_cast<int32_t>((static_cast<int64_t>(bound) * next_31()) >> 31);
    while (true) {
      auto bits = next_31();
      auto value = bits % bound;
      if (static_cast<int64_t>(bits) - value + (bound - 1) <= std::numeric_limits<int32_t>::max()) return value;
    }
  }

 private:
  static constexpr uint32_t kWords = 624, kShift = 397;

  void fill(uint32_t seed) {
    words_[0] = seed;
    for (uint32_t i = 1; i < kWords; i++) words_[i] = 1812433253u * (words_[i - 1] ^ (words_[i - 1] >> 30)) + i;
  }

  void step(uint32_t& i) {
    if (++i < kWords) return;
    words_[0] = words_[kWords - 1];
    i = 1;
  }

  void renew() {
    for (uint32_t i = 0; i < kWords; i++) {
      auto both = (words_[i] & 0x80000000u) | (words_[(i + 1) % kWords] & 0x7fffffffu);
      words_[i] = words_[(i + kShift) % kWords] ^ (both >> 1) ^ ((both & 1) ? 0x9908b0dfu : 0u);
    }
    at_ = 0;
  }

  int32_t next_31() {
    if (at_ == kWords) renew();
    auto word = words_[at_++];
    word ^= word >> 11;
    word ^= (word << 7) & 0x9d2c5680u;
    word ^= (word << 15) & 0xefc60000u;
    word ^= word >> 18;
    return static_cast<int32_t>(word >> 1);
  }

  std::array<uint32_t, kWords> words_;
  uint32_t at_ = kWords;
};

/// Draws on from row to row while the seed stays the same.
struct ShuffleState : duckdb::FunctionLocalState {
  std::optional<int64_t> seed;
  std::optional<Twister> twister;

  Twister& of(int64_t wanted) {
    if (seed != wanted) twister.emplace(wanted);
    seed = wanted;
    return *twister;
  }
};

void shuffle(duckdb::DataChunk& arguments, idx_t rows, Vector& result, ShuffleState& state) {
  ListRows lists(arguments.data[0], rows);
  PlainRows<int64_t> seeds(arguments.data[1], rows);
  ListPicks picks(rows);
  std::vector<idx_t> places;
  for (idx_t row = 0; row < rows; row++) {
    if (lists.is_null(row)) {
      picks.null_row();
      continue;
    }
    auto& twister = state.of(seeds.is_null(row) ? 0 : seeds.at(row));
    auto list = lists.at(row);
    places.assign(list.length, 0);
    for (idx_t i = 0; i < list.length; i++) {
      auto other = static_cast<idx_t>(twister.below(static_cast<int32_t>(i + 1)));
      places[i] = places[other];
      places[other] = list.offset + i;
    }
    for (auto place : places) picks.pick(place);
    picks.end_row();
  }
  picks.write(lists.items(), result);
}

}  // namespace

void add_shuffles(Registrar& registrar) {
  duckdb::ScalarFunction function(
      {LogicalType::ANY, LogicalType::BIGINT}, LogicalType::ANY,
      [](duckdb::DataChunk& arguments, duckdb::ExpressionState& state, Vector& result) {
        auto& local = duckdb::ExecuteFunctionState::GetFunctionState(state)->Cast<ShuffleState>();
        bool all_constant = arguments.AllConstant();
        result.SetVectorType(duckdb::VectorType::FLAT_VECTOR);
        shuffle(arguments, all_constant ? 1 : arguments.size(), result, local);
        if (all_constant) result.SetVectorType(duckdb::VectorType::CONSTANT_VECTOR);
      },
      [](duckdb::ClientContext&, duckdb::ScalarFunction& bound,
         duckdb::vector<duckdb::unique_ptr<duckdb::Expression>>& arguments)
          -> duckdb::unique_ptr<duckdb::FunctionData> {
        detail::keep_arguments(bound, arguments, type_of_first);
        return nullptr;
      });
  function.SetInitStateCallback([](duckdb::ExpressionState&, const duckdb::BoundFunctionExpression&,
                                   duckdb::FunctionData*) -> duckdb::unique_ptr<duckdb::FunctionLocalState> {
    return duckdb::make_uniq<ShuffleState>();
  });
  function.SetNullHandling(duckdb::FunctionNullHandling::SPECIAL_HANDLING);
  registrar.put("shuffle", std::move(function));
}

}  // namespace skep::engine
