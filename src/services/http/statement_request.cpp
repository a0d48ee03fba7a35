#include "services/http/statement_request.h"

#include "base/text.h"
#include "services/http/accept.h"
#include "services/http/listing.h"

#include <array>
#include <random>

namespace skep::services {
namespace {

using results::Format;
using results::Shape;

struct Offer {
  std::string_view media_type;
  Format format;
};

constexpr std::array kOffers = {
    Offer{"application/json", Format::json},
    Offer{"application/x-ndjson", Format::ndjson},
    Offer{"application/vnd.apache.arrow.stream", Format::arrow_stream},
    Offer{"text/csv", Format::csv},
};

std::optional<Format> choose_format(const net::HttpRequest& request) {
  std::array<std::string_view, kOffers.size()> types;
  for (size_t i = 0; i < kOffers.size(); i++) types[i] = kOffers[i].media_type;
  auto chosen = choose_media_type(request.list_header("Accept"), types);
  for (const auto& offer : kOffers)
    if (chosen == offer.media_type) return offer.format;
  return std::nullopt;
}

bool is_json(std::string_view content_type) {
  return equals_ignoring_case(trim(content_type.substr(0, content_type.find(';'))), "application/json");
}

Result<Shape> take_shape(Query& query) {
  auto shape = query.take("shape");
  if (!shape) return shape.error();
  if (!*shape || **shape == "objects") return Shape::objects;
  if (**shape == "arrays") return Shape::arrays;
  return make_error(ErrorCode::invalid_argument, "the query parameter shape must be objects or arrays");
}

Result<void> read_query(Query& query, WantedStatement& wanted) {
  auto limit = query.take_number("limit", 1, kLimitMax);
  if (!limit) return limit.error();
  auto shape = take_shape(query);
  if (!shape) return shape.error();
  wanted.limit = *limit;
  wanted.shape = *shape;
  return query.expect_empty();
}

/// 32 hexadecimal digits that nobody guesses, since who knows a statement's id may cancel it.
std::string new_id() {
  std::random_device device;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", device(), device(), device(), device());
}

}  // namespace

std::optional<NotWanted> read_statement_request(Call& call, WantedStatement& wanted) {
  if (!is_json(call.request.header("Content-Type").value_or("")))
    return NotWanted{Error(ErrorCode::invalid_argument, "the body must be application/json"), 415};
  if (!equals_ignoring_case(call.request.header("Content-Encoding").value_or("identity"), "identity"))
    return NotWanted{Error(ErrorCode::unsupported, "the body must not be compressed"), 415};
  auto format = choose_format(call.request);
  if (!format)
    return NotWanted{Error(ErrorCode::invalid_argument,
                           "a result is application/json, application/x-ndjson, application/vnd.apache.arrow.stream "
                           "or text/csv"),
                     406};
  wanted.format = *format;
  if (auto query = read_query(call.query, wanted); !query) return NotWanted{query.error()};

  auto body = parse_statement_body(call.request.body);
  if (!body) return NotWanted{body.error()};
  wanted.body = std::move(*body);
  if (wanted.body.id.empty()) wanted.body.id = new_id();
  return std::nullopt;
}

}  // namespace skep::services
