#include "functions/catalog.h"
#include "functions/signature.h"
#include "types/coercion.h"

namespace skep::functions {
namespace {

using types::kBigint;
using types::kBinary;
using types::kInteger;
using types::kString;
using types::TypeKind;

/// Texts are taken as their bytes.
Result<Resolution> of_bytes(std::string_view name, const Arguments& arguments, const types::DataType& result) {
  auto& type = arguments[0].type;
  if (type.is(TypeKind::binary)) return Resolution{{kBinary}, result, arguments[0].nullable};
  if (type.is_nested() || !types::implicitly_casts(type, kString)) return unexpected_type(name, 0, "\"BINARY\"", type);
  return Resolution{{kString}, result, arguments[0].nullable};
}

Result<Resolution> digest(std::string_view name, const Arguments& arguments) {
  return of_bytes(name, arguments, kString);
}

Result<Resolution> checksum(std::string_view name, const Arguments& arguments) {
  return of_bytes(name, arguments, kBigint);
}

Result<Resolution> sized_digest(std::string_view name, const Arguments& arguments) {
  auto resolution = of_bytes(name, arguments, kString);
  if (!resolution) return resolution;
  auto* bits = arguments[1].constant;
  bool known = bits && bits->type.is_integral() && !bits->is_null();
  auto size = known ? std::get<int64_t>(bits->data) : 0;
  if (!known || size == 224 || size == 384 || size == 512) {
    return make_error(ErrorCode::unsupported, "{} takes the constants 256 and 0; other lengths are not there yet",
                      name);
  }
  resolution->arguments.push_back(kInteger);
  resolution->nullable = true;
  return resolution;
}

Result<Resolution> hexadecimal(std::string_view name, const Arguments& arguments) {
  if (arguments[0].type.is_integral()) return Resolution{{kBigint}, kString, arguments[0].nullable};
  if (arguments[0].type.is_numeric())
    return unexpected_type(name, 0, "\"BIGINT\", \"BINARY\" or \"STRING\"", arguments[0].type);
  return of_bytes(name, arguments, kString);
}

Result<Resolution> binary_digits(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kBigint}, kString);
}

Result<Resolution> bytes_or_null(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kString}, kBinary, true);
}

Result<Resolution> bytes(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kString}, kBinary);
}

Result<Resolution> based(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kString, kInteger, kInteger}, kString, true);
}

bool is_utf8(const Argument& charset) {
  if (!charset.constant || !charset.constant->type.is_text()) return false;
  auto& name = std::get<std::string>(charset.constant->data);
  return name == "UTF-8" || name == "utf-8";
}

Result<Resolution> encode(std::string_view name, const Arguments& arguments) {
  if (!is_utf8(arguments[1]))
    return make_error(ErrorCode::unsupported, "{} with a character set other than UTF-8 is not there yet", name);
  return fixed(name, arguments, {kString}, kBinary);
}

Result<Resolution> decode(std::string_view name, const Arguments& arguments) {
  if (!is_utf8(arguments[1]))
    return make_error(ErrorCode::unsupported, "{} with a character set other than UTF-8 is not there yet", name);
  return fixed(name, arguments, {kBinary, kString}, kString);
}

}  // namespace

std::vector<Function> encoding_functions() {
  constexpr auto scalar = FunctionKind::scalar;
  return {
      {"md5", "md5", scalar, 1, 1, digest, "md5(s): the digest in hexadecimal digits", {}, {}, false},
      {"sha1", "sha1", scalar, 1, 1, digest, "sha1(s): the digest in hexadecimal digits", {"sha"}, {}, false},
      {"sha2",
       "sha2",
       scalar,
       2,
       2,
       sized_digest,
       "sha2(s, bits): the digest of 256 bits; null for an unknown length",
       {},
       {},
       false},
      {"crc32", "crc32", scalar, 1, 1, checksum, "crc32(s): the checksum as bigint", {}, {}, false},
      {"hex", "hex", scalar, 1, 1, hexadecimal, "hex(a): a number or bytes in hexadecimal digits", {}, {}, false},
      {"unhex", "unhex", scalar, 1, 1, bytes_or_null, "unhex(s): the bytes; null when s is none", {}, {}, false},
      {"bin", "bin", scalar, 1, 1, binary_digits, "bin(n): in binary digits", {}, {}, false},
      {"conv", "conv", scalar, 3, 3, based, "conv(s, from, to): a number in another base", {}, {}, true},
      {"base64", "base64", scalar, 1, 1, digest, "base64(s): the bytes in base 64", {}, {}, false},
      {"unbase64", "unbase64", scalar, 1, 1, bytes, "unbase64(s): the bytes", {}, {}, true},
      {"encode", "encode", scalar, 2, 2, encode, "encode(s, 'UTF-8'): the bytes", {}, {}, false},
      {"decode",
       "decode",
       scalar,
       2,
       2,
       decode,
       "decode(b, 'UTF-8'): the text; decode(x, a, b, ..., e): b where x is a, else e",
       {},
       {},
       true},
  };
}

}  // namespace skep::functions
