#include "engine/duckdb/functions/families.h"
#include "engine/duckdb/functions/registrar.h"
#include "engine/duckdb/functions/spark_hash.h"

#include <openssl/evp.h>

#include <bit>
#include <cmath>
#include <limits>
#include <vector>

namespace skep::engine {
namespace {

constexpr int kSeed = 42;

using duckdb::idx_t;
using duckdb::LogicalTypeId;
using duckdb::Vector;

/// Goes on with the states of chosen rows by the values of a vector; a NULL leaves its state as it is.
///
/// `rows` says which state belongs to each of the vector's `count` entries: for the items of arrays it is that of
/// their array.
template <typename Hash>
class VectorHash {
 public:
  using State = typename Hash::State;

  VectorHash(State* states, const idx_t* rows) : states_(states), rows_(rows) {}

  void mix(Vector& vector, idx_t count) const {
    auto& type = vector.GetType();
    switch (type.id()) {
      case LogicalTypeId::SQLNULL: return;
      case LogicalTypeId::BOOLEAN: return each<bool>(vector, count, of_int<bool>);
      case LogicalTypeId::TINYINT: return each<int8_t>(vector, count, of_int<int8_t>);
      case LogicalTypeId::SMALLINT: return each<int16_t>(vector, count, of_int<int16_t>);
      case LogicalTypeId::INTEGER:
      case LogicalTypeId::DATE: return each<int32_t>(vector, count, Hash::of_int);
      case LogicalTypeId::BIGINT:
      case LogicalTypeId::TIMESTAMP:
      case LogicalTypeId::TIMESTAMP_TZ: return each<int64_t>(vector, count, Hash::of_long);
      case LogicalTypeId::FLOAT: return each<float>(vector, count, of_float);
      case LogicalTypeId::DOUBLE: return each<double>(vector, count, of_double);
      case LogicalTypeId::DECIMAL: return decimals(vector, count);
      case LogicalTypeId::VARCHAR:
      case LogicalTypeId::BLOB: return each<duckdb::string_t>(vector, count, of_text);
      case LogicalTypeId::LIST: return lists(vector, count);
      case LogicalTypeId::STRUCT: return structs(vector, count);
      default:
        throw duckdb::NotImplementedException("the hash of values of type " + type.ToString() + " is not there yet");
    }
  }

 private:
  template <typename T>
  static State of_int(T value, State seed) {
    return Hash::of_int(static_cast<int32_t>(value), seed);
  }
  static State of_float(float value, State seed) {
    float plain = std::isnan(value) ? std::numeric_limits<float>::quiet_NaN() : value == 0 ? 0.0F : value;
    return Hash::of_int(std::bit_cast<int32_t>(plain), seed);
  }
  static State of_double(double value, State seed) {
    double plain = std::isnan(value) ? std::numeric_limits<double>::quiet_NaN() : value == 0 ? 0.0 : value;
    return Hash::of_long(std::bit_cast<int64_t>(plain), seed);
  }
  static State of_text(duckdb::string_t value, State seed) { return Hash::of_bytes(view(value), seed); }

  /// As Java's BigInteger: the fewest bytes in two's complement, the most significant first.
  static State of_hugeint(duckdb::hugeint_t value, State seed) {
    char bytes[16];
    auto high = static_cast<uint64_t>(value.upper);
    for (size_t i = 0; i < 8; ++i) {
      bytes[i] = static_cast<char>(high >> (56 - 8 * i));
      bytes[8 + i] = static_cast<char>(value.lower >> (56 - 8 * i));
    }
    size_t from = 0;
    char sign = value.upper < 0 ? '\xFF' : '\0';
    while (from < 15 && bytes[from] == sign && ((bytes[from + 1] ^ sign) & 0x80) == 0) ++from;
    return Hash::of_bytes({bytes + from, 16 - from}, seed);
  }

  template <typename T, typename Function>
  void each(Vector& vector, idx_t count, Function function) const {
    duckdb::UnifiedVectorFormat format;
    vector.ToUnifiedFormat(count, format);
    auto* values = duckdb::UnifiedVectorFormat::GetData<T>(format);
    for (idx_t i = 0; i < count; ++i) {
      auto at = format.sel->get_index(i);
      if (format.validity.RowIsValid(at)) states_[rows_[i]] = function(values[at], states_[rows_[i]]);
    }
  }

  void decimals(Vector& vector, idx_t count) const {
    auto width = duckdb::DecimalType::GetWidth(vector.GetType());
    if (width <= 4) return each<int16_t>(vector, count, [](int16_t v, State s) { return Hash::of_long(v, s); });
    if (width <= 9) return each<int32_t>(vector, count, [](int32_t v, State s) { return Hash::of_long(v, s); });
    if (width <= 18) return each<int64_t>(vector, count, Hash::of_long);
    each<duckdb::hugeint_t>(vector, count, of_hugeint);
  }

  void lists(Vector& vector, idx_t count) const {
    duckdb::UnifiedVectorFormat format;
    vector.ToUnifiedFormat(count, format);
    auto* entries = duckdb::UnifiedVectorFormat::GetData<duckdb::list_entry_t>(format);
    std::vector<idx_t> owners;
    std::vector<duckdb::sel_t> chosen;
    for (idx_t i = 0; i < count; ++i) {
      auto at = format.sel->get_index(i);
      if (!format.validity.RowIsValid(at)) continue;
      for (idx_t item = 0; item < entries[at].length; ++item) {
        owners.push_back(rows_[i]);
        chosen.push_back(static_cast<duckdb::sel_t>(entries[at].offset + item));
      }
    }
    if (chosen.empty()) return;
    Vector items(duckdb::ListVector::GetEntry(vector), duckdb::SelectionVector(chosen.data()), chosen.size());
    VectorHash(states_, owners.data()).mix(items, chosen.size());
  }

  void structs(Vector& vector, idx_t count) const {
    vector.Flatten(count);
    auto& validity = duckdb::FlatVector::Validity(vector);
    std::vector<idx_t> owners;
    std::vector<duckdb::sel_t> chosen;
    for (idx_t i = 0; i < count; ++i) {
      if (!validity.RowIsValid(i)) continue;
      owners.push_back(rows_[i]);
      chosen.push_back(static_cast<duckdb::sel_t>(i));
    }
    for (auto& field : duckdb::StructVector::GetEntries(vector)) {
      Vector values(*field, duckdb::SelectionVector(chosen.data()), chosen.size());
      VectorHash(states_, owners.data()).mix(values, chosen.size());
    }
  }

  State* states_;
  const idx_t* rows_;
};

template <typename Hash>
void hash_rows(duckdb::DataChunk& arguments, duckdb::ExpressionState&, Vector& result) {
  auto count = arguments.size();
  result.SetVectorType(duckdb::VectorType::FLAT_VECTOR);
  auto* states = duckdb::FlatVector::GetData<typename Hash::State>(result);
  std::vector<idx_t> rows(count);
  for (idx_t i = 0; i < count; ++i) {
    states[i] = kSeed;
    rows[i] = i;
  }
  VectorHash<Hash> hash(states, rows.data());
  for (auto& column : arguments.data) hash.mix(column, count);
  if (arguments.AllConstant()) result.SetVectorType(duckdb::VectorType::CONSTANT_VECTOR);
}

template <typename Hash>
duckdb::ScalarFunction hash_function(const duckdb::LogicalType& result) {
  duckdb::ScalarFunction function({}, result, hash_rows<Hash>);
  function.varargs = duckdb::LogicalType::ANY;
  function.SetNullHandling(duckdb::FunctionNullHandling::SPECIAL_HANDLING);
  return function;
}

/// SHA-2 in hexadecimal digits; NULL for a length that is none of its family. 0 is 256.
struct Sha2 {
  static std::optional<std::string> compute(BytesView value, int32_t bits) {
    const EVP_MD* kind = kind_of(bits);
    if (!kind) return std::nullopt;
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    if (EVP_Digest(value.bytes.data(), value.bytes.size(), digest, &length, kind, nullptr) != 1) return std::nullopt;
    std::string text;
    text.reserve(size_t{length} * 2);
    for (unsigned i = 0; i < length; ++i) {
      text += "0123456789abcdef"[digest[i] >> 4];
      text += "0123456789abcdef"[digest[i] & 15];
    }
    return text;
  }

 private:
  static const EVP_MD* kind_of(int32_t bits) {
    switch (bits) {
      case 0:
      case 256: return EVP_sha256();
      case 224: return EVP_sha224();
      case 384: return EVP_sha384();
      case 512: return EVP_sha512();
      default: return nullptr;
    }
  }
};

}  // namespace

void add_hashes(Registrar& registrar) {
  registrar.put("hash", hash_function<Murmur3>(duckdb::LogicalType::INTEGER));
  registrar.put("xxhash64", hash_function<XxHash64>(duckdb::LogicalType::BIGINT));
  registrar.add<Sha2>("sha2");
}

}  // namespace skep::engine
