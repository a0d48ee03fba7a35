#include "base/text.h"
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

/// Texts are taken as their bytes; nothing else goes to bytes by itself.
Result<Resolution> of_bytes(std::string_view name, const Arguments& arguments, const types::DataType& result) {
  auto& type = arguments[0].type;
  if (type.is(TypeKind::binary)) return Resolution{{kBinary}, result, arguments[0].nullable};
  if (!type.is_text() && !type.is(TypeKind::null)) return unexpected_type(name, 0, "\"BINARY\"", type);
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
  bool narrows = arguments[1].constant && arguments[1].type.is_numeric();
  if (!narrows && !types::implicitly_casts(arguments[1].type, kInteger))
    return unexpected_type(name, 1, "\"INT\"", arguments[1].type);
  resolution->arguments.push_back(kInteger);
  resolution->nullable = true;
  return resolution;
}

Result<Resolution> hexadecimal(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  bool is_number = type.is_integral() || (type.is_numeric() && (arguments[0].constant || !arguments.ansi()));
  if (is_number) return Resolution{{kBigint}, kString, arguments[0].nullable || !type.is_integral()};
  if (type.is_numeric()) return unexpected_type(name, 0, "\"BIGINT\", \"BINARY\" or \"STRING\"", type);
  if (type.is(TypeKind::binary)) return of_bytes(name, arguments, kString);
  return fixed(name, arguments, {kString}, kString);
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

Result<Resolution> encode(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kString}, kBinary);
}

Result<Resolution> decode(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kBinary, kString}, kString);
}

/// to_binary(s, format): the format is a constant, one that is known.
Result<Resolution> to_binary(std::string_view name, const Arguments& arguments) {
  auto& format = arguments[1];
  if (!format.constant && !format.type.is_nested()) return no_constant(name, 1);
  auto text = constant_text(format);
  auto lowered = to_lower(text.value_or("hex"));
  bool known = lowered == "hex" || lowered == "utf-8" || lowered == "utf8" || lowered == "base64";
  if ((!known && name == "to_binary") || !types::implicitly_casts(format.type, kString)) {
    return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.INVALID_ARG_VALUE",
                           fmt::format("{} takes 'hex', 'utf-8' or 'base64'", name));
  }
  return fixed(name, arguments, {kString}, kBinary, true);
}

/// Functions that look at a text's bytes, whether they are UTF-8 or not.
Result<Resolution> check_utf8(std::string_view name, const Arguments& arguments) {
  auto& type = arguments[0].type;
  auto result = name == "is_valid_utf8" ? types::kBoolean : kString;
  bool nullable = arguments[0].nullable || name == "try_validate_utf8";
  if (type.is(TypeKind::binary)) return Resolution{{kBinary}, result, nullable};
  return fixed(name, arguments, {kString}, result, nullable);
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
       "sha2(s, bits): the digest of 224, 256, 384 or 512 bits (0: 256); null for another length",
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
      {"encode", "encode", scalar, 2, 2, encode, "encode(s, charset): the bytes of a text", {}, {}, true},
      {"to_binary",
       "to_binary",
       scalar,
       1,
       2,
       to_binary,
       "to_binary(s, format): the bytes that a text of hex digits, UTF-8 or base 64 stands for",
       {},
       {types::Value::string("hex")},
       true},
      {"try_to_binary",
       "try_to_binary",
       scalar,
       1,
       2,
       to_binary,
       "try_to_binary(s, format): as to_binary, null for what is none",
       {},
       {types::Value::string("hex")},
       false},
      {"is_valid_utf8",
       "is_valid_utf8",
       scalar,
       1,
       1,
       check_utf8,
       "is_valid_utf8(s): whether the bytes are UTF-8",
       {},
       {},
       false},
      {"make_valid_utf8",
       "make_valid_utf8",
       scalar,
       1,
       1,
       check_utf8,
       "make_valid_utf8(s): with U+FFFD for bytes that are no character",
       {},
       {},
       false},
      {"validate_utf8",
       "validate_utf8",
       scalar,
       1,
       1,
       check_utf8,
       "validate_utf8(s): the text, or an error where it is not UTF-8",
       {},
       {},
       true},
      {"try_validate_utf8",
       "try_validate_utf8",
       scalar,
       1,
       1,
       check_utf8,
       "try_validate_utf8(s): the text, or null where it is not UTF-8",
       {},
       {},
       false},
      {"decode",
       "decode",
       scalar,
       2,
       2,
       decode,
       "decode(b, charset): the text of bytes; decode(x, a, b, ..., e): b where x is a, else e",
       {},
       {},
       true},
  };
}

}  // namespace skep::functions
