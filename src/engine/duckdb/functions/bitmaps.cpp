#include "engine/duckdb/functions/aggregate.h"
#include "engine/duckdb/functions/aggregate_families.h"

#include <algorithm>
#include <array>

namespace skep::engine {
namespace {

/// What a bitmap of Spark's has room for.
constexpr size_t kBytes = 4096;

struct Bitmap {
  std::array<unsigned char, kBytes> bytes{};

  void merge(const Bitmap& other) {
    for (size_t i = 0; i < kBytes; ++i) bytes[i] |= other.bytes[i];
  }

  std::optional<Bytes> result() const {
    return Bytes{std::string(reinterpret_cast<const char*>(bytes.data()), kBytes)};
  }
};

struct OfPositions : Bitmap {
  void add(int64_t position) {
    if (position < 0 || position >= static_cast<int64_t>(kBytes * 8)) {
      raise({"INVALID_BITMAP_POSITION",
             fmt::format("the position {} is out of the bounds of a bitmap of {} bits", position, kBytes * 8)});
    }
    auto place = static_cast<size_t>(position);
    bytes[place / 8] |= static_cast<unsigned char>(1u << (place % 8));
  }
};

struct Union : Bitmap {
  void add(const duckdb::string_t& other) {
    auto given = view(other);
    for (size_t i = 0; i < std::min(given.size(), kBytes); ++i) bytes[i] |= static_cast<unsigned char>(given[i]);
  }
};

}  // namespace

void add_bitmaps(AggregateRegistrar& registrar) {
  using duckdb::LogicalType;
  registrar.put("bitmap_construct_agg", unary_aggregate<OfPositions, int64_t>(LogicalType::BIGINT, LogicalType::BLOB));
  registrar.put("bitmap_or_agg", unary_aggregate<Union, duckdb::string_t>(LogicalType::BLOB, LogicalType::BLOB));
}

}  // namespace skep::engine
