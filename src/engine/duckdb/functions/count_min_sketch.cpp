#include "engine/duckdb/functions/aggregate_families.h"
#include "engine/duckdb/functions/list_reader.h"
#include "engine/duckdb/functions/registrar.h"

#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

namespace skep::engine {
namespace {

using duckdb::LogicalType;

constexpr int64_t kPrime = (int64_t{1} << 31) - 1;

/// The numbers that java.util.Random gives for a seed.
class JavaRandom {
 public:
  explicit JavaRandom(int64_t seed) : state_((static_cast<uint64_t>(seed) ^ kMultiplier) & kMask) {}

  int32_t next_below(int32_t bound) {
    while (true) {
      int32_t bits = next_31_bits();
      int32_t value = bits % bound;
      if (static_cast<int64_t>(bits) - value + (bound - 1) <= INT32_MAX) return value;
    }
  }

 private:
  int32_t next_31_bits() {
    state_ = (state_ * kMultiplier + 0xB) & kMask;
    return static_cast<int32_t>(state_ >> 17);
  }

  static constexpr uint64_t kMultiplier = 0x5DEECE66D;
  static constexpr uint64_t kMask = (uint64_t{1} << 48) - 1;
  uint64_t state_;
};

/// Murmur3 for 32 bits, where the bytes after the last four are mixed in one by one, as Spark's sketches do.
int32_t murmur(std::string_view bytes, int32_t seed) {
  auto rotate = [](uint32_t value, int by) { return (value << by) | (value >> (32 - by)); };
  auto mix = [&](uint32_t hash, uint32_t block) {
    hash ^= rotate(block * 0xcc9e2d51u, 15) * 0x1b873593u;
    return rotate(hash, 13) * 5 + 0xe6546b64u;
  };
  auto hash = static_cast<uint32_t>(seed);
  size_t aligned = bytes.size() - bytes.size() % 4;
  auto byte = [&](size_t i) { return static_cast<uint32_t>(static_cast<unsigned char>(bytes[i])); };
  for (size_t i = 0; i < aligned; i += 4)
    hash = mix(hash, byte(i) | byte(i + 1) << 8 | byte(i + 2) << 16 | byte(i + 3) << 24);
  for (size_t i = aligned; i < bytes.size(); ++i)
    hash = mix(hash, static_cast<uint32_t>(static_cast<int32_t>(static_cast<signed char>(bytes[i]))));
  hash ^= static_cast<uint32_t>(bytes.size());
  hash ^= hash >> 16;
  hash *= 0x85ebca6bu;
  hash ^= hash >> 13;
  hash *= 0xc2b2ae35u;
  return static_cast<int32_t>(hash ^ hash >> 16);
}

/// Counts in `depth` rows of `width` places; a value's place in a row comes from the row's own hash.
class Sketch {
 public:
  Sketch(double error, double confidence, int32_t seed)
      : width_(static_cast<int32_t>(std::ceil(2 / error))),
        depth_(static_cast<int32_t>(std::ceil(-std::log1p(-confidence) / std::log(2)))),
        counts_(static_cast<size_t>(width_) * static_cast<size_t>(depth_)) {
    JavaRandom random(seed);
    for (int32_t row = 0; row < depth_; ++row) factors_.push_back(random.next_below(INT32_MAX));
  }

  void add(int64_t value) {
    for (int32_t row = 0; row < depth_; ++row) {
      auto hash = static_cast<int64_t>(static_cast<uint64_t>(factors_[static_cast<size_t>(row)]) *
                                       static_cast<uint64_t>(value));
      hash = static_cast<int64_t>(static_cast<uint64_t>(hash) + static_cast<uint64_t>(hash >> 32)) & kPrime;
      ++at(row, static_cast<int32_t>(hash) % width_);
    }
    ++total_;
  }

  void add(std::string_view value) {
    auto first = murmur(value, 0);
    auto second = murmur(value, first);
    for (int32_t row = 0; row < depth_; ++row) {
      auto hash = static_cast<int32_t>(static_cast<uint32_t>(first) +
                                       static_cast<uint32_t>(row) * static_cast<uint32_t>(second));
      ++at(row, std::abs(hash % width_));
    }
    ++total_;
  }

  /// Version, total, depth, width, a factor a row, and the counts; the highest byte first.
  std::string bytes() const {
    std::string out;
    put(out, 1, 4);
    put(out, total_, 8);
    put(out, depth_, 4);
    put(out, width_, 4);
    for (auto factor : factors_) put(out, factor, 8);
    for (auto count : counts_) put(out, count, 8);
    return out;
  }

 private:
  int64_t& at(int32_t row, int32_t place) { return counts_[static_cast<size_t>(row * width_ + place)]; }

  static void put(std::string& out, int64_t value, int size) {
    for (int shift = size * 8 - 8; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift & 0xff));
  }

  int32_t width_;
  int32_t depth_;
  int64_t total_ = 0;
  std::vector<int64_t> factors_;
  std::vector<int64_t> counts_;
};

std::string_view hashed(const duckdb::string_t& value) { return view(value); }
int64_t hashed(int64_t value) { return value; }

/// skep_count_min_sketch(values, error, confidence, seed)
template <typename Item>
void run(duckdb::DataChunk& arguments, duckdb::ExpressionState&, duckdb::Vector& result) {
  auto rows = arguments.size();
  ListReader<Item> values(arguments.data[0], rows);
  for (duckdb::idx_t row = 0; row < rows; ++row) {
    auto error = arguments.data[1].GetValue(row).template GetValue<double>();
    auto confidence = arguments.data[2].GetValue(row).template GetValue<double>();
    Sketch sketch(error, confidence, arguments.data[3].GetValue(row).template GetValue<int32_t>());
    for (duckdb::idx_t i = 0; i < values.size(row); ++i) sketch.add(hashed(values.item(row, i)));
    result.SetValue(row, duckdb::Value::BLOB_RAW(sketch.bytes()));
  }
  if (arguments.AllConstant()) result.SetVectorType(duckdb::VectorType::CONSTANT_VECTOR);
}

template <typename Item>
duckdb::ScalarFunction sketch_of(const LogicalType& item) {
  return duckdb::ScalarFunction(
      {LogicalType::LIST(item), LogicalType::DOUBLE, LogicalType::DOUBLE, LogicalType::INTEGER}, LogicalType::BLOB,
      run<Item>);
}

}  // namespace

void add_count_min_sketch(Registrar& registrar) {
  registrar.put("count_min_sketch", sketch_of<int64_t>(LogicalType::BIGINT));
  registrar.put("count_min_sketch", sketch_of<duckdb::string_t>(LogicalType::BLOB));
}

}  // namespace skep::engine
