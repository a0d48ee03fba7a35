#include "services/http/row_format.h"

#include "base/text.h"
#include "services/http/accept.h"
#include "services/http/listing.h"

#include <algorithm>
#include <array>

namespace skep::services {
namespace {

using results::Format;
using results::JsonRules;

struct Offer {
  std::string_view name;  ///< of ?format= and of suffixes
  std::string_view media_type;
  Format format;
};

constexpr std::array kOffers = {
    Offer{"json", "application/json", Format::json},
    Offer{"ndjson", "application/x-ndjson", Format::ndjson},
    Offer{"arrow", "application/vnd.apache.arrow.stream", Format::arrow_stream},
    Offer{"csv", "text/csv", Format::csv},
    Offer{"parquet", "application/vnd.apache.parquet", Format::parquet},
};

std::optional<Format> format_named(std::string_view name) {
  for (const auto& offer : kOffers)
    if (offer.name == name) return offer.format;
  return std::nullopt;
}

std::optional<Format> format_accepted(std::string_view accept) {
  std::array<std::string_view, kOffers.size()> types;
  for (size_t i = 0; i < kOffers.size(); i++) types[i] = kOffers[i].media_type;
  auto chosen = choose_media_type(accept, types);
  for (const auto& offer : kOffers)
    if (chosen == offer.media_type) return offer.format;
  return std::nullopt;
}

/// Takes the parameter and says whether it has the value that is not the default.
bool takes_other(Query& query, std::string_view name, std::string_view other) {
  auto value = query.take(name);
  return value && *value && **value == other;
}

}  // namespace

std::vector<Parameter> row_parameters() {
  std::vector<std::string> names;
  for (const auto& offer : kOffers) names.emplace_back(offer.name);
  return {
      {"limit", whole_number(1, kLimitMax),
       "At most so many rows; a page of JSON has 1,000 where it is not given, a stream has all", "100"},
      {"format", choice_without_default(names), "The form of the rows; wins over `Accept`, as a path's suffix does"},
      {"shape", choice({"objects", "arrays"}), "How rows look in JSON and NDJSON"},
      {"int64", choice({"number", "string"}), "How JSON has the type bigint; JavaScript's numbers end at 2^53"},
      {"decimal", choice({"string", "number"}), "How JSON has decimals; many readers round numbers"},
      {"nan", choice({"string", "null"}), "How JSON has NaN and infinities: \"NaN\", \"-Infinity\", or null"},
      {"timestamp", choice({"text", "iso"}), "2001-01-31 12:00:00.5, or 2001-01-31T12:00:00.5+01:00"},
      {"binary", choice({"base64", "hex"}), "How JSON has bytes"},
      {"names", choice({"number", "keep"}), "Members of one name in a JSON object: a, a_2, or a, a"}};
}

std::vector<std::string> row_media_types() {
  std::vector<std::string> types;
  for (const auto& offer : kOffers) types.emplace_back(offer.media_type);
  return types;
}

std::pair<std::string, std::string> statement_header() { return {"Skep-Statement", "The statement's id"}; }

bool names_row_format(std::string_view suffix) { return format_named(suffix).has_value(); }

Result<std::optional<results::EncoderOptions>> choose_row_format(std::string_view accept, std::string_view suffix,
                                                                 Query& query) {
  results::EncoderOptions options;
  if (takes_other(query, "shape", "arrays")) options.shape = results::Shape::arrays;
  auto& rules = options.rules;
  if (takes_other(query, "int64", "string")) rules.int64 = JsonRules::Int64::string;
  if (takes_other(query, "decimal", "number")) rules.decimal = JsonRules::Decimal::number;
  if (takes_other(query, "nan", "null")) rules.nan = JsonRules::Nan::null;
  if (takes_other(query, "timestamp", "iso")) rules.timestamp = JsonRules::Timestamp::iso;
  if (takes_other(query, "binary", "hex")) rules.binary = JsonRules::Binary::hex;
  if (takes_other(query, "names", "keep")) rules.names = JsonRules::Names::keep;

  auto named = query.take("format");
  if (!named) return named.error();
  if (*named && !suffix.empty() && **named != suffix)
    return make_error(ErrorCode::invalid_argument, "the path asks for {}, the parameter format for {}", suffix,
                      **named);
  auto format = *named ? format_named(**named) : suffix.empty() ? format_accepted(accept) : format_named(suffix);
  if (!format) return std::optional<results::EncoderOptions>();
  options.format = *format;
  return std::optional(options);
}

}  // namespace skep::services
