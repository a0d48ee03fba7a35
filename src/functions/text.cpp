#include "functions/catalog.h"
#include "functions/signature.h"
#include "types/coercion.h"

#include <algorithm>

namespace skep::functions {
namespace {

using types::DataType;
using types::kInteger;
using types::kString;
using types::Value;

Result<Resolution> text(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kString}, kString);
}

Result<Resolution> text_alone(std::string_view name, const Arguments& arguments) {
  return exact(name, arguments, {kString}, kString);
}

Result<Resolution> text_length(std::string_view name, const Arguments& arguments) {
  if (arguments[0].type.is(types::TypeKind::binary))
    return Resolution{{types::kBinary}, kInteger, arguments[0].nullable};
  return fixed(name, arguments, {kString}, kInteger);
}

/// Binaries count as texts here.
Result<Resolution> number_of_texts(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kString}, kInteger);
}

/// Characters of texts, or bytes of binaries.
Result<Resolution> part_of_text(std::string_view name, const Arguments& arguments) {
  bool bytes = arguments[0].type.is(types::TypeKind::binary);
  auto type = bytes ? types::kBinary : kString;
  return fixed(name, arguments, {type, kInteger, kInteger}, type);
}

Result<Resolution> text_and_numbers(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kString, kInteger, kInteger}, kString);
}

/// lpad and rpad of texts, or of binaries.
Result<Resolution> pad(std::string_view name, const Arguments& arguments) {
  bool pads_bytes = arguments[0].type.is(types::TypeKind::binary) &&
                    (arguments.size() < 3 || arguments[2].type.is(types::TypeKind::binary));
  if (pads_bytes) return fixed(name, arguments, {types::kBinary, kInteger, types::kBinary}, types::kBinary);
  return fixed(name, arguments, {kString, kInteger, kString}, kString);
}

Result<Resolution> find_text(std::string_view name, const Arguments& arguments) {
  // Without a place there is nothing to find, even in NULL.
  return fixed(name, arguments, {kString, kString, kInteger}, kInteger);
}

Result<Resolution> text_text_number(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kString, kString, kInteger}, kString);
}

/// concat_ws joins texts and the items of arrays of texts.
Result<Resolution> concat_with(std::string_view name, const Arguments& arguments) {
  Resolution resolution{{kString}, kString, arguments[0].nullable};
  for (size_t i = 0; i < arguments.size(); i++) {
    auto& type = arguments[i].type;
    bool is_list = i > 0 && type.is(types::TypeKind::array);
    if (!is_list && !types::implicitly_casts(type, kString)) return unexpected_type(name, i, "a text", type);
    bool holds_nested = is_list && type.element().is_nested();
    if (holds_nested) return unexpected_type(name, i, "\"ARRAY<STRING>\"", type);
    if (i > 0) resolution.arguments.push_back(is_list ? DataType::array_of(kString) : kString);
  }
  return resolution;
}

/// concat joins texts, or binaries, or arrays.
Result<Resolution> concat(std::string_view name, const Arguments& arguments) {
  bool lists = std::any_of(arguments.begin(), arguments.end(),
                           [](const Argument& a) { return a.type.is(types::TypeKind::array); });
  if (lists) {
    auto common = common_of(arguments);
    bool all = std::all_of(arguments.begin(), arguments.end(),
                           [](const Argument& a) { return a.type.is(types::TypeKind::array); });
    for (size_t i = 0; i < arguments.size(); i++) {
      auto& type = arguments[i].type;
      if (type.is_nested() && !type.is(types::TypeKind::array))
        return unexpected_type(name, i, "a text, a binary or an array", type);
    }
    if (!common || !all) return different_types(name, arguments);
    return Resolution{std::vector<DataType>(arguments.size(), *common), *common, any_nullable(arguments)};
  }
  bool binary = !arguments.empty() && std::all_of(arguments.begin(), arguments.end(),
                                                  [](const Argument& a) { return a.type.is(types::TypeKind::binary); });
  if (binary)
    return Resolution{std::vector<DataType>(arguments.size(), types::kBinary), types::kBinary, any_nullable(arguments)};
  return fixed(name, arguments, {kString}, kString);
}

/// reverse(s), and the items of an array.
Result<Resolution> reverse(std::string_view name, const Arguments& arguments) {
  if (arguments[0].type.is(types::TypeKind::array))
    return Resolution{{arguments[0].type}, arguments[0].type, arguments[0].nullable};
  return text(name, arguments);
}

Result<Resolution> number_to_text(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kInteger}, kString);
}

Result<Resolution> character(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {types::kBigint}, kString);
}

Result<Resolution> distance(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kString, kString, kInteger}, kInteger);
}

Result<Resolution> overlay(std::string_view name, const Arguments& arguments) {
  bool bytes = arguments[0].type.is(types::TypeKind::binary), put_bytes = arguments[1].type.is(types::TypeKind::binary);
  if (bytes && put_bytes)
    return fixed(name, arguments, {types::kBinary, types::kBinary, kInteger, kInteger}, types::kBinary);
  if (bytes != put_bytes && !arguments[0].type.is(types::TypeKind::null) &&
      !arguments[1].type.is(types::TypeKind::null))
    return different_types(name, arguments);
  return fixed(name, arguments, {kString, kString, kInteger, kInteger}, kString);
}

/// elt(n, a, b, ...) gives texts.
Result<Resolution> nth(std::string_view name, const Arguments& arguments) {
  bool bytes = std::all_of(arguments.begin() + 1, arguments.end(),
                           [](const Argument& a) { return a.type.is(types::TypeKind::binary); });
  auto type = bytes ? types::kBinary : kString;
  std::vector<DataType> wanted(arguments.size(), type);
  wanted[0] = kInteger;
  return fixed(name, arguments, wanted, type, true);
}

Result<Resolution> replace_matches(std::string_view name, const Arguments& arguments) {
  auto* place = arguments[3].constant;
  if (place && place->type.is_integral() && !place->is_null() && std::get<int64_t>(place->data) < 1) {
    return Error::of_class(ErrorCode::invalid_argument, "DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE",
                           fmt::format("the position of {} counts from 1", name));
  }
  return fixed(name, arguments, {kString, kString, kString, kInteger}, kString);
}

Result<Resolution> find_match(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kString, kString, kInteger}, kInteger);
}

Result<Resolution> first_match(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kString, kString}, kString, true);
}

Result<Resolution> all_matches(std::string_view name, const Arguments& arguments) {
  return fixed(name, arguments, {kString, kString, kInteger}, DataType::array_of(kString, true));
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
      {"length",
       "length",
       scalar,
       1,
       1,
       text_length,
       "length(s): how many characters",
       {"char_length", "character_length", "len"},
       {},
       false},
      {"trim",
       "trim",
       scalar,
       1,
       2,
       text,
       "trim(s): without blanks at both ends; trim(chars, s): without these",
       {},
       {},
       false},
      {"ltrim",
       "ltrim",
       scalar,
       1,
       2,
       text,
       "ltrim(s): without blanks at the front; ltrim(chars, s): without these",
       {},
       {},
       false},
      {"rtrim",
       "rtrim",
       scalar,
       1,
       2,
       text,
       "rtrim(s): without blanks at the end; rtrim(chars, s): without these",
       {},
       {},
       false},
      {"btrim", "btrim", scalar, 1, 2, text, "btrim(s, chars): without these characters at both ends", {}, {}, false},
      {"substring",
       "substring",
       scalar,
       2,
       3,
       part_of_text,
       "substring(s, from, count): characters from a place; from the end when negative",
       {"substr"},
       {Value::integer(kAll)},
       false},
      {"substring_index",
       "substring_index",
       scalar,
       3,
       3,
       text_text_number,
       "substring_index(s, d, n): what stands before the n-th d; after it, from the end, when negative",
       {},
       {},
       false},
      {"left", "left", scalar, 2, 2, part_of_text, "left(s, n): the first n characters", {}, {}, false},
      {"right", "right", scalar, 2, 2, right, "right(s, n): the last n characters", {}, {}, false},
      {"concat",
       "concat",
       scalar,
       0,
       -1,
       concat,
       "concat(a, b, ...): one after the other; null if any is",
       {},
       {},
       false},
      {"concat_ws",
       "concat_ws",
       scalar,
       1,
       -1,
       concat_with,
       "concat_ws(d, a, b, ...): joined by d; nulls are left out",
       {},
       {},
       false},
      {"replace",
       "replace",
       scalar,
       2,
       3,
       text,
       "replace(s, from, to): every `from` replaced",
       {},
       {Value::string("")},
       false},
      {"translate", "translate", scalar, 3, 3, text, "translate(s, from, to): character for character", {}, {}, false},
      {"lpad",
       "lpad",
       scalar,
       2,
       3,
       pad,
       "lpad(s, n, p): filled with p at the front up to n characters",
       {},
       {Value::string(" ")},
       false},
      {"rpad",
       "rpad",
       scalar,
       2,
       3,
       pad,
       "rpad(s, n, p): filled with p at the end up to n characters",
       {},
       {Value::string(" ")},
       false},
      {"repeat", "repeat", scalar, 2, 2, text_and_numbers, "repeat(s, n): n times", {}, {}, false},
      {"reverse",
       "reverse",
       scalar,
       1,
       1,
       reverse,
       "reverse(s): the characters from the end to the front",
       {},
       {},
       false},
      {"initcap", "initcap", scalar, 1, 1, text, "initcap(s): each word with a capital", {}, {}, false},
      {"instr",
       "instr",
       scalar,
       2,
       2,
       number_of_texts,
       "instr(s, part): the first place of part, from 1; 0 if none",
       {},
       {},
       false},
      {"locate",
       "locate",
       scalar,
       2,
       3,
       find_text,
       "locate(part, s, from): the first place of part at or after `from`",
       {"position"},
       {Value::integer(1)},
       false},
      {"split",
       "split",
       scalar,
       2,
       3,
       split,
       "split(s, regex, limit): the parts between matches",
       {},
       {Value::integer(-1)},
       true},
      {"regexp_replace",
       "regexp_replace",
       scalar,
       3,
       4,
       replace_matches,
       "regexp_replace(s, regex, to, from): every match at or after a place replaced",
       {},
       {Value::integer(1)},
       true},
      {"regexp_count",
       "regexp_count",
       scalar,
       2,
       2,
       distance,
       "regexp_count(s, regex): how many matches",
       {},
       {},
       true},
      {"regexp_instr",
       "regexp_instr",
       scalar,
       2,
       3,
       find_match,
       "regexp_instr(s, regex): the place of the first match; 0 if none",
       {},
       {Value::integer(0)},
       true},
      {"regexp_substr",
       "regexp_substr",
       scalar,
       2,
       2,
       first_match,
       "regexp_substr(s, regex): the first match, or null",
       {},
       {},
       true},
      {"regexp_extract_all",
       "regexp_extract_all",
       scalar,
       2,
       3,
       all_matches,
       "regexp_extract_all(s, regex, group): a group of every match",
       {},
       {Value::integer(1)},
       true},
      {"regexp_extract",
       "regexp_extract",
       scalar,
       2,
       3,
       text_text_number,
       "regexp_extract(s, regex, group): a group of the first match",
       {},
       {Value::integer(1)},
       true},
      {"startswith", "startswith", scalar, 2, 2, contains, "startswith(s, part)", {}, {}, false},
      {"endswith", "endswith", scalar, 2, 2, contains, "endswith(s, part)", {}, {}, false},
      {"contains", "contains", scalar, 2, 2, contains, "contains(s, part)", {}, {}, false},
      {"ascii", "ascii", scalar, 1, 1, number_of_texts, "ascii(s): the code of the first character", {}, {}, false},
      {"octet_length", "octet_length", scalar, 1, 1, text_length, "octet_length(s): how many bytes", {}, {}, false},
      {"bit_length", "bit_length", scalar, 1, 1, text_length, "bit_length(s): how many bits", {}, {}, false},
      {"space", "space", scalar, 1, 1, number_to_text, "space(n): n blanks", {}, {}, false},
      {"chr", "chr", scalar, 1, 1, character, "chr(n): the character with the code n % 256", {"char"}, {}, false},
      {"find_in_set",
       "find_in_set",
       scalar,
       2,
       2,
       distance,
       "find_in_set(s, list): the place of s between commas, from 1",
       {},
       {},
       false},
      {"levenshtein",
       "levenshtein",
       scalar,
       2,
       3,
       distance,
       "levenshtein(a, b): how many characters to change",
       {},
       {},
       false},
      {"soundex", "soundex", scalar, 1, 1, text_alone, "soundex(s): a code of how it sounds in English", {}, {}, false},
      {"split_part",
       "split_part",
       scalar,
       3,
       3,
       text_text_number,
       "split_part(s, d, n): the n-th part, from 1",
       {},
       {},
       true},
      {"overlay",
       "overlay",
       scalar,
       3,
       4,
       overlay,
       "overlay(s, put, from, count): `put` over characters of s",
       {},
       {Value::integer(-1)},
       false},
      {"elt", "elt", scalar, 2, -1, nth, "elt(n, a, b, ...): the n-th of the others", {}, {}, true},
  };
}

}  // namespace skep::functions
