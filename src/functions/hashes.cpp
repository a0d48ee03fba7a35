#include "functions/catalog.h"
#include "functions/signature.h"
#include "types/coercion.h"

#include <algorithm>

namespace skep::functions {
namespace {

using types::DataType;
using types::kBigint;
using types::kBinary;
using types::kInteger;
using types::kString;
using types::TypeKind;
using types::Value;

bool has_map(const DataType& type) {
  auto& fields = type.fields();
  return type.is(TypeKind::map) ||
         std::any_of(fields.begin(), fields.end(), [](const types::Field& field) { return has_map(field.type); });
}

Result<Resolution> hash(std::string_view name, const Arguments& arguments) {
  Resolution resolution{{}, name == "hash" ? kInteger : kBigint, false};
  for (auto& argument : arguments) {
    if (has_map(argument.type)) {
      return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.HASH_MAP_TYPE",
                             fmt::format("{} takes no maps: equal ones may have different hashes", name));
    }
    resolution.arguments.push_back(argument.type);
  }
  return resolution;
}

Result<Resolution> encrypt(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kBinary, kBinary, kString, kString, kBinary, kBinary}, kBinary);
}

Result<Resolution> decrypt(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kBinary, kBinary, kString, kString, kBinary}, kBinary, true);
}

Result<Resolution> get_bit(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  if (!type.is_integral() && !type.is(TypeKind::null)) return unexpected_type(name, 0, "\"INTEGRAL\"", type);
  auto number = type.is_integral() ? type : kBigint;
  return fixed(name, arguments, {number, kInteger}, types::kTinyint);
}

Result<Resolution> bit_place(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kBigint}, kBigint);
}

Result<Resolution> bitmap_count(std::string_view name, const Arguments& arguments) {
  if (!arguments[0].type.is(TypeKind::binary)) return unexpected_type(name, 0, "\"BINARY\"", arguments[0].type);
  return Resolution{{kBinary}, kBigint, arguments[0].nullable};
}

}  // namespace

std::vector<Function> hash_functions() {
  constexpr auto scalar = FunctionKind::scalar;
  std::vector<Value> cipher = {Value::string("GCM"), Value::string("DEFAULT"), Value::string(""), Value::string("")};
  std::vector<Value> decipher(cipher.begin(), cipher.begin() + 3);
  return {
      {"hash", "hash", scalar, 1, -1, hash, "hash(a, b, ...): a hash of the values, of 32 bits"},
      {"xxhash64", "xxhash64", scalar, 1, -1, hash, "xxhash64(a, b, ...): a hash of the values, of 64 bits"},
      {"aes_encrypt",
       "aes_encrypt",
       scalar,
       2,
       6,
       encrypt,
       "aes_encrypt(s, key, mode, padding, iv, aad): encrypted with AES in GCM, CBC or ECB, behind its iv",
       {},
       cipher,
       true},
      {"aes_decrypt",
       "aes_decrypt",
       scalar,
       2,
       5,
       decrypt,
       "aes_decrypt(b, key, mode, padding, aad): what aes_encrypt had encrypted",
       {},
       decipher,
       true},
      {"try_aes_decrypt",
       "try_aes_decrypt",
       scalar,
       2,
       5,
       decrypt,
       "try_aes_decrypt(b, key, mode, padding, aad): as aes_decrypt, null where that fails",
       {},
       decipher,
       false},
      {"getbit",
       "getbit",
       scalar,
       2,
       2,
       get_bit,
       "getbit(n, place): a bit of a number, 0 is the lowest",
       {"bit_get"},
       {},
       true},
      {"bitmap_bit_position", "bitmap_bit_position", scalar, 1, 1, bit_place,
       "bitmap_bit_position(n): the place of a number in its bitmap"},
      {"bitmap_bucket_number", "bitmap_bucket_number", scalar, 1, 1, bit_place,
       "bitmap_bucket_number(n): the number of the bitmap that holds a number"},
      {"bitmap_count", "bitmap_count", scalar, 1, 1, bitmap_count, "bitmap_count(b): how many bits are set"},
  };
}

}  // namespace skep::functions
