#include "functions/catalog.h"
#include "functions/signature.h"

namespace skep::functions {
namespace {

using types::DataType;
using types::kInteger;
using types::kString;
using types::Value;

Result<Resolution> text(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kString}, kString);
}

Result<Resolution> text_length(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kString}, kInteger);
}

Result<Resolution> text_and_numbers(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kString, kInteger, kInteger}, kString);
}

Result<Resolution> pad(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kString, kInteger, kString}, kString);
}

Result<Resolution> find_text(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kString, kString, kInteger}, kInteger);
}

Result<Resolution> text_text_number(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kString, kString, kInteger}, kString);
}

Result<Resolution> concat_with(std::string_view name, const Arguments& arguments) {
  for (size_t i = 1; i < arguments.size(); i++) {
    if (arguments[i].type.is(types::TypeKind::array)) {
      return make_error(ErrorCode::unsupported, "{} of arrays is not there yet", name);
    }
  }
  return fixed(name, arguments, {kString}, kString, arguments[0].nullable);
}

Result<Resolution> concat(std::string_view name, const Arguments& arguments) {
  for (auto& argument : arguments) {
    if (argument.type.is(types::TypeKind::array) || argument.type.is(types::TypeKind::binary)) {
      return make_error(ErrorCode::unsupported, "{} of arrays and binaries is not there yet", name);
    }
  }
  return fixed(name, arguments, {kString}, kString);
}

Result<Resolution> split(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kString, kString, kInteger}, DataType::array_of(kString, false));
}

Result<Resolution> right(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kString, kInteger}, kString, true);
}

Result<Resolution> contains(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kString}, types::kBoolean);
}

}  // namespace

std::vector<Function> text_functions() {
  constexpr auto scalar = FunctionKind::scalar;
  constexpr int32_t kAll = 2147483647;
  return {
      {"upper", "upper", scalar, 1, 1, text, "upper(s): in upper case", {"ucase"}, {}, false},
      {"lower", "lower", scalar, 1, 1, text, "lower(s): in lower case", {"lcase"}, {}, false},
      {"length", "length", scalar, 1, 1, text_length, "length(s): how many characters",
       {"char_length", "character_length", "len"}, {}, false},
      {"trim", "trim", scalar, 1, 1, text, "trim(s): without blanks at both ends", {}, {}, false},
      {"ltrim", "ltrim", scalar, 1, 1, text, "ltrim(s): without blanks at the front", {}, {}, false},
      {"rtrim", "rtrim", scalar, 1, 1, text, "rtrim(s): without blanks at the end", {}, {}, false},
      {"btrim", "btrim", scalar, 1, 2, text, "btrim(s, chars): without these characters at both ends", {}, {}, false},
      {"trim_both", "trim", scalar, 2, 2, text, "TRIM(BOTH chars FROM s)", {}, {}, false},
      {"trim_leading", "trim", scalar, 2, 2, text, "TRIM(LEADING chars FROM s)", {}, {}, false},
      {"trim_trailing", "trim", scalar, 2, 2, text, "TRIM(TRAILING chars FROM s)", {}, {}, false},
      {"substring", "substring", scalar, 2, 3, text_and_numbers,
       "substring(s, from, count): characters from a place; from the end when negative", {"substr"},
       {Value::integer(kAll)}, false},
      {"substring_index", "substring_index", scalar, 3, 3, text_text_number,
       "substring_index(s, d, n): what stands before the n-th d; after it, from the end, when negative", {}, {}, false},
      {"left", "left", scalar, 2, 2, text_and_numbers, "left(s, n): the first n characters", {}, {}, false},
      {"right", "right", scalar, 2, 2, right, "right(s, n): the last n characters", {}, {}, false},
      {"concat", "concat", scalar, 0, -1, concat, "concat(a, b, ...): one after the other; null if any is", {}, {}, false},
      {"concat_ws", "concat_ws", scalar, 1, -1, concat_with, "concat_ws(d, a, b, ...): joined by d; nulls are left out",
       {}, {}, false},
      {"replace", "replace", scalar, 2, 3, text, "replace(s, from, to): every `from` replaced", {}, {Value::string("")}, false},
      {"translate", "translate", scalar, 3, 3, text, "translate(s, from, to): character for character", {}, {}, false},
      {"lpad", "lpad", scalar, 2, 3, pad, "lpad(s, n, p): filled with p at the front up to n characters", {},
       {Value::string(" ")}, false},
      {"rpad", "rpad", scalar, 2, 3, pad, "rpad(s, n, p): filled with p at the end up to n characters", {},
       {Value::string(" ")}, false},
      {"repeat", "repeat", scalar, 2, 2, text_and_numbers, "repeat(s, n): n times", {}, {}, false},
      {"reverse", "reverse", scalar, 1, 1, text, "reverse(s): the characters from the end to the front", {}, {}, false},
      {"initcap", "initcap", scalar, 1, 1, text, "initcap(s): each word with a capital", {}, {}, false},
      {"instr", "instr", scalar, 2, 2, text_length, "instr(s, part): the first place of part, from 1; 0 if none", {}, {}, false},
      {"locate", "locate", scalar, 2, 3, find_text, "locate(part, s, from): the first place of part at or after `from`",
       {"position"}, {Value::integer(1)}, false},
      {"split", "split", scalar, 2, 3, split, "split(s, regex, limit): the parts between matches", {},
       {Value::integer(-1)}, true},
      {"regexp_replace", "regexp_replace", scalar, 3, 3, text, "regexp_replace(s, regex, to): every match replaced", {}, {}, true},
      {"regexp_extract", "regexp_extract", scalar, 2, 3, text_text_number,
       "regexp_extract(s, regex, group): a group of the first match", {}, {Value::integer(1)}, true},
      {"startswith", "startswith", scalar, 2, 2, contains, "startswith(s, part)", {}, {}, false},
      {"endswith", "endswith", scalar, 2, 2, contains, "endswith(s, part)", {}, {}, false},
      {"contains", "contains", scalar, 2, 2, contains, "contains(s, part)", {}, {}, false},
      {"ascii", "ascii", scalar, 1, 1, text_length, "ascii(s): the code of the first character", {}, {}, false},
      {"md5", "md5", scalar, 1, 1, text, "md5(s): the digest in hexadecimal digits", {}, {}, false},
  };
}

}  // namespace skep::functions
